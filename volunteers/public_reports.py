"""What everybody reads of a project that is over: its accepted report, and what people said of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from projects.enums import ProjectState
from qazvolunteer.core import dates
from qazvolunteer.core.content_language import shown_language
from volunteers import feedback
from volunteers.feedback import Summary
from volunteers.report_enums import ReportState
from volunteers.report_models import ProjectReport, ReportPhoto

OVER = frozenset({ProjectState.COMPLETED})


@dataclass(frozen=True)
class Shown:
    """The report in the reader's language. ``outcomes``: (unit, achieved, planned or "")."""

    text: str
    lang: str
    people: str
    hours: str
    outcomes: tuple[tuple[str, str, str], ...]
    photos: tuple[ReportPhoto, ...]


def photos(project: int) -> QuerySet[ReportPhoto]:
    """Pictures that may be shown: of an accepted report, not taken out."""
    return ReportPhoto.objects.filter(report__project=project, report__state=ReportState.ACCEPTED, taken_out=False)


def of_project(project: int) -> Shown | None:
    """The accepted report of the project, or None."""
    row = ProjectReport.objects.filter(project=project, state=ReportState.ACCEPTED).first()
    if row is None:
        return None
    return Shown(
        text=row.text or "",
        lang=shown_language(row, "text"),
        people=dates.thousands(row.people or 0),
        hours=dates.hours(row.minutes or 0),
        outcomes=tuple(
            (
                str(outcome.get_unit_display()),  # type: ignore[attr-defined]
                dates.decimal(outcome.done),
                dates.decimal(outcome.planned) if outcome.planned is not None else "",
            )
            for outcome in row.outcomes.exclude(done=None)
        ),
        photos=tuple(photos(project).defer("content")),
    )


def after(project: int, state: str) -> dict[str, Any]:
    """For the project page: ``report`` and ``said``. A project that is not over costs no statement."""
    over = state in OVER
    said: Summary | None = feedback.of_project(project) if over else None
    return {"report": of_project(project) if over else None, "said": said}
