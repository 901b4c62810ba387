"""Sixty for ten seats, one person twice, two shifts at one time. Each has a control in which naive code loses."""

from __future__ import annotations

import threading
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction

from projects.models import Shift
from tests import builders
from tests.race.together import at_once, check, codes
from volunteers import signups, waiting_list
from volunteers.enums import SignUpState
from volunteers.models import SignUp, Volunteer

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE, SEATS, ROUNDS = 60, 10, 10


def join(who: Volunteer, shift: Shift) -> SignUp:
    return signups.join(shift, by=who.user)


def count_then_insert(who: Volunteer, shift: Shift, *, everybody: threading.Barrier) -> str:
    """Naive: look whether a seat is free, then take it."""
    with transaction.atomic():
        free = SignUp.objects.filter(shift=shift, state=SignUpState.CONFIRMED).count() < shift.seats
        everybody.wait(20)
        state = SignUpState.CONFIRMED if free else SignUpState.WAITLISTED
        builders.signup_row(state, of=shift, who=who)
    return str(state)


def test_control_counting_and_then_inserting_overbooks() -> None:
    shift, people = builders.shift(seats=2), builders.volunteers(8)
    together = threading.Barrier(len(people))
    at_once([partial(count_then_insert, who, shift, everybody=together) for who in people])
    assert SignUp.objects.filter(state=SignUpState.CONFIRMED).count() == 8 > shift.seats


def test_sixty_at_once_for_ten_seats() -> None:
    shift, people = builders.shift(seats=SEATS), builders.volunteers(PEOPLE)
    results = at_once([partial(join, who, shift) for who in people])
    assert codes(results) == [""] * PEOPLE
    states = list(SignUp.objects.values_list("state", flat=True))
    assert (states.count("confirmed"), states.count("waitlisted")) == (SEATS, PEOPLE - SEATS)
    queue = list(SignUp.objects.filter(state=SignUpState.WAITLISTED).order_by("queued_at", "pk"))
    assert [waiting_list.position(signup) for signup in queue] == list(range(1, PEOPLE - SEATS + 1))
    assert [signup.pk for signup in queue] == sorted(signup.pk for signup in queue)
    check(shift)


def look_then_insert(who: Volunteer, shift: Shift, *, everybody: threading.Barrier) -> bool:
    """Naive: look whether the person is in already, then sign up. Only the unique constraint stops it."""
    with transaction.atomic():
        new = not SignUp.objects.live().filter(volunteer=who, shift=shift).exists()
        everybody.wait(20)
        if new:
            builders.signup_row(of=shift, who=who)
    return new


def test_control_looking_and_then_inserting_meets_the_unique_constraint() -> None:
    shift, who = builders.shift(), builders.volunteer()
    together = threading.Barrier(2)
    with pytest.raises(Exception, match="volunteers_signup_once"):
        at_once([partial(look_then_insert, who, shift, everybody=together)] * 2)


def test_the_same_person_twice_at_once_is_in_once() -> None:
    for _ in range(ROUNDS):
        shift, who = builders.shift(), builders.volunteer()
        results = at_once([partial(join, who, shift)] * 3)
        assert sorted(codes(results)) == ["", "already_in", "already_in"]
        assert SignUp.objects.filter(shift=shift).count() == 1
        check(shift)


def shift_lock_only(who: Volunteer, shift: Shift, *, everybody: threading.Barrier) -> bool:
    """Naive: the shift is locked, the person is not; two shifts at the same time do not see each other."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM projects_shift WHERE id = %s FOR NO KEY UPDATE", [shift.pk])
        clash = SignUp.objects.committed().filter(volunteer=who).overlapping(shift.starts_at, shift.ends_at)
        free = not clash.exists()
        everybody.wait(20)
        if free:
            builders.signup_row(of=shift, who=who)
    return free


def same_time(number: int = 2, **values: Any) -> list[Shift]:
    start = builders.now() + 3 * builders.DAY
    return [builders.shift(starts_at=start + n * builders.HOUR, **values) for n in range(number)]


def test_control_locking_the_shifts_alone_books_a_person_twice() -> None:
    who, shifts = builders.volunteer(), same_time()
    together = threading.Barrier(2)
    at_once([partial(shift_lock_only, who, shift, everybody=together) for shift in shifts])
    assert SignUp.objects.committed().filter(volunteer=who).count() == 2


def test_two_overlapping_shifts_at_once_give_one() -> None:
    for _ in range(ROUNDS):
        who, shifts = builders.volunteer(), same_time()
        results = at_once([partial(join, who, shift) for shift in shifts])
        assert sorted(codes(results)) == ["", "overlap"]
        assert SignUp.objects.committed().filter(volunteer=who).count() == 1
        check(*shifts)
