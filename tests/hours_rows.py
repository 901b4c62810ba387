"""Rows for tests of what comes after a shift: somebody was there, hours wait, a project is over."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from projects.enums import ProjectState
from projects.models import Project, Shift
from tests import builders
from tests.builders import DAY
from volunteers.attendance_models import Attendance
from volunteers.enums import AttendanceState, SignUpState, Source
from volunteers.feedback_models import Feedback
from volunteers.hours_enums import Evidence, HoursKind, HoursState
from volunteers.hours_models import HoursEntry
from volunteers.models import SignUp, Volunteer
from volunteers.report_models import ProjectReport


def past_shift(of: Project | None = None, *, days: float = 2, hours: float = 4, **values: Any) -> Shift:
    """A shift that ended some days ago."""
    return builders.shift(of, starts_in=-days * DAY, hours=hours, **values)


def was_in(shift: Shift, who: Volunteer | None = None, **values: Any) -> SignUp:
    """A confirmed sign-up for a shift that is over; nobody marked the person."""
    return builders.signup_row(SignUpState.CONFIRMED, of=shift, who=who, **values)


def came(
    shift: Shift,
    who: Volunteer | None = None,
    *,
    late: dt.timedelta = dt.timedelta(),
    left: bool = True,
    early: dt.timedelta = dt.timedelta(),
    source: str = Source.SCANNED,
) -> SignUp:
    """Somebody was marked as come, ``late`` after the start, and left ``early`` before the end, or was never seen
    leaving."""
    signup = was_in(shift, who)
    Attendance.objects.create(
        signup=signup,
        state=AttendanceState.CAME,
        arrived_at=shift.starts_at + late,
        left_at=shift.ends_at - early if left else None,
        source=source,
    )
    return signup


def missed(shift: Shift, who: Volunteer | None = None) -> SignUp:
    signup = was_in(shift, who)
    Attendance.objects.create(signup=signup, state=AttendanceState.MISSED)
    return signup


def line(signup: SignUp, state: str = HoursState.PROPOSED, *, minutes: int = 240, **values: Any) -> HoursEntry:
    """The line of a shift in a state, without its history."""
    decided = {"decided_at": timezone.now()} if state in {HoursState.CONFIRMED, HoursState.REJECTED} else {}
    given: dict[str, Any] = {
        "project": signup.shift.project,
        "day": timezone.localdate(signup.shift.starts_at),
        "kind": HoursKind.SHIFT,
        "evidence": Evidence.SCANNED,
    }
    return HoursEntry.objects.create(
        volunteer=signup.volunteer, signup=signup, state=state, minutes=minutes, **{**given, **decided, **values}
    )


def done_project(**values: Any) -> Project:
    return builders.project(state=ProjectState.COMPLETED, **values)


def report(project: Project | None = None, **values: Any) -> ProjectReport:
    given = {"due_on": timezone.localdate() + dt.timedelta(days=10)}
    return ProjectReport.objects.create(project=project or done_project(), **{**given, **values})


def said(project: Project, number: int = 1, *, grade: int = 4, text: str = "") -> list[Feedback]:
    """So many people who came say how it was."""
    shift = past_shift(project)
    answers = dict.fromkeys(Feedback.QUESTIONS, grade)
    return [
        Feedback.objects.create(signup=came(shift), project=project, text=text and f"{text} {one + 1}", **answers)
        for one in range(number)
    ]
