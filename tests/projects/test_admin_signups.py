"""Sign-ups in the workplace: one by one and in bulk, each row asked for by itself; and how many queries pages take."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from projects.enums import ProjectState
from projects.models import Project, ProjectQuestion
from qazvolunteer.accounts.models import User
from tests import builders
from tests.cast import Cast
from volunteers.enums import SignUpState
from volunteers.models import SignUp

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workplace"), pytest.mark.lenient_templates]

Browser = Callable[[User], Client]
LIST = "/en/admin/volunteers/signup/"


@pytest.fixture
def project(cast: Cast) -> Project:
    return builders.project(organization=cast.organization, needs_approval=True)


def requests(project: Project, number: int, **values: object) -> list[SignUp]:
    shift = builders.shift(project, **values)
    return [builders.join(shift) for _ in range(number)]


def choose(action: str, rows: list[SignUp], **form: str) -> dict[str, object]:
    return {"action": action, "_selected_action": [row.pk for row in rows], **form}


def states(rows: list[SignUp]) -> list[str]:
    return [SignUp.objects.get(pk=row.pk).state for row in rows]


def test_accepted_one_by_one(cast: Cast, project: Project, sign_in: Browser) -> None:
    [request] = requests(project, 1)
    bolat = sign_in(cast.bolat)
    assert "People who ask to come" in bolat.get("/en/admin/").content.decode()
    assert bolat.post(f"{LIST}{request.pk}/act/accept/").status_code == 302
    assert states([request]) == [SignUpState.CONFIRMED]


def test_accepted_in_bulk_as_far_as_places_go(cast: Cast, project: Project, sign_in: Browser) -> None:
    rows = requests(project, 3, seats=2)
    answer = sign_in(cast.bolat).post(LIST, choose("accept", rows, act_confirmed="1"), follow=True)
    assert states(rows) == [SignUpState.CONFIRMED, SignUpState.CONFIRMED, SignUpState.WAITLISTED]
    assert "3 rows are done." in answer.content.decode()


def test_bulk_skips_rows_that_are_not_possible_and_says_so(cast: Cast, project: Project, sign_in: Browser) -> None:
    first, second = requests(project, 2)
    bolat = sign_in(cast.bolat)
    bolat.post(f"{LIST}{first.pk}/act/decline/", {"note": ""})
    answer = bolat.post(LIST, choose("accept", [first, second], act_confirmed="1"), follow=True)
    page = answer.content.decode()
    assert "1 row is done." in page
    assert f"{first.volunteer.user.full_name}: This is not possible now." in page
    assert states([first, second]) == [SignUpState.DECLINED, SignUpState.CONFIRMED]


def test_bulk_does_not_reach_foreign_rows(cast: Cast, project: Project, sign_in: Browser) -> None:
    [own] = requests(project, 1)
    [foreign] = requests(builders.project(organization=cast.other_organization, needs_approval=True), 1)
    sign_in(cast.bolat).post(LIST, choose("accept", [own, foreign], act_confirmed="1"))
    assert states([own, foreign]) == [SignUpState.CONFIRMED, SignUpState.REQUESTED]
    sign_in(cast.bolat).post(LIST, choose("accept", [own, foreign], select_across="1", act_confirmed="1"))
    assert states([foreign]) == [SignUpState.REQUESTED]


def test_declined_in_bulk_after_a_page_that_asks_why(cast: Cast, project: Project, sign_in: Browser) -> None:
    rows = requests(project, 2)
    bolat = sign_in(cast.bolat)
    page = bolat.post(LIST, choose("decline", rows))
    assert page.status_code == 200
    assert "act_confirmed" in page.content.decode()
    assert states(rows) == [SignUpState.REQUESTED] * 2
    bolat.post(LIST, choose("decline", rows, act_confirmed="1", note="We are full of helpers."))
    assert states(rows) == [SignUpState.DECLINED] * 2
    assert rows[0].transitions.filter(reason="We are full of helpers.").exists()


def test_removal_needs_a_reason(cast: Cast, project: Project, sign_in: Browser) -> None:
    [row] = requests(project, 1)
    bolat = sign_in(cast.bolat)
    assert bolat.post(f"{LIST}{row.pk}/act/remove/", {"note": ""}).status_code == 200
    assert states([row]) == [SignUpState.REQUESTED]
    bolat.post(f"{LIST}{row.pk}/act/remove/", {"note": "Came drunk last time."})
    assert states([row]) == [SignUpState.REMOVED]


def test_only_what_an_organizer_needs_is_shown(cast: Cast, project: Project, sign_in: Browser) -> None:
    [row] = requests(project, 1)
    person = row.volunteer.user
    person.phone = "+77011234567"
    person.save()
    bolat = sign_in(cast.bolat)
    for page in (LIST, f"{LIST}{row.pk}/change/"):
        words = bolat.get(page).content.decode()
        assert person.full_name in words
        assert "18+" in words
        assert person.email not in words
        assert person.phone not in words
        assert "1998" not in words
        assert row.pass_secret not in words


def test_a_shift_lists_its_own_sign_ups(cast: Cast, project: Project, sign_in: Browser) -> None:
    mine, other = requests(project, 1), requests(project, 1)
    answer = sign_in(cast.bolat).get(f"{LIST}?shift__id__exact={mine[0].shift_id}")
    assert list(answer.context["cl"].result_list) == mine
    assert other[0] not in answer.context["cl"].result_list


def queries(browser: Client, url: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert browser.get(url).status_code == 200
    return len(captured)


@pytest.mark.parametrize(
    ("page", "ceiling"),
    [("", 26), ("projects/project/", 24), ("projects/shift/", 22), ("volunteers/signup/", 22)],
)
def test_queries_do_not_grow_with_the_rows(page: str, ceiling: int, cast: Cast, sign_in: Browser) -> None:
    def grow(number: int) -> None:
        for _ in range(number):
            running = builders.project(organization=cast.organization, needs_approval=True)
            builders.project(organization=cast.organization, state=ProjectState.NEEDS_WORK, published_at=None)
            builders.signup_row(SignUpState.REQUESTED, of=builders.shift(running))

    browser = sign_in(cast.bolat)
    grow(3)
    few = queries(browser, f"/en/admin/{page}")
    grow(27)
    many = queries(browser, f"/en/admin/{page}")
    assert many == few
    assert many <= ceiling


@pytest.mark.parametrize(("page", "ceiling"), [("", 16), ("projects/project/?state__exact=submitted", 20)])
def test_the_queue_of_a_front_office_neither(page: str, ceiling: int, cast: Cast, sign_in: Browser) -> None:
    def grow(number: int) -> None:
        for _ in range(number):
            builders.project(state=ProjectState.SUBMITTED, published_at=None)

    browser = sign_in(cast.daniyar)
    grow(3)
    few = queries(browser, f"/en/admin/{page}")
    grow(27)
    many = queries(browser, f"/en/admin/{page}")
    assert many == few
    assert many <= ceiling


def test_the_page_of_a_project_does_not_grow_with_its_shifts(cast: Cast, sign_in: Browser) -> None:
    project = builders.project(organization=cast.organization)
    browser = sign_in(cast.bolat)
    url = f"/en/admin/projects/project/{project.pk}/change/"
    for _ in range(3):
        builders.shift(project)
    few = queries(browser, url)
    for _ in range(27):
        builders.shift(project)
    assert queries(browser, url) == few <= 42


def test_the_list_of_a_project_shows_answers_and_the_consent_of_guardians(
    cast: Cast, project: Project, sign_in: Browser
) -> None:
    question = ProjectQuestion.objects.create(project=project, label_en="Do you have boots?", label_kk="Етік бар ма?")
    shift = builders.shift(project)
    child = dt.date.today() - dt.timedelta(days=15 * 365 + 30)

    def grow(number: int) -> None:
        for _ in range(number):
            young = builders.volunteer(birth_date=child)
            builders.signup_row(SignUpState.REQUESTED, of=shift, who=young, answers={str(question.pk): "<b>Yes, red"})

    browser, url = sign_in(cast.bolat), f"{LIST}?shift__id__exact={shift.pk}"
    grow(3)
    few = queries(browser, url)
    page = browser.get(url).content.decode()
    assert "Do you have boots? <b>&lt;b&gt;Yes, red</b>" in page
    assert "guardian&#x27;s consent: missing" in page
    assert "Do you have boots?" not in browser.get(LIST).content.decode()
    builders.guardian_consent(SignUp.objects.filter(shift=shift).latest("pk").volunteer)
    assert "guardian&#x27;s consent: given" in browser.get(url).content.decode()
    grow(27)
    assert queries(browser, url) == few <= 26
