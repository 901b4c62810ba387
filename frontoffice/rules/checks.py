"""Rules in force are automatic checks of the desk."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from frontoffice.desk.checks import Finding, check
from frontoffice.desk.enums import MatterKind
from projects import requirements

if TYPE_CHECKING:
    from projects.models import Project


@check(MatterKind.PROJECT)
def rules(project: Project) -> Iterable[Finding]:
    """What the project does not fulfil: in the way of approval, or to be looked at."""
    for owed in requirements.unmet(project):
        yield Finding(owed.name, "urgent" if owed.must else "warn", owed.sentence)
