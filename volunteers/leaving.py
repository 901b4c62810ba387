""" "I can't come": always possible until the start. In good time it frees the place; later it also calls the queue and
the organizer, and the person is excused."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from organizations.enums import DECIDING_ROLES
from organizations.models import Membership
from projects.models import Shift
from qazvolunteer.accounts.models import User
from qazvolunteer.notifications.outbox import Message, notify_many
from volunteers import attendance, signups, stand_ins
from volunteers.enums import ATTENDANCE_TRANSITIONS, SignUpState
from volunteers.models import SignUp

if TYPE_CHECKING:
    from django.db.models import QuerySet


def is_late(shift: Shift) -> bool:
    """Whether so little time is left that the organizer must know. Work at any time is never late."""
    left = shift.starts_at - timezone.now()
    return not shift.flexible and left < dt.timedelta(hours=settings.LATE_WITHIN_HOURS)


@transaction.atomic
def cannot_come(signup: SignUp, *, by: User, reason: str = "") -> SignUp:
    """The volunteer gives the place back. ``reason`` is read by the organizer and needs not be given.

    Raises the refusals of ``signups.withdraw``.
    """
    shift = signup.shift
    has_place, begun = signup.state == SignUpState.CONFIRMED, shift.starts_at <= timezone.now()
    late = has_place and is_late(shift)
    if late and not begun and ATTENDANCE_TRANSITIONS.allows("excuse", attendance.state_of(signup)):
        attendance.excuse(signup, by=by, reason=reason)
    signup = signups.withdraw(signup, by=by, reason=reason)
    stand_ins.end_for(signup)
    if late:
        _call(signup)
    return signup


def _call(signup: SignUp) -> None:
    """The queue has its offer by now; whoever runs the shift hears of it."""
    notify_many(
        "volunteers.cannot_come",
        (
            Message(person, {"signup": signup.pk}, key=f"cannot_come:{signup.pk}:{person.pk}")
            for person in _deciders(signup.shift.project.organization_id)
        ),
    )


def _deciders(organization: int) -> QuerySet[User]:
    members = Membership.objects.active().filter(organization=organization, role__in=DECIDING_ROLES)
    return User.objects.filter(is_active=True, pk__in=members.values("user"))
