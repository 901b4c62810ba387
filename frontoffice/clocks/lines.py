"""What the clocks add elsewhere: a line of the menu, and until when a decision is due on the page of its row."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as now_in
from django.utils.translation import gettext_lazy as _

from frontoffice.desk.enums import MatterKind
from frontoffice.desk.models import Matter
from frontoffice.office.menu import COUNTRY, Entry, entry
from organizations.halt_models import Halt
from projects.models import Project
from qazvolunteer.core import due_words, working_days
from volunteers.block_models import BlockObjection
from volunteers.hours_models import HoursEntry, MissedAppeal
from volunteers.report_models import ProjectReport

if TYPE_CHECKING:
    from django.db.models import Model

CLOCKS: tuple[tuple[type[Model], str], ...] = (
    (Project, MatterKind.PROJECT),
    (ProjectReport, MatterKind.REPORT),
    (HoursEntry, MatterKind.HOURS),
    (Halt, MatterKind.APPEAL),
    (MissedAppeal, MatterKind.APPEAL),
    (BlockObjection, MatterKind.BLOCK),
)

entry(
    Entry(_("Deadlines"), "clock", "office-deadlines", group=COUNTRY, order=60, shown=lambda desk: desk.is_republican)
)


def clock(kind: str) -> Callable[[Any], str]:
    """Until when the office decides about a row, in a sentence; "" when nothing is due."""

    def words(row: Model) -> str:
        matter = Matter.objects.about(row).open().filter(kind=kind).first()
        if matter is None:
            return ""
        said = working_days.words(matter.due_at)
        if matter.escalated_at is not None:
            return f"{said} {now_in('The republican front office has been asked to decide.')}"
        return said

    return words


for model, kind in CLOCKS:
    due_words.source(model, clock(kind))
