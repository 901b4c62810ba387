"""Nobody is in two shifts at the same time: half-open intervals, promises alone, flexible work never."""

from __future__ import annotations

import pytest

from projects.models import Shift
from qazvolunteer.core.refusals import Refusal
from tests import builders, cast, doors
from tests.builders import DAY, HOUR
from volunteers import integrity, signups
from volunteers.enums import SignUpState
from volunteers.models import SignUp

pytestmark = pytest.mark.django_db

START = builders.now() + 5 * DAY
CLASH = "You are in another shift at this time:"


def at(hour: float, hours: float = 2, **values: object) -> Shift:
    return builders.shift(starts_at=START + hour * HOUR, hours=hours, **values)


@pytest.mark.parametrize(("hour", "hours"), [(1, 2), (-1, 2), (0.5, 1), (-1, 4), (0, 2)])
def test_shared_time_is_refused_with_the_name_of_the_other(hour: float, hours: float) -> None:
    who, first = builders.volunteer(), at(0)
    builders.join(first, who)
    second = at(hour, hours)
    client = doors.signed_in(who)
    for words in (doors.project_page(client, second.project, second), doors.read(doors.take(client, second))):
        assert f"{CLASH} {first.project.title}" in words
        assert "Withdraw from that one first." in words
    assert SignUp.objects.count() == 1


@pytest.mark.parametrize("hour", [2, -2])
def test_back_to_back_is_allowed(hour: float) -> None:
    who = builders.volunteer()
    builders.join(at(0), who)
    assert doors.taken(who, at(hour)).state == SignUpState.CONFIRMED


@pytest.mark.parametrize(("first", "second"), [(True, False), (False, True), (True, True)])
def test_flexible_work_clashes_with_nothing(first: bool, second: bool) -> None:
    who = builders.volunteer()
    builders.join(at(0, flexible=first), who)
    assert doors.taken(who, at(1, flexible=second)).state == SignUpState.CONFIRMED


def test_waiting_somewhere_stops_nobody_from_joining_elsewhere() -> None:
    who, full = builders.volunteer(), at(0, seats=1)
    builders.fill(full)
    assert doors.taken(who, full).state == SignUpState.WAITLISTED
    assert doors.taken(who, at(1)).state == SignUpState.CONFIRMED


def test_a_request_elsewhere_is_no_promise() -> None:
    who = builders.volunteer()
    builders.join(builders.shift(builders.project(needs_approval=True), starts_at=START), who)
    assert doors.taken(who, at(1)).state == SignUpState.CONFIRMED


def test_a_promise_stops_nobody_from_waiting_elsewhere() -> None:
    who, full = builders.volunteer(), at(0, seats=1)
    builders.fill(full)
    builders.join(at(1), who)
    assert "Join the waiting list" in doors.project_page(doors.signed_in(who), full.project, full)
    assert doors.taken(who, full).state == SignUpState.WAITLISTED


def test_a_request_at_a_promised_time_is_refused() -> None:
    who = builders.volunteer()
    builders.join(at(0), who)
    asked = builders.shift(builders.project(needs_approval=True), starts_at=START + HOUR)
    assert CLASH in doors.read(doors.take(doors.signed_in(who), asked))


def offered_at_a_promised_time() -> tuple[SignUp, SignUp]:
    """(the promise, the offer)"""
    who, full = builders.volunteer(), at(0, seats=1)
    (holder,) = builders.fill(full)
    waiting = builders.join(full, who)
    promise = builders.join(at(1, seats=1), who)
    doors.act(holder, "withdraw")
    waiting.refresh_from_db()
    assert waiting.state == SignUpState.OFFERED
    return promise, waiting


def test_an_offer_at_a_promised_time_shows_the_clash_and_is_not_accepted_by_itself() -> None:
    _promise, offer = offered_at_a_promised_time()
    page = doors.read(doors.signed_in(offer.volunteer).get(doors.address("signup", offer.pk)))
    assert CLASH in page
    assert "Leave the other shift and take this place" in page
    assert CLASH in doors.read(doors.act(offer, "accept"))
    assert offer.state == SignUpState.OFFERED


def test_one_tap_leaves_the_other_shift_and_its_place_goes_to_its_queue() -> None:
    promise, offer = offered_at_a_promised_time()
    heir = builders.join(promise.shift)
    assert heir.state == SignUpState.WAITLISTED
    assert "The place is yours." in doors.read(doors.act(offer, "accept_leaving"))
    promise.refresh_from_db()
    heir.refresh_from_db()
    assert (offer.state, promise.state, heir.state) == ("confirmed", "withdrawn", "offered")
    assert not integrity.drifted().exists()


def test_leaving_moves_nothing_when_the_offer_cannot_be_accepted() -> None:
    promise, offer = offered_at_a_promised_time()
    SignUp.objects.filter(pk=offer.pk).update(offer_expires_at=builders.now() - HOUR)
    assert "went to the next in the queue" in doors.read(doors.act(offer, "accept_leaving"))
    promise.refresh_from_db()
    assert promise.state == SignUpState.CONFIRMED


def test_flexible_work_is_taken_without_leaving_anything() -> None:
    who, full = builders.volunteer(), at(0, seats=1, flexible=True)
    (holder,) = builders.fill(full)
    waiting, promise = builders.join(full, who), builders.join(at(1), who)
    doors.act(holder, "withdraw")
    doors.act(waiting, "accept_leaving")
    promise.refresh_from_db()
    assert (waiting.state, promise.state) == ("confirmed", "confirmed")


def test_a_shift_that_moved_while_one_looked_at_it_books_nobody_twice() -> None:
    """The page was read before the shift moved onto another promise; leaving the first one is not enough."""
    promise, offer = offered_at_a_promised_time()
    later = builders.join(at(9), offer.volunteer)
    seen = SignUp.objects.select_related("shift", "volunteer__user").get(pk=offer.pk)
    Shift.objects.filter(pk=offer.shift_id).update(ends_at=START + 10 * HOUR)
    with pytest.raises(Refusal) as refused:
        signups.accept_offer(seen, by=seen.volunteer.user, leave_other=True)
    assert refused.value.code == "overlap"
    for signup, state in ((promise, "confirmed"), (later, "confirmed"), (offer, "offered")):
        signup.refresh_from_db()
        assert signup.state == state
    assert not integrity.drifted().exists()


def test_the_organizer_is_not_told_where_a_person_will_be() -> None:
    people = cast.assemble()
    asked = builders.shift(builders.project(organization=people.organization, needs_approval=True), starts_at=START)
    request = builders.join(asked, people.aigerim)
    elsewhere = builders.join(at(1), people.aigerim)
    with pytest.raises(Refusal) as refused:
        signups.accept(request, by=people.bolat)
    assert refused.value.code == "overlap"
    assert elsewhere.shift.project.title not in f"{refused.value.sentence} {refused.value.way_out}"
    request.refresh_from_db()
    assert request.state == "requested"
    doors.act(elsewhere, "withdraw")
    signups.accept(request, by=people.bolat)
