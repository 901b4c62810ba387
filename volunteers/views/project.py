"""The project page: facts, shifts by day, and what this person can do with each."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from projects import permissions, share_pictures, sheets, structured_data
from projects.cards import cards, period, when
from projects.catalogue import alike, one_moment
from projects.enums import ProjectState
from projects.models import Project, Shift
from qazvolunteer.core.templatetags.components import meter_words
from volunteers import answers, public_reports, roles, session_hold
from volunteers.answers import AnswersForm
from volunteers.eligibility import WAYS_OUT, Standing, Verdict, verdict
from volunteers.profiles import read_profile


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
    """One shift of the page, with what may be done about it. ``href`` is the page's address."""

    shift: Shift
    verdict: Verdict
    href: str
    chosen: bool = False

    @property
    def when(self) -> str:
        return when(self.shift)

    @property
    def minutes(self) -> int:
        return int(self.shift.duration.total_seconds() // 60)

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
            task=shift.task or "",
            free=shift.free,
            seats=shift.seats,
            waiting=shift.waiting,
            state=self.row_state,
            note=self.note,
            anchor=f"shift-{shift.pk}",
            action=self.verdict.action,
            chosen=self.chosen,
            when=self.when,
            url=f"{self.href}?shift={shift.pk}",
            way_out_url=self.way_out_url,
            signup_url=signup.get_absolute_url() if signup else "",
            signup_state=str(signup.get_state_display()) if signup else "",
        )


@login_not_required
@one_moment()
def project(request: HttpRequest, slug: str) -> HttpResponse:
    """A running project, or one that is over, for whoever followed a link."""
    return page(request, slug)


@never_cache
def preview(request: HttpRequest, slug: str) -> HttpResponse:
    """The page as visitors will see it, before they do: for staff of its organization and its front office. Nothing on
    it can be pressed."""
    found = get_object_or_404(permissions.visible_to(request.user), slug=slug)
    if found.is_shown:
        return redirect(found)
    sheet = sheets.preview(found.pk)
    href, now = sheet.facts.href, timezone.now()
    shifts = [shift for shift in sheets.shifts_of(sheet) if shift.last_moment > now]
    lines = [Line(shift, Verdict("none"), href) for shift in shifts]
    line = lines[0] if lines else None
    context = {
        "preview": True,
        "project": replace(sheet.facts, state=ProjectState.APPROVED.value, signups_open=True, paused=""),
        "slug": slug,
        "trail": sheet.trail,
        "period": period(shifts),
        "share_picture": sheet.poster.address,
        "structured": [],
        "end_reason": "",
        "days": _by_day(lines, line),
        "past": [],
        "line": line,
        "form": None,
        "asked": (),
        "hold": None,
        "similar": [],
        "line_places": "",
        "roles": roles.choices(line.shift) if line else (),
        "fields": answers.fields(sheet.questions, None, {}),
        "back": reverse("admin:projects_project_change", args=[found.pk]),
    }
    return render(request, "project/project.html", context)


def page(
    request: HttpRequest,
    slug: str,
    *,
    chosen: int | None = None,
    form: AnswersForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page with one shift chosen: by the address, or the first that this person can take."""
    try:
        sheet = sheets.sheet(slug)
    except Project.DoesNotExist:
        raise Http404 from None
    standing = Standing.of(read_profile(request.user))
    shifts, href, now = sheets.shifts_of(sheet), sheet.facts.href, timezone.now()
    past = [shift for shift in shifts if shift.last_moment <= now]
    lines = [Line(shift, verdict(standing, shift, now=now), href) for shift in shifts if shift.last_moment > now]
    chosen = chosen or _wanted(request) or _first_choice(lines)
    line = next((line for line in lines if line.shift.pk == chosen), lines[0] if lines else None)
    picture = share_pictures.with_days(sheet.poster, shifts).address
    event = structured_data.event(sheet.about, shifts, picture=picture)
    asked = sheet.questions if line and standing.volunteer else ()
    context = {
        "project": sheet.facts,
        "slug": slug,
        "trail": sheet.trail,
        "period": period(shifts) if lines else "",
        "share_picture": picture,
        "structured": [event] if event else [],
        "end_reason": sheet.end_reason,
        "days": _by_day(lines, line),
        "past": past,
        "line": line,
        "form": form,
        "asked": asked,
        "fields": answers.fields(asked, form, request.session),
        "hold": session_hold.of(request.session, line.shift) if line else None,
        "similar": cards(alike(sheet.pk, region=sheet.region, programme=sheet.programme)),
        "roles": roles.choices(line.shift, request.POST.get("role") or roles.kept(request.session, line.shift))
        if line
        else (),
        **public_reports.after(sheet.pk, sheet.facts.state, sheet.version),
        "line_places": meter_words(line.shift.free, line.shift.seats, line.shift.waiting)["left"] if line else "",
    }
    return render(request, "project/project.html", context, status=status)


def _first_choice(lines: list[Line]) -> int | None:
    """The first shift with something for this person: a place before a queue."""
    able = [line for line in lines if line.verdict.action != "none"]
    found = next((line for line in able if line.verdict.action != "queue"), able[0] if able else None)
    return found.shift.pk if found else None


def _wanted(request: HttpRequest) -> int | None:
    asked = request.GET.get("shift", "")
    return int(asked) if asked.isdecimal() and len(asked) < 19 else None


def _by_day(lines: list[Line], chosen: Line | None) -> list[tuple[dt.date, list[Line]]]:
    days: dict[dt.date, list[Line]] = {}
    for line in lines:
        day = timezone.localdate(line.shift.starts_at)
        days.setdefault(day, []).append(replace(line, chosen=True) if line is chosen else line)
    return list(days.items())
