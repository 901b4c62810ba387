"""What is one's own: the sign-up, the pass, the calendar, the list. Everybody else finds nothing there."""

from __future__ import annotations

import datetime as dt
from typing import Any

import icalendar
import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from tests import builders, cast, doors
from tests.builders import DAY, HOUR
from tests.volunteers import field
from volunteers import links, passes
from volunteers.enums import LIVE, SignUpState
from volunteers.models import SignUp

pytestmark = pytest.mark.django_db


def entries(response: object) -> list[icalendar.Event]:
    return icalendar.Calendar.from_ical(response.content).walk("VEVENT")  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["signup", "signup-calendar"])
def test_nobody_else_finds_a_sign_up(name: str) -> None:
    people = cast.assemble()
    signup = builders.join(builders.shift(builders.project(organization=people.organization)), people.aigerim)
    where = doors.address(name, signup.pk)
    assert doors.signed_in(people.aigerim).get(where).status_code == 200
    for outsider in (people.camila, people.bolat, people.daniyar, builders.volunteer()):
        assert doors.signed_in(outsider).get(where).status_code == 404
    assert Client().get(where)["Location"].startswith(doors.address("account_login"))


def test_nobody_else_acts_on_a_sign_up() -> None:
    people = cast.assemble()
    signup = builders.join(builders.shift(), people.aigerim)
    for outsider in (people.camila, people.daniyar, builders.volunteer()):
        assert doors.act(signup, "withdraw", client=doors.signed_in(outsider)).status_code == 404
    assert signup.state == SignUpState.CONFIRMED


def test_a_made_up_link_opens_nothing() -> None:
    signup = builders.join(builders.shift())
    good = links.token(signup)
    bad = [str(signup.pk), f"{signup.pk + 1}.{good.partition('.')[2]}", good[:-1], "x", f"x.{good}"]
    for token in bad:
        assert Client().get(doors.address("signup-by-link", token)).status_code == 404
        assert Client().post(doors.address("signup-by-link", token), {"action": "withdraw"}).status_code == 404
        assert Client().get(doors.address("signup-calendar-by-link", token)).status_code == 404
    signup.refresh_from_db()
    assert signup.state == SignUpState.CONFIRMED


def test_an_unknown_act_is_no_act() -> None:
    signup = builders.join(builders.shift())
    assert doors.act(signup, "confirm").status_code == 404
    assert doors.act(signup, "").status_code == 404


# --- Withdrawing ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("left", [10 * DAY, HOUR, -HOUR])
def test_one_may_leave_at_any_time_before_the_end(left: dt.timedelta) -> None:
    start = builders.now() + 10 * DAY
    signup = builders.join(builders.shift(starts_at=start))
    with time_machine.travel(start - left, tick=False):
        page = doors.read(doors.signed_in(signup.volunteer).get(doors.address("signup", signup.pk)))
        assert ("I can't come" if left > dt.timedelta() else "Withdraw from the shift") in page
        said = doors.read(doors.act(signup, "withdraw", reason="Жоспар өзгерді"))
    assert "You have withdrawn from the shift." in said
    assert signup.state == SignUpState.WITHDRAWN
    assert signup.transitions.get(action="withdraw").reason == "Жоспар өзгерді"
    signup.shift.refresh_from_db()
    assert signup.shift.seats_taken == 0


def test_after_the_end_there_is_nothing_to_leave() -> None:
    start = builders.now() + DAY
    signup = builders.join(builders.shift(starts_at=start, hours=4))
    with time_machine.travel(start + 4 * HOUR, tick=False):
        page = doors.read(doors.signed_in(signup.volunteer).get(doors.address("signup", signup.pk)))
        assert "Withdraw from the shift" not in page
        assert "This shift is over." in doors.read(doors.act(signup, "withdraw"))
    assert signup.state == SignUpState.CONFIRMED


@pytest.mark.parametrize("state", [SignUpState.REQUESTED, SignUpState.WAITLISTED])
def test_leaving_the_queue_or_a_request_frees_no_seat(state: SignUpState) -> None:
    shift = builders.shift(builders.project(needs_approval=state == SignUpState.REQUESTED), seats=1)
    if state == SignUpState.WAITLISTED:
        builders.fill(shift)
    signup = doors.taken(builders.volunteer(), shift)
    assert signup.state == state
    shift.refresh_from_db()
    before = shift.seats_taken
    doors.act(signup, "withdraw")
    shift.refresh_from_db()
    assert (signup.state, shift.seats_taken, shift.waiting) == ("withdrawn", before, 0)


def test_leaving_twice_is_said_and_changes_nothing() -> None:
    signup = builders.join(builders.shift())
    doors.act(signup, "withdraw")
    assert "This was changed meanwhile" in doors.read(doors.act(signup, "withdraw"))
    assert signup.transitions.filter(action="withdraw").count() == 1


def test_a_link_withdraws_without_signing_in() -> None:
    signup = builders.join(builders.shift())
    Client().post(doors.address("signup-by-link", links.token(signup)), {"action": "withdraw"})
    signup.refresh_from_db()
    assert signup.state == SignUpState.WITHDRAWN


# --- The pass ------------------------------------------------------------------------------------------


def test_the_pass_says_it_is_good_and_nothing_of_the_person() -> None:
    signup = builders.join(builders.shift())
    person = signup.volunteer.user
    response = Client().get(doors.address("pass", signup.pass_secret))
    page = doors.read(response)
    assert response.status_code == 200
    assert "The pass is good" in page
    assert person.short_name in page
    assert passes.printed_code(signup) in page
    assert person.last_name not in page
    assert person.email not in page


def test_the_pass_of_whoever_left_is_not_valid() -> None:
    signup = builders.join(builders.shift())
    doors.act(signup, "withdraw")
    response = Client().get(doors.address("pass", signup.pass_secret))
    assert response.status_code == 410
    assert signup.volunteer.user.short_name not in doors.read(response)


def test_the_owner_of_a_pass_is_led_to_the_sign_up() -> None:
    signup = builders.join(builders.shift())
    response = doors.signed_in(signup.volunteer).get(doors.address("pass", signup.pass_secret))
    assert response["Location"] == doors.address("signup", signup.pk)
    assert Client().get(doors.address("pass", "nobody")).status_code == 404
    assert Client().post(doors.address("pass", signup.pass_secret)).status_code == 405


@pytest.mark.parametrize("state", [state for state in SignUpState if state != SignUpState.CONFIRMED])
def test_only_the_confirmed_see_a_pass(state: SignUpState) -> None:
    signup = builders.signup_row(state)
    html = doors.signed_in(signup.volunteer).get(doors.address("signup", signup.pk)).content.decode()
    assert passes.printed_code(signup) not in html
    assert 'class="qr' not in html


# --- The calendar --------------------------------------------------------------------------------------


def test_the_calendar_file_is_in_utc() -> None:
    shift = builders.shift()
    signup = builders.join(shift)
    for response in (
        doors.signed_in(signup.volunteer).get(doors.address("signup-calendar", signup.pk)),
        Client().get(doors.address("signup-calendar-by-link", links.token(signup))),
    ):
        (event,) = entries(response)
        assert event["dtstart"].dt == shift.starts_at
        assert event["dtstart"].dt.utcoffset() == dt.timedelta()
        assert str(event["status"]) == "CONFIRMED"
        assert response["Content-Type"].startswith("text/calendar")


@pytest.mark.parametrize("state", SignUpState)
def test_an_ended_sign_up_leaves_the_phone(state: SignUpState) -> None:
    signup = builders.signup_row(state)
    (event,) = entries(doors.signed_in(signup.volunteer).get(doors.address("signup-calendar", signup.pk)))
    expected = {"confirmed": "CONFIRMED"}.get(state, "TENTATIVE" if state in LIVE else "CANCELLED")
    assert str(event["status"]) == expected


def test_the_feed_shows_live_shifts_and_a_new_address_stops_the_old_one() -> None:
    signup = builders.join(builders.shift())
    gone = builders.join(builders.shift(starts_in=9 * DAY), signup.volunteer)
    doors.act(gone, "withdraw")
    client = doors.signed_in(signup.volunteer)
    old = doors.address("calendar-feed", signup.volunteer.calendar_secret)
    assert old in client.get(doors.address("my-shifts")).content.decode()
    feed = Client().get(old)
    assert [str(event["uid"]).split("@")[0] for event in entries(feed)] == [f"signup-{signup.pk}"]
    assert signup.volunteer.user.email not in feed.content.decode()
    assert client.get(doors.address("calendar-reset")).status_code == 405
    client.post(doors.address("calendar-reset"))
    signup.volunteer.refresh_from_db()
    assert Client().get(old).status_code == 404
    assert Client().get(doors.address("calendar-feed", signup.volunteer.calendar_secret)).status_code == 200


def test_the_feed_of_a_closed_account_is_silent() -> None:
    who = builders.volunteer()
    who.user.is_active = False
    who.user.save()
    assert Client().get(doors.address("calendar-feed", who.calendar_secret)).status_code == 404


# --- The list ------------------------------------------------------------------------------------------


def test_my_shifts_are_mine_and_each_in_its_tab() -> None:
    who, other = builders.volunteer(), builders.volunteer()
    made = {state: builders.signup_row(state, who=who) for state in SignUpState}
    over = builders.signup_row(SignUpState.CONFIRMED, who=who, of=builders.shift(starts_in=-DAY))
    foreign = builders.signup_row(SignUpState.CONFIRMED, who=other)
    tabs = {
        "upcoming": {made[SignUpState.CONFIRMED]},
        "waiting": {made[state] for state in (SignUpState.WAITLISTED, SignUpState.OFFERED, SignUpState.REQUESTED)},
        "past": {over, *(signup for state, signup in made.items() if state not in LIVE)},
    }
    client = doors.signed_in(who)
    for tab, expected in tabs.items():
        html = client.get(doors.address("my-shifts"), {"tab": tab}).content.decode()
        shown = {signup for signup in SignUp.objects.all() if doors.address("signup", signup.pk) in html}
        assert shown == expected
        assert foreign not in shown
    assert client.get(doors.address("my-shifts"), {"tab": "nonsense", "page": "x"}).status_code == 200
    assert doors.signed_in(builders.user()).get(doors.address("my-shifts")).status_code == 200


def test_the_day_plan_follows_the_start() -> None:
    shift = builders.shift(starts_at=timezone.make_aware(dt.datetime(2031, 6, 15, 8, 30)))
    shift.project.items.create(section="day", offset_minutes=-45, **builders.three("text", "Автобус"))
    shift.project.items.create(section="bring", **builders.three("text", "Бөтелке"))
    signup = builders.join(shift)
    page = doors.read(doors.signed_in(signup.volunteer).get(doors.address("signup", signup.pk)))
    assert "07:45 Автобус" in page
    assert "Бөтелке" in page


def test_whoever_is_marked_reads_that_they_are_here_and_later_that_they_were_there(settings: Any) -> None:
    settings.STAFF_SECOND_FACTOR_REQUIRED = False
    day = field.running()
    came, expected = day.signups[:2]
    assert field.sent(day.staff, day.shift, field.mark(signup=came.pk)) == ["came"]

    def page(signup: SignUp) -> str:
        return builders.words(
            doors.signed_in(signup.volunteer).get(doors.address("signup", signup.pk)).content.decode()
        )

    assert "You are here Your arrival was marked at" in page(came)
    assert "I can't come" not in page(came)
    assert "You are in" in page(expected)
    assert "Show it there" in page(expected)
    with time_machine.travel(day.shift.ends_at + HOUR, tick=False):
        assert "You were there" in page(came)
        assert "You were signed up" in page(expected)
        assert "Show it there" not in page(came)
