"""The project page: facts, shifts by day, and what this person can do with each."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from projects.cards import place, tags
from projects.enums import ItemSection
from projects.models import Project, Shift
from qazvolunteer.core.content_language import shown_language
from volunteers import session_hold
from volunteers.answers import AnswersForm
from volunteers.eligibility import WAYS_OUT, Standing, Verdict, verdict
from volunteers.models import Volunteer


@dataclass(frozen=True)
class Line:
    """One shift of the page, with what may be done about it."""

    shift: Shift
    verdict: Verdict
    chosen: bool = False

    @property
    def way_out_url(self) -> str:
        refusal = self.verdict.refusal
        return str(WAYS_OUT.get(refusal.code, "")) if refusal else ""


@login_not_required
def project(request: HttpRequest, slug: str) -> HttpResponse:
    """A running project, or one that is over, for whoever followed a link."""
    return page(request, shown(slug))


def shown(slug: str) -> Project:
    """The project visitors may open at this address, or 404."""
    projects = Project.objects.shown().select_related("organization", "programme", "region", "district", "town")
    return get_object_or_404(projects, slug=slug)


def page(
    request: HttpRequest, project: Project, *, chosen: int | None = None, form: AnswersForm | None = None, status: int = 200
) -> HttpResponse:
    """The page with one shift chosen: by the address, or the first that this person can take."""
    standing = Standing.of(Volunteer.objects.of(request.user))
    shifts = list(project.shifts.filter(cancelled_at=None))
    for shift in shifts:
        shift.project = project
    lines = [Line(shift, verdict(standing, shift)) for shift in shifts if not shift.is_past]
    chosen = chosen or _wanted(request) or next((line.shift.pk for line in lines if line.verdict.action != "none"), None)
    line = next((line for line in lines if line.shift.pk == chosen), lines[0] if lines else None)
    context = {
        "project": project,
        "lang": shown_language(project, "title"),
        "place": place(project),
        "tags": tags(project),
        "days": _by_day(lines, line),
        "past": [shift for shift in shifts if shift.is_past],
        "line": line,
        "form": form or (AnswersForm(project.questions.all()) if line and standing.volunteer else None),
        "hold": session_hold.of(request.session, line.shift) if line else None,
        **_items(project),
    }
    template = "project/_panel.html" if request.htmx.target == "signup-panel" else "project/project.html"
    return render(request, template, context, status=status)


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
    """``need bring given day_plan``: the project's lines by section."""
    sections: dict[str, list[Any]] = {section: [] for section in ItemSection.values}
    for item in project.items.all():
        sections[item.section].append(item)
    return {
        "need": sections[ItemSection.NEED],
        "bring": sections[ItemSection.BRING],
        "given": sections[ItemSection.GIVEN],
    }
