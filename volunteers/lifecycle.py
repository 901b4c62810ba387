"""The only writer of a sign-up's state. The counters of the shift always move with it.

Whoever calls ``change`` holds the lock of the shift (``projects.capacity.lock_shift``); whoever acts for a volunteer
has locked the volunteer before.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Case, Value, When
from django.utils import timezone

from projects import capacity
from projects.models import Shift
from projects.shift_roles import ShiftRole
from qazvolunteer.core import statements
from qazvolunteer.core.statements import Part
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
    counter: Part,
    also: Sequence[Part] = (),
    answers: dict[str, Any] | None = None,
    role: ShiftRole | None = None,
) -> SignUp:
    """Make the sign-up and its record, in one statement with its place in the shift.

    ``counter`` is the part of ``projects.capacity`` that moves the shift's counters. Raises ``capacity.Changed`` where
    it returns no row; then nothing is written. ``also`` are parts that tell of the sign-up: they read ``signup (id)``
    and ``counted``.
    """
    now = timezone.now()
    signup = SignUp(
        volunteer=volunteer,
        shift=shift,
        role=role,
        state=state,
        created_at=now,
        queued_at=now if state in QUEUED else None,
        answers=answers or {},
    )
    made = statements.run(
        [counter, _row_part(signup), _record_part(signup, by=by, at=now), *also],
        "SELECT signup.id, counted.seats_taken, counted.waiting FROM signup, counted",
    )
    if made is None:
        raise capacity.Changed
    signup.pk, *counters = made
    signup._state.adding, signup._state.db = False, DEFAULT_DB_ALIAS
    capacity.counted(shift, *counters)
    return signup


def _row_part(signup: SignUp) -> Part:
    return Part(
        "signup",
        "INSERT INTO volunteers_signup"
        " (volunteer_id, shift_id, role_id, state, created_at, queued_at, answers, pass_secret, pass_code)"
        " SELECT %s::bigint, counted.id, %s::bigint, %s, %s::timestamptz, %s::timestamptz, %s::jsonb, %s, %s"
        " FROM counted RETURNING id",
        [
            signup.volunteer_id,
            signup.role_id,
            signup.state,
            signup.created_at,
            signup.queued_at,
            json.dumps(signup.answers),
            signup.pass_secret,
            signup.pass_code,
        ],
    )


def _record_part(signup: SignUp, *, by: User, at: dt.datetime) -> Part:
    return Part(
        "record",
        "INSERT INTO volunteers_signuptransition (subject_id, action, from_state, to_state, reason, by_id, at)"
        " SELECT signup.id, 'join', '', %s, '', %s::bigint, %s::timestamptz FROM signup",
        [signup.state, by.pk, at],
    )


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
        capacity.take_seat(shift, signup.role_id)
    if before in SEAT_HOLDING and after not in SEAT_HOLDING:
        capacity.release_seat(shift, signup.role_id)
    if after in QUEUED:
        capacity.count_waiting(shift, 1)
        signup.queued_at = timezone.now()
        signup.save(update_fields=["queued_at"])
    if offer_expires_at is not None:
        signup.offer_expires_at = offer_expires_at
        signup.save(update_fields=["offer_expires_at"])
    move(signup, action, table=TRANSITIONS, record=SignUpTransition, by=by, reason=reason)
    return signup


def move_to(
    signup: SignUp, before: Shift, after: Shift, *, role: ShiftRole | None, by: User | None, reason: str
) -> None:
    """The sign-up goes on in another shift, in the same state; both are locked. Raises Refusal ``full``.

    ``role`` is the one in the other shift. Whoever waits stands at the end of the new queue.
    """
    if signup.state in SEAT_HOLDING:
        capacity.take_seat(after, role.pk if role else None)
        capacity.release_seat(before, signup.role_id)
    if signup.state in QUEUED:
        capacity.count_waiting(before, -1)
        capacity.count_waiting(after, 1)
        signup.queued_at = timezone.now()
    signup.shift, signup.role = after, role
    signup.save(update_fields=["shift", "role", "queued_at"])
    SignUpTransition.objects.create(
        subject=signup, action="move", from_state=signup.state, to_state=signup.state, by=by, reason=reason
    )


def decide_many(
    decided: Sequence[tuple[SignUp, str]], shifts: Mapping[int, Shift], *, by: User | None, reason: str = ""
) -> None:
    """Apply to each request its action: accept, queue or decline. A handful of statements, however many they are.

    The caller holds the locks of all ``shifts`` and has looked at each state and each free seat.
    """
    now = timezone.now()
    targets = [(signup, action, TRANSITIONS.target(action, signup.state)) for signup, action in decided]
    counts = {shift: [0, 0] for shift in shifts.values()}
    for signup, _action, target in targets:
        counts[shifts[signup.shift_id]][0] += target in SEAT_HOLDING
        counts[shifts[signup.shift_id]][1] += target in QUEUED
    moved = {shift: (seats, waiting) for shift, (seats, waiting) in counts.items() if seats or waiting}
    if moved:
        capacity.count_many(moved)
    in_roles = [signup.role_id for signup, _action, target in targets if signup.role_id and target in SEAT_HOLDING]
    capacity.count_roles(Counter(in_roles))
    records = [
        SignUpTransition(subject=signup, action=action, from_state=signup.state, to_state=target, by=by, reason=reason)
        for signup, action, target in targets
    ]
    reaching: dict[str, list[int]] = {}
    for signup, _action, target in targets:
        reaching.setdefault(target, []).append(signup.pk)
    queued = [pk for state in QUEUED for pk in reaching.get(state, ())]
    SignUp.objects.filter(pk__in=[signup.pk for signup, _action in decided]).update(
        state=Case(*(When(pk__in=keys, then=Value(state)) for state, keys in reaching.items())),
        queued_at=Case(When(pk__in=queued, then=Value(now)), default="queued_at"),
    )
    SignUpTransition.objects.bulk_create(records)
    for signup, _action, target in targets:
        signup.state = target


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
