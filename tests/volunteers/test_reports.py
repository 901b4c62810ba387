"""A project's report: due, written, read, returned or accepted, and then for everybody to read."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from projects.enums import OutcomeUnit, ProjectState
from projects.models import Project
from projects.outcomes import ProjectOutcome
from qazvolunteer.core.refusals import Refusal
from tests import builders, doors, hours_rows
from tests.builders import DAY
from tests.cast import Cast, assemble
from volunteers import reports
from volunteers.hours_enums import HoursState
from volunteers.report_enums import ReportState
from volunteers.report_models import ProjectReport, ReportPhoto

pytestmark = [pytest.mark.django_db, pytest.mark.lenient_templates]
GPS = 0x8825


@pytest.fixture
def people(settings: Any) -> Cast:
    settings.STAFF_SECOND_FACTOR_REQUIRED = False
    return assemble()


@pytest.fixture
def project(people: Cast) -> Project:
    """Over since two days; two people came, one has confirmed hours; 400 trees were planned."""
    made = hours_rows.done_project(organization=people.organization)
    shift = hours_rows.past_shift(made)
    hours_rows.line(hours_rows.came(shift, people.aigerim), HoursState.CONFIRMED)
    hours_rows.came(shift)
    hours_rows.missed(shift)
    ProjectOutcome.objects.create(project=made, unit=OutcomeUnit.TREES, planned=400)
    return made


@pytest.fixture
def report(project: Project) -> ProjectReport:
    assert reports.open_reports() == 1
    return ProjectReport.objects.get()


def change_page(report: ProjectReport) -> str:
    return f"/en/admin/volunteers/projectreport/{report.pk}/change/"


def act(report: ProjectReport, who: Any, name: str, **form: str) -> int:
    page = f"/en/admin/volunteers/projectreport/{report.pk}/act/{name}/"
    status = doors.signed_in(who).post(page, form).status_code
    report.refresh_from_db()
    return status


def photo(*, gps: bool = False) -> SimpleUploadedFile:
    image, content = Image.new("RGB", (60, 40), "green"), io.BytesIO()
    exif = image.getexif()
    if gps:
        exif.get_ifd(GPS)[1] = "N"
        exif[0x010E] = "Secret place"
    image.save(content, "JPEG", exif=exif)
    return SimpleUploadedFile("trees.jpg", content.getvalue(), content_type="image/jpeg")


def form_of(report: ProjectReport, **values: Any) -> dict[str, Any]:
    """What the page sends: texts, the planned outcome, no picture."""
    outcome = report.outcomes.get()
    return {
        "text_kk": "400 көшет отырғызылды.", "text_ru": "", "text_en": "",
        "outcomes-TOTAL_FORMS": 1, "outcomes-INITIAL_FORMS": 1,
        "outcomes-0-id": outcome.pk, "outcomes-0-report": report.pk, "outcomes-0-unit": outcome.unit,
        "outcomes-0-done": "380",
        "photos-TOTAL_FORMS": 0, "photos-INITIAL_FORMS": 0,
        **values,
    }  # fmt: skip


def with_photo(report: ProjectReport, **values: Any) -> dict[str, Any]:
    given = {
        "photos-TOTAL_FORMS": 1,
        "photos-0-report": report.pk,
        "photos-0-picture": photo(gps=True),
        "photos-0-caption": "Көшеттер",
        "photos-0-faces_checked": "on",
    }
    return form_of(report, **{**given, **values})


def written(report: ProjectReport, people: Cast) -> ProjectReport:
    assert doors.signed_in(people.bolat).post(change_page(report), with_photo(report)).status_code == 302
    assert act(report, people.bolat, "submit") == 302
    return report


def public_page(project: Project) -> str:
    return doors.read(Client().get(doors.address("project", project.slug)))


# --- Due ------------------------------------------------------------------------------------------------


def test_a_completed_project_has_a_report_due(report: ProjectReport, project: Project) -> None:
    ended = timezone.localdate(project.shifts.get().ends_at)
    assert (report.state, report.due_on) == (ReportState.DUE, ended + dt.timedelta(days=14))
    assert report.outcomes.get().planned == 400
    assert reports.open_reports() == 0


def test_the_page_of_a_report_says_how_much_time_is_left(report: ProjectReport, people: Cast) -> None:
    bolat = doors.signed_in(people.bolat)
    assert "12 days left. Say what was done" in doors.read(bolat.get(change_page(report)))
    for day, words in ((0, "It is due today."), (-3, "It was due on")):
        ProjectReport.objects.update(due_on=timezone.localdate() + dt.timedelta(days=day))
        assert words in doors.read(bolat.get(change_page(report)))
    written(report, people)
    page = doors.read(bolat.get(change_page(report)))
    assert "The front office of the region reads it. It is due by" in page
    assert "5 working days left" in page


@pytest.mark.parametrize("state", sorted(set(ProjectState) - {ProjectState.COMPLETED}))
def test_no_other_project_has(people: Cast, state: str) -> None:
    values = {"published_at": None} if state in {"draft", "submitted", "needs_work", "refused"} else {}
    hours_rows.past_shift(builders.project(organization=people.organization, state=state, **values))
    hours_rows.past_shift(hours_rows.done_project(), days=90)
    assert reports.open_reports() == 0


def test_its_writers_are_reminded_before_and_after(people: Cast, report: ProjectReport) -> None:
    told = []
    for days in (-4, -3, -3, 0, 1, 8):
        with time_machine.travel(timezone.now() + (report.due_on - timezone.localdate() + days * DAY), tick=False):
            reports.remind()
            told.append(len(doors.told(people.bolat)))
    assert told == [0, 1, 1, 1, 2, 3]
    assert doors.told(people.camila) == []


def test_overdue_is_computed_and_shown(people: Cast, report: ProjectReport) -> None:
    bolat = doors.signed_in(people.bolat)
    assert "Reports due 1" in doors.read(bolat.get("/en/admin/"))
    assert not report.is_overdue
    with time_machine.travel(timezone.now() + 20 * DAY, tick=False):
        assert report.is_overdue
        bolat = doors.signed_in(people.bolat)
        assert "Overdue since" in doors.read(bolat.get("/en/admin/"))
        assert "Overdue" in doors.read(bolat.get(change_page(report)))


# --- Written and read -----------------------------------------------------------------------------------


def test_from_due_to_accepted(people: Cast, report: ProjectReport, project: Project) -> None:
    assert "What was achieved" not in public_page(project)
    written(report, people)
    assert (report.state, report.people, report.minutes) == (ReportState.SUBMITTED, 2, 240)
    daniyar = doors.signed_in(people.daniyar)
    assert "Reports to read 1" in doors.read(daniyar.get("/en/admin/"))
    assert "What was achieved" not in public_page(project)
    assert act(report, people.daniyar, "accept", note="") == 302
    page = public_page(project)
    for words in ("What was achieved", "400 көшет отырғызылды.", "380", "of 400 planned", "4 hours", "Көшеттер"):
        assert words in page
    assert doors.told(people.bolat) == ["volunteers.report_accepted"]


def test_returned_it_is_written_anew(people: Cast, report: ProjectReport) -> None:
    written(report, people)
    assert act(report, people.daniyar, "return", note="") == 200
    assert act(report, people.daniyar, "return", note="Санын нақтылаңыз.") == 302
    assert report.state == ReportState.RETURNED
    assert "Санын нақтылаңыз." in doors.read(doors.signed_in(people.bolat).get(change_page(report)))
    assert doors.told(people.bolat) == ["volunteers.report_returned"]
    assert act(report, people.bolat, "submit") == 302


def test_a_report_needs_a_text_and_every_planned_outcome(people: Cast, report: ProjectReport) -> None:
    with pytest.raises(Refusal) as refusal:
        reports.submit(report, by=people.bolat)
    assert refusal.value.code == "text_needed"
    ProjectReport.objects.update(text_kk="Бәрі орындалды.")
    with pytest.raises(Refusal) as refusal:
        reports.submit(report, by=people.bolat)
    assert refusal.value.code == "outcome_needed"
    report.outcomes.update(done=0)
    assert reports.submit(report, by=people.bolat).state == ReportState.SUBMITTED


def test_outsiders_neither_write_nor_decide(people: Cast, report: ProjectReport) -> None:
    for outsider in (people.camila, people.erlan):
        client = doors.signed_in(outsider)
        assert client.get(change_page(report)).status_code == 404
        assert client.post(change_page(report), form_of(report)).status_code in {403, 404}
    # The office of the region reads it, but does not write other people's texts; nor does the owner accept it.
    doors.signed_in(people.daniyar).post(change_page(report), form_of(report))
    assert not ProjectReport.objects.exclude(text_kk=None).exclude(text_kk="").exists()
    written(report, people)
    with pytest.raises(Refusal):
        reports.accept(report, by=people.bolat)
    with pytest.raises(Refusal):
        reports.accept(report, by=people.erlan)
    assert doors.signed_in(people.bolat).post(change_page(report), form_of(report, text_kk="Басқа")).status_code == 403
    report.refresh_from_db()
    assert (report.state, report.text_kk) == (ReportState.SUBMITTED, "400 көшет отырғызылды.")  # type: ignore[attr-defined]


# --- Pictures -------------------------------------------------------------------------------------------


def test_a_picture_is_drawn_anew_without_its_place(people: Cast, report: ProjectReport, project: Project) -> None:
    written(report, people)
    row = ReportPhoto.objects.get()
    kept = bytes(row.content)
    assert kept[:4] == b"\xff\xd8\xff\xe0"
    assert b"Secret place" not in kept
    assert b"Exif" not in kept
    where = doors.address("report-photo", project.slug, row.pk)
    assert Client().get(where).status_code == 404
    act(report, people.daniyar, "accept", note="")
    assert Client().get(where).content == kept
    assert Client().get(doors.address("report-photo", builders.project().slug, row.pk)).status_code == 404


def test_nobody_adds_a_picture_without_looking_at_the_faces(people: Cast, report: ProjectReport) -> None:
    bolat = doors.signed_in(people.bolat)
    assert "Children are shown only" in doors.read(bolat.get(change_page(report)))
    answer = bolat.post(change_page(report), with_photo(report, **{"photos-0-faces_checked": ""}))
    assert answer.status_code == 200
    assert not ReportPhoto.objects.exists()


@pytest.mark.parametrize("content", [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"not a picture", b"RIFF\x00WEBP"])
def test_what_is_no_picture_is_refused(people: Cast, report: ProjectReport, content: bytes) -> None:
    file = SimpleUploadedFile("trees.jpg", content, content_type="image/jpeg")
    form = with_photo(report, **{"photos-0-picture": file})
    assert doors.signed_in(people.bolat).post(change_page(report), form).status_code == 200
    assert not ReportPhoto.objects.exists()


def test_the_front_office_takes_a_picture_out(people: Cast, report: ProjectReport, project: Project) -> None:
    written(report, people)
    row = ReportPhoto.objects.get()
    form = {
        "outcomes-TOTAL_FORMS": 0, "outcomes-INITIAL_FORMS": 0,
        "photos-TOTAL_FORMS": 1, "photos-INITIAL_FORMS": 1,
        "photos-0-id": row.pk, "photos-0-report": report.pk, "photos-0-taken_out": "on",
    }  # fmt: skip
    doors.signed_in(people.daniyar).post(change_page(report), form)
    row.refresh_from_db()
    assert row.taken_out
    act(report, people.daniyar, "accept", note="")
    assert Client().get(doors.address("report-photo", project.slug, row.pk)).status_code == 404
    assert "Көшеттер" not in public_page(project)


def test_pictures_in_the_workplace_stay_in_their_scope(people: Cast, report: ProjectReport) -> None:
    written(report, people)
    where = f"/en/admin/volunteers/projectreport/{report.pk}/photos/{ReportPhoto.objects.get().pk}/"
    other = hours_rows.report(hours_rows.done_project(organization=people.other_organization))
    for insider in (people.bolat, people.daniyar):
        assert doors.signed_in(insider).get(where).status_code == 200
    for outsider in (people.camila, people.erlan):
        assert doors.signed_in(outsider).get(where).status_code == 404
    # A picture is found through its own report alone.
    theirs = where.replace(f"/{report.pk}/photos/", f"/{other.pk}/photos/")
    assert doors.signed_in(people.camila).get(theirs).status_code == 404
