"""The counters of a shift: one writer, never overbooked, and the database has the last word."""

from __future__ import annotations

import uuid

import pytest
from django.db import IntegrityError, transaction

from projects import capacity, scheduling
from projects.models import Shift
from projects.records import SeatsRecord
from qazvolunteer.core.refusals import Refusal
from tests import builders, cast, doors
from volunteers import integrity
from volunteers.enums import SignUpState
from volunteers.tasks import check_seats

pytestmark = pytest.mark.django_db


def scene(seats: int = 3) -> tuple[Shift, cast.Cast]:
    people = cast.assemble()
    return builders.shift(builders.project(organization=people.organization), seats=seats), people


def test_the_database_refuses_more_taken_than_seats() -> None:
    shift = builders.shift(seats=2)
    with pytest.raises(IntegrityError, match="never_overbooked"), transaction.atomic():
        Shift.objects.filter(pk=shift.pk).update(seats_taken=3)
    Shift.objects.filter(pk=shift.pk).update(seats_taken=3, overfill=1)


def test_a_seat_is_not_taken_where_none_is_free() -> None:
    shift = builders.shift(seats=1)
    locked = capacity.lock_shift(shift.pk)
    capacity.take_seat(locked)
    with pytest.raises(Refusal) as refused:
        capacity.take_seat(locked)
    assert refused.value.code == "full"


def test_a_lock_needs_a_transaction(transactional_db: None) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        capacity.lock_shift(1)


def test_lowered_seats_need_a_reason_when_more_are_taken() -> None:
    shift, people = scene()
    builders.fill(shift)
    with pytest.raises(Refusal) as refused:
        scheduling.change_shift(shift, by=people.bolat, seats=1, reason=" ")
    assert refused.value.code == "reason_needed"
    shift.refresh_from_db()
    assert (shift.seats, shift.overfill) == (3, 0)


def test_lowered_under_the_taken_count_everybody_keeps_the_place_and_new_ones_wait() -> None:
    shift, people = scene()
    signups = builders.fill(shift)
    scheduling.change_shift(shift, by=people.bolat, seats=1, reason="Көлік кішірек.")
    shift.refresh_from_db()
    assert (shift.seats, shift.seats_taken, shift.overfill, shift.is_over_limit, shift.free) == (1, 3, 2, True, 0)
    record = SeatsRecord.objects.get()
    assert (record.from_seats, record.to_seats, record.overfill, record.reason, record.by) == (
        3,
        1,
        2,
        "Көлік кішірек.",
        people.bolat,
    )
    for signup in signups:
        signup.refresh_from_db()
        assert signup.state == SignUpState.CONFIRMED
    newcomer = doors.taken(builders.volunteer(), shift)
    assert newcomer.state == SignUpState.WAITLISTED
    counts = []
    for signup in signups:
        doors.act(signup, "withdraw")
        shift.refresh_from_db()
        newcomer.refresh_from_db()
        counts.append((shift.seats_taken, shift.overfill, newcomer.state))
    # Nobody is offered a seat before the shift is back under its limit.
    assert counts == [(2, 1, "waitlisted"), (1, 0, "waitlisted"), (1, 0, "offered")]
    assert not integrity.drifted().exists()


def test_raised_seats_go_to_the_queue_in_order() -> None:
    shift, people = scene(seats=1)
    builders.fill(shift)
    queue = [builders.join(shift) for _ in range(3)]
    scheduling.change_shift(shift, by=people.bolat, seats=3)
    for signup in queue:
        signup.refresh_from_db()
    assert [signup.state for signup in queue] == ["offered", "offered", "waitlisted"]


def test_raised_again_the_overfill_shrinks() -> None:
    shift, people = scene()
    builders.fill(shift)
    scheduling.change_shift(shift, by=people.bolat, seats=1, reason="Көлік кішірек.")
    scheduling.change_shift(shift, by=people.bolat, seats=2, reason="Тағы бір орын.")
    shift.refresh_from_db()
    assert (shift.seats, shift.overfill) == (2, 1)
    scheduling.change_shift(shift, by=people.bolat, seats=5)
    shift.refresh_from_db()
    assert (shift.seats, shift.overfill, shift.free) == (5, 0, 2)


def test_a_hold_that_is_gone_is_given_up_quietly() -> None:
    capacity.release_hold(uuid.uuid4())
    shift = builders.shift(seats=6)
    hold = capacity.hold_seat(capacity.lock_shift(shift.pk))
    assert hold is not None
    capacity.release_hold(hold.pk)
    capacity.release_hold(hold.pk)
    shift.refresh_from_db()
    assert shift.seats_taken == 0


def test_a_hold_taken_by_somebody_else_meanwhile_frees_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the look and the lock the hold was redeemed: its seat belongs to the sign-up now."""
    shift = builders.shift(seats=6)
    hold = capacity.hold_seat(capacity.lock_shift(shift.pk))
    assert hold is not None
    lock = capacity.lock_shift

    def lock_late(shift_id: int) -> Shift:
        row = lock(shift_id)
        assert capacity.redeem_hold(row, hold.pk)
        return row

    monkeypatch.setattr(capacity, "lock_shift", lock_late)
    capacity.release_hold(hold.pk)
    shift.refresh_from_db()
    assert shift.seats_taken == 1


@pytest.mark.expects_errors
def test_a_drifted_counter_is_found_at_night(logged_errors: list[object]) -> None:
    good, taken, waiting = builders.shift(), builders.shift(), builders.shift()
    builders.join(good)
    Shift.objects.filter(pk=taken.pk).update(seats_taken=1)
    Shift.objects.filter(pk=waiting.pk).update(waiting=2)
    assert [shift.pk for shift in integrity.drifted()] == sorted([taken.pk, waiting.pk])
    check_seats()
    assert len(logged_errors) == 2
