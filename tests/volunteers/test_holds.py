"""A visitor who chose a shift keeps a seat for a quarter of an hour while registering."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from projects.models import SeatHold, Shift
from projects.tasks import sweep_holds
from tests import builders, doors
from volunteers import integrity
from volunteers.enums import SignUpState
from volunteers.models import SignUp, Volunteer

pytestmark = pytest.mark.django_db

QUARTER = dt.timedelta(minutes=15)


def choose(client: Client, shift: Shift) -> str:
    """The visitor presses the button; where they are sent."""
    response = client.post(doors.address("take-shift", shift.project.slug, shift.pk))
    assert response.status_code == 302
    return str(response["Location"])


def register(client: Client) -> Volunteer:
    """The visitor has become a person, in the same session."""
    who = builders.volunteer()
    client.force_login(who.user)
    return who


def taken(shift: Shift) -> int:
    shift.refresh_from_db()
    assert not integrity.drifted().exists()
    return shift.seats_taken


def test_a_visitor_is_sent_to_register_and_the_seat_is_held() -> None:
    shift, client = builders.shift(), Client()
    moment = builders.now()
    with time_machine.travel(moment, tick=False):
        where = choose(client, shift)
    assert where.startswith(doors.address("account_signup") + "?next=")
    assert f"shift%3D{shift.pk}" in where
    assert SeatHold.objects.get().expires_at == moment + QUARTER
    assert taken(shift) == 1
    assert not SignUp.objects.exists()


def test_landing_back_the_place_is_shown_as_held_and_one_tap_takes_it() -> None:
    shift, client = builders.shift(seats=6), Client()
    choose(client, shift)
    builders.fill(shift)
    who = register(client)
    page = doors.project_page(client, shift.project, shift)
    assert "A place is held for you." in page
    doors.take(client, shift)
    assert SignUp.objects.get(volunteer=who).state == SignUpState.CONFIRMED
    assert not SeatHold.objects.exists()
    assert taken(shift) == 6
    assert "hold" not in client.session


def test_a_held_place_is_taken_before_the_queue() -> None:
    """It was theirs before the queue began."""
    shift, client = builders.shift(seats=6), Client()
    choose(client, shift)
    builders.fill(shift)
    waiting = builders.join(shift)
    who = register(client)
    doors.take(client, shift)
    waiting.refresh_from_db()
    assert (SignUp.objects.get(volunteer=who).state, waiting.state) == ("confirmed", "waitlisted")
    assert taken(shift) == 6


def test_too_late_the_hold_is_gone_and_the_queue_came_first() -> None:
    shift, client = builders.shift(seats=6), Client()
    choose(client, shift)
    builders.fill(shift)
    waiting = builders.join(shift)
    with time_machine.travel(timezone.now() + QUARTER, tick=False):
        who = register(client)
        assert "A place is held for you." not in doors.project_page(client, shift.project, shift)
        doors.take(client, shift)
        waiting.refresh_from_db()
        assert (SignUp.objects.get(volunteer=who).state, waiting.state) == ("waitlisted", "offered")
    assert taken(shift) == 6


def test_the_sweep_frees_a_lapsed_hold_for_the_queue() -> None:
    shift = builders.shift(seats=6)
    choose(Client(), shift)
    builders.fill(shift)
    waiting = builders.join(shift)
    assert waiting.state == SignUpState.WAITLISTED
    with time_machine.travel(timezone.now() + QUARTER - dt.timedelta(minutes=1), tick=False):
        sweep_holds()
        assert SeatHold.objects.count() == 1
    with time_machine.travel(timezone.now() + QUARTER, tick=False):
        sweep_holds()
        waiting.refresh_from_db()
        assert waiting.state == SignUpState.OFFERED
    assert not SeatHold.objects.exists()
    assert taken(shift) == 6


def test_a_lapsed_hold_frees_its_seat_when_the_next_comes_without_a_sweep() -> None:
    shift = builders.shift(seats=6)
    choose(Client(), shift)
    builders.fill(shift)
    with time_machine.travel(timezone.now() + QUARTER, tick=False):
        assert doors.taken(builders.volunteer(), shift).state == SignUpState.CONFIRMED
    assert taken(shift) == 6


def test_a_session_has_one_hold() -> None:
    first, second, client = builders.shift(), builders.shift(), Client()
    choose(client, first)
    choose(client, first)
    assert SeatHold.objects.count() == 1
    choose(client, second)
    assert SeatHold.objects.get().shift == second
    assert (taken(first), taken(second)) == (0, 1)


@pytest.mark.parametrize(("seats", "held"), [(4, 0), (5, 0), (6, 1), (10, 1), (11, 2), (20, 3), (21, 4)])
def test_the_holds_of_a_shift_stay_under_a_fifth_of_its_seats(seats: int, held: int) -> None:
    shift = builders.shift(seats=seats)
    for _ in range(8):
        assert choose(Client(), shift).startswith(doors.address("account_signup"))
    assert SeatHold.objects.count() == held == taken(shift)


def test_nothing_is_held_of_a_full_shift_nor_past_a_queue_nor_where_the_organizer_chooses() -> None:
    full = builders.shift(seats=6)
    builders.fill(full)
    queued = builders.shift(seats=6)
    Shift.objects.filter(pk=queued.pk).update(waiting=1)
    builders.signup_row(SignUpState.WAITLISTED, of=queued)
    chosen = builders.shift(builders.project(needs_approval=True), seats=20)
    for shift in (full, queued, chosen):
        choose(Client(), shift)
    assert not SeatHold.objects.exists()


def test_a_hold_for_one_shift_takes_no_other() -> None:
    held, full, client = builders.shift(seats=6), builders.shift(seats=1), Client()
    builders.fill(full)
    choose(client, held)
    who = register(client)
    doors.take(client, full)
    assert SignUp.objects.get(volunteer=who).state == SignUpState.WAITLISTED


def test_a_redeemed_hold_is_redeemed_once() -> None:
    shift, client = builders.shift(seats=6), Client()
    choose(client, shift)
    token = SeatHold.objects.get().pk
    register(client)
    doors.take(client, shift)
    builders.fill(shift)
    stranger = builders.volunteer()
    assert builders.join(shift, stranger, hold=token).state == SignUpState.WAITLISTED


def test_where_a_rule_refuses_the_hold_stays_until_it_lapses() -> None:
    shift, client = builders.shift(builders.project(min_age=30), seats=6), Client()
    choose(client, shift)
    register(client)
    assert "On the day of the shift you must be at least 30" in doors.read(doors.take(client, shift))
    assert SeatHold.objects.count() == 1 == taken(shift)


def test_a_hold_for_another_shift_is_given_up_with_the_sign_up() -> None:
    first, second, client = builders.shift(), builders.shift(starts_in=5 * builders.DAY), Client()
    choose(client, first)
    token = client.session["hold"]
    client.force_login(builders.volunteer().user)
    session = client.session
    session["hold"] = token
    session.save()
    doors.take(client, second)
    assert (taken(first), taken(second)) == (0, 1)
    assert not SeatHold.objects.exists()
