"""The only writer of a sign-up's state. The counters of the shift always move with it.

Whoever calls holds the lock of the shift (``projects.capacity.lock_shift``); whoever acts for a volunteer has locked
the volunteer before.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from projects import capacity
from projects.models import Shift
from qazvolunteer.core.transitions import move
from volunteers.enums import LIVE, QUEUED, SEAT_HOLDING, TRANSITIONS, SignUpState
from volunteers.models import SignUp, SignUpTransition, Volunteer

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User


def begin(
    volunteer: Volunteer,
    shift: Shift,
    state: SignUpState,
    *,
    by: User,
    answers: dict[str, Any] | None = None,
    seat_is_held: bool = False,
) -> SignUp:
    """Make the sign-up. ``seat_is_held`` says that a redeemed hold has brought its seat along."""
    now = timezone.now()
    if state in SEAT_HOLDING and not seat_is_held:
        capacity.take_seat(shift)
    if state in QUEUED:
        capacity.count_waiting(shift, 1)
    signup = SignUp.objects.create(
        volunteer=volunteer,
        shift=shift,
        state=state,
        created_at=now,
        queued_at=now if state in QUEUED else None,
        answers=answers or {},
    )
    SignUpTransition.objects.create(subject=signup, action="join", to_state=state, by=by)
    return signup


def change(
    signup: SignUp,
    shift: Shift,
    action: str,
    *,
    by: User | None,
    reason: str = "",
    offer_expires_at: dt.datetime | None = None,
) -> SignUp:
    """Apply ``action`` of the transition table. Raises Refusal ``wrong_state``, or ``full`` when no seat is free."""
    before, after = signup.state, TRANSITIONS.target(action, signup.state)
    if before in QUEUED and after not in QUEUED:
        capacity.count_waiting(shift, -1)
    if after in SEAT_HOLDING and before not in SEAT_HOLDING:
        capacity.take_seat(shift)
    if before in SEAT_HOLDING and after not in SEAT_HOLDING:
        capacity.release_seat(shift)
    if after in QUEUED:
        capacity.count_waiting(shift, 1)
        signup.queued_at = timezone.now()
        signup.save(update_fields=["queued_at"])
    if offer_expires_at is not None:
        signup.offer_expires_at = offer_expires_at
        signup.save(update_fields=["offer_expires_at"])
    move(signup, action, table=TRANSITIONS, record=SignUpTransition, by=by, reason=reason)
    return signup


def cancel_all(shift: Shift, *, by: User | None, reason: str) -> list[SignUp]:
    """Every live sign-up of a cancelled shift ends; returns them. The caller empties the counters."""
    signups = list(SignUp.objects.live().filter(shift=shift).select_related("volunteer__user").order_by("pk"))
    records = [
        SignUpTransition(
            subject=signup,
            action="cancel",
            from_state=signup.state,
            to_state=TRANSITIONS.target("cancel", signup.state),
            by=by,
            reason=reason,
        )
        for signup in signups
    ]
    SignUp.objects.filter(pk__in=[signup.pk for signup in signups], state__in=LIVE).update(state=SignUpState.CANCELLED)
    SignUpTransition.objects.bulk_create(records)
    return signups
