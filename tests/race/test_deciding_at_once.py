"""Two of the staff decide one sign-up; many are accepted while people withdraw; two bulks cross each other."""

from __future__ import annotations

import threading
from functools import partial

import pytest

from organizations.enums import Role
from projects.models import Shift
from qazvolunteer.accounts.models import User
from qazvolunteer.notifications.models import Notification
from tests import builders
from tests.race.together import at_once, check, codes
from volunteers import deciding, moving, signups
from volunteers.enums import SignUpState
from volunteers.models import SignUp, SignUpTransition

pytestmark = pytest.mark.django_db(transaction=True)


def staff(number: int) -> tuple[Shift, list[User]]:
    organization = builders.organization()
    project = builders.project(organization=organization, needs_approval=True)
    return builders.shift(project, seats=5), [builders.member(organization, Role.COORDINATOR) for _ in range(number)]


def fresh(signup: SignUp) -> SignUp:
    return SignUp.objects.select_related("volunteer__user", "shift__project").get(pk=signup.pk)


def naive(pk: int, state: str, *, everybody: threading.Barrier) -> None:
    """Read, look at the state, wait, write."""
    signup = SignUp.objects.get(pk=pk)
    assert signup.state == SignUpState.REQUESTED
    everybody.wait(20)
    SignUp.objects.filter(pk=pk).update(state=state)
    SignUpTransition.objects.create(subject=signup, action="x", from_state=signup.state, to_state=state)


def test_control_without_a_lock_one_request_is_decided_twice() -> None:
    shift, _people = staff(0)
    request = builders.join(shift)
    together = threading.Barrier(2)
    at_once([partial(naive, request.pk, state, everybody=together) for state in ("confirmed", "declined")])
    assert SignUpTransition.objects.filter(subject=request, from_state=SignUpState.REQUESTED).count() == 2


def test_two_of_the_staff_decide_one_request() -> None:
    shift, (one, other) = staff(2)
    request = builders.join(shift)
    results = at_once(
        [
            lambda: signups.accept(fresh(request), by=one),
            lambda: signups.decline(fresh(request), by=other, reason="Орын жоқ."),
        ]
    )
    assert sorted(codes(results)) == ["", "wrong_state"]
    assert SignUpTransition.objects.filter(subject=request, from_state=SignUpState.REQUESTED).count() == 1
    told = Notification.objects.filter(kind__in=["volunteers.confirmed", "volunteers.declined"])
    assert told.count() == 1
    check(shift)


def test_two_bulks_cross_each_other() -> None:
    shift, (one, other) = staff(2)
    rows = [builders.join(shift) for _ in range(8)]
    left = at_once(
        [
            lambda: deciding.accept_many(rows, by=one),
            lambda: deciding.decline_many(list(reversed(rows)), by=other, reason="Орын жоқ."),
        ]
    )
    # Whoever comes first decides about all; the other one is told so about each.
    assert sorted(len(refused) for refused in left) == [0, 8]
    assert {refusal.code for refused in left for _row, refusal in refused} == {"wrong_state"}
    assert SignUpTransition.objects.filter(subject__in=rows, from_state=SignUpState.REQUESTED).count() == 8
    check(shift)


def test_many_are_accepted_while_people_withdraw() -> None:
    shift, (one,) = staff(1)
    rows = [builders.join(shift) for _ in range(12)]
    leaving = rows[::3]
    results = at_once(
        [
            lambda: deciding.accept_many(rows, by=one),
            *(partial(signups.withdraw, fresh(row), by=row.volunteer.user) for row in leaving),
        ]
    )
    assert codes(results[1:]) == [""] * len(leaving)
    for row in leaving:
        assert fresh(row).state == SignUpState.WITHDRAWN
    stayed = [fresh(row).state for row in rows if row not in leaving]
    assert set(stayed) <= {SignUpState.CONFIRMED, SignUpState.WAITLISTED, SignUpState.OFFERED}
    check(shift)


def test_two_bulks_over_two_shifts_do_not_wait_for_each_other() -> None:
    """The same people in two shifts, chosen in opposite order: without one order of locks this is a deadlock."""
    shift, (one, other) = staff(2)
    second = builders.shift(shift.project, starts_in=5 * builders.DAY)
    people = builders.volunteers(6)
    first_rows = [builders.join(shift, who) for who in people]
    second_rows = [builders.join(second, who) for who in reversed(people)]
    at_once(
        [
            lambda: deciding.accept_many([*first_rows, *second_rows], by=one),
            lambda: deciding.accept_many([*second_rows, *reversed(first_rows)], by=other),
        ]
    )
    check(shift, second)


def test_the_last_place_is_not_given_to_two_who_are_moved() -> None:
    shift, (one, other) = staff(2)
    target = builders.shift(shift.project, starts_in=6 * builders.DAY, seats=1)
    rows = [builders.join(shift) for _ in range(2)]
    deciding.accept_many(rows, by=one)
    results = at_once(
        [
            partial(moving.move, fresh(rows[0]), to=target, by=one),
            partial(moving.move, fresh(rows[1]), to=target, by=other),
        ]
    )
    assert sorted(codes(results)) == ["", "full"]
    check(shift, target)
