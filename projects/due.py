"""Until when the decision about a project is due. The floor of the front offices knows, and says it here."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from projects.models import Project

_sources: list[Callable[[Project], str]] = []


def source(function: Callable[[Project], str]) -> None:
    """Register who knows the clock, in a sentence."""
    if function not in _sources:
        _sources.append(function)


def words(project: Project) -> str:
    """The deadline and the time left; "" when nothing is due."""
    return " ".join(said for function in _sources if (said := function(project)))
