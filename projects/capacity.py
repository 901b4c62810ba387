"""The only writer of a shift's seat counters. No shift is ever overbooked.

Seats are held by sign-ups that are confirmed or offered, and by holds of people still registering. Every function
that takes a ``shift`` expects a row from ``lock_shift`` in the present transaction; the counters in memory are then
the truth, and the CHECK ``seats_taken <= seats + overfill`` has the last word.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.events import seats_freed
from projects.models import SeatHold, SeatsRecord, Shift
from qazvolunteer.core.locks import locked
from qazvolunteer.core.refusals import Refusal

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User

# A shift's holds stay under this share of its seats.
HOLDS_SHARE = 5


def lock_shift(shift_id: int) -> Shift:
    """The shift with its project and organization, locked until the transaction ends. Raises Shift.DoesNotExist."""
    return locked(Shift.objects.select_related("project__organization")).get(pk=shift_id)


def has_free_seat(shift: Shift) -> bool:
    return shift.seats_taken < shift.seats


def take_seat(shift: Shift) -> None:
    """One more seat is held. Raises Refusal ``full`` when none is free."""
    if not has_free_seat(shift):
        raise Refusal("full", _("There is no free place in this shift."), _("You can join the waiting list."))
    _write(shift, seats_taken=shift.seats_taken + 1)


def release_seat(shift: Shift) -> None:
    """One seat is held no more. The caller offers it to the queue."""
    overfill = max(0, shift.seats_taken - 1 - shift.seats)
    _write(shift, seats_taken=shift.seats_taken - 1, overfill=min(shift.overfill, overfill))


def release_all(shift: Shift) -> None:
    """Nobody holds a seat or waits any more: the shift was cancelled."""
    SeatHold.objects.filter(shift=shift).delete()
    _write(shift, seats_taken=0, overfill=0, waiting=0)


def count_waiting(shift: Shift, change: int) -> None:
    """The queue became longer or shorter by ``change``."""
    _write(shift, waiting=shift.waiting + change)


def set_seats(shift: Shift, seats: int, *, by: User | None, reason: str = "") -> None:
    """Change the number of seats.

    Lowered under the taken count, everybody keeps their place: the difference is the ``overfill`` and needs a reason;
    new sign-ups are refused until it is gone. Raised, the freed seats go to the queue. Raises Refusal
    ``reason_needed``.
    """
    overfill = max(0, shift.seats_taken - seats)
    if overfill and not reason.strip():
        raise Refusal(
            "reason_needed",
            _("More people are signed up than that. They keep their places; write why there are fewer places."),
        )
    before = shift.seats
    _write(shift, seats=seats, overfill=overfill)
    SeatsRecord.objects.create(
        shift=shift, from_seats=before, to_seats=seats, overfill=overfill, reason=reason.strip(), by=by
    )
    if has_free_seat(shift):
        seats_freed.send(Shift, shift=shift)


def hold_seat(shift: Shift) -> SeatHold | None:
    """Keep a seat for ``settings.HOLD_MINUTES``, or None when there is none to keep.

    The holds of a shift stay under a fifth of its seats, so that nobody can empty a shift by registering halfway;
    never while somebody waits.
    """
    holds = SeatHold.objects.filter(shift=shift).count()
    if not has_free_seat(shift) or shift.waiting or (holds + 1) * HOLDS_SHARE >= shift.seats:
        return None
    take_seat(shift)
    return SeatHold.objects.create(shift=shift, expires_at=timezone.now() + dt.timedelta(minutes=settings.HOLD_MINUTES))


def redeem_hold(shift: Shift, token: uuid.UUID | None) -> bool:
    """Turn the hold into a sign-up's seat: True when the hold was alive; its seat stays taken."""
    if token is None:
        return False
    gone, _rows = SeatHold.objects.filter(pk=token, shift=shift, expires_at__gt=timezone.now()).delete()
    return bool(gone)


@transaction.atomic
def release_hold(token: uuid.UUID) -> None:
    """Give up a hold; its seat goes to the queue. Does nothing when the hold is gone."""
    shift_id = SeatHold.objects.filter(pk=token).values_list("shift", flat=True).first()
    if shift_id is None:
        return
    shift = lock_shift(shift_id)
    if SeatHold.objects.filter(pk=token).delete()[0]:
        release_seat(shift)
        seats_freed.send(Shift, shift=shift)


@transaction.atomic
def free_lapsed_holds(shift: Shift) -> int:
    """Free the seats of holds that ran out; returns how many. Called under the lock, and by the sweep."""
    lapsed, _rows = SeatHold.objects.filter(shift=shift, expires_at__lte=timezone.now()).delete()
    for _hold in range(lapsed):
        release_seat(shift)
    if lapsed:
        seats_freed.send(Shift, shift=shift)
    return lapsed


def sweep_lapsed_holds() -> int:
    """Free every lapsed hold, one transaction a shift; returns how many."""
    freed = 0
    shifts = SeatHold.objects.filter(expires_at__lte=timezone.now()).values_list("shift", flat=True).distinct()
    for shift_id in list(shifts.order_by("shift")):
        with transaction.atomic():
            freed += free_lapsed_holds(lock_shift(shift_id))
    return freed


def _write(shift: Shift, **counters: int) -> None:
    for name, value in counters.items():
        setattr(shift, name, value)
    shift.save(update_fields=list(counters))
