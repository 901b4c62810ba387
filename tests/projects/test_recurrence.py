"""Shifts that repeat: which days, once and for ever, through the pages of the workplace and the nightly task."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from projects import moderation, recurrence, scheduling
from projects.enums import ProjectState, Repeat
from projects.models import Project, RuleDay, Shift, ShiftRule
from projects.tasks import continue_rules
from qazvolunteer.accounts.models import User
from qazvolunteer.core.refusals import Refusal
from tests import builders
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workplace"), pytest.mark.lenient_templates]

MONDAY = dt.date(2027, 3, 1)
MORNING = timezone.make_aware(dt.datetime(2027, 2, 26, 9))


def rule(project: Project, **values: Any) -> ShiftRule:
    given: dict[str, Any] = {
        "repeat": Repeat.WEEKLY,
        "weekdays": "5",
        "first_day": MONDAY,
        "last_day": MONDAY + dt.timedelta(days=61),
        "starts_at": dt.time(10),
        "minutes": 180,
        "seats": 12,
        "task_kk": "Егу",
    }
    return ShiftRule(project=project, **{**given, **values})


def begun(project: Project, by: Any, *, left_out: Any = (), **values: Any) -> ShiftRule:
    made = rule(project, **values)
    columns = {
        name: getattr(made, name) or "" if name.startswith("task") else getattr(made, name)
        for name in recurrence.COLUMNS
    }
    return recurrence.begin(project, by=by, left_out=left_out, **columns)


def days(made: ShiftRule) -> list[dt.date]:
    return [timezone.localdate(shift.starts_at) for shift in made.project.shifts.order_by("starts_at")]


@pytest.fixture(autouse=True)
def now() -> Any:
    with time_machine.travel(MORNING, tick=False):
        yield


@pytest.fixture
def project(cast: Cast) -> Project:
    return builders.project(organization=cast.organization)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"repeat": "daily", "interval": 3, "last_day": dt.date(2027, 3, 9)}, ["03-01", "03-04", "03-07"]),
        ({"weekdays": "", "last_day": dt.date(2027, 3, 15)}, ["03-01", "03-08", "03-15"]),
        ({"weekdays": "26", "last_day": dt.date(2027, 3, 11)}, ["03-03", "03-07", "03-10"]),
        ({"weekdays": "5", "interval": 2, "last_day": dt.date(2027, 4, 3)}, ["03-06", "03-20", "04-03"]),
        (
            {"repeat": "monthly", "first_day": dt.date(2027, 3, 13), "last_day": dt.date(2027, 5, 31)},
            ["03-13", "04-10", "05-08"],
        ),
        (
            {"repeat": "monthly", "first_day": dt.date(2027, 3, 31), "last_day": dt.date(2027, 5, 31)},
            ["03-31", "04-28", "05-26"],
        ),
    ],
    ids=["every third day", "the weekday of the first day", "two weekdays", "every second week", "second", "last"],
)
def test_which_days_a_rule_names(values: dict[str, Any], expected: list[str], project: Project) -> None:
    found = recurrence.planned(rule(project, **values), until=dt.date(2027, 12, 31))
    assert [f"{one.day:%m-%d}" for one in found] == expected


def test_holidays_are_named_among_the_days(project: Project) -> None:
    weekly = rule(project, weekdays="0", first_day=dt.date(2027, 3, 8), last_day=dt.date(2027, 3, 29))
    found = list(recurrence.planned(weekly, until=dt.date(2027, 3, 31)))
    assert [bool(one.holiday) for one in found] == [True, True, True, False]


def test_a_rule_makes_its_shifts_once(cast: Cast, project: Project) -> None:
    made = begun(project, cast.bolat)
    shifts = list(project.shifts.order_by("starts_at"))
    assert len(shifts) == 9
    first = shifts[0]
    assert timezone.localtime(first.starts_at) == timezone.make_aware(dt.datetime(2027, 3, 6, 10))
    assert (first.hours, first.seats, first.task_kk) == (3, 12, "Егу")
    for _again in range(2):
        assert recurrence.generate(made) == 0
    assert project.shifts.count() == 9


def test_an_exception_never_comes_back(cast: Cast, project: Project) -> None:
    """Moved, cancelled, deleted, left out by hand: the rule has dealt with the day."""
    made = begun(project, cast.bolat, left_out=[dt.date(2027, 4, 24)])
    moved, cancelled, deleted = project.shifts.order_by("starts_at")[:3]
    scheduling.move_shift(moved, by=cast.bolat, starts_at=moved.starts_at + dt.timedelta(days=1))
    scheduling.cancel_shift(cancelled, by=cast.bolat, reason="Боран.")
    deleted.delete()
    before = days(made)
    assert recurrence.generate(made) == 0
    continue_rules()
    assert days(made) == before
    assert dt.date(2027, 4, 24) not in before
    assert RuleDay.objects.filter(rule=made).count() == 9


def test_a_rule_without_an_end_is_continued_as_time_goes_on(cast: Cast, project: Project) -> None:
    made = begun(project, cast.bolat, last_day=None)
    assert days(made)[-1] <= recurrence.horizon()
    count = project.shifts.count()
    with time_machine.travel(MORNING + dt.timedelta(days=28), tick=False):
        continue_rules()
        assert project.shifts.count() == count + 4
        continue_rules()
        assert project.shifts.count() == count + 4


def test_days_that_passed_while_nobody_looked_are_not_made(cast: Cast, project: Project) -> None:
    made = begun(project, cast.bolat, last_day=None)
    last = days(made)[-1]
    with time_machine.travel(MORNING + dt.timedelta(days=200), tick=False):
        continue_rules()
        fresh = [day for day in days(made) if day > last]
        assert fresh
        assert min(fresh) >= timezone.localdate()


def test_a_stopped_rule_and_a_cancelled_project_make_nothing(cast: Cast, project: Project) -> None:
    made = begun(project, cast.bolat, last_day=None)
    other = begun(builders.project(organization=cast.organization), cast.bolat, last_day=None)
    recurrence.stop(made, by=cast.bolat)
    moderation.cancel(other.project, by=cast.bolat, reason="Қаражат жоқ.")
    before = Shift.objects.count()
    with time_machine.travel(MORNING + dt.timedelta(days=28), tick=False):
        continue_rules()
    assert Shift.objects.count() == before


def test_who_may_and_what_makes_no_sense(cast: Cast, project: Project) -> None:
    for by, values, code in (
        (cast.camila, {}, "not_allowed"),
        (cast.daniyar, {}, "not_allowed"),
        (cast.bolat, {"last_day": MONDAY + dt.timedelta(days=400)}, "rule_too_long"),
        (cast.bolat, {"minutes": 0}, "shift_too_long"),
        (cast.bolat, {"minutes": 60 * 25}, "shift_too_long"),
        (cast.bolat, {"min_people": 13}, "minimum_too_high"),
        (cast.bolat, {"first_day": MONDAY, "last_day": MONDAY}, "no_days"),
    ):
        with pytest.raises(Refusal) as refused:
            begun(project, by, **values)
        assert refused.value.code == code
    assert not ShiftRule.objects.exists()
    over = builders.project(organization=cast.organization, state=ProjectState.COMPLETED)
    with pytest.raises(Refusal) as refused:
        begun(over, cast.bolat)
    assert refused.value.code == "project_over"
    made = begun(project, cast.bolat)
    with pytest.raises(Refusal):
        recurrence.stop(made, by=cast.camila)


# --- The pages -------------------------------------------------------------------------------------------


def form(**changes: Any) -> dict[str, Any]:
    given = {
        "repeat": "weekly",
        "interval": 1,
        "weekdays": ["0"],
        "first_day": "2027-03-08",
        "last_day": "2027-05-01",
        "begins": "10:00",
        "ends": "13:00",
        "seats": 12,
        "min_people": 4,
        "task_kk": "Егу",
    }
    return {**given, **changes}


def test_from_the_rule_over_the_days_to_the_shifts(
    cast: Cast, project: Project, sign_in: Callable[[User], Client]
) -> None:
    bolat, url = sign_in(cast.bolat), f"/en/admin/projects/project/{project.pk}/repeat/"
    shown = bolat.post(url, form(show="1"))
    assert shown.status_code == 200
    assert "8 days" in builders.words(shown.content.decode())
    assert "Nauryz" in shown.content.decode()
    assert not project.shifts.exists()
    chosen = [f"{day.day:%Y-%m-%d}" for day in shown.context["days"] if not day.holiday]
    assert len(chosen) == 5
    assert bolat.post(url, form(make="1", days=chosen)).status_code == 302
    assert project.shifts.count() == 5
    assert set(project.shifts.values_list("min_people", flat=True)) == {4}
    rule_row = project.rules.get()
    assert rule_row.days.filter(shift=None).count() == 3
    again = bolat.get(url)
    assert "5 shifts made" in builders.words(again.content.decode())
    assert bolat.get(f"{url}{rule_row.pk}/stop/").status_code == 302
    rule_row.refresh_from_db()
    assert rule_row.stopped_at is None
    bolat.post(f"{url}{rule_row.pk}/stop/")
    rule_row.refresh_from_db()
    assert rule_row.stopped_at is not None


def test_a_shift_over_midnight(cast: Cast, project: Project, sign_in: Callable[[User], Client]) -> None:
    url = f"/en/admin/projects/project/{project.pk}/repeat/"
    night = form(make="1", begins="22:00", ends="06:00", days=["2027-03-08"])
    assert sign_in(cast.bolat).post(url, night).status_code == 302
    assert project.shifts.get().hours == 8


def test_what_is_wrong_is_said_at_the_field(cast: Cast, project: Project, sign_in: Callable[[User], Client]) -> None:
    url = f"/en/admin/projects/project/{project.pk}/repeat/"
    for changes, field in (
        ({"first_day": "2027-02-01"}, "first_day"),
        ({"last_day": "2027-03-01"}, "last_day"),
        ({"last_day": "2029-03-01"}, "last_day"),
        ({"min_people": 13}, "min_people"),
        ({"seats": 0}, "seats"),
    ):
        answer = sign_in(cast.bolat).post(url, form(make="1", **changes))
        assert answer.status_code == 200
        assert field in answer.context["form"].errors
    assert not project.shifts.exists()


@pytest.mark.parametrize("page", ["repeat", "days"])
def test_the_pages_are_the_organizations(
    page: str, cast: Cast, project: Project, sign_in: Callable[[User], Client]
) -> None:
    url = f"/en/admin/projects/project/{project.pk}/{page}/"
    assert sign_in(cast.bolat).get(url).status_code == 200
    for stranger in (cast.camila, cast.daniyar, cast.erlan):
        for answer in (sign_in(stranger).get(url), sign_in(stranger).post(url, form(make="1"))):
            assert answer.status_code == 404
    assert sign_in(cast.aigerim.user).get(url).status_code == 403
    assert not project.shifts.exists()


def test_a_rule_of_another_project_is_not_stopped_through_ones_own(
    cast: Cast, project: Project, sign_in: Callable[[User], Client]
) -> None:
    theirs = begun(builders.project(organization=cast.other_organization), cast.camila)
    url = f"/en/admin/projects/project/{project.pk}/repeat/{theirs.pk}/stop/"
    assert sign_in(cast.bolat).post(url).status_code == 404
    theirs.refresh_from_db()
    assert theirs.stopped_at is None


def test_every_shift_of_a_rule_keeps_places_for_its_roles(
    cast: Cast, project: Project, sign_in: Callable[[User], Client]
) -> None:
    page = f"/en/admin/projects/project/{project.pk}/repeat/"
    bolat = sign_in(cast.bolat)
    html = bolat.get(page).content.decode()
    assert "Roles with places of their own" in html
    assert 'name="roles_driver"' in html
    assert "<span>First aider</span>" in html
    form = {
        "repeat": "weekly", "interval": 1, "weekdays": ["5"], "first_day": MONDAY, "last_day": dt.date(2027, 3, 21),
        "begins": "10:00", "ends": "13:00", "seats": 5, "min_people": 0, "roles_driver": 2, "roles_first_aider": 4,
    }  # fmt: skip
    assert "The roles have more places together" in bolat.post(page, {**form, "show": "1"}).content.decode()
    chosen = ["2027-03-06", "2027-03-20"]
    answer = bolat.post(page, {**form, "roles_first_aider": 1, "make": "1", "days": chosen})
    assert answer.status_code == 302
    shifts = list(project.shifts.all())
    assert len(shifts) == 2
    for shift in shifts:
        assert shift.has_roles
        assert dict(shift.roles.values_list("kind", "seats")) == {"driver": 2, "first_aider": 1}
    assert ShiftRule.objects.get().roles == {"driver": 2, "first_aider": 1}
