"""Leaving against joining, two promoters, fewer seats, an offer that lapses while it is accepted, opposite moves."""

from __future__ import annotations

import datetime as dt
import threading
from functools import partial

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from projects import capacity, scheduling
from projects.models import Shift
from qazvolunteer.notifications.models import Notification
from tests import builders, cast
from tests.race.together import at_once, check, codes
from volunteers import signups, waiting_list
from volunteers.enums import SignUpState
from volunteers.models import SignUp, Volunteer

pytestmark = pytest.mark.django_db(transaction=True)


def join(who: Volunteer, shift: Shift) -> SignUp:
    return signups.join(shift, by=who.user)


def withdraw(signup: SignUp) -> SignUp:
    return signups.withdraw(signup, by=signup.volunteer.user)


def accept(signup: SignUp, *, leave_other: bool = False) -> SignUp:
    return signups.accept_offer(signup, by=signup.volunteer.user, leave_other=leave_other)


def reread(signup: SignUp) -> SignUp:
    return SignUp.objects.select_related("volunteer__user", "shift__project").get(pk=signup.pk)


# --- Leaving against joining ---------------------------------------------------------------------------


def add_in_memory(shift_id: int, change: int, *, everybody: threading.Barrier) -> None:
    """Naive: read the counter, change it, write it back."""
    shift = Shift.objects.get(pk=shift_id)
    everybody.wait(20)
    Shift.objects.filter(pk=shift_id).update(seats_taken=shift.seats_taken + change)


def test_control_a_counter_without_a_lock_loses_changes() -> None:
    shift = builders.shift(seats=50)
    together = threading.Barrier(8)
    at_once([partial(add_in_memory, shift.pk, 1, everybody=together) for _ in range(8)])
    shift.refresh_from_db()
    assert shift.seats_taken == 1 < 8


def test_leaving_against_joining() -> None:
    shift = builders.shift(seats=5)
    holders = builders.fill(shift)
    queue = [builders.join(shift) for _ in range(3)]
    late = builders.volunteers(6)
    results = at_once(
        [partial(withdraw, signup) for signup in holders[:4]] + [partial(join, who, shift) for who in late]
    )
    assert codes(results) == [""] * 10
    check(shift)
    for signup in queue:
        signup.refresh_from_db()
    # Four seats became free: the three who waited come first, then one of those who came late: offered, or at once
    # when everybody had left before.
    first, *others = SignUp.objects.filter(volunteer__in=late).order_by("pk")
    assert first.state in {"offered", "confirmed"}
    assert [signup.state for signup in others] == ["waitlisted"] * 5


# --- Two promoters -------------------------------------------------------------------------------------


def take_the_first(shift: Shift, *, everybody: threading.Barrier) -> int:
    """Naive: both look at the queue, both offer to the same person."""
    first = SignUp.objects.queued().filter(shift=shift).first()
    assert first is not None
    everybody.wait(20)
    return first.pk


def lying_free(seats: int, queue: int) -> tuple[Shift, list[SignUp]]:
    """Seats that lie free beside a queue, as after a crash of an earlier version."""
    shift = builders.shift(seats=seats)
    holders = builders.fill(shift)
    waiting = [builders.join(shift) for _ in range(queue)]
    SignUp.objects.filter(pk__in=[signup.pk for signup in holders]).update(state=SignUpState.WITHDRAWN)
    Shift.objects.filter(pk=shift.pk).update(seats_taken=0)
    return shift, waiting


def test_control_two_promoters_without_a_lock_choose_the_same_person() -> None:
    shift, _ = lying_free(2, 2)
    together = threading.Barrier(2)
    first, second = at_once([partial(take_the_first, shift, everybody=together)] * 2)
    assert first == second


def test_two_promoters_offer_each_seat_once() -> None:
    for _ in range(3):
        shift, waiting = lying_free(3, 5)
        at_once([waiting_list.sweep_offers] * 4)
        for signup in waiting:
            signup.refresh_from_db()
        assert [signup.state for signup in waiting] == ["offered"] * 3 + ["waitlisted"] * 2
        offers = Notification.objects.filter(kind="volunteers.offered", payload__signup__in=[s.pk for s in waiting])
        assert offers.count() == 3
        check(shift)


# --- Fewer seats while people join ---------------------------------------------------------------------


def lower_without_lock(shift_id: int, seats: int, *, both: threading.Barrier) -> bool:
    """Naive: nobody more is taken than the new number, so it is lowered; meanwhile somebody joins."""
    fits = Shift.objects.get(pk=shift_id).seats_taken <= seats
    both.wait(20)
    both.wait(20)
    if fits:
        Shift.objects.filter(pk=shift_id).update(seats=seats)
    return fits


def join_between(shift: Shift, *, both: threading.Barrier) -> SignUp:
    both.wait(20)
    signup = builders.join(shift)
    both.wait(20)
    return signup


def test_control_lowering_without_the_lock_runs_into_the_check() -> None:
    shift = builders.shift(seats=5)
    builders.join(shift)
    both = threading.Barrier(2)
    with pytest.raises(Exception, match="never_overbooked"):
        at_once([partial(lower_without_lock, shift.pk, 1, both=both), partial(join_between, shift, both=both)])


def test_seats_lowered_under_the_taken_count_while_people_join() -> None:
    people = cast.assemble()
    project = builders.project(organization=people.organization)
    for _ in range(3):
        shift = builders.shift(project, seats=10)
        for _ in range(6):
            builders.join(shift)
        late = builders.volunteers(12)

        def lower(shift: Shift = shift) -> Shift:
            return scheduling.change_shift(shift, by=people.bolat, seats=4, reason="Көлік кішірек.")

        results = at_once([lower, *(partial(join, who, shift) for who in late)])
        assert codes(results) == [""] * 13
        check(shift)
        confirmed = SignUp.objects.filter(shift=shift, state=SignUpState.CONFIRMED).count()
        assert 6 <= confirmed <= 10
        assert (shift.seats, shift.overfill) == (4, confirmed - 4)
        assert shift.waiting == 18 - confirmed


# --- An offer accepted while it lapses -----------------------------------------------------------------


def accept_blindly(signup_id: int, *, both: threading.Barrier) -> None:
    """Naive: the state was looked at before the wait, and is written after it."""
    offered = SignUp.objects.get(pk=signup_id).state == SignUpState.OFFERED
    both.wait(20)
    both.wait(20)
    if offered:
        SignUp.objects.filter(pk=signup_id).update(state=SignUpState.CONFIRMED)


def lapse_between(shift_id: int, *, both: threading.Barrier) -> None:
    both.wait(20)
    with transaction.atomic():
        waiting_list.lapse_expired_offers(capacity.lock_shift(shift_id))
    both.wait(20)


def offered(*, expired: bool) -> tuple[SignUp, SignUp]:
    """(who has the offer, who is next)"""
    shift = builders.shift(seats=1)
    (holder,) = builders.fill(shift)
    first, second = builders.join(shift), builders.join(shift)
    withdraw(reread(holder))
    if expired:
        SignUp.objects.filter(pk=first.pk).update(offer_expires_at=timezone.now() - dt.timedelta(seconds=1))
    return reread(first), reread(second)


def test_control_accepting_without_a_lock_gives_the_seat_twice() -> None:
    first, second = offered(expired=True)
    both = threading.Barrier(2)
    at_once([partial(accept_blindly, first.pk, both=both), partial(lapse_between, first.shift_id, both=both)])
    states = {reread(first).state, reread(second).state}
    assert states == {"confirmed", "offered"}
    with pytest.raises(AssertionError):
        check(first.shift)


def test_an_offer_accepted_while_it_lapses_is_one_or_the_other() -> None:
    for number in range(8):
        first, second = offered(expired=False)
        soon = timezone.now() + dt.timedelta(milliseconds=10 * number)
        SignUp.objects.filter(pk=first.pk).update(offer_expires_at=soon)
        results = at_once([partial(accept, reread(first)), waiting_list.sweep_offers, waiting_list.sweep_offers])
        if codes(results)[0]:
            assert codes(results)[0] == "lapsed"
            waiting_list.sweep_offers()
            assert (reread(first).state, reread(second).state) == ("lapsed", "offered")
        else:
            assert (reread(first).state, reread(second).state) == ("confirmed", "waitlisted")
        check(first.shift)


# --- Opposite moves ------------------------------------------------------------------------------------


def lock_in_order(first: int, second: int, *, both: threading.Barrier) -> None:
    """Naive: each locks the shift it leaves, then the one it wants."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL deadlock_timeout = '200ms'")
        cursor.execute("SELECT 1 FROM projects_shift WHERE id = %s FOR NO KEY UPDATE", [first])
        both.wait(20)
        cursor.execute("SELECT 1 FROM projects_shift WHERE id = %s FOR NO KEY UPDATE", [second])


def crossing() -> tuple[list[Shift], list[SignUp]]:
    """Two shifts at the same time; each of two people is in one and has an offer of the other."""
    start = builders.now() + 3 * builders.DAY
    shifts = [builders.shift(starts_at=start, seats=2) for _ in range(2)]
    people = builders.volunteers(2)
    offers = []
    for own, wanted, who in ((0, 1, people[0]), (1, 0, people[1])):
        join(who, shifts[own])
        holder = builders.join(shifts[wanted])
        offers.append((holder, wanted, who))
    signed = []
    for holder, wanted, who in offers:
        builders.fill(shifts[wanted])
        waiting = join(who, shifts[wanted])
        withdraw(reread(holder))
        signed.append(reread(waiting))
    return shifts, signed


def test_control_locking_in_ones_own_order_deadlocks() -> None:
    one, two = builders.shift(), builders.shift()
    both = threading.Barrier(2)
    with pytest.raises(OperationalError, match="deadlock"):
        at_once([partial(lock_in_order, one.pk, two.pk, both=both), partial(lock_in_order, two.pk, one.pk, both=both)])


def test_two_people_who_change_places_do_not_wait_for_each_other() -> None:
    for _ in range(6):
        shifts, offers = crossing()
        assert [signup.state for signup in offers] == ["offered", "offered"]
        results = at_once([partial(accept, signup, leave_other=True) for signup in offers])
        assert codes(results) == ["", ""]
        assert [reread(signup).state for signup in offers] == ["confirmed", "confirmed"]
        for signup in offers:
            assert SignUp.objects.committed().filter(volunteer=signup.volunteer).count() == 1
        check(*shifts)
