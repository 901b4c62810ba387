"""Taking a shift: at once, by request, into the queue; nobody twice; no state comes from the client."""

from __future__ import annotations

import pytest
from django.test import Client

from projects.enums import QuestionKind
from projects.models import ProjectQuestion, Shift
from tests import builders, cast, doors
from volunteers import integrity
from volunteers.enums import SignUpState
from volunteers.models import SignUp

pytestmark = pytest.mark.django_db


def counters(shift: Shift) -> tuple[int, int]:
    shift.refresh_from_db()
    assert not integrity.drifted().exists()
    return shift.seats_taken, shift.waiting


def test_one_tap_takes_a_free_place() -> None:
    shift, who = builders.shift(), builders.volunteer()
    response = doors.take(doors.signed_in(who), shift)
    signup = SignUp.objects.get()
    assert signup.state == SignUpState.CONFIRMED
    assert response.redirect_chain == [(doors.address("signup", signup.pk), 302)]
    assert "You are in" in doors.read(response)
    assert counters(shift) == (1, 0)
    assert doors.told(who) == ["volunteers.confirmed"]


def test_the_record_says_who_and_from_where() -> None:
    who = builders.volunteer()
    signup = doors.taken(who, builders.shift())
    record = signup.transitions.get()
    assert (record.action, record.from_state, record.to_state, record.by) == ("join", "", "confirmed", who.user)


def test_where_the_organizer_chooses_a_request_holds_no_seat() -> None:
    shift, who = builders.shift(builders.project(needs_approval=True)), builders.volunteer()
    assert "Send a request" in doors.project_page(doors.signed_in(who), shift.project, shift)
    signup = doors.taken(who, shift)
    assert signup.state == SignUpState.REQUESTED
    assert counters(shift) == (0, 0)
    assert doors.told(who) == ["volunteers.requested"]


def test_a_request_is_taken_even_when_the_shift_is_full() -> None:
    shift = builders.shift(builders.project(needs_approval=True), seats=1, seats_taken=0)
    Shift.objects.filter(pk=shift.pk).update(seats_taken=1)
    builders.signup_row(of=shift)
    assert doors.taken(builders.volunteer(), shift).state == SignUpState.REQUESTED


def test_a_full_shift_has_a_queue_with_positions() -> None:
    shift = builders.shift(seats=2)
    builders.fill(shift)
    first, second = builders.volunteer(), builders.volunteer()
    assert "Join the waiting list" in doors.project_page(doors.signed_in(first), shift.project, shift)
    one, two = doors.taken(first, shift), doors.taken(second, shift)
    assert (one.state, two.state) == (SignUpState.WAITLISTED, SignUpState.WAITLISTED)
    assert counters(shift) == (2, 2)
    page = doors.read(doors.signed_in(second).get(doors.address("signup", two.pk)))
    assert "Your place in the queue: 2" in page
    listed = doors.read(doors.signed_in(second).get(doors.address("my-shifts"), {"tab": "waiting"}))
    assert "In the queue: 2" in listed
    assert doors.told(first) == ["volunteers.waitlisted"]


def test_whoever_comes_later_does_not_overtake_the_queue() -> None:
    """A seat lies free for a moment while people wait: it is theirs."""
    shift = builders.shift(seats=1)
    builders.fill(shift)
    waiting = builders.join(shift)
    SignUp.objects.filter(shift=shift, state=SignUpState.CONFIRMED).update(state=SignUpState.WITHDRAWN)
    Shift.objects.filter(pk=shift.pk).update(seats_taken=0)
    late = doors.taken(builders.volunteer(), shift)
    waiting.refresh_from_db()
    assert (waiting.state, late.state) == (SignUpState.OFFERED, SignUpState.WAITLISTED)
    assert counters(shift) == (1, 1)


def test_whoever_is_signed_up_is_not_signed_up_again() -> None:
    shift, who = builders.shift(), builders.volunteer()
    doors.taken(who, shift)
    assert "You are signed up for this shift: Confirmed." in doors.project_page(
        doors.signed_in(who), shift.project, shift
    )
    assert "You are already signed up for this shift." in doors.read(doors.take(doors.signed_in(who), shift))
    assert counters(shift) == (1, 0)
    assert SignUp.objects.count() == 1


def test_whoever_left_may_come_back() -> None:
    shift, who = builders.shift(), builders.volunteer()
    first = doors.taken(who, shift)
    doors.act(first, "withdraw")
    second = doors.taken(who, shift)
    assert (first.state, second.state, first.pk != second.pk) == ("withdrawn", "confirmed", True)
    assert first.pass_secret != second.pass_secret
    assert counters(shift) == (1, 0)
    assert doors.told(who) == ["volunteers.confirmed", "volunteers.confirmed"]


@pytest.mark.parametrize(
    "smuggled", [{"state": "confirmed"}, {"state": "confirmed", "seats": "99", "queued_at": "2000-01-01"}]
)
def test_no_state_comes_from_the_client(smuggled: dict[str, str]) -> None:
    shift = builders.shift(seats=1)
    builders.fill(shift)
    assert doors.taken(builders.volunteer(), shift, **smuggled).state == SignUpState.WAITLISTED


def test_a_shift_is_found_through_its_own_project_alone() -> None:
    shift, other = builders.shift(), builders.project()
    client = doors.signed_in(builders.volunteer())
    assert client.post(doors.address("take-shift", other.slug, shift.pk)).status_code == 404
    assert client.get(doors.address("take-shift", shift.project.slug, shift.pk)).status_code == 405
    assert not SignUp.objects.exists()


@pytest.mark.parametrize("hidden", [{"published_at": None}, {"state": "submitted", "published_at": None}])
def test_a_project_that_is_not_shown_has_no_doors(hidden: dict[str, object]) -> None:
    shift = builders.shift(builders.project(**hidden))
    client = doors.signed_in(builders.volunteer())
    assert client.get(doors.address("project", shift.project.slug)).status_code == 404
    assert client.post(doors.address("take-shift", shift.project.slug, shift.pk)).status_code == 404


def test_a_project_of_an_organization_that_is_not_verified_takes_nobody() -> None:
    shift = builders.shift(builders.project(organization=builders.organization(state="suspended")))
    assert "paused by the front office" in doors.project_page(Client(), shift.project)
    unknown = builders.shift(builders.project(organization=builders.organization(state="submitted")))
    assert Client().get(doors.address("project", unknown.project.slug)).status_code == 404


def test_questions_of_the_organizer_are_answered_first() -> None:
    shift, who = builders.shift(), builders.volunteer()
    asked = ProjectQuestion.objects.create(
        project=shift.project,
        kind=QuestionKind.CHOICE,
        required=True,
        **builders.three("label", "Size"),
        choices_kk="Кіші\nҮлкен",
        choices_ru="Малый\nБольшой",
        choices_en="Small\nLarge",
    )
    client = doors.signed_in(who)
    missing = doors.take(client, shift)
    assert missing.status_code == 422
    assert "Size" in doors.read(missing)
    assert not SignUp.objects.exists()
    assert doors.take(client, shift, **{f"question_{asked.pk}": "Large"}).status_code == 422
    signup = doors.taken(who, shift, **{f"question_{asked.pk}": "Үлкен"})
    assert signup.answers == {str(asked.pk): "Үлкен"}


def test_a_question_of_text_and_of_yes_or_no() -> None:
    shift, who = builders.shift(), builders.volunteer()
    text = ProjectQuestion.objects.create(
        project=shift.project, kind=QuestionKind.TEXT, **builders.three("label", "Why")
    )
    yes_no = ProjectQuestion.objects.create(
        project=shift.project, kind=QuestionKind.YES_NO, **builders.three("label", "Car")
    )
    assert doors.take(doors.signed_in(who), shift, **{f"question_{text.pk}": "x" * 501}).status_code == 422
    assert doors.taken(who, shift, **{f"question_{yes_no.pk}": "no"}).answers == {str(yes_no.pk): "no"}


def test_a_person_without_a_volunteer_profile_is_led_to_it() -> None:
    people = cast.assemble()
    shift = builders.shift()
    response = doors.take(doors.signed_in(people.camila), shift)
    assert "We do not know your date of birth." in doors.read(response)
    assert not SignUp.objects.exists()
