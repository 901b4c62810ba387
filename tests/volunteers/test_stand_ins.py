""" "I can't come" until the start, and a place that goes from person to person."""

from __future__ import annotations

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from qazvolunteer.core.refusals import Refusal
from tests import builders, doors
from tests.builders import DAY, HOUR
from tests.cast import Cast, assemble
from volunteers import attendance, integrity, leaving, signups, stand_ins
from volunteers.enums import AttendanceState, SignUpState
from volunteers.hours_enums import StandInRule, StandInState
from volunteers.models import SignUp, Volunteer
from volunteers.stand_in_models import StandIn, StandInTerms

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    return assemble()


@pytest.fixture
def signup(people: Cast) -> SignUp:
    """Aigerim has a place in a full shift of Bolat's organization."""
    shift = builders.shift(builders.project(organization=people.organization), seats=1)
    return builders.join(shift, people.aigerim)


def refused(code: str, verb: object, *args: object, **values: object) -> None:
    with pytest.raises(Refusal) as refusal:
        verb(*args, **values)  # type: ignore[operator]
    assert refusal.value.code == code


def ask(signup: SignUp, **values: object) -> StandIn:
    given = values or {"name": "Данияр"}
    return stand_ins.ask(signup, by=signup.volunteer.user, **given)  # type: ignore[arg-type]


def take(row: StandIn, who: Volunteer) -> SignUp:
    return stand_ins.take_over(row, by=who.user)


def state(signup: SignUp) -> str:
    return SignUp.objects.get(pk=signup.pk).state


# --- I can't come ---------------------------------------------------------------------------------------


def test_in_good_time_the_place_goes_to_the_queue(people: Cast, signup: SignUp) -> None:
    waiting = builders.join(signup.shift)
    page = doors.read(doors.signed_in(people.aigerim).get(doors.address("signup", signup.pk)))
    assert "I can't come" in page
    assert "The shift is near" not in page
    doors.act(signup, "withdraw")
    assert (state(signup), state(waiting)) == (SignUpState.WITHDRAWN, SignUpState.OFFERED)
    assert attendance.state_of(signup) == AttendanceState.EXPECTED
    assert "volunteers.cannot_come" not in doors.told(people.bolat)


def test_late_the_queue_is_called_and_the_person_excused(people: Cast, signup: SignUp) -> None:
    waiting = builders.join(signup.shift)
    with time_machine.travel(signup.shift.starts_at - HOUR, tick=False):
        assert "The shift is near" in doors.read(
            doors.signed_in(people.aigerim).get(doors.address("signup", signup.pk))
        )
        doors.act(signup, "withdraw", reason="Ауырып қалдым.")
    assert (state(signup), state(waiting)) == (SignUpState.WITHDRAWN, SignUpState.OFFERED)
    assert attendance.state_of(signup) == AttendanceState.EXCUSED
    assert doors.told(people.bolat) == ["volunteers.cannot_come"]
    assert doors.told(people.camila) == []


def test_nobody_cancels_for_another_person(people: Cast, signup: SignUp) -> None:
    with time_machine.travel(signup.shift.starts_at - HOUR, tick=False):
        for outsider in (people.camila, people.bolat, builders.volunteer().user):
            refused("not_allowed", leaving.cannot_come, signup, by=outsider)
    assert state(signup) == SignUpState.CONFIRMED


# --- Stand-ins ------------------------------------------------------------------------------------------


def test_a_named_person_takes_the_place_over(people: Cast, signup: SignUp) -> None:
    """In a full shift, past a queue: the place goes from person to person."""
    waiting = builders.join(signup.shift)
    row = ask(signup)
    assert attendance.state_of(signup) == AttendanceState.LOOKING
    taker = builders.volunteer("Данияр")
    page = doors.signed_in(taker).get(doors.address("stand-in", row.secret))
    assert "Take the place over" in doors.read(page)
    doors.signed_in(taker).post(doors.address("stand-in", row.secret), {"action": "take"})
    taken = SignUp.objects.get(volunteer=taker)
    assert (state(signup), taken.state, state(waiting)) == ("withdrawn", "confirmed", "waitlisted")
    assert attendance.state_of(signup) == AttendanceState.EXCUSED
    signup.shift.refresh_from_db()
    assert (signup.shift.seats_taken, signup.shift.waiting) == (1, 1)
    assert not integrity.drifted().exists()
    assert "volunteers.stand_in_found" in doors.told(people.aigerim)
    assert "volunteers.confirmed" in doors.told(taker)
    row.refresh_from_db()
    assert (row.state, row.taken_by) == (StandInState.TAKEN, taken)
    refused("gone", take, row, builders.volunteer())


def test_the_same_rules_hold_for_a_stand_in(people: Cast, signup: SignUp) -> None:
    row = ask(signup)
    child = builders.volunteer(birth_date=(timezone.localdate() - 12 * 365 * DAY))
    blocked = builders.volunteer()
    builders.block(blocked, people.organization)
    busy = builders.volunteer()
    builders.join(builders.shift(starts_at=signup.shift.starts_at), busy)
    refused("too_young", take, row, child)
    refused("blocked", take, row, blocked)
    refused("overlap", take, row, busy)
    refused("own", take, row, people.aigerim)
    refused("no_profile", stand_ins.take_over, row, by=people.camila)
    assert "You are in another shift" in doors.read(doors.signed_in(busy).get(doors.address("stand-in", row.secret)))
    with time_machine.travel(signup.shift.starts_at + HOUR, tick=False):
        refused("too_late", take, row, builders.volunteer())
    assert state(signup) == SignUpState.CONFIRMED
    assert row.state == StandInState.OPEN


def test_the_first_of_the_queue_is_asked_then_the_next(people: Cast, signup: SignUp) -> None:
    first, second = builders.join(signup.shift), builders.join(signup.shift)
    row = ask(signup, queue=True)
    assert row.invited == first.volunteer
    assert "volunteers.stand_in_asked" in doors.told(first.volunteer)
    refused("not_allowed", take, row, second.volunteer)
    refused("not_allowed", stand_ins.refuse, row, by=second.volunteer.user)
    doors.signed_in(first.volunteer).post(doors.address("stand-in", row.secret), {"action": "refuse"})
    following = StandIn.objects.get(state=StandInState.OPEN)
    assert following.invited == second.volunteer
    take(following, second.volunteer)
    assert [state(one) for one in (signup, first, second)] == ["withdrawn", "waitlisted", "confirmed"]
    assert not integrity.drifted().exists()


def test_when_everybody_says_no_the_place_stays(people: Cast, signup: SignUp) -> None:
    only = builders.join(signup.shift)
    stand_ins.refuse(ask(signup, queue=True), by=only.volunteer.user)
    assert stand_ins.open_request(signup) is None
    assert state(signup) == SignUpState.CONFIRMED
    refused("nobody_waits", ask, signup, queue=True)


@pytest.mark.parametrize("rule", StandInRule.values)
def test_the_organization_says_who_may_stand_in(people: Cast, signup: SignUp, rule: str) -> None:
    waiting = builders.join(signup.shift)
    StandInTerms.objects.create(organization=people.organization, rule=rule)
    page = doors.read(doors.signed_in(people.aigerim).get(doors.address("stand-in-ask", signup.pk)))
    assert ("Somebody I know" in page) == (rule == StandInRule.ANYBODY)
    assert ("Ask the first in the queue" in page) == (rule != StandInRule.NOBODY)
    if rule == StandInRule.ANYBODY:
        take(ask(signup), builders.volunteer())
        return
    refused("not_allowed", ask, signup)
    if rule == StandInRule.NOBODY:
        refused("not_allowed", ask, signup, queue=True)
        return
    take(ask(signup, queue=True), waiting.volunteer)
    assert state(waiting) == SignUpState.CONFIRMED


def test_where_the_organizer_chooses_only_whom_they_took_stands_in(people: Cast) -> None:
    shift = builders.shift(builders.project(organization=people.organization, needs_approval=True))
    request = builders.join(shift, people.aigerim)
    signups.accept(request, by=people.bolat)
    refused("not_allowed", ask, SignUp.objects.get(pk=request.pk))


def test_whoever_comes_after_all_asks_nobody(people: Cast, signup: SignUp) -> None:
    row = ask(signup)
    refused("wrong_state", ask, signup)
    refused("not_allowed", stand_ins.stop, row, by=people.camila)
    aigerim = doors.signed_in(people.aigerim)
    aigerim.post(doors.address("stand-in-ask", signup.pk), {"action": "stop"})
    assert attendance.state_of(signup) == AttendanceState.EXPECTED
    refused("gone", take, StandIn.objects.get(pk=row.pk), builders.volunteer())


def test_the_link_ends_with_the_place(people: Cast, signup: SignUp) -> None:
    row = ask(signup)
    leaving.cannot_come(signup, by=people.aigerim.user)
    row.refresh_from_db()
    assert row.state == StandInState.ENDED
    refused("gone", take, row, builders.volunteer())


def test_pages_are_ones_own(people: Cast, signup: SignUp) -> None:
    where = doors.address("stand-in-ask", signup.pk)
    for outsider in (people.camila, people.bolat, builders.volunteer()):
        assert doors.signed_in(outsider).get(where).status_code == 404
        assert doors.signed_in(outsider).post(where, {"action": "link", "name": "x"}).status_code == 404
    assert Client().get(doors.address("stand-in", "x")).status_code == 302
    assert doors.signed_in(people.aigerim).get(doors.address("stand-in", "x")).status_code == 404
    aigerim = doors.signed_in(people.aigerim)
    assert "The link for Болат" in doors.read(aigerim.post(where, {"action": "link", "name": "Болат"}, follow=True))
    assert aigerim.post(where, {"action": "else"}).status_code == 404
