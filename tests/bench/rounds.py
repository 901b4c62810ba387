"""Interleaved rounds: A B A B each, so that whatever slows the machine down slows both sides.

A round's figure is the ratio of the sums of its two repeats. It is noisy when the repeats of either side differ by
more than ``NOISY``; then it is run again, at most ``AGAIN`` times, and the calmest attempt counts. The measure is the
median over the rounds. What takes long by itself has one repeat a round (A B), and then no round is called noisy.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import dataclass, field

NOISY = 0.2
AGAIN = 1


@dataclass(frozen=True)
class Round:
    """The repeats of each side."""

    a: tuple[float, ...]
    b: tuple[float, ...]

    @property
    def ratio(self) -> float:
        below = sum(self.b)
        return sum(self.a) / below if below else 0.0

    @property
    def unrest(self) -> float:
        """How far the repeats of a side are apart, as a share of their mean; the worse side."""
        return max((max(side) - min(side)) / statistics.mean(side) if sum(side) else 1.0 for side in (self.a, self.b))


@dataclass
class Rounds:
    """All rounds of one measure."""

    kept: list[Round] = field(default_factory=list)
    repeated: int = 0

    @property
    def ratio(self) -> float:
        return statistics.median(one.ratio for one in self.kept)

    @property
    def a(self) -> float:
        return statistics.median(value for one in self.kept for value in one.a)

    @property
    def b(self) -> float:
        return statistics.median(value for one in self.kept for value in one.b)

    def words(self, unit: str) -> str:
        """How it was found: both sides, the spread of the ratios, the rounds."""
        ratios = [one.ratio for one in self.kept]
        again = f", {self.repeated} noisy repeated" if self.repeated else ""
        left = sum(one.unrest > NOISY for one in self.kept)
        still = f", {left} still noisy" if left else ""
        return (
            f"{self.a:.4g} against {self.b:.4g} {unit}; ratios {min(ratios):.3g} to {max(ratios):.3g} "
            f"in {len(ratios)} rounds {' '.join(['A B'] * len(self.kept[0].a))}{again}{still}"
        )


def interleaved(
    a: Callable[[], float], b: Callable[[], float], number: int, tick: Callable[[], None], *, repeats: int, again: int
) -> Rounds:
    """Run ``number`` rounds, a noisy one at most ``again`` times more; ``tick`` is called after each."""
    rounds = Rounds()
    for _ in range(number):
        attempts: list[Round] = []
        while True:
            pairs = [(a(), b()) for _repeat in range(repeats)]
            attempts.append(Round(tuple(one for one, _ in pairs), tuple(other for _, other in pairs)))
            if attempts[-1].unrest <= NOISY or len(attempts) > again:
                break
            rounds.repeated += 1
        rounds.kept.append(min(attempts, key=lambda one: one.unrest))
        tick()
    return rounds
