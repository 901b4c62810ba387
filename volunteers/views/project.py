"""The project page: facts, shifts by day, and what this person can do with each."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from projects import share_pictures, structured_data
from projects.cards import age_words, cards, period, place, when
from projects.catalogue import alike
from projects.enums import ItemSection, ProjectState
from projects.models import Project, Shift
from qazvolunteer.core.content_language import shown_language
from qazvolunteer.core.templatetags.components import meter_words
from volunteers import session_hold
from volunteers.answers import AnswersForm
from volunteers.eligibility import WAYS_OUT, Standing, Verdict, verdict
from volunteers.models import Volunteer


@dataclass(frozen=True)
class Item:
    """A line of what to know, to bring, or what is given."""

    icon: str
    text: str


@dataclass(frozen=True)
class Shown:
    """A shift as the page draws it for this person: plain values, so that it is drawn once for all whom it suits."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    flexible: bool
    task: str
    free: int
    seats: int
    waiting: int
    state: str
    note: str
    anchor: str
    action: str
    chosen: bool
    when: str
    url: str
    way_out_url: str
    signup_url: str
    signup_state: str


@dataclass(frozen=True)
class Line:
    """One shift of the page, with what may be done about it."""

    shift: Shift
    verdict: Verdict
    chosen: bool = False

    @property
    def when(self) -> str:
        return when(self.shift)

    @property
    def minutes(self) -> int:
        return int(self.shift.duration.total_seconds() // 60)

    @property
    def anchor(self) -> str:
        return f"shift-{self.shift.pk}"

    @property
    def row_state(self) -> str:
        if self.chosen:
            return "chosen"
        return "" if self.shift.free else "full"

    @property
    def note(self) -> str:
        """What stops this person, and what to do about it."""
        refusal = self.verdict.refusal
        return f"{refusal.sentence} {refusal.way_out}".strip() if refusal else ""

    @property
    def url(self) -> str:
        """This page with the shift chosen."""
        return f"{self.shift.project.get_absolute_url()}?shift={self.shift.pk}"

    @property
    def way_out_url(self) -> str:
        refusal = self.verdict.refusal
        return str(WAYS_OUT.get(refusal.code, "")) if refusal else ""

    @property
    def shown(self) -> Shown:
        shift, signup = self.shift, self.verdict.signup
        return Shown(
            starts_at=shift.starts_at,
            ends_at=shift.ends_at,
            flexible=shift.flexible,
            task=shift.task,
            free=shift.free,
            seats=shift.seats,
            waiting=shift.waiting,
            state=self.row_state,
            note=self.note,
            anchor=self.anchor,
            action=self.verdict.action,
            chosen=self.chosen,
            when=self.when,
            url=self.url,
            way_out_url=self.way_out_url,
            signup_url=signup.get_absolute_url() if signup else "",
            signup_state=str(signup.get_state_display()) if signup else "",
        )


@login_not_required
def project(request: HttpRequest, slug: str) -> HttpResponse:
    """A running project, or one that is over, for whoever followed a link."""
    return page(request, shown(slug))


def shown(slug: str) -> Project:
    """The project visitors may open at this address, or 404."""
    projects = Project.objects.shown().select_related("organization", "programme", "region", "district", "town")
    return get_object_or_404(projects, slug=slug)


def page(
    request: HttpRequest,
    project: Project,
    *,
    chosen: int | None = None,
    form: AnswersForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page with one shift chosen: by the address, or the first that this person can take."""
    standing = Standing.of(Volunteer.objects.of(request.user))
    shifts = list(project.shifts.filter(cancelled_at=None))
    for shift in shifts:
        shift.project = project
    lines = [Line(shift, verdict(standing, shift)) for shift in shifts if not shift.is_past]
    chosen = chosen or _wanted(request) or _first_choice(lines)
    line = next((line for line in lines if line.shift.pk == chosen), lines[0] if lines else None)
    picture = share_pictures.of_project(project, shifts).address
    event = structured_data.event(project, shifts, picture=picture)
    context = {
        "project": project,
        "lang": shown_language(project, "title"),
        "place": place(project),
        "trail": _trail(project),
        "period": period(shifts),
        "age_words": age_words(project),
        "share_picture": picture,
        "structured": [event] if event else [],
        "end_reason": _end_reason(project),
        "days": _by_day(lines, line),
        "past": [shift for shift in shifts if shift.is_past],
        "line": line,
        "form": form or (_questions(request, project) if line and standing.volunteer else None),
        "hold": session_hold.of(request.session, line.shift) if line else None,
        "similar": cards(alike(project.pk, region=project.region_id, programme=project.programme_id)),
        "line_places": meter_words(line.shift.free, line.shift.seats, line.shift.waiting)["left"] if line else "",
        **_items(project),
    }
    return render(request, "project/project.html", context, status=status)


def _first_choice(lines: list[Line]) -> int | None:
    """The first shift with something for this person: a place before a queue."""
    able = [line for line in lines if line.verdict.action != "none"]
    found = next((line for line in able if line.verdict.action != "queue"), able[0] if able else None)
    return found.shift.pk if found else None


def _trail(project: Project) -> list[tuple[str, str]]:
    catalogue = reverse("catalogue")
    where = [(project.region.short, f"{catalogue}?region={project.region.slug}")]
    return [(_("Projects"), catalogue), *where, (project.title, "")]


def _end_reason(project: Project) -> str:
    """Why a cancelled project was cancelled."""
    if project.state != ProjectState.CANCELLED:
        return ""
    return project.transitions.filter(action="cancel").values_list("reason", flat=True).first() or ""


def _questions(request: HttpRequest, project: Project) -> AnswersForm:
    return AnswersForm(project.questions.all(), session=request.session)


def _wanted(request: HttpRequest) -> int | None:
    asked = request.GET.get("shift", "")
    return int(asked) if asked.isdecimal() and len(asked) < 19 else None


def _by_day(lines: list[Line], chosen: Line | None) -> list[tuple[dt.date, list[Line]]]:
    days: dict[dt.date, list[Line]] = {}
    for line in lines:
        day = timezone.localdate(line.shift.starts_at)
        days.setdefault(day, []).append(Line(line.shift, line.verdict, chosen=line is chosen))
    return list(days.items())


def _items(project: Project) -> dict[str, Any]:
    """``need bring given``: the project's lines by section."""
    sections: dict[str, list[Any]] = {section: [] for section in ItemSection.values}
    for item in project.items.all():
        sections[item.section].append(Item(item.icon, item.text))
    return {
        "need": sections[ItemSection.NEED],
        "bring": sections[ItemSection.BRING],
        "given": sections[ItemSection.GIVEN],
    }
