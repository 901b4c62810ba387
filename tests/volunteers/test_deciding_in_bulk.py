"""Deciding about many requests at once: the same rules as one by one, in a handful of statements, said before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from projects.models import Project
from qazvolunteer.accounts.models import User
from qazvolunteer.notifications.models import Notification
from tests import builders, doors
from tests.cast import Cast
from tests.race.together import check
from volunteers import deciding
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
    return [builders.join(shift, who) for who in builders.volunteers(number)]


def choose(action: str, rows: list[SignUp], **form: str) -> dict[str, object]:
    return {"action": action, "_selected_action": [row.pk for row in rows], **form}


def states(rows: list[SignUp]) -> list[str]:
    found = SignUp.objects.in_bulk([row.pk for row in rows])
    return [found[row.pk].state for row in rows]


def test_a_hundred_are_accepted_in_nine_statements(cast: Cast, project: Project) -> None:
    rows = requests(project, 100, seats=60)
    # Read once a request, before any verb.
    assert cast.bolat.hats
    with CaptureQueriesContext(connection) as captured:
        left = deciding.accept_many(rows, by=cast.bolat)
    assert left == []
    work = [query["sql"] for query in captured if "SAVEPOINT" not in query["sql"]]
    assert len(work) <= 9, "\n".join(sql[:120] for sql in work)
    assert states(rows) == [SignUpState.CONFIRMED] * 60 + [SignUpState.WAITLISTED] * 40
    check(rows[0].shift)
    letters = Notification.objects.filter(kind="volunteers.waitlisted")
    assert sorted(row.payload["position"] for row in letters) == list(range(1, 41))
    assert Notification.objects.filter(kind="volunteers.confirmed").count() == 60


def test_the_press_of_the_button_reads_no_list(cast: Cast, project: Project, sign_in: Browser) -> None:
    """Who asks, the choices of a filter, the chosen rows, then the verb; as much for three as for thirty."""
    bolat = sign_in(cast.bolat)
    counts = []
    for number in (3, 30):
        rows = requests(project, number, seats=2)
        bolat.post(LIST, choose("accept", rows))
        with CaptureQueriesContext(connection) as captured:
            bolat.post(LIST, choose("accept", rows, act_confirmed="1"))
        assert states(rows)[:3] == [SignUpState.CONFIRMED] * 2 + [SignUpState.WAITLISTED]
        counts.append([query["sql"] for query in captured if "SAVEPOINT" not in query["sql"]])
    assert len(counts[0]) == len(counts[1]) <= 15, "\n".join(sql[:120] for sql in counts[1])


def test_a_button_for_chosen_rows_keeps_the_filter(cast: Cast, project: Project, sign_in: Browser) -> None:
    """Everything that was found, without choosing: what the filter leaves out stays as it is."""
    inside = requests(project, 2)
    outside = requests(builders.project(organization=cast.organization, needs_approval=True), 2)
    form = {**choose("accept", inside, act_confirmed="1"), "select_across": "1"}
    sign_in(cast.bolat).post(f"{LIST}?shift__project__id__exact={project.pk}", form)
    assert states(inside) == [SignUpState.CONFIRMED] * 2
    assert states(outside) == [SignUpState.REQUESTED] * 2


def test_the_page_says_before_what_will_happen(cast: Cast, project: Project, sign_in: Browser) -> None:
    rows = requests(project, 3, seats=2)
    bolat = sign_in(cast.bolat)
    page = doors.read(bolat.post(LIST, choose("accept", rows)))
    assert "3 people get an e-mail." in page
    assert "2 people get a place." in page
    assert "1 person joins the waiting list" in page
    assert states(rows) == [SignUpState.REQUESTED] * 3
    answer = bolat.post(LIST, choose("accept", rows, act_confirmed="1"), follow=True)
    assert "3 rows are done." in answer.content.decode()
    assert states(rows) == [SignUpState.CONFIRMED, SignUpState.CONFIRMED, SignUpState.WAITLISTED]


def test_the_preview_writes_nothing_and_foreign_rows_stay(cast: Cast, project: Project, sign_in: Browser) -> None:
    rows = requests(project, 2)
    camila = sign_in(cast.camila)
    camila.post(LIST, choose("accept", rows, act_confirmed="1"))
    assert states(rows) == [SignUpState.REQUESTED] * 2
    assert [refusal.code for _row, refusal in deciding.accept_many(rows, by=cast.camila)] == ["not_allowed"] * 2
    assert states(rows) == [SignUpState.REQUESTED] * 2


def test_nobody_gets_two_places_at_the_same_time(cast: Cast, project: Project) -> None:
    """Two requests of one person for one morning, chosen together: the first becomes a place, the second is left."""
    who = builders.volunteer()
    first = builders.join(builders.shift(project), who)
    second = builders.join(builders.shift(project, starts_at=first.shift.starts_at), who)
    left = deciding.accept_many([first, second], by=cast.bolat)
    assert [(row.pk, refusal.code) for row, refusal in left] == [(second.pk, "overlap")]
    assert states([first, second]) == [SignUpState.CONFIRMED, SignUpState.REQUESTED]


def test_whoever_promised_elsewhere_meanwhile_is_left_with_the_reason(cast: Cast, project: Project) -> None:
    who = builders.volunteer()
    request = builders.join(builders.shift(project), who)
    builders.join(builders.shift(starts_at=request.shift.starts_at), who)
    [(_row, refusal)] = deciding.accept_many([request], by=cast.bolat)
    assert refusal.code == "overlap"


def test_the_law_is_asked_of_each(cast: Cast, project: Project) -> None:
    child = builders.volunteer(birth_date=dt.date.today() - dt.timedelta(days=14 * 365 + 10))
    guarded = builders.volunteer(birth_date=dt.date.today() - dt.timedelta(days=14 * 365 + 10))
    builders.guardian_consent(guarded)
    shift = builders.shift(project)
    rows = [builders.signup_row(SignUpState.REQUESTED, of=shift, who=who) for who in (child, guarded)]
    type(project).objects.filter(pk=project.pk).update(min_age=12)
    left = deciding.accept_many(rows, by=cast.bolat)
    assert [(row.pk, refusal.code) for row, refusal in left] == [(rows[0].pk, "consent_missing")]


def test_declined_for_a_standard_reason_that_each_reads_in_their_language(
    cast: Cast, project: Project, sign_in: Browser
) -> None:
    rows = requests(project, 2)
    bolat = sign_in(cast.bolat)
    reason = "There were more requests than places."
    page = doors.read(bolat.post(LIST, choose("decline", rows)))
    assert reason in page
    assert "2 people get an e-mail." in page
    bolat.post(LIST, choose("decline", rows, act_confirmed="1", standard=reason, note=""))
    assert states(rows) == [SignUpState.DECLINED] * 2
    reader = doors.signed_in(rows[0].volunteer)
    shown = reader.get(doors.address("signup", rows[0].pk, language="ru")).content.decode()
    assert "Заявок было больше, чем мест." in shown


def test_an_invented_standard_reason_is_refused(cast: Cast, project: Project, sign_in: Browser) -> None:
    [row] = requests(project, 1)
    answer = sign_in(cast.bolat).post(f"{LIST}{row.pk}/act/decline/", {"standard": "Because.", "note": ""})
    assert answer.status_code == 200
    assert states([row]) == [SignUpState.REQUESTED]
