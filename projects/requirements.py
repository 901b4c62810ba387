"""What a project still owes to be approved, as the floors above say it: rules that the republican office keeps."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from projects.models import Project


@dataclass(frozen=True)
class Requirement:
    """One rule that the project does not fulfil. ``must``: it cannot be approved before it does."""

    name: str
    sentence: str
    must: bool


# (project, whether the republican office decides) -> what is not fulfilled.
Source = Callable[["Project", bool], Iterable[Requirement]]
_sources: list[Source] = []


def source(function: Source) -> Source:
    """Register who knows rules."""
    if function not in _sources:
        _sources.append(function)
    return function


def unmet(project: Project, *, republican: bool = False) -> list[Requirement]:
    """What the project does not fulfil, what cannot be passed over first."""
    found = [requirement for function in _sources for requirement in function(project, republican)]
    return sorted(found, key=lambda requirement: not requirement.must)
