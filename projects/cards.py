"""A project as a card or a row of a list: plain values for the components, in the reader's language."""

from __future__ import annotations

import datetime as dt
import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from projects.catalogue import Hit
from projects.enums import Format
from projects.models import Project, Shift
from projects.wording import place
from qazvolunteer.core import dates, pictures, remembered, statements
from qazvolunteer.core.content_language import shown_language

# A process remembers so many faces; a page needs twenty.
REMEMBERED = 1500


@dataclass(frozen=True, slots=True)
class Face:
    """What does not depend on a shift: the same for everybody who reads the language."""

    href: str
    title: str
    lang: str
    summary: str
    programme: str
    art: str
    cover: int
    photo: str
    organiser: str
    place: str
    format: str
    region: str
    tags: tuple[str, ...]
    by_approval: bool


@dataclass(frozen=True, slots=True)
class Card:
    """What a visitor sees of a project in a list. ``state`` is the reader's own state in its shift."""

    project: int
    shift: int
    face: Face
    when: str
    starts_at: dt.datetime
    flexible: bool
    free: int
    seats: int
    waiting: int
    more: int
    state: str = ""

    @property
    def act(self) -> str:
        return _("Choose a shift") if self.free or self.face.by_approval else _("Join the waiting list")


class _Faces:
    """The faces a process has drawn, by project and language, each good for one version of the index's entry."""

    def __init__(self) -> None:
        self.kept: OrderedDict[tuple[int, str], tuple[int, Face]] = OrderedDict()
        self.lock = threading.Lock()

    def of(self, hits: Sequence[Hit]) -> dict[int, Face]:
        """Faces by project; one statement when some are not known yet. A project hidden meanwhile is left out."""
        language = get_language() or ""
        found: dict[int, Face] = {}
        with self.lock:
            for hit in hits:
                version, face = self.kept.get((hit.project, language), (0, None))
                if face is not None and version == hit.version:
                    found[hit.project] = face
                    self.kept.move_to_end((hit.project, language))
        missing = {hit.project: hit.version for hit in hits if hit.project not in found}
        if missing:
            drawn = {project.pk: _face(project) for project in _projects(missing)}
            with self.lock:
                for pk, face in drawn.items():
                    self.kept[pk, language] = (missing[pk], face)
                while len(self.kept) > REMEMBERED:
                    self.kept.popitem(last=False)
            found |= drawn
        return found


_faces = _Faces()


def cards(hits: Sequence[Hit]) -> list[Card]:
    """Cards in the order of ``hits``: one statement for the places left, which are of this moment, and at most one
    more for what is not remembered."""
    if not hits:
        return []
    faces = _faces.of(hits)
    # By hand: putting the query together would cost more than everything else here.
    shifts = {pk: rest for pk, *rest in statements.rows(PLACES, [[hit.shift for hit in hits]])}
    today = timezone.localdate()
    return [
        _card(hit, faces[hit.project], *shifts[hit.shift], today=today)
        for hit in hits
        if hit.project in faces and hit.shift in shifts
    ]


PLACES = """
    SELECT id, starts_at, ends_at, flexible, seats, seats_taken, waiting FROM projects_shift WHERE id = ANY(%s)
"""


def _projects(pks: Iterable[int]) -> Iterable[Project]:
    return (
        Project.objects.running()
        .filter(pk__in=list(pks))
        .select_related("organization", "programme", "region", "district", "town")
        .defer("search_text", "description", *(f"description_{code}" for code in ("kk", "ru", "en")))
    )


def _face(project: Project) -> Face:
    return Face(
        href=project.get_absolute_url(),
        title=project.title,
        lang=shown_language(project, "title"),
        summary=project.summary,
        programme=project.programme.brand,
        art=project.programme.art,
        cover=project.cover,
        photo=pictures.address(project.photo),
        organiser=project.organization.name,
        place=place(project),
        format=str(Format(project.format).label),
        region=project.region.short,
        tags=tags(project),
        by_approval=project.needs_approval,
    )


def _card(
    hit: Hit,
    face: Face,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    flexible: bool,
    seats: int,
    taken: int,
    waiting: int,
    *,
    today: dt.date,
) -> Card:
    return Card(
        project=hit.project,
        shift=hit.shift,
        face=face,
        when=_when(starts_at, ends_at, flexible, today),
        starts_at=starts_at,
        flexible=flexible,
        free=max(seats - taken, 0),
        seats=seats,
        waiting=waiting,
        more=hit.more,
    )


@remembered.pure
def _when(starts_at: dt.datetime, ends_at: dt.datetime, flexible: bool, today: dt.date) -> str:
    """``today`` decides whether the year is said."""
    if flexible:
        return _("Any time until %(date)s") % {"date": dates.date(ends_at)}
    return dates.span(starts_at, ends_at)


def when(shift: Shift) -> str:
    """The day and hours of a shift; flexible work has only an end."""
    return _when(shift.starts_at, shift.ends_at, shift.flexible, timezone.localdate())


def period(shifts: Sequence[Shift]) -> str:
    """The days from the first to the last shift that is not over, or of all when all are; nothing for no shift."""
    coming = [shift for shift in shifts if not shift.is_past] or shifts
    if not coming:
        return ""
    if len(coming) == 1 and coming[0].flexible:
        return when(coming[0])
    return dates.days(min(shift.starts_at for shift in coming), max(shift.starts_at for shift in coming))


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
