"""A freed seat is offered to the queue in order, for a limited time; lapsed, it goes to the next."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from projects.models import Shift
from tests import builders, cast, doors
from tests.builders import DAY, HOUR
from volunteers import integrity, links, signups, waiting_list
from volunteers.enums import SignUpState
from volunteers.models import SignUp
from volunteers.tasks import sweep_offers

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)


def full_with_queue(queue: int, **values: object) -> tuple[Shift, SignUp, list[SignUp]]:
    """(the shift of one seat, who holds it, the queue in order)"""
    shift = builders.shift(seats=1, **values)
    (holder,) = builders.fill(shift)
    return shift, holder, [builders.join(shift) for _ in range(queue)]


def states(*signups: SignUp) -> list[str]:
    for signup in signups:
        signup.refresh_from_db()
    assert not integrity.drifted().exists()
    return [str(signup.state) for signup in signups]


def test_a_freed_seat_is_offered_to_the_first_in_the_queue() -> None:
    shift, holder, (first, second) = full_with_queue(2)
    doors.act(holder, "withdraw")
    assert states(holder, first, second) == ["withdrawn", "offered", "waitlisted"]
    shift.refresh_from_db()
    assert (shift.seats_taken, shift.waiting) == (1, 1)
    assert doors.told(first.volunteer) == ["volunteers.waitlisted", "volunteers.offered"]
    assert doors.told(second.volunteer) == ["volunteers.waitlisted"]


def test_the_queue_keeps_its_order_through_everything() -> None:
    shift, holder, queue = full_with_queue(4)
    doors.act(queue[1], "withdraw")
    order = []
    leaver = holder
    for _ in range(3):
        doors.act(leaver, "withdraw")
        leaver = SignUp.objects.get(shift=shift, state=SignUpState.OFFERED)
        doors.act(leaver, "accept")
        order.append(leaver)
    assert order == [queue[0], queue[2], queue[3]]


@pytest.mark.parametrize(
    ("left", "window"),
    [
        (7 * DAY, 4 * HOUR),
        (16 * HOUR, 4 * HOUR),
        (8 * HOUR, 2 * HOUR),
        (1 * HOUR, 15 * MINUTE),
        (10 * MINUTE, 5 * MINUTE),
        (3 * MINUTE, 3 * MINUTE),
    ],
)
def test_an_offer_is_valid_four_hours_a_quarter_when_near_never_beyond_the_start(
    left: dt.timedelta, window: dt.timedelta
) -> None:
    start = builders.now() + 10 * DAY
    _shift, holder, (first,) = full_with_queue(1, starts_at=start)
    with time_machine.travel(start - left, tick=False):
        doors.act(holder, "withdraw")
        assert states(first) == ["offered"]
        assert first.offer_expires_at == timezone.now() + window
        page = doors.read(doors.signed_in(first.volunteer).get(doors.address("signup", first.pk)))
        assert "A place is free for you" in page


def test_no_offer_once_the_shift_has_begun() -> None:
    start = builders.now() + 10 * DAY
    shift, holder, (first,) = full_with_queue(1, starts_at=start)
    with time_machine.travel(start, tick=False):
        doors.act(holder, "withdraw")
        sweep_offers()
        assert states(holder, first) == ["withdrawn", "waitlisted"]
    shift.refresh_from_db()
    assert (shift.seats_taken, shift.waiting) == (0, 1)


def test_an_offer_is_accepted_by_the_link_of_the_letter() -> None:
    _shift, holder, (first,) = full_with_queue(1)
    doors.act(holder, "withdraw")
    by_link = doors.address("signup-by-link", links.token(first))
    visitor = Client()
    assert "Take the place" in doors.read(visitor.get(by_link))
    visitor.post(by_link, {"action": "accept"})
    assert states(first) == ["confirmed"]
    assert doors.told(first.volunteer)[-1] == "volunteers.confirmed"


def test_passing_gives_the_place_to_the_next_at_once() -> None:
    _shift, holder, (first, second) = full_with_queue(2)
    doors.act(holder, "withdraw")
    assert "Pass, and the place is offered to the next" in doors.read(
        Client().get(doors.address("signup-by-link", links.token(first)))
    )
    said = doors.read(doors.act(first, "withdraw"))
    assert "You passed. The place goes to the next in the queue." in said
    assert states(first, second) == ["withdrawn", "offered"]


def test_a_lapsed_offer_goes_to_the_next_by_the_sweep() -> None:
    _shift, holder, (first, second) = full_with_queue(2)
    doors.act(holder, "withdraw")
    first.refresh_from_db()
    assert first.offer_expires_at is not None
    with time_machine.travel(first.offer_expires_at - MINUTE, tick=False):
        sweep_offers()
        assert states(first, second) == ["offered", "waitlisted"]
    with time_machine.travel(first.offer_expires_at, tick=False):
        sweep_offers()
        assert states(first, second) == ["lapsed", "offered"]
        assert second.offer_expires_at == timezone.now() + 4 * HOUR
        sweep_offers()
    assert doors.told(first.volunteer)[-1] == "volunteers.lapsed"
    assert doors.told(second.volunteer).count("volunteers.offered") == 1
    page = doors.read(doors.signed_in(first.volunteer).get(doors.address("signup", first.pk)))
    assert "The place was offered and not accepted in time, so it went to the next in the queue." in page


def test_after_the_deadline_nobody_accepts_even_before_the_sweep() -> None:
    _shift, holder, (first, _second) = full_with_queue(2)
    doors.act(holder, "withdraw")
    first.refresh_from_db()
    with time_machine.travel(first.offer_expires_at, tick=False):
        said = doors.read(doors.act(first, "accept"))
        assert "and the place went to the next in the queue. You can join the waiting list again." in said
    assert states(first)[0] != "confirmed"


def test_a_lapsed_offer_frees_its_seat_when_somebody_else_comes() -> None:
    """No sweep is needed: whoever locks the shift next brings it up to date."""
    _shift, holder, (first, second) = full_with_queue(2)
    doors.act(holder, "withdraw")
    first.refresh_from_db()
    with time_machine.travel(first.offer_expires_at + MINUTE, tick=False):
        late = doors.taken(builders.volunteer(), first.shift)
    assert states(first, second, late) == ["lapsed", "offered", "waitlisted"]


def test_whoever_lapsed_may_queue_again_at_the_end() -> None:
    _shift, holder, (first, second) = full_with_queue(2)
    doors.act(holder, "withdraw")
    first.refresh_from_db()
    with time_machine.travel(first.offer_expires_at + MINUTE, tick=False):
        sweep_offers()
        again = doors.taken(first.volunteer, first.shift)
        third = doors.taken(builders.volunteer(), first.shift)
        assert (waiting_list.position(again), waiting_list.position(third)) == (1, 2)
    assert states(first, second, again) == ["lapsed", "offered", "waitlisted"]


def test_an_accepted_offer_cannot_be_accepted_twice() -> None:
    _shift, holder, (first,) = full_with_queue(1)
    doors.act(holder, "withdraw")
    doors.act(first, "accept")
    assert "You are already signed up" not in doors.read(doors.act(first, "accept"))
    assert states(first) == ["confirmed"]
    assert first.transitions.filter(action="accept_offer").count() == 1


def test_who_is_passed_over_sees_why_and_the_next_is_offered() -> None:
    _shift, holder, (first, second) = full_with_queue(2)
    builders.block(first.volunteer, first.shift.project.organization)
    doors.act(holder, "withdraw")
    assert states(first, second) == ["waitlisted", "offered"]
    page = doors.read(doors.signed_in(first.volunteer).get(doors.address("signup", first.pk)))
    assert "A place became free, but the organizer does not take you into its shifts at present." in page
    doors.act(second, "withdraw")
    assert first.transitions.filter(action=waiting_list.PASSED_OVER).count() == 1


def test_whoever_has_no_account_any_more_is_passed_over() -> None:
    _shift, holder, (first, second) = full_with_queue(2)
    person = first.volunteer.user
    person.is_active = False
    person.save()
    doors.act(holder, "withdraw")
    assert states(first, second) == ["waitlisted", "offered"]


def test_an_offer_does_not_reach_somebody_blocked_meanwhile() -> None:
    _shift, holder, (first,) = full_with_queue(1)
    doors.act(holder, "withdraw")
    builders.block(first.volunteer, first.shift.project.organization, "Ережені бұзды.")
    assert "This organization does not take you into its shifts." in doors.read(doors.act(first, "accept"))
    assert states(first) == ["offered"]


def test_an_offer_stands_although_sign_ups_were_closed_meanwhile() -> None:
    _shift, holder, (first,) = full_with_queue(1)
    doors.act(holder, "withdraw")
    project = first.shift.project
    project.signups_open = False
    project.save()
    doors.act(first, "accept")
    assert states(first) == ["confirmed"]


def test_several_freed_seats_are_offered_to_several() -> None:
    shift = builders.shift(seats=3)
    holders = builders.fill(shift)
    queue = [builders.join(shift) for _ in range(3)]
    for holder in holders[:2]:
        doors.act(holder, "withdraw")
    assert states(*queue) == ["offered", "offered", "waitlisted"]


def test_a_seat_that_lies_free_beside_a_queue_is_found_by_the_sweep() -> None:
    shift, holder, (first,) = full_with_queue(1)
    SignUp.objects.filter(pk=holder.pk).update(state=SignUpState.WITHDRAWN)
    Shift.objects.filter(pk=shift.pk).update(seats_taken=0)
    sweep_offers()
    assert states(first) == ["offered"]


def test_an_offer_has_a_time_and_a_queue_has_an_order_even_in_the_same_moment() -> None:
    shift = builders.shift(seats=1)
    with time_machine.travel(builders.now(), tick=False):
        builders.fill(shift)
        one, two = builders.join(shift), builders.join(shift)
    assert one.queued_at == two.queued_at
    assert (waiting_list.position(one), waiting_list.position(two)) == (1, 2)
    assert waiting_list.position(builders.signup_row()) == 0


# --- The organizer's part ------------------------------------------------------------------------------


def requested(**values: object) -> tuple[SignUp, cast.Cast]:
    people = cast.assemble()
    shift = builders.shift(builders.project(organization=people.organization, needs_approval=True), **values)
    return doors.taken(people.aigerim, shift), people


def test_an_accepted_request_takes_a_seat() -> None:
    signup, people = requested()
    signups.accept(signup, by=people.bolat)
    assert states(signup) == ["confirmed"]
    signup.shift.refresh_from_db()
    assert signup.shift.seats_taken == 1
    assert doors.told(people.aigerim) == ["volunteers.requested", "volunteers.confirmed"]


def test_an_accepted_request_joins_the_queue_of_a_full_shift() -> None:
    signup, people = requested(seats=1)
    other = doors.taken(builders.volunteer(), signup.shift)
    signups.accept(other, by=people.bolat)
    signups.accept(signup, by=people.bolat)
    assert states(other, signup) == ["confirmed", "waitlisted"]
    assert doors.told(people.aigerim)[-1] == "volunteers.waitlisted"
    signups.remove(other, by=people.bolat, reason="Ауырып қалды.")
    assert states(other, signup) == ["removed", "offered"]
    assert doors.told(other.volunteer)[-1] == "volunteers.removed"


def test_a_declined_request_says_why() -> None:
    signup, people = requested()
    signups.decline(signup, by=people.bolat, reason="Келесі жолы.")
    page = doors.read(doors.signed_in(people.aigerim).get(doors.address("signup", signup.pk)))
    assert states(signup) == ["declined"]
    assert "Келесі жолы." in page
    assert doors.told(people.aigerim)[-1] == "volunteers.declined"
