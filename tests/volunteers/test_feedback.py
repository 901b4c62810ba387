"""Words after a shift, both ways, and what everybody reads of an organization."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from organizations.models import Organization
from projects.models import Project
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.notifications.models import Notification
from tests import builders, doors, hours_rows
from tests.builders import DAY, HOUR
from tests.cast import Cast, assemble
from volunteers import feedback, organization_record, reports, signups
from volunteers.feedback_models import SMALLEST_SAMPLE, Feedback, Thanks
from volunteers.hours_enums import HoursState
from volunteers.models import SignUp, SignUpTransition
from volunteers.report_models import ReportTransition

pytestmark = [pytest.mark.django_db, pytest.mark.lenient_templates]
ANSWERS = {"organized": "5", "useful": "4", "safe": "5", "respected": "5", "again": "3"}


@pytest.fixture
def people(settings: Any) -> Cast:
    settings.STAFF_SECOND_FACTOR_REQUIRED = False
    return assemble()


@pytest.fixture
def project(people: Cast) -> Project:
    return hours_rows.done_project(organization=people.organization)


def address(organization: Organization) -> str:
    return doors.address("organization", organization.slug)


def organization_page(people: Cast) -> str:
    with time_machine.travel(timezone.now() + HOUR, tick=False):
        return doors.read(Client().get(address(people.organization)))


# --- Of the volunteer -----------------------------------------------------------------------------------


def test_five_answers_and_words_once(people: Cast, project: Project) -> None:
    signup = hours_rows.came(hours_rows.past_shift(project), people.aigerim)
    aigerim = doors.signed_in(people.aigerim)
    where = doors.address("signup-feedback", signup.pk)
    assert "Say how it was" in doors.read(aigerim.get(doors.address("signup", signup.pk)))
    assert aigerim.post(where, {**ANSWERS, "again": ""}).status_code == 200
    assert aigerim.post(where, {**ANSWERS, "again": "6"}).status_code == 200
    assert not Feedback.objects.exists()
    assert aigerim.post(where, {**ANSWERS, "text": "Жақсы ұйымдастырылған."}).status_code == 302
    row = Feedback.objects.get()
    assert (row.organized, row.again, row.text) == (5, 3, "Жақсы ұйымдастырылған.")
    aigerim.post(where, ANSWERS)
    assert Feedback.objects.count() == 1


def test_only_who_was_there_can_say(people: Cast, project: Project) -> None:
    shift = hours_rows.past_shift(project)
    answers = dict.fromkeys(Feedback.QUESTIONS, 5)
    for signup in (hours_rows.was_in(shift), hours_rows.missed(shift), hours_rows.came(hours_rows.past_shift(days=90))):
        with pytest.raises(Refusal):
            feedback.give(signup, by=signup.volunteer.user, answers=answers)
    came = hours_rows.came(shift, people.aigerim)
    with pytest.raises(Refusal):
        feedback.give(came, by=people.camila, answers=answers)
    vouched = hours_rows.was_in(shift)
    hours_rows.line(vouched, HoursState.CONFIRMED)
    feedback.give(vouched, by=vouched.volunteer.user, answers=answers)


def test_public_from_the_smallest_sample_without_names(people: Cast, project: Project) -> None:
    rows = hours_rows.said(project, SMALLEST_SAMPLE - 1, text="Керемет күн")
    page = doors.address("project", project.slug)
    assert "What volunteers say" not in doors.read(Client().get(page))
    assert "What volunteers say" not in doors.read(Client().get(address(people.organization)))
    assert feedback.of_project(project.pk) is None
    hours_rows.said(project, 1, text="Тағы келемін")
    shown = doors.read(Client().get(page))
    assert "What volunteers say" in shown
    assert "Керемет күн 1" in shown
    assert rows[0].signup.volunteer.user.last_name not in shown
    assert "Керемет күн 1" in organization_page(people)


def test_a_small_project_keeps_its_words_to_itself_on_the_organizations_page(people: Cast, project: Project) -> None:
    hours_rows.said(project, SMALLEST_SAMPLE, text="Үлкен")
    hours_rows.said(hours_rows.done_project(organization=people.organization), 1, text="Кіші")
    page = organization_page(people)
    assert "Үлкен" in page
    assert "Кіші" not in page


def test_the_organization_answers_in_public(people: Cast, project: Project) -> None:
    row = hours_rows.said(project, SMALLEST_SAMPLE, text="Су жетпеді")[0]
    page = f"/en/admin/volunteers/feedback/{row.pk}/act/reply/"
    for outsider in (people.camila, people.erlan):
        assert doors.signed_in(outsider).post(page, {"note": "x"}).status_code == 404
    assert doors.signed_in(people.bolat).post(page, {"note": "Келесіде көбірек әкелеміз."}).status_code == 302
    assert "Келесіде көбірек әкелеміз." in doors.read(Client().get(doors.address("project", project.slug)))
    # Whoever wrote is told, once; the others are not.
    feedback.reply(row, by=people.bolat, text="Екі есе әкелеміз.")
    assert doors.told(row.signup.volunteer).count("volunteers.feedback_answered") == 1
    assert Notification.objects.filter(kind="volunteers.feedback_answered").count() == 1


def test_a_running_project_shows_what_was_said_of_its_earlier_shifts(people: Cast) -> None:
    project = builders.project(organization=people.organization)
    builders.shift(project)
    where = doors.address("project", project.slug)
    rows = hours_rows.said(project, SMALLEST_SAMPLE - 1, text="Керемет күн")
    assert "What volunteers say" not in doors.read(Client().get(where))
    rows += hours_rows.said(project, 1, text="Тағы келемін")
    assert "Тағы келемін 1" in doors.read(Client().get(where))
    feedback.reply(rows[0], by=people.bolat, text="Күтеміз.")
    assert "Күтеміз." in doors.read(Client().get(where))
    feedback.hide(rows[0], by=people.daniyar, reason="Қорлау.")
    page = doors.read(Client().get(where))
    assert "Күтеміз." not in page
    assert "Керемет күн 2" in page


def test_what_was_said_is_read_once_for_a_version(people: Cast) -> None:
    project = builders.project(organization=people.organization)
    builders.shift(project)
    hours_rows.said(project, SMALLEST_SAMPLE, text="Керемет күн")
    Client().get(where := doors.address("project", project.slug))
    with CaptureQueriesContext(connection) as seen:
        assert "What volunteers say" in doors.read(Client().get(where))
    assert not [one["sql"] for one in seen.captured_queries if "volunteers_feedback" in one["sql"]]


def test_the_front_office_takes_words_out_and_the_answers_stay(people: Cast, project: Project) -> None:
    row = hours_rows.said(project, SMALLEST_SAMPLE, text="Балағат")[0]
    with pytest.raises(Refusal):
        feedback.hide(row, by=people.bolat, reason="x")
    doors.signed_in(people.daniyar).post(f"/en/admin/volunteers/feedback/{row.pk}/act/hide/", {"note": "Қорлау."})
    shown = feedback.of_project(project.pk)
    assert shown is not None
    assert shown.count == SMALLEST_SAMPLE
    assert len(shown.words) == SMALLEST_SAMPLE - 1
    assert row.text not in [words.text for words in shown.words]


def test_nobody_in_the_workplace_reads_below_the_sample(people: Cast, project: Project) -> None:
    hours_rows.said(project, 1, text="Жалғыз")
    assert "Жалғыз" not in doors.read(doors.signed_in(people.bolat).get("/en/admin/volunteers/feedback/"))


# --- Of the organization --------------------------------------------------------------------------------


def test_thanks_are_for_one_person(people: Cast, project: Project) -> None:
    signup = hours_rows.came(hours_rows.past_shift(project), people.aigerim)
    line = hours_rows.line(signup, HoursState.CONFIRMED)
    page = f"/en/admin/volunteers/hoursentry/{line.pk}/act/thank/"
    assert doors.signed_in(people.camila).post(page, {"note": "x"}).status_code == 404
    doors.signed_in(people.bolat).post(page, {"note": "Рақмет, Айгерім!"})
    assert Thanks.objects.get().text == "Рақмет, Айгерім!"
    assert doors.told(people.aigerim) == ["volunteers.thanked"]
    assert "Рақмет, Айгерім!" in doors.read(doors.signed_in(people.aigerim).get(doors.address("my-hours")))
    for where in (doors.address("project", project.slug), address(people.organization)):
        assert "Рақмет, Айгерім!" not in doors.read(Client().get(where))
    with pytest.raises(Refusal):
        feedback.thank(signup, by=people.bolat, text="Тағы")
    with pytest.raises(Refusal):
        feedback.thank(hours_rows.missed(hours_rows.past_shift(project)), by=people.bolat, text="x")


# --- How it keeps its word ------------------------------------------------------------------------------


def answered(people: Cast, number: int) -> None:
    """Requests answered after 1, 2, 3 … hours."""
    shift = builders.shift(builders.project(organization=people.organization, needs_approval=True), seats=99)
    for hours in range(1, number + 1):
        request = builders.join(shift)
        signups.decline(request, by=people.bolat)
        SignUp.objects.filter(pk=request.pk).update(created_at=timezone.now() - hours * HOUR)


def test_the_usual_answer_time_is_said_above_a_smallest_number(people: Cast) -> None:
    answered(people, organization_record.FEWEST_ANSWERS - 1)
    organization_record.count()
    assert "Usually answers" not in organization_page(people)
    answered(people, organization_record.FEWEST_ANSWERS + 1)
    organization_record.count()
    assert "Usually answers within 6 hours" in organization_page(people)
    assert "Usually answers" not in doors.read(Client().get(address(people.other_organization)))


def test_who_withdraws_is_no_answer(people: Cast) -> None:
    shift = builders.shift(builders.project(organization=people.organization, needs_approval=True))
    for _ in range(organization_record.FEWEST_ANSWERS):
        request = builders.join(shift)
        signups.withdraw(request, by=request.volunteer.user)
    assert SignUpTransition.objects.filter(from_state="requested").exists()
    organization_record.count()
    assert organization_record.shown(people.organization).answer_time == ""


def test_the_share_of_reports_in_time(people: Cast) -> None:
    for late in (False, False, True):
        report = hours_rows.report(
            hours_rows.done_project(organization=people.organization),
            due_on=timezone.localdate() - 2 * DAY,
            text_kk="Дайын.",
        )
        reports.submit(report, by=people.bolat)
        at = timezone.now() - (1 if late else 3) * DAY
        ReportTransition.objects.filter(subject=report).update(at=at)
    hours_rows.report(hours_rows.done_project(organization=people.organization))
    organization_record.count()
    assert "2 of 3 reports in time" in organization_page(people)
