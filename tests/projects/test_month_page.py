"""The calendar of a month: what the list finds, by day."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from projects.models import Project
from tests import builders, doors

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 12, 10, 9, 0, tzinfo=dt.UTC)


def at(day: int, hour: int = 12, *, month: int = 12) -> dt.datetime:
    return timezone.make_aware(dt.datetime(2026, month, day, hour))


def opened(query: str = "") -> str:
    response = Client().get(doors.address("catalogue-calendar") + query)
    assert response.status_code == 200
    return response.content.decode()


def counts(page: str) -> dict[str, int]:
    """The projects of each day that has some."""
    found = re.findall(r'day=(\d{4}-\d\d-\d\d)#day" aria-label="[^"]*?: (\d+) projects?', page)
    return {day: int(number) for day, number in found}


@pytest.fixture(autouse=True)
def _december() -> object:
    with time_machine.travel(NOW, tick=False):
        yield


def test_each_day_has_the_projects_with_a_shift_that_day() -> None:
    twice = builders.project()
    (
        builders.shift(twice, starts_at=at(12)),
        builders.shift(twice, starts_at=at(12, 18)),
        builders.shift(twice, starts_at=at(19)),
    )
    (
        builders.shift(starts_at=at(12, 9)),
        builders.shift(starts_at=at(5, month=11)),
        builders.shift(starts_at=at(31, 23), hours=3),
    )
    assert counts(opened()) == {"2026-12-12": 2, "2026-12-19": 1, "2026-12-31": 1}
    assert counts(opened("?month=2027-01")) == {"2027-01-01": 1}


def test_the_days_agree_with_the_list() -> None:
    for day in (11, 11, 14, 20, 20, 20):
        builders.shift(starts_at=at(day), seats=1)
    builders.fill(builders.shift(starts_at=at(14), seats=1))
    query = "places=on&programme=taza-alem"
    for day, number in counts(opened(f"?{query}")).items():
        listed = doors.read(Client().get(doors.address("catalogue") + f"?{query}&from={day}&to={day}"))
        assert f"{number} project" in listed
    assert counts(opened(f"?{query}")) == {"2026-12-11": 2, "2026-12-14": 1, "2026-12-20": 3}


def test_a_day_lists_its_projects_and_shows_the_first_ones_in_its_cell() -> None:
    names = {}
    for hour in (10, 8, 14):
        shift = builders.shift(starts_at=at(15, hour))
        Project.objects.filter(pk=shift.project_id).update(title_en=f"Work at {hour}")
        names[hour] = f"Work at {hour}"
    page = opened("?day=2026-12-15")
    cell = re.search(r'<td class="[^"]*month-chosen.*?</td>', page, re.DOTALL)
    assert cell
    assert re.findall(r"Work at \d+", cell[0]) == ["Work at 8", "Work at 10"]
    assert "and 1 more" in cell[0]
    below = page.partition('id="day"')[2]
    assert all(name in below for name in names.values())
    assert "from=2026-12-15&amp;to=2026-12-15" in below


def test_today_and_holidays_are_marked() -> None:
    page = opened()
    assert 'aria-current="date"' in page
    assert "Independence Day" in page
    assert 'aria-current="date"' not in opened("?month=2027-01")


def test_months_lead_on_with_the_same_query_and_never_into_the_past() -> None:
    page = opened("?places=on")
    assert 'href="/en/projects/calendar/?places=on&amp;month=2027-01"' in page
    assert "month=2026-11" not in page
    assert 'month=2026-12"' in opened("?month=2027-01")


@pytest.mark.parametrize("query", ["?month=1999-01", "?month=2026-13", "?month=9999-12", "?month=x", "?day=2026-02-30"])
def test_an_odd_address_shows_this_month(query: str) -> None:
    assert "December 2026" in opened(query)


def test_an_empty_month_says_so_and_leads_out() -> None:
    page = builders.words(opened())
    assert "Nothing is planned for this month yet" in page
    assert "Show all projects" in page


def test_a_day_of_dates_outside_the_query_is_empty() -> None:
    builders.shift(starts_at=at(12)), builders.shift(starts_at=at(20))
    assert counts(opened("?from=2026-12-15")) == {"2026-12-20": 1}


def test_flexible_work_stands_behind_work_at_a_fixed_hour() -> None:
    flexible = builders.shift(starts_at=at(1), hours=24 * 13, flexible=True)
    fixed = builders.shift(starts_at=at(12, 20))
    page = opened()
    assert counts(page)["2026-12-11"] == 1
    assert counts(page)["2026-12-12"] == 2
    cell = re.search(r"day=2026-12-12#day.*?</td>", page, re.DOTALL)
    assert cell
    assert cell[0].index(f"shift={fixed.pk}") < cell[0].index(f"shift={flexible.pk}")
