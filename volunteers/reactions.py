"""What sign-ups do when something happens to their shift. All run inside the cause's transaction, under its lock."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any

from projects import events
from projects.models import Shift
from qazvolunteer.notifications.outbox import Message, notify_many
from volunteers import lifecycle, waiting_list
from volunteers.enums import SignUpState
from volunteers.models import SignUp

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User


def offer_freed_seats(sender: Any, *, shift: Shift, **_: Any) -> None:
    waiting_list.offer_free_seats(shift)


def tell_of_change(sender: Any, *, shift: Shift, changes: dict[str, tuple[dt.datetime, dt.datetime]], **_: Any) -> None:
    """Everybody signed up or waiting hears of a new time and may keep or leave the place."""
    payload = {name: [before.isoformat(), after.isoformat()] for name, (before, after) in changes.items()}
    # A change there and back and there again is three letters.
    version = uuid.uuid4().hex
    # An offer never outlives the moment to sign up, however early that is now.
    offers = SignUp.objects.filter(shift=shift, state=SignUpState.OFFERED)
    offers.filter(offer_expires_at__gt=shift.last_moment).update(offer_expires_at=shift.last_moment)
    live = SignUp.objects.live().filter(shift=shift).select_related("volunteer__user").order_by("pk")
    notify_many(
        "volunteers.shift_changed",
        (
            Message(
                signup.volunteer.user,
                {"signup": signup.pk, "changes": payload},
                key=f"changed:{signup.pk}:{version}",
            )
            for signup in live
        ),
    )


def cancel_signups(sender: Any, *, shift: Shift, reason: str, by: User | None, **_: Any) -> None:
    notify_many(
        "volunteers.shift_cancelled",
        (
            Message(signup.volunteer.user, {"signup": signup.pk}, key=f"cancelled:{signup.pk}")
            for signup in lifecycle.cancel_all(shift, by=by, reason=reason)
        ),
    )


def connect() -> None:
    """Listen to the floor of projects."""
    events.seats_freed.connect(offer_freed_seats, dispatch_uid="volunteers.offer_freed_seats")
    events.shift_changed.connect(tell_of_change, dispatch_uid="volunteers.tell_of_change")
    events.shift_cancelled.connect(cancel_signups, dispatch_uid="volunteers.cancel_signups")
