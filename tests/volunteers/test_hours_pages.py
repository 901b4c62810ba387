"""The pages of the volunteer book, on the site and in the workplace."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from projects.enums import Format
from tests import builders, doors, hours_rows
from tests.cast import Cast, assemble
from volunteers import hours
from volunteers.hours_enums import HoursState
from volunteers.hours_models import HoursEntry, HoursPhoto

pytestmark = pytest.mark.django_db
LIST = "/en/admin/volunteers/hoursentry/"


@pytest.fixture
def people() -> Cast:
    return assemble()


@pytest.fixture
def workplace(settings: Any) -> None:
    settings.STAFF_SECOND_FACTOR_REQUIRED = False


def lines(people: Cast, number: int) -> list[HoursEntry]:
    project = builders.project(organization=people.organization)
    return [hours_rows.line(hours_rows.came(hours_rows.past_shift(project))) for _ in range(number)]


def picture() -> SimpleUploadedFile:
    content = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(content, "JPEG")
    return SimpleUploadedFile("socks.jpg", content.getvalue(), content_type="image/jpeg")


# --- The volunteer's own --------------------------------------------------------------------------------


def test_the_book_shows_confirmed_hours_and_every_line(people: Cast) -> None:
    project = builders.project(organization=people.organization, **builders.three("title", "Көшет егу"))
    shift = hours_rows.past_shift(project)
    line = hours_rows.line(hours_rows.came(shift, people.aigerim))
    hours_rows.line(hours_rows.came(hours_rows.past_shift(project), people.aigerim), minutes=120)
    page = doors.read(doors.signed_in(people.aigerim).get(doors.address("my-hours")))
    assert "0 confirmed hours" in page
    hours.confirm(line, by=people.bolat)
    page = doors.read(doors.signed_in(people.aigerim).get(doors.address("my-hours")))
    assert "4 confirmed hours" in page
    for words in ("Көшет егу", "Scanned in and out", "Waits to be confirmed", "Confirmed", "4 hours", "2 hours"):
        assert words in page


def test_an_empty_book_says_how_it_fills(people: Cast) -> None:
    assert "The book is still empty" in doors.read(doors.signed_in(people.aigerim).get(doors.address("my-hours")))
    # Whoever never registered as a volunteer has none.
    assert doors.signed_in(people.bolat).get(doors.address("my-hours")).status_code == 404


def test_a_line_is_ones_own_and_objected_to_there(people: Cast) -> None:
    line = hours_rows.line(hours_rows.came(hours_rows.past_shift(), people.aigerim), HoursState.CONFIRMED)
    where = doors.address("hours-entry", line.pk)
    for outsider in (people.bolat, people.camila, builders.volunteer()):
        assert doors.signed_in(outsider).get(where).status_code == 404
        assert doors.signed_in(outsider).post(where, {"text": "x"}).status_code == 404
    aigerim = doors.signed_in(people.aigerim)
    assert "The organization answers first." in doors.read(aigerim.get(where))
    aigerim.post(where, {"text": "Бес сағат болды."})
    line.refresh_from_db()
    assert line.state == HoursState.DISPUTED
    page = doors.read(aigerim.get(where))
    assert "Бес сағат болды." in page
    assert "You have objected." in page


def test_work_at_home_is_told_with_a_picture(people: Cast) -> None:
    project = builders.project(organization=people.organization, format=Format.AT_HOME)
    signup = hours_rows.was_in(hours_rows.past_shift(project, flexible=True, days=9, hours=24 * 8), people.aigerim)
    aigerim = doors.signed_in(people.aigerim)
    assert "Write down my work" in doors.read(aigerim.get(doors.address("signup", signup.pk)))
    where = doors.address("own-work", signup.pk)
    assert "How much you made" in doors.read(aigerim.get(where))
    day = timezone.localdate(signup.shift.starts_at).isoformat()
    form = {"day": day, "minutes": "3,5", "quantity": "4", "unit": "sets", "photo": picture()}
    answer = aigerim.post(where, form)
    assert answer.status_code == 302, doors.read(answer)
    line = HoursEntry.objects.get()
    assert (line.minutes, line.quantity, line.unit) == (210, 4, "sets")
    kept = aigerim.get(doors.address("hours-photo", line.pk))
    assert kept.content[:4] == b"\xff\xd8\xff\xe0"
    assert b"Exif" not in kept.content
    for outsider in (people.camila, people.bolat):
        assert doors.signed_in(outsider).get(doors.address("hours-photo", line.pk)).status_code == 404


@pytest.mark.parametrize("content", [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"MZ", b""])
def test_what_is_no_picture_is_refused(people: Cast, content: bytes) -> None:
    project = builders.project(format=Format.AT_HOME)
    signup = hours_rows.was_in(hours_rows.past_shift(project, flexible=True, days=9, hours=24 * 8), people.aigerim)
    file = SimpleUploadedFile("socks.jpg", content, content_type="image/jpeg")
    day = timezone.localdate(signup.shift.starts_at).isoformat()
    form = {"day": day, "minutes": "1", "quantity": "4", "unit": "sets", "photo": file}
    answer = doors.signed_in(people.aigerim).post(doors.address("own-work", signup.pk), form)
    assert answer.status_code == 200
    assert not HoursEntry.objects.exists()


def test_a_future_day_is_refused_in_words(people: Cast) -> None:
    signup = hours_rows.was_in(hours_rows.past_shift(), people.aigerim)
    form = {"day": "2100-01-01", "minutes": "2"}
    page = doors.read(doors.signed_in(people.aigerim).post(doors.address("own-work", signup.pk), form))
    assert "This day is still to come" in page


@pytest.mark.parametrize("name", ["own-work", "signup-feedback", "missed"])
def test_pages_of_a_shift_are_ones_own(people: Cast, name: str) -> None:
    signup = hours_rows.missed(hours_rows.past_shift(), people.aigerim)
    where = doors.address(name, signup.pk)
    assert doors.signed_in(people.aigerim).get(where).status_code == 200
    for outsider in (people.camila, people.bolat, builders.volunteer()):
        assert doors.signed_in(outsider).get(where).status_code == 404
        assert doors.signed_in(outsider).post(where, {"text": "x", "day": "2026-01-01"}).status_code == 404
    assert Client().get(where).status_code == 302


def test_the_book_asks_as_often_for_thirty_lines(people: Cast) -> None:
    def asked(number: int) -> int:
        project = builders.project(organization=people.organization)
        for _ in range(number):
            hours_rows.line(
                hours_rows.came(hours_rows.past_shift(project), people.aigerim), HoursState.CONFIRMED, minutes=5
            )
        client = doors.signed_in(people.aigerim)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(doors.address("my-hours")).status_code == 200
        return len(captured)

    assert asked(3) == asked(30)


# --- The workplace --------------------------------------------------------------------------------------


@pytest.mark.lenient_templates
@pytest.mark.usefixtures("workplace")
def test_hours_are_confirmed_in_bulk_and_waited_for_on_the_start_page(people: Cast) -> None:
    rows = lines(people, 3)
    bolat = doors.signed_in(people.bolat)
    assert "Hours to confirm 3" in doors.read(bolat.get("/en/admin/"))
    assert len(bolat.get(LIST).context["cl"].result_list) == 3
    form = {"action": "confirm", "_selected_action": [row.pk for row in rows]}
    assert "3 rows are done." in doors.read(bolat.post(LIST, form, follow=True))
    assert HoursEntry.objects.counted().count() == 3
    assert "Hours to confirm" not in doors.read(bolat.get("/en/admin/"))


@pytest.mark.lenient_templates
@pytest.mark.usefixtures("workplace")
def test_in_bulk_each_row_is_asked_for_by_itself(people: Cast) -> None:
    [own] = lines(people, 1)
    mine = hours_rows.line(hours_rows.came(own.signup.shift, builders.Volunteer.objects.create(user=people.bolat)))
    foreign = hours_rows.line(
        hours_rows.came(hours_rows.past_shift(builders.project(organization=people.other_organization)))
    )
    form = {"action": "confirm", "_selected_action": [own.pk, mine.pk, foreign.pk]}
    doors.signed_in(people.bolat).post(LIST, form)
    assert list(HoursEntry.objects.counted()) == [own]


@pytest.mark.lenient_templates
@pytest.mark.usefixtures("workplace")
def test_another_number_is_set_with_a_reason(people: Cast) -> None:
    [line] = lines(people, 1)
    page = f"{LIST}{line.pk}/act/settle/"
    bolat = doors.signed_in(people.bolat)
    assert "In hours" in doors.read(bolat.get(page))
    for outsider in (people.camila, people.daniyar):
        assert doors.signed_in(outsider).post(page, {"minutes": "1", "note": "x"}).status_code in {403, 404}
    assert bolat.post(page, {"minutes": "99", "note": "x"}).status_code == 200
    assert bolat.post(page, {"minutes": "2,5", "note": ""}).status_code == 200
    assert not HoursEntry.objects.counted().exists()
    assert bolat.post(page, {"minutes": "2,5", "note": "Ертерек кетті."}).status_code == 302
    assert hours.effective_minutes(line) == 150


@pytest.mark.lenient_templates
@pytest.mark.usefixtures("workplace")
def test_the_picture_of_a_line_stays_in_its_scope(people: Cast) -> None:
    [line] = lines(people, 1)
    HoursPhoto.objects.create(entry=line, content=b"picture")
    where = f"{LIST}{line.pk}/photo/"
    assert doors.signed_in(people.bolat).get(where).content == b"picture"
    for outsider in (people.camila, people.daniyar, builders.volunteer().user):
        assert doors.signed_in(outsider).get(where).status_code in {403, 404}


@pytest.mark.lenient_templates
@pytest.mark.usefixtures("workplace")
def test_the_front_office_sees_what_went_up_to_it(people: Cast) -> None:
    waiting, handed = lines(people, 2)
    HoursEntry.objects.filter(pk=handed.pk).update(escalated_at=timezone.now())
    daniyar = doors.signed_in(people.daniyar)
    assert list(daniyar.get(LIST).context["cl"].result_list) == [handed]
    assert daniyar.get(f"{LIST}{waiting.pk}/change/").status_code == 404
    assert list(doors.signed_in(people.erlan).get(LIST).context["cl"].result_list) == []
    daniyar.post(f"{LIST}{handed.pk}/act/confirm/")
    assert HoursEntry.objects.counted().get() == handed


@pytest.mark.lenient_templates
@pytest.mark.usefixtures("workplace")
def test_both_sides_see_how_long_a_line_waits(people: Cast) -> None:
    line = hours_rows.line(hours_rows.came(hours_rows.past_shift(), people.aigerim), HoursState.CONFIRMED)
    [waiting] = lines(people, 1)
    aigerim, bolat = doors.signed_in(people.aigerim), doors.signed_in(people.bolat)
    own = doors.address("hours-entry", line.pk)
    assert "days left" not in doors.read(aigerim.get(own))
    hours.dispute(line, by=people.aigerim.user, reason="Бес сағат болды.")
    assert "14 days left. Then the front office" in doors.read(aigerim.get(own))
    assert "30 days left. Then the front office" in doors.read(bolat.get(f"{LIST}{waiting.pk}/change/"))
    HoursEntry.objects.filter(pk=waiting.pk).update(proposed_at=timezone.now() - dt.timedelta(days=31))
    assert "has not decided in time" in doors.read(bolat.get(f"{LIST}{waiting.pk}/change/"))
    hours.hand_up(waiting)
    page = doors.read(bolat.get(f"{LIST}{waiting.pk}/change/"))
    assert "The front office decides about it. It is due by" in page
    assert "5 working days left" in page


@pytest.mark.lenient_templates
@pytest.mark.usefixtures("workplace")
def test_the_list_asks_as_often_for_thirty_lines(people: Cast) -> None:
    def asked(number: int) -> int:
        lines(people, number)
        client = doors.signed_in(people.bolat)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(LIST).status_code == 200
        return len(captured)

    assert asked(3) == asked(30)
