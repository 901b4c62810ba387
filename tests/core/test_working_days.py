"""Working days over every holiday of the file, counted here a second time and by another way."""

from __future__ import annotations

import calendar as wall
import csv
import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from qazvolunteer.core import holidays as file_of_holidays
from qazvolunteer.core import working_days

FILE = Path(file_of_holidays.__file__).parent / "data" / "holidays.csv"
DAY = dt.timedelta(days=1)
FIRST, LAST = dt.date(2026, 1, 1), dt.date(2028, 12, 31)


def rows() -> list[tuple[dt.date, str]]:
    with FILE.open(encoding="utf-8", newline="") as lines:
        return [(dt.date.fromisoformat(row["date"]), row["kind"]) for row in csv.DictReader(lines)]


def calendar() -> Iterator[dt.date]:
    day = FIRST
    while day <= LAST:
        yield day
        day += DAY


def independent() -> list[dt.date]:
    """The working days as a plain list: a set of Mondays to Fridays, less what is free, with what is worked."""
    off = {day for day, kind in rows() if kind != "working"}
    worked = {day for day, kind in rows() if kind == "working"}
    return sorted(({day for day in calendar() if day.isoweekday() <= 5} - off) | worked)


def at(day: dt.date, hour: int = 10) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour)))


def test_each_day_of_three_years() -> None:
    assert [day for day in calendar() if working_days.is_working_day(day)] == independent()


def test_no_holiday_of_the_file_is_worked_on() -> None:
    off = [day for day, kind in rows() if kind != "working"]
    assert len(off) > 50
    assert not [day for day in off if working_days.is_working_day(day)]


@pytest.mark.parametrize("year", [2026, 2027, 2028])
def test_working_days_of_each_month(year: int) -> None:
    """The days printed in the columns Monday to Friday of a wall calendar, less those crossed out."""
    for month in range(1, 13):
        printed = sum(1 for week in wall.monthcalendar(year, month) for day in week[:5] if day)
        crossed = sum(1 for day, _kind in rows() if (day.year, day.month) == (year, month) and day.weekday() < 5)
        first = dt.date(year, month, 1)
        last = dt.date(year, month, wall.monthrange(year, month)[1])
        assert working_days.between(first - DAY, last) == printed - crossed


@pytest.mark.parametrize("days", [1, 2, 3, 5, 10])
def test_a_deadline_begun_on_any_day_around_any_holiday(days: int) -> None:
    worked = independent()
    for holiday, _kind in rows():
        for offset in range(-8, 4):
            begun = max(holiday + offset * DAY, FIRST)
            later = [day for day in worked if day > begun]
            if len(later) < days:
                continue
            expected = later[days - 1]
            assert working_days.due(at(begun), days) == at(expected, 18)
            assert working_days.left(at(expected, 18), at(begun)) == days
            assert working_days.taken(at(begun), at(expected, 9)) == days


@given(st.dates(FIRST, dt.date(2028, 11, 1)), st.integers(1, 25))
def test_counting_there_is_counting_back(begun: dt.date, days: int) -> None:
    end = working_days.day_after(begun, days)
    assert working_days.is_working_day(end)
    assert working_days.between(begun, end) == days
    assert working_days.between(begun, end - DAY) == days - 1


def test_a_saturday_that_is_worked_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    saturday = dt.date(2026, 8, 29)
    assert not working_days.is_working_day(saturday)
    assert working_days.due(at(dt.date(2026, 8, 28)), 1) == at(dt.date(2026, 8, 31), 18)
    monkeypatch.setattr(working_days, "working_weekends", lambda: frozenset({saturday}))
    assert working_days.is_working_day(saturday)
    assert working_days.due(at(dt.date(2026, 8, 28)), 1) == at(saturday, 18)


def test_a_line_of_the_file_may_name_a_worked_saturday(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "holidays.csv"
    file.write_text(
        "date,kind,name_kk,name_ru,name_en\n2026-08-28,observed,а,б,c\n2026-08-29,working,а,б,c\n", encoding="utf-8"
    )
    monkeypatch.setattr(file_of_holidays, "FILE", file)
    known = {day.date: day for day in file_of_holidays._known.__wrapped__()}
    assert known[dt.date(2026, 8, 29)].kind == file_of_holidays.WORKING
    assert set(known) == {dt.date(2026, 8, 28), dt.date(2026, 8, 29)}


def test_nothing_is_due_the_same_day() -> None:
    with pytest.raises(ValueError, match="at least one"):
        working_days.day_after(FIRST, 0)


def test_the_local_day_begins_the_clock() -> None:
    # 23:59 on Monday in Almaty is still Monday, and one minute later is Tuesday.
    assert working_days.due(at(dt.date(2026, 6, 1), 23), 5) == at(dt.date(2026, 6, 8), 18)
    assert working_days.due(at(dt.date(2026, 6, 1), 23) + dt.timedelta(hours=1), 5) == at(dt.date(2026, 6, 9), 18)


def test_what_is_late_has_no_day_left() -> None:
    assert working_days.left(at(dt.date(2026, 6, 1), 18), at(dt.date(2026, 6, 3))) == 0
    assert working_days.taken(at(dt.date(2026, 6, 3)), at(dt.date(2026, 6, 3), 17)) == 0
