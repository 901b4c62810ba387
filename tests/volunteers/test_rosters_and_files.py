"""The roster on paper, and files with sign-ups: fixed columns, no formulas, for their owner, for a while."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import tracemalloc
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from organizations.enums import Role
from projects.models import ProjectQuestion, Shift
from qazvolunteer.accounts.models import User
from qazvolunteer.accounts.personal_data import erase
from qazvolunteer.core.spreadsheets import xlsx_pieces
from qazvolunteer.notifications import delivery
from tests import builders, doors
from tests.cast import Cast
from volunteers import exports
from volunteers.enums import SignUpState
from volunteers.export_models import ExportFile, ExportPiece
from volunteers.models import SignUp

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workplace"), pytest.mark.lenient_templates]

Browser = Callable[[User], Client]
PAGES = "/en/admin/volunteers/signup/"


@pytest.fixture
def shift(cast: Cast) -> Shift:
    return builders.shift(builders.project(organization=cast.organization))


def fetched(browser: Client, shift: Shift, format: str = "csv") -> bytes:
    """The file, as whoever presses the button gets it."""
    answer = browser.post(f"{PAGES}export/", {"shift": shift.pk, "format": format}, follow=True)
    assert answer.status_code == 200
    assert not answer.streaming or answer["Content-Length"]
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def lines(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_the_columns_are_the_same_when_nobody_answered(cast: Cast, shift: Shift, sign_in: Browser) -> None:
    ProjectQuestion.objects.create(project=shift.project, **builders.three("label", "Size of the shirt"))
    bolat = sign_in(cast.bolat)
    [empty] = lines(fetched(bolat, shift))
    builders.join(shift)
    head, _row = lines(fetched(bolat, shift))
    assert head == empty
    assert head[-1] == "Size of the shirt"
    assert any("Asia/Almaty, UTC+5" in title for title in head)


def test_a_name_is_not_a_formula(cast: Cast, shift: Shift, sign_in: Browser) -> None:
    builders.join(shift, builders.volunteer('=HYPERLINK("http://x")', last_name="@SUM(A1)"))
    bolat = sign_in(cast.bolat)
    _head, row = lines(fetched(bolat, shift))
    assert row[1:3] == ["'@SUM(A1)", '\'=HYPERLINK("http://x")']
    with zipfile.ZipFile(io.BytesIO(fetched(bolat, shift, "xlsx"))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        assert book.testzip() is None
    assert "<f>" not in sheet
    assert "'=HYPERLINK" in sheet


def test_a_sheet_holds_what_xml_cannot() -> None:
    with zipfile.ZipFile(io.BytesIO(b"".join(xlsx_pieces("a/b", ["<h>"], [["\x00&\x07", 7, None, True]])))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        assert 'name="a b"' in book.read("xl/workbook.xml").decode()
    assert "&lt;h&gt;" in sheet
    assert ">&amp;<" in sheet
    assert "<v>7</v>" in sheet


def test_contact_data_of_those_who_have_a_place_alone(cast: Cast, sign_in: Browser) -> None:
    shift = builders.shift(builders.project(organization=cast.organization, needs_approval=True))
    builders.signup_row(SignUpState.CONFIRMED, of=shift, who=builders.volunteer(email="in@example.kz", last_name="А"))
    asking = builders.volunteer(email="asks@example.kz", phone="+77011234567", last_name="Б")
    builders.signup_row(SignUpState.REQUESTED, of=shift, who=asking)
    text = fetched(sign_in(cast.bolat), shift).decode()
    assert "in@example.kz" in text
    assert "asks@example.kz" not in text
    assert "123 4567" not in text


def test_a_look_at_contact_data_is_written_down(cast: Cast, shift: Shift, sign_in: Browser) -> None:
    builders.join(shift)
    fetched(sign_in(cast.bolat), shift)
    [row] = ExportFile.objects.all()
    assert (row.owner, row.shift, row.rows) == (cast.bolat, shift, 1)


def test_the_owner_alone_fetches_a_file(cast: Cast, shift: Shift, sign_in: Browser) -> None:
    colleague = builders.member(cast.organization, Role.MANAGER)
    file = exports.ask(shift.project, by=cast.bolat, format="csv", language="en")
    address = f"{PAGES}exports/{file.pk}/file/"
    assert sign_in(cast.bolat).get(address).status_code == 200
    assert sign_in(colleague).get(address).status_code == 404
    assert sign_in(cast.camila).get(address).status_code == 404
    assert sign_in(cast.daniyar).get(address).status_code == 403
    assert Client().get(address).status_code == 302


def test_whoever_left_the_organization_fetches_nothing(cast: Cast, shift: Shift, sign_in: Browser) -> None:
    file = exports.ask(shift.project, by=cast.bolat, format="csv", language="en")
    cast.bolat.memberships.update(ended_at=timezone.now())
    builders.member(cast.other_organization, user=cast.bolat)
    assert sign_in(User.objects.get(pk=cast.bolat.pk)).get(f"{PAGES}exports/{file.pk}/file/").status_code == 404


def test_a_file_expires_and_is_emptied(cast: Cast, shift: Shift, sign_in: Browser) -> None:
    builders.join(shift)
    file = exports.ask(shift.project, by=cast.bolat, format="csv", language="en")
    ExportFile.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    answer = sign_in(cast.bolat).get(f"{PAGES}exports/{file.pk}/file/", follow=True)
    assert "This file has expired" in doors.read(answer)
    assert ExportPiece.objects.exists()
    exports.sweep()
    assert not ExportPiece.objects.exists()


def test_a_foreign_shift_and_project_are_not_exported(cast: Cast, shift: Shift, sign_in: Browser) -> None:
    camila = sign_in(cast.camila)
    for data in ({"shift": shift.pk}, {"project": shift.project_id}, {"shift": "x"}, {}):
        assert camila.post(f"{PAGES}export/", {**data, "format": "csv"}).status_code == 404
    assert camila.get(f"{PAGES}roster/{shift.pk}/").status_code == 404
    assert camila.get(f"{PAGES}roster/{shift.pk}/board.pdf").status_code == 404
    assert sign_in(cast.bolat).post(f"{PAGES}export/", {"shift": shift.pk, "format": "exe"}).status_code == 404
    assert sign_in(cast.bolat).get(f"{PAGES}export/").status_code == 405
    assert not ExportFile.objects.exists()


def test_a_long_list_is_written_in_the_background_with_a_letter(
    cast: Cast, shift: Shift, sign_in: Browser, monkeypatch: pytest.MonkeyPatch, mailoutbox: Any
) -> None:
    monkeypatch.setattr(exports, "AT_ONCE", 2)
    for _ in range(3):
        builders.join(shift)
    bolat = sign_in(cast.bolat)
    page = doors.read(bolat.post(f"{PAGES}export/", {"shift": shift.pk, "format": "xlsx"}, follow=True))
    assert "You get a letter when the file is ready." in page
    assert "Is being written" in page
    exports.sweep()
    exports.sweep()
    delivery.deliver_due()
    [letter] = [letter for letter in mailoutbox if letter.to == [cast.bolat.email]]
    assert f"{PAGES.replace('/en/', '/kk/')}exports/" in letter.body
    file = ExportFile.objects.get()
    assert file.rows == 3
    assert bolat.get(f"{PAGES}exports/{file.pk}/file/").status_code == 200


def test_a_person_who_is_forgotten_is_in_no_file(cast: Cast, shift: Shift) -> None:
    who = builders.volunteer()
    builders.join(shift, who)
    exports.ask(shift.project, by=cast.bolat, format="csv", language="en")
    assert ExportPiece.objects.exists()
    erase(who.user)
    assert not ExportPiece.objects.exists()
    assert ExportFile.objects.get().is_expired


def test_the_roster_names_who_comes_and_flags_the_young(cast: Cast, shift: Shift, sign_in: Browser) -> None:
    young = builders.volunteer(
        "Жас", birth_date=dt.date.today() - dt.timedelta(days=17 * 365 + 5), email="j@example.kz"
    )
    signup = builders.join(shift, young)
    page = sign_in(cast.bolat).get(f"{PAGES}roster/{shift.pk}/").content.decode()
    assert young.user.full_name in page
    assert re.search(r'qv-tag--warn">1[67]<', page)
    assert f"{signup.pass_code[:4]} {signup.pass_code[4:]}" in page
    assert "j@example.kz" not in page


def test_the_sheet_for_the_board_is_a_pdf(cast: Cast, shift: Shift, sign_in: Browser) -> None:
    builders.join(shift, builders.volunteer("#strong[x] \\ $ «Әлия»"))
    answer = sign_in(cast.bolat).get(f"{PAGES}roster/{shift.pk}/board.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
    assert answer.content.startswith(b"%PDF-")


def test_the_queries_of_a_roster_do_not_grow(
    cast: Cast, shift: Shift, sign_in: Browser, django_assert_max_num_queries: Any
) -> None:
    bolat = sign_in(cast.bolat)
    for _ in range(10):
        builders.join(shift)
    with django_assert_max_num_queries(16):
        bolat.get(f"{PAGES}roster/{shift.pk}/")


def crowd(shift: Shift, people: int, shifts: int) -> None:
    """So many people, each of them in every one of so many shifts of the project."""
    last = Shift.objects.bulk_create(
        Shift(project=shift.project, starts_at=shift.starts_at, ends_at=shift.ends_at, seats=shift.seats)
        for _ in range(shifts)
    )
    who = builders.volunteers(people)
    SignUp.objects.bulk_create(
        (SignUp(volunteer=one, shift=of, state=SignUpState.CONFIRMED) for of in last for one in who), batch_size=2000
    )
    # As the database does by itself within a minute.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE volunteers_signup, volunteers_volunteer, projects_shift, accounts_user")


def written(shift: Shift, owner: User, format: str) -> tuple[ExportFile, int]:
    """A file of the whole project, made in the background, and the most memory that took."""
    file = ExportFile.objects.create(
        owner=owner,
        project=shift.project,
        format=format,
        language="kk",
        expires_at=timezone.now() + dt.timedelta(days=1),
    )
    tracemalloc.start()
    exports.make(file.pk)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    file.refresh_from_db()
    return file, peak


def test_a_long_file_takes_no_more_memory_than_a_short_one(cast: Cast, shift: Shift) -> None:
    crowd(shift, 200, 5)
    short = {format: written(shift, cast.bolat, format) for format in ("csv", "xlsx")}
    crowd(shift, 200, 95)
    long = {format: written(shift, cast.bolat, format) for format in ("csv", "xlsx")}
    for format in ("csv", "xlsx"):
        assert (short[format][0].rows, long[format][0].rows) == (1_000, 20_000)
        # A row takes about a kilobyte: kept, they would be nineteen megabytes.
        assert long[format][1] - short[format][1] < 4_000_000, (short, long)
        length, pieces = exports.content_of(long[format][0])
        content = b"".join(pieces)
        assert len(content) == length
        assert long[format][0].pieces.count() > 1
        if format == "csv":
            assert [row[0] for row in lines(content)[1:]] == [str(number) for number in range(1, 20_001)]
        else:
            with zipfile.ZipFile(io.BytesIO(content)) as book:
                assert book.testzip() is None
                assert book.read("xl/worksheets/sheet1.xml").count(b"<row>") == 20_001


def test_erasing_a_person_waits_for_a_file_that_is_being_written(cast: Cast, shift: Shift) -> None:
    """What is not written yet stays asked for: the person will not be in it."""
    who = builders.volunteer()
    builders.join(shift, who)
    file = ExportFile.objects.create(
        owner=cast.bolat,
        project=shift.project,
        format="csv",
        language="en",
        expires_at=timezone.now() + dt.timedelta(days=1),
    )
    with CaptureQueriesContext(connection) as heard:
        erase(who.user)
    assert [sql for sql in (query["sql"] for query in heard) if "volunteers_exportfile" in sql and "FOR NO KEY" in sql]
    exports.make(file.pk)
    file.refresh_from_db()
    assert file.is_ready
    assert file.rows == 0
