"""People who come without having signed up for this shift."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import transaction

from organizations.enums import Role
from projects import capacity
from projects.models import Shift
from projects.records import SeatsRecord
from tests import builders, doors
from tests.race.together import check
from tests.volunteers import field
from tests.volunteers.field import mark, sent
from volunteers import passes
from volunteers.models import Attendance, Scan, SignUp

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
