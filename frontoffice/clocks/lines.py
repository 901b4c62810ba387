"""What the clocks add elsewhere: a line of the menu, and until when a project's decision is due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as now_in
from django.utils.translation import gettext_lazy as _

from frontoffice.desk.enums import MatterKind
from frontoffice.desk.models import Matter
from frontoffice.office.menu import COUNTRY, Entry, entry
from projects import due
from qazvolunteer.core import working_days

if TYPE_CHECKING:
    from projects.models import Project

entry(
    Entry(_("Deadlines"), "clock", "office-deadlines", group=COUNTRY, order=60, shown=lambda desk: desk.is_republican)
)


def project_clock(project: Project) -> str:
    """Until when the office decides, in a sentence; "" when nothing is due."""
    matter = Matter.objects.about(project).open().filter(kind=MatterKind.PROJECT).first()
    if matter is None:
        return ""
    words = working_days.words(matter.due_at)
    if matter.escalated_at is not None:
        return f"{words} {now_in('The republican front office has been asked to decide.')}"
    return words


due.source(project_clock)
