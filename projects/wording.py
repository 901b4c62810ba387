"""What is said of a project in more than one place, in the reader's language."""

from __future__ import annotations

from django.utils.formats import localize
from django.utils.translation import gettext as _

from projects.enums import Format
from projects.models import Project, ProjectOutcome
from qazvolunteer.core import dates


def place(project: Project) -> str:
    """Town and place; or that no place is needed."""
    if project.format == Format.REMOTE:
        return _("Remote")
    if project.format == Format.AT_HOME:
        return _("At home")
    where = project.town or project.district or project.region
    return ", ".join(part for part in (where.name, project.place) if part)


def outcome_words(outcome: ProjectOutcome) -> str:
    """ "Trees planted: 500", "Tonnes collected: 2.5" """
    number = f"{outcome.planned:.1f}".removesuffix(".0")
    shown = dates.thousands(int(number)) if number.isdecimal() else localize(outcome.planned)
    unit = str(outcome.get_unit_display())
    return f"{unit[:1].upper()}{unit[1:]}: {shown}"
