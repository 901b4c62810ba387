"""Whom a change concerns: how many people are signed up. The floor above knows, and says it here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

# Ids of shifts -> how many people have, asked for, or wait for a place in them.
Counter = Callable[[Iterable[int]], int]
_counters: list[Counter] = []


@dataclass(frozen=True)
class Answers:
    """What people said to the last change of a shift: they keep their place, they left, they have not answered."""

    keep: int = 0
    left: int = 0
    open: int = 0

    @property
    def asked(self) -> int:
        return self.keep + self.left + self.open


# The id of a shift -> the answers to its changes.
_answers: list[Callable[[int], Answers]] = []


def counter(function: Counter) -> Counter:
    """Register who counts people."""
    if function not in _counters:
        _counters.append(function)
    return function


def answers(function: Callable[[int], Answers]) -> Callable[[int], Answers]:
    """Register who knows what people answered."""
    if function not in _answers:
        _answers.append(function)
    return function


def people_in(shifts: Iterable[int]) -> int:
    """How many people would be told of a change of these shifts."""
    wanted = list(shifts)
    return sum(function(wanted) for function in _counters) if wanted else 0


def answers_of(shift: int) -> Answers:
    return next((function(shift) for function in _answers), Answers())
