"""Missed: told in private, appealed, fading after a year, never public."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from organizations import deadlines
from qazvolunteer.core.refusals import Refusal
from tests import builders, doors, hours_rows
from tests.builders import DAY
from tests.cast import Cast, assemble
from volunteers import attendance, missed
from volunteers.enums import AttendanceState
from volunteers.hours_models import HoursEntry, MissedAppeal
from volunteers.models import SignUp

pytestmark = [pytest.mark.django_db, pytest.mark.lenient_templates]


@pytest.fixture
def people() -> Cast:
    return assemble()


@pytest.fixture
def signup(people: Cast) -> SignUp:
    project = builders.project(organization=people.organization)
    return hours_rows.missed(hours_rows.past_shift(project), people.aigerim)


def book(people: Cast) -> str:
    return doors.read(doors.signed_in(people.aigerim).get(doors.address("my-hours")))


def test_it_is_seen_by_the_person_and_fades(people: Cast, signup: SignUp) -> None:
    assert "Missed shifts" in book(people)
    with time_machine.travel(timezone.now() + 370 * DAY, tick=False):
        assert "Missed shifts" not in book(people)
        assert not missed.of(people.aigerim).exists()


def test_it_is_never_public(people: Cast, signup: SignUp) -> None:
    where = doors.address("missed", signup.pk)
    for outsider in (people.camila, people.bolat, people.daniyar, builders.volunteer()):
        assert doors.signed_in(outsider).get(where).status_code == 404
    assert Client().get(where).status_code == 302
    assert "issed" not in Client().get(doors.address("project", signup.shift.project.slug)).content.decode()


def test_an_appeal_is_answered_by_the_organization(people: Cast, signup: SignUp, settings: Any) -> None:
    settings.STAFF_SECOND_FACTOR_REQUIRED = False
    aigerim = doors.signed_in(people.aigerim)
    aigerim.post(doors.address("missed", signup.pk), {"text": "Автобус келмеді."})
    appeal = MissedAppeal.objects.get()
    assert "Автобус келмеді." in doors.read(aigerim.get(doors.address("missed", signup.pk)))
    bolat = doors.signed_in(people.bolat)
    assert "Appeals against “missed”" in doors.read(bolat.get("/en/admin/"))
    page = f"/en/admin/volunteers/missedappeal/{appeal.pk}/act/accept/"
    for outsider in (people.camila, people.daniyar):
        assert doors.signed_in(outsider).post(page, {"note": ""}).status_code in {403, 404}
    bolat.post(page, {"note": "Түсіндік."})
    assert attendance.state_of(signup) == AttendanceState.EXCUSED
    assert "Missed shifts" not in book(people)
    assert doors.told(people.aigerim) == ["volunteers.appeal_answered"]


def test_an_appeal_that_is_not_accepted_says_why(people: Cast, signup: SignUp) -> None:
    appeal = missed.appeal(signup, by=people.aigerim.user, text="Ұйықтап қалдым.")
    with pytest.raises(Refusal):
        missed.keep(appeal, by=people.bolat, reply=" ")
    missed.keep(appeal, by=people.bolat, reply="Келесіде айтыңыз.")
    assert attendance.state_of(signup) == AttendanceState.MISSED
    assert "Келесіде айтыңыз." in doors.read(doors.signed_in(people.aigerim).get(doors.address("missed", signup.pk)))


def test_one_appeals_once_in_time_and_for_oneself(people: Cast, signup: SignUp) -> None:
    came = hours_rows.came(hours_rows.past_shift(), people.aigerim)
    old = hours_rows.missed(hours_rows.past_shift(days=90), people.aigerim)
    missed.appeal(signup, by=people.aigerim.user, text="Бір.")
    for row, by in (
        (signup, people.aigerim.user),
        (came, people.aigerim.user),
        (old, people.aigerim.user),
        (signup, people.bolat),
    ):
        with pytest.raises(Refusal):
            missed.appeal(row, by=by, text="Екі.")
    assert MissedAppeal.objects.count() == 1


def test_staff_note_who_came_and_who_did_not(people: Cast, settings: Any) -> None:
    settings.STAFF_SECOND_FACTOR_REQUIRED = False
    shift = hours_rows.past_shift(builders.project(organization=people.organization))
    there, away, marked = hours_rows.was_in(shift), hours_rows.was_in(shift), hours_rows.came(shift)
    where = "/en/admin/volunteers/signup/"
    for outsider in (people.camila, people.daniyar):
        doors.signed_in(outsider).post(f"{where}{away.pk}/act/missed/")
    assert attendance.state_of(away) == AttendanceState.EXPECTED
    bolat = doors.signed_in(people.bolat)
    bolat.post(f"{where}?when=past", {"action": "missed", "_selected_action": [away.pk, marked.pk]})
    bolat.post(f"{where}{there.pk}/act/vouch/")
    assert attendance.state_of(away) == AttendanceState.MISSED
    assert attendance.state_of(marked) == AttendanceState.CAME
    assert HoursEntry.objects.counted().get().signup == there
    coming = builders.join(builders.shift(shift.project))
    for name in ("missed", "vouch"):
        bolat.post(f"{where}{coming.pk}/act/{name}/")
    assert attendance.state_of(coming) == AttendanceState.EXPECTED


# --- The clock ------------------------------------------------------------------------------------------

FRIDAY = dt.datetime(2026, 10, 23, 15, tzinfo=timezone.get_default_timezone())


def overdue(people: Cast) -> MissedAppeal:
    """An appeal of a Friday before a holiday on Monday (25 October stands on a Sunday): due on Monday the second."""
    with time_machine.travel(FRIDAY, tick=False):
        project = builders.project(organization=people.organization, region=people.organization.region)
        signup = hours_rows.missed(hours_rows.past_shift(project), people.aigerim)
        return missed.appeal(signup, by=people.aigerim.user, text="Автобус келмеді.")


def test_both_sides_see_the_time_left(people: Cast, settings: Any) -> None:
    settings.STAFF_SECOND_FACTOR_REQUIRED = False
    row = overdue(people)
    due = missed.answer_due(row)
    assert timezone.localdate(due) == dt.date(2026, 11, 2)
    assert due == deadlines.decision_due(FRIDAY)
    page, desk = doors.address("missed", row.signup_id), f"/en/admin/volunteers/missedappeal/{row.pk}/change/"
    with time_machine.travel(FRIDAY + DAY, tick=False):
        for read in (doors.signed_in(people.aigerim).get(page), doors.signed_in(people.bolat).get(desk)):
            assert "5 working days left" in doors.read(read)
    with time_machine.travel(due - builders.HOUR, tick=False):
        assert "due today" in missed.clock_words(row)
    assert "volunteers.appealed" in doors.told(people.bolat)
    assert "volunteers.appealed" not in doors.told(people.camila)


def test_overdue_it_climbs_once_and_the_front_office_decides(people: Cast, settings: Any) -> None:
    settings.STAFF_SECOND_FACTOR_REQUIRED = False
    row = overdue(people)
    act = f"/en/admin/volunteers/missedappeal/{row.pk}/act/accept/"
    with time_machine.travel(missed.answer_due(row) - builders.HOUR, tick=False):
        assert missed.hand_up_overdue() == 0
        assert doors.signed_in(people.daniyar).post(act, {"note": ""}).status_code in {403, 404}
    with time_machine.travel(missed.answer_due(row) + builders.HOUR, tick=False):
        assert [missed.hand_up_overdue(), missed.hand_up_overdue()] == [1, 0]
        assert doors.told(people.daniyar).count("volunteers.appeal_overdue") == 1
        assert doors.told(people.aigerim).count("volunteers.appeal_passed_on") == 1
        daniyar, bolat = doors.signed_in(people.daniyar), doors.signed_in(people.bolat)
        assert "Appeals against “missed”" in doors.read(daniyar.get("/en/admin/"))
        assert "Appeals against “missed”" not in doors.read(bolat.get("/en/admin/"))
        said = doors.read(doors.signed_in(people.aigerim).get(doors.address("missed", row.signup_id)))
        assert "front office of the region decides" in said and "5 working days left" in said
        desk = daniyar.get(doors.address("office-matter-of", "missedappeal", row.pk))
        assert daniyar.get(desk["Location"]).status_code == 200
        for outsider in (people.bolat, people.camila, people.erlan):
            doors.signed_in(outsider).post(act, {"note": "x"})
            row.refresh_from_db()
            assert row.state == "open"
        assert daniyar.post(act, {"note": "Сенеміз."}).status_code == 302
    row.refresh_from_db()
    assert row.state == "accepted"
    assert attendance.state_of(row.signup) == AttendanceState.EXCUSED
    assert "volunteers.appeal_answered" in doors.told(people.aigerim)


def test_what_is_answered_in_time_does_not_climb(people: Cast) -> None:
    row = overdue(people)
    missed.keep(row, by=people.bolat, reply="Келесіде айтыңыз.")
    with time_machine.travel(missed.answer_due(row) + builders.HOUR, tick=False):
        assert missed.hand_up_overdue() == 0
    row.refresh_from_db()
    assert row.escalated_at is None
