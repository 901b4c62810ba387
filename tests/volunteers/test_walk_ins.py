"""People who come without having signed up for this shift."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from organizations.enums import Role
from projects import capacity
from projects.models import Shift
from projects.records import SeatsRecord
from qazvolunteer.accounts import consent_texts
from qazvolunteer.accounts.mailboxes import has_mailbox
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.notifications import delivery
from tests import builders, doors
from tests.race.together import check
from tests.volunteers import field
from tests.volunteers.field import mark, sent
from volunteers import claims, integrity, passes, walk_ins
from volunteers.models import Attendance, Scan, SignUp, Volunteer
from volunteers.on_behalf import Caller

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _one_factor(settings: Any) -> None:
    settings.STAFF_SECOND_FACTOR_REQUIRED = False


def here(shift: Shift, who: Any) -> SignUp:
    return SignUp.objects.get(shift=shift, volunteer=who, state="confirmed")


def test_a_place_is_given_by_mail_or_by_telephone() -> None:
    day = field.running(seats=5)
    one, two = builders.volunteer("Қонақ"), builders.volunteer("Көмекші", phone="+77011234567")
    marks = [mark(contact=one.user.email.upper(), admit=True), mark(contact="8 701 123 45 67", admit=True)]
    assert sent(day.staff, day.shift, *marks) == ["came", "came"]
    for person in (one, two):
        assert Attendance.objects.get(signup=here(day.shift, person)).source == "walk_in"
        assert doors.told(person) == ["volunteers.confirmed"]
    check(day.shift)


def test_a_full_shift_needs_a_named_right_and_a_reason() -> None:
    day = field.running(number=3, seats=3)
    guest = builders.volunteer()
    manager = builders.member(day.people.organization, Role.MANAGER)
    for person in (day.gate, day.coordinator):
        asked = mark(contact=guest.user.email, admit=True, reason="Көмек керек")
        assert sent(doors.signed_in(person), day.shift, asked) == ["full"]
    for owner in (manager, day.people.bolat):
        assert sent(doors.signed_in(owner), day.shift, mark(contact=guest.user.email, admit=True)) == ["reason_needed"]
    asked = mark(contact=guest.user.email, admit=True, reason="Көмек керек")
    assert sent(doors.signed_in(manager), day.shift, asked, asked) == ["came", "came"]
    shift = Shift.objects.get(pk=day.shift.pk)
    assert (shift.seats, shift.seats_taken, shift.overfill) == (3, 4, 1)
    record = SeatsRecord.objects.get(shift=shift)
    assert (record.by, record.reason, record.overfill) == (manager, "Көмек керек", 1)
    check(shift)


def test_whoever_waits_is_let_in_and_leaves_the_queue() -> None:
    day = field.running(number=1, seats=1)
    waiting = builders.signup_row("waitlisted", of=day.shift)
    Shift.objects.filter(pk=day.shift.pk).update(waiting=1)
    asked = mark(code=waiting.pass_code, admit=True, reason="Көмек керек")
    assert sent(doors.signed_in(day.people.bolat), day.shift, asked) == ["came"]
    waiting.refresh_from_db()
    assert waiting.state == "removed"
    assert here(day.shift, waiting.volunteer)
    check(day.shift)


def test_a_sign_up_for_another_shift_moves_here() -> None:
    day = field.running(seats=9)
    other = builders.shift(day.shift.project, seats=1)
    moved = builders.join(other)
    waiting = builders.join(other)
    assert sent(day.staff, day.shift, mark(shown=passes.address(moved))) == ["other_shift"]
    assert sent(day.staff, day.shift, mark(code=moved.pass_code, admit=True)) == ["came"]
    moved.refresh_from_db()
    waiting.refresh_from_db()
    assert (moved.state, waiting.state) == ("removed", "offered")
    assert here(day.shift, moved.volunteer)
    for shift in (day.shift, other):
        check(shift)


def test_the_rules_that_protect_people_hold_at_the_place() -> None:
    day = field.running(seats=20)
    blocked = builders.volunteer()
    builders.block(blocked, day.people.organization)
    child = builders.volunteer(birth_date=dt.date.today() - dt.timedelta(days=14 * 366))
    elsewhere = builders.volunteer()
    field.begin(builders.join(builders.shift(), elsewhere).shift)
    for person, code in ((blocked, "blocked"), (child, "too_young"), (elsewhere, "overlap")):
        assert sent(day.staff, day.shift, mark(contact=person.user.email, admit=True)) == [code]
    assert Scan.objects.filter(accepted=False).count() == 3
    # What was typed of a person is not kept.
    assert not Scan.objects.exclude(given="").exists()


def test_who_may_not_let_people_in() -> None:
    day = field.running(seats=9)
    leader = doors.signed_in(field.leader(day, day.signups[0]))
    guest = builders.volunteer()
    assert sent(leader, day.shift, mark(contact=guest.user.email, admit=True)) == ["not_allowed"]
    foreign = builders.join(builders.shift())
    assert sent(day.staff, day.shift, mark(code=foreign.pass_code, admit=True)) == ["unknown"]
    assert not SignUp.objects.filter(volunteer=guest).exists()


def test_addresses_cannot_be_tried_out() -> None:
    day = field.running(number=1)
    tries = [mark(contact=f"nobody{number}@example.kz", admit=True) for number in range(31)]
    assert sent(day.staff, day.shift, *tries) == ["no_account"] * 30 + ["too_many"]


def test_places_kept_for_a_role_are_not_given_to_whoever_comes() -> None:
    day = field.running(number=1, seats=3)
    with transaction.atomic():
        capacity.set_role_seats(capacity.lock_shift(day.shift.pk), {"driver": 2})
    guest = builders.volunteer()
    assert sent(day.staff, day.shift, mark(contact=guest.user.email, admit=True)) == ["full"]
    owner = doors.signed_in(day.people.bolat)
    assert sent(owner, day.shift, mark(contact=guest.user.email, admit=True, reason="Көмек керек")) == ["came"]
    check(day.shift)


# --- In a role --------------------------------------------------------------------------------------------


def with_roles(places: int = 5, **seats: int) -> field.Field:
    day = field.running(number=1, seats=places)
    with transaction.atomic():
        capacity.set_role_seats(capacity.lock_shift(day.shift.pk), seats)
    day.shift.refresh_from_db()
    return day


def test_whoever_comes_takes_a_role_while_it_has_a_place() -> None:
    day = with_roles(driver=1)
    driver = day.shift.roles.get(kind="driver")
    page = doors.read(day.staff.get(doors.address("check-in", day.shift.pk)))
    assert "What they will do" in page
    one, two = builders.volunteer(), builders.volunteer()
    asked = [mark(contact=who.user.email, admit=True, role=str(driver.pk)) for who in (one, two)]
    assert sent(day.staff, day.shift, *asked) == ["came", "full"]
    assert here(day.shift, one).role == driver
    # The owner may overfill the shift, not a role.
    again = mark(contact=two.user.email, admit=True, role=str(driver.pk), reason="Көмек керек")
    assert sent(doors.signed_in(day.people.bolat), day.shift, again) == ["full"]
    assert sent(day.staff, day.shift, mark(contact=two.user.email, admit=True, role="all")) == ["came"]
    assert here(day.shift, two).role is None
    check(day.shift)
    assert not integrity.drifted_roles().exists()


def test_where_only_a_role_is_free_it_is_offered_first_and_nobody_waits_in_a_queue() -> None:
    day = with_roles(places=2, driver=1)
    where = doors.address("check-in", day.shift.pk)
    page = doors.read(day.staff.get(where))
    assert "Only places of a role are free" in page
    assert "waiting list" not in page
    assert page.index("Driver: 1 place free") < page.index("no free places")
    elsewhere = builders.join(builders.shift(day.shift.project, starts_in=builders.DAY), builders.volunteer())
    verdict = doors.read(day.staff.post(where, {"kind": "in", "code": elsewhere.pass_code}, follow=True))
    assert "Another shift" in verdict
    assert "Only places of a role are free" in verdict


def test_a_role_of_another_shift_and_a_role_for_adults_are_refused() -> None:
    day = with_roles(driver=1)
    other = with_roles(driver=1).shift.roles.get()
    guest = builders.volunteer()
    for role in (str(other.pk), "999999", "x"):
        assert sent(day.staff, day.shift, mark(contact=guest.user.email, admit=True, role=role)) == ["no_such_role"]
    young = builders.volunteer(birth_date=dt.date.today() - dt.timedelta(days=17 * 365 + 10))
    asked = mark(contact=young.user.email, admit=True, role=str(day.shift.roles.get().pk))
    assert sent(day.staff, day.shift, asked) == ["too_young"]
    check(day.shift)


# --- Without an account -----------------------------------------------------------------------------------

GUEST = {
    "first_name": "Қонақ",
    "last_name": "Жаңа",
    "birth_date": "05.03.1998",
    "phone": "8 701 765 43 21",
    "email": "",
    "language": "kk",
    "agreed": "on",
}


@pytest.fixture
def texts() -> None:
    consent_texts.load()


@pytest.mark.usefixtures("texts")
def test_a_guest_is_noted_checked_in_and_takes_the_account_over(mailoutbox: Any) -> None:
    day = field.running(number=1, seats=5)
    where = doors.address("check-in-guest", day.shift.pk)
    assert day.staff.get(where).status_code == 200
    answer = day.staff.post(where, GUEST, follow=True)
    assert "take over" not in doors.read(answer)
    assert "verdict-claim" in answer.content.decode()
    who = Volunteer.objects.get(user__phone="+77017654321")
    assert Attendance.objects.get(signup=here(day.shift, who)).source == "walk_in"
    assert {consent.recorded_by for consent in who.user.consents.all()} == {day.gate}
    check(day.shift)

    visitor, link = Client(), claims.address(who)
    assert "this account is yours" in doors.read(visitor.get(link))
    taken = builders.volunteer()
    for email in (taken.user.email, "not an address"):
        assert visitor.post(link, {"email": email}).status_code == 200
    who.user.refresh_from_db()
    assert not has_mailbox(who.user.email)
    assert visitor.post(link, {"email": "Jana@Example.kz"}).status_code == 302
    who.user.refresh_from_db()
    assert who.user.email == "jana@example.kz"
    assert SignUp.objects.get(volunteer=who).shift == day.shift
    # The code that is sent there lets in; then the link is worth nothing.
    visitor.post(doors.address("account_request_login_code"), {"email": "jana@example.kz"})
    delivery.deliver_due()
    assert [letter.to for letter in mailoutbox if letter.to == ["jana@example.kz"]]
    type(who.user).objects.filter(pk=who.user.pk).update(last_login=builders.now())
    assert visitor.get(link).status_code == 404
    assert visitor.get(doors.address("account-claim", "forged")).status_code == 404
    with pytest.raises(Refusal):
        claims.claim(who.user, email="other@example.kz")


@pytest.mark.usefixtures("texts")
def test_a_guest_with_an_address_is_told_how_to_get_in() -> None:
    day = field.running(number=1, seats=5)
    where = doors.address("check-in-guest", day.shift.pk)
    answer = day.staff.post(where, {**GUEST, "email": "qonaq@example.kz"}, follow=True)
    assert "verdict-claim" not in answer.content.decode()
    who = Volunteer.objects.get(user__email="qonaq@example.kz")
    assert "volunteers.account_begun" in doors.told(who)
    # Twice is once: the same person is known by the same data.
    day.staff.post(where, {**GUEST, "email": "qonaq@example.kz"})
    assert SignUp.objects.filter(volunteer__user__first_name="Қонақ").count() == 1
    check(day.shift)


@pytest.mark.usefixtures("texts")
def test_who_cannot_be_noted() -> None:
    day = field.running(number=1, seats=5)
    where = doors.address("check-in-guest", day.shift.pk)
    child = (dt.date.today() - dt.timedelta(days=15 * 365)).strftime("%d.%m.%Y")
    people = Volunteer.objects.count()
    for wrong in ({"agreed": ""}, {"phone": ""}, {"birth_date": ""}, {"birth_date": child}):
        assert day.staff.post(where, {**GUEST, **wrong}).status_code == 200
    assert Volunteer.objects.count() == people
    leader = doors.signed_in(field.leader(day, day.signups[0]))
    for outsider in (leader, doors.signed_in(day.people.camila), doors.signed_in(builders.volunteer())):
        assert outsider.get(where).status_code in {403, 404}
        assert outsider.post(where, GUEST).status_code in {403, 404}
    with pytest.raises(Refusal):
        walk_ins.admit_newcomer(day.shift, caller=Caller("А", "Б", dt.date(1998, 1, 1), "+77010000000"),
                                by=day.people.camila, agreed=True)  # fmt: skip
    assert not SignUp.objects.filter(volunteer__user__first_name="Қонақ").exists()
    check(day.shift)
