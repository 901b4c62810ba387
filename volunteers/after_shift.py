"""What a person can do about a shift that has begun: see the hours, tell of own work, say how it was, appeal."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from projects.enums import Format
from qazvolunteer.core import dates
from volunteers import book, feedback, missed
from volunteers.attendance import OPENS_BEFORE
from volunteers.attendance_models import Attendance
from volunteers.book import Line
from volunteers.enums import AttendanceState, SignUpState
from volunteers.hours import OWN_REPORT_DAYS
from volunteers.hours_enums import HoursKind
from volunteers.hours_models import HoursEntry
from volunteers.models import SignUp


@dataclass(frozen=True)
class After:
    """``line`` is the line of the shift, if it is written; ``attendance`` the mark in words, if there is one."""

    line: Line | None
    attendance: str
    came: bool
    may_write: bool
    may_prepare: bool
    may_say: bool
    missed: bool


def here_since(signup: SignUp) -> dt.datetime | None:
    """When the arrival was marked, while the shift is not over; None otherwise."""
    shift, now = signup.shift, timezone.now()
    if signup.state != SignUpState.CONFIRMED or not shift.starts_at - OPENS_BEFORE <= now < shift.ends_at:
        return None
    mark = Attendance.objects.filter(signup=signup, state=AttendanceState.CAME).first()
    return mark.arrived_at if mark else None


def of(signup: SignUp) -> After | None:
    """None before the start, and for whoever had no place."""
    shift, now = signup.shift, timezone.now()
    if signup.state != SignUpState.CONFIRMED or shift.starts_at > now:
        return None
    mark = Attendance.objects.filter(signup=signup).first()
    state = mark.state if mark else AttendanceState.EXPECTED
    lines = HoursEntry.objects.filter(signup=signup, kind=HoursKind.SHIFT).select_related("project")
    written = lines.first()
    at_home = shift.project.format == Format.AT_HOME
    in_time = timezone.localdate() <= dates.local_date(shift.ends_at) + dt.timedelta(days=OWN_REPORT_DAYS)
    unmarked = state in {AttendanceState.EXPECTED, AttendanceState.LOOKING} and shift.ends_at <= now
    return After(
        line=book.line(written) if written else None,
        attendance=str(mark.get_state_display()) if mark and mark.state != AttendanceState.EXPECTED else "",  # type: ignore[attr-defined]
        came=state == AttendanceState.CAME,
        may_write=in_time and (shift.flexible or at_home or (written is None and unmarked)),
        may_prepare=in_time and state != AttendanceState.MISSED,
        may_say=feedback.refusal_to_give(signup) is None,
        missed=state == AttendanceState.MISSED and missed.of(signup.volunteer).filter(signup=signup).exists(),
    )
