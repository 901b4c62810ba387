"""The lines of the menu and the tile of the overview that this part adds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from frontoffice.office.menu import Entry, entry
from organizations.halt_enums import HaltState
from organizations.halt_models import Halt

if TYPE_CHECKING:
    from frontoffice.office.guard import Desk


def appeals(desk: Desk, *, of_projects: bool) -> int:
    """Appeals that wait for an answer of this desk."""
    rows = Halt.objects.filter(state=HaltState.APPEALED, project__isnull=not of_projects)
    return desk.narrowed(rows, "project__region" if of_projects else "organization__region").count()


entry(
    Entry(
        _("Organizations"),
        "building",
        "office-organizations",
        order=50,
        count=lambda desk: appeals(desk, of_projects=False),
    )
)
entry(Entry(_("Projects"), "flag", "office-projects", order=51, count=lambda desk: appeals(desk, of_projects=True)))
