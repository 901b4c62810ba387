"""What everybody reads of a project that is over, or of its shifts that are: the report, and what people said."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language

from projects.enums import ProjectState
from qazvolunteer.core import dates
from qazvolunteer.core.bounded import Bounded
from qazvolunteer.core.content_language import shown_language
from volunteers import feedback
from volunteers.feedback import Summary
from volunteers.report_enums import ReportState
from volunteers.report_models import ProjectReport, ReportPhoto

OVER = frozenset({ProjectState.COMPLETED})
# Summaries of a process, and the letters of their texts together.
REMEMBERED, REMEMBERED_BYTES = 500, 1024 * 1024


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


@dataclass(frozen=True)
class Monitored:
    """What everybody reads of the last visit of a front office: when, how it stands in words, and their tone."""

    at: dt.datetime
    words: str
    tone: str


# A higher floor knows the visits: it says what everybody reads of the last one.
_monitors: list[Callable[[int], Monitored | None]] = []


def monitor(function: Callable[[int], Monitored | None]) -> Callable[[int], Monitored | None]:
    """Register who knows the visits of front offices."""
    if function not in _monitors:
        _monitors.append(function)
    return function


@dataclass(frozen=True)
class _Kept:
    """What people say of a project, or None below the smallest sample, and its last visit, as of a version of it."""

    version: int
    said: Summary | None
    monitored: Monitored | None


_kept: Bounded[_Kept] = Bounded(REMEMBERED, REMEMBERED_BYTES, lambda kept: _weight(kept.said))


def _weight(said: Summary | None) -> int:
    return sum(sys.getsizeof(words.text) + sys.getsizeof(words.reply) for words in said.words) if said else 0


def _read(project: int, version: int) -> _Kept:
    """What people say of the project, and its last visit.

    Of a running one it is read once a version, as its sheet is: a trigger logs what
    they say and what is answered as a change of the project. Without a version (0) it is read every time."""
    key = (project, get_language())
    kept = _kept.get(key) if version else None
    if kept is None or kept.version != version:
        monitored = next((found for one in _monitors if (found := one(project))), None)
        kept = _Kept(version, feedback.of_project(project), monitored)
        if version:
            _kept.put(key, kept)
    return kept


def after(project: int, state: str, version: int) -> dict[str, Any]:
    """For the project page: ``report`` of one that is over, what people ``said`` of those shifts that are, and the
    last visit of a front office."""
    kept = _read(project, version)
    report = of_project(project) if state in OVER else None
    return {"report": report, "said": kept.said, "monitored": kept.monitored}
