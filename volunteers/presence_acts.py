"""What staff may do with a sign-up once its shift is over: vouch for whoever was there, note who was not."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qazvolunteer.core.acts import Act
from volunteers import attendance, hours, permissions
from volunteers.enums import ATTENDANCE_TRANSITIONS, AttendanceState, SignUpState
from volunteers.models import SignUp


def _is_over(user: Any, row: SignUp) -> bool:
    over = row.state == SignUpState.CONFIRMED and not row.shift.is_cancelled and row.shift.ends_at <= timezone.now()
    return over and row.volunteer.user_id != user.pk and permissions.may_decide(user, row)


def _may_vouch(user: Any, row: SignUp) -> bool:
    return _is_over(user, row) and attendance.state_of(row) in {AttendanceState.EXPECTED, AttendanceState.LOOKING}


def _may_miss(user: Any, row: SignUp) -> bool:
    return _is_over(user, row) and ATTENDANCE_TRANSITIONS.allows("miss", attendance.state_of(row))


PRESENCE_ACTS = (
    Act(
        "vouch",
        label=_("They came: write down the hours"),
        explanation=_("For people nobody marked. The shift as planned stands in their volunteer book and counts."),
        done=_("The hours are written down."),
        verb=hours.vouch,
        possible=_may_vouch,
        icon="how_to_reg",
        many=True,
    ),
    Act(
        "missed",
        label=_("They did not come"),
        explanation=_("Only they and organizations they sign up with see it. They may appeal; it fades in a year."),
        done=_("It is noted that they did not come."),
        verb=attendance.mark_missed,
        possible=_may_miss,
        icon="person_off",
        weight="danger",
        many=True,
    ),
)
