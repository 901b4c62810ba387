"""A day of shifts once more on another day, or moved there; a shift moved by itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from projects import scheduling, shift_days
from projects.models import Project, Shift
from qazvolunteer.accounts.models import User
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.notifications.models import Notification
from tests import builders, doors
from tests.builders import DAY, HOUR
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workplace"), pytest.mark.lenient_templates]

Browser = Callable[[User], Client]


@pytest.fixture
def morning() -> dt.datetime:
    """Nine o'clock, ten days from now."""
    day = timezone.localdate() + dt.timedelta(days=10)
    return timezone.make_aware(dt.datetime.combine(day, dt.time(9)))


@pytest.fixture
def project(cast: Cast, morning: dt.datetime) -> Project:
    """Two shifts on one day, one of them with roles and somebody in it; another on the next day."""
    made = builders.project(organization=cast.organization)
    first = builders.shift(made, starts_at=morning, seats=12, min_people=3, **builders.three("task", "Егу"))
    scheduling.set_roles(first, {"driver": 2}, by=cast.bolat)
    builders.join(first)
    builders.shift(made, starts_at=morning + 5 * HOUR)
    builders.shift(made, starts_at=morning + DAY)
    return made


def url_of(project: Project) -> str:
    return f"/en/admin/projects/project/{project.pk}/days/"


def test_a_day_is_duplicated_with_everything_but_its_people(
    cast: Cast, project: Project, morning: dt.datetime, sign_in: Browser
) -> None:
    to = timezone.localdate(morning) + dt.timedelta(days=7)
    form = {"day": timezone.localdate(morning).isoformat(), "to": to.isoformat(), "action": "copy"}
    assert sign_in(cast.bolat).post(url_of(project), form).status_code == 302
    made = shift_days.shifts_on(project, to)
    assert [timezone.localtime(shift.starts_at).hour for shift in made] == [9, 14]
    first = made[0]
    assert (first.seats, first.min_people, first.task_kk, first.seats_taken) == (12, 3, "Егу", 0)
    assert first.has_roles
    assert list(first.roles.values_list("kind", "seats", "seats_taken")) == [("driver", 2, 0)]


def test_asked_twice_it_is_done_once(cast: Cast, project: Project, morning: dt.datetime) -> None:
    day, to = timezone.localdate(morning), timezone.localdate(morning) + dt.timedelta(days=1)
    assert len(shift_days.duplicate_day(project, by=cast.bolat, day=day, to=to)) == 2
    before = project.shifts.count()
    with pytest.raises(Refusal) as refused:
        shift_days.duplicate_day(project, by=cast.bolat, day=day, to=to)
    assert refused.value.code == "there_already"
    assert project.shifts.count() == before


def test_days_that_cannot_be(cast: Cast, project: Project, morning: dt.datetime) -> None:
    day = timezone.localdate(morning)
    for by, source, to, code in (
        (cast.camila, day, day + DAY, "not_allowed"),
        (cast.bolat, day, day, "same_day"),
        (cast.bolat, day + 5 * DAY, day, "no_shifts"),
        (cast.bolat, day, day - 30 * DAY, "in_the_past"),
    ):
        for verb in (shift_days.duplicate_day, shift_days.move_day):
            with pytest.raises(Refusal) as refused:
                verb(project, by=by, day=source, to=to)
            assert refused.value.code == code
    assert project.shifts.count() == 3


def test_a_day_is_moved_when_the_organizer_has_confirmed(
    cast: Cast, project: Project, morning: dt.datetime, sign_in: Browser
) -> None:
    bolat, to = sign_in(cast.bolat), timezone.localdate(morning) + dt.timedelta(days=2)
    form: dict[str, Any] = {"day": timezone.localdate(morning).isoformat(), "to": to.isoformat(), "action": "move"}
    asked = bolat.post(url_of(project), form)
    assert asked.status_code == 200
    assert "1 person is signed up" in builders.words(asked.content.decode())
    assert not shift_days.shifts_on(project, to)
    assert bolat.post(url_of(project), {**form, "tell_everybody": "on"}).status_code == 302
    assert len(shift_days.shifts_on(project, to)) == 2
    assert Notification.objects.filter(kind="volunteers.shift_changed").count() == 1


def test_a_holiday_is_said(cast: Cast, project: Project, morning: dt.datetime, sign_in: Browser) -> None:
    year = timezone.localdate().year + 1
    form = {"day": timezone.localdate(morning).isoformat(), "to": f"{year}-03-22", "action": "copy"}
    page = sign_in(cast.bolat).post(url_of(project), form, follow=True)
    assert "That day is a holiday" in page.content.decode()


def test_a_shift_is_moved_with_its_length(cast: Cast, project: Project, sign_in: Browser) -> None:
    shift = project.shifts.order_by("starts_at")[0]
    url = f"/en/admin/projects/shift/{shift.pk}/move/"
    bolat, start = sign_in(cast.bolat), timezone.localtime(shift.starts_at) + DAY
    form = {"day": f"{start:%Y-%m-%d}", "clock": "11:30"}
    asked = bolat.post(url, form)
    assert asked.status_code == 200
    assert "tell_everybody" in asked.context["form"].errors
    assert bolat.post(url, {**form, "tell_everybody": "on"}).status_code == 302
    moved = Shift.objects.get(pk=shift.pk)
    assert timezone.localtime(moved.starts_at).strftime("%H:%M") == "11:30"
    assert moved.duration == shift.duration
    volunteer = shift.signups.get().volunteer
    assert doors.told(volunteer)[-1] == "volunteers.shift_changed"


def test_nobody_elses_shift_is_moved(cast: Cast, project: Project, sign_in: Browser) -> None:
    shift = project.shifts.order_by("starts_at")[0]
    url = f"/en/admin/projects/shift/{shift.pk}/move/"
    for stranger in (cast.camila, cast.daniyar):
        form = {"day": "2030-01-01", "clock": "11:30", "tell_everybody": "on"}
        assert sign_in(stranger).get(url).status_code == 404
        assert sign_in(stranger).post(url, form).status_code == 404
    assert Shift.objects.get(pk=shift.pk).starts_at == shift.starts_at
