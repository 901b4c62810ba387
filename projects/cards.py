"""A project as a card or a row of a list: plain values for the components, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from projects.catalogue import Row
from projects.enums import Format
from projects.models import Project, Shift
from qazvolunteer.core import dates
from qazvolunteer.core.content_language import shown_language


@dataclass(frozen=True)
class Card:
    """What a visitor sees of a project in a list. ``state`` is the reader's own state in its soonest shift."""

    project: Project
    shift: Shift
    title: str
    lang: str
    when: str
    place: str
    act: str
    format: str
    tags: tuple[str, ...]
    state: str = ""


def card(row: Row, *, state: str = "") -> Card:
    project, shift = row.project, row.shift
    return Card(
        project=project,
        shift=shift,
        title=project.title,
        lang=shown_language(project, "title"),
        when=when(shift),
        place=place(project),
        act=_("Join the waiting list") if not shift.free and not project.needs_approval else _("Choose a shift"),
        format=str(Format(project.format).label),
        tags=tags(project),
        state=state,
    )


def when(shift: Shift) -> str:
    """The day and hours of a shift; flexible work has only an end."""
    if shift.flexible:
        return _("Any time until %(date)s") % {"date": dates.date(shift.ends_at)}
    return dates.span(shift.starts_at, shift.ends_at)


def period(shifts: list[Shift]) -> str:
    """The days from the first to the last shift that is not over, or of all when all are; nothing for no shift."""
    coming = [shift for shift in shifts if not shift.is_past] or shifts
    if not coming:
        return ""
    if len(coming) == 1 and coming[0].flexible:
        return when(coming[0])
    return dates.days(min(shift.starts_at for shift in coming), max(shift.starts_at for shift in coming))


def place(project: Project) -> str:
    """Town and place; or that no place is needed."""
    if project.format == Format.REMOTE:
        return _("Remote")
    if project.format == Format.AT_HOME:
        return _("At home")
    where = project.town or project.district or project.region
    return ", ".join(part for part in (where.name, project.place) if part)


def tags(project: Project) -> tuple[str, ...]:
    """Short words about a project: the age, the wheelchair, how one is accepted."""
    words = []
    if project.age_limit:
        words.append(_("from %(age)d years") % {"age": project.age_limit})
    if project.accessible:
        words.append(_("wheelchair accessible"))
    if project.needs_approval:
        words.append(_("by approval"))
    return tuple(words)


def age_words(project: Project) -> str:
    """Who may come."""
    limit = project.age_limit
    return _("From %(age)d years") % {"age": limit} if limit else _("Any age")
