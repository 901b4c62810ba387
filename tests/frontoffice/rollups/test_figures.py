"""Figures equal the records: over days, months, places, people; after late facts, corrections, moves and deletions."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from frontoffice.rollups import figures, people, rebuilding
from frontoffice.rollups.figures import EVERYWHERE, Period, Scope
from frontoffice.rollups.models import ActiveCounts, ActiveMonth, DayFigures, FiguresChange, MonthFigures
from projects.models import Project, Shift
from qazvolunteer.places.models import District
from tests import builders
from tests.frontoffice.rollups import naive
from volunteers.attendance_models import Attendance
from volunteers.hours_models import HoursEntry
from volunteers.models import Volunteer

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def local(day: dt.date, hour: int = 10, minute: int = 0, second: int = 0, *, fold: int = 0) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=naive.ALMATY, fold=fold)


def came(shift: Shift, who: Volunteer | None = None, state: str = "came") -> Attendance:
    signup = builders.signup_row(of=shift, who=who)
    arrived = shift.starts_at if state == "came" else None
    return Attendance.objects.create(signup=signup, state=state, arrived_at=arrived)


def line(project: Project, day: dt.date, minutes: int = 120, who: Volunteer | None = None, **values: Any) -> HoursEntry:
    given = {"kind": "shift", "evidence": "scanned", "state": "confirmed", "decided_at": builders.now()}
    return HoursEntry.objects.create(
        volunteer=who or builders.volunteer(), project=project, day=day, minutes=minutes, **{**given, **values}
    )


def on(day: dt.date, project: Project | None = None, hour: int = 10, **values: Any) -> Shift:
    return builders.shift(project, starts_at=local(day, hour), **values)


def check() -> None:
    """The figures are the records', after what is logged was worked off; and a whole rebuild changes nothing."""
    assert rebuilding.refresh()
    assert naive.kept() == naive.cells()
    before = snapshot()
    rebuilding.rebuild()
    assert snapshot() == before


def snapshot() -> list[Any]:
    return [
        sorted((tuple(row.values()) for row in model.objects.order_by().values(*names)), key=str)
        for model in (DayFigures, MonthFigures, ActiveCounts, ActiveMonth)
        for names in [[field.attname for field in model._meta.concrete_fields if field.attname != "id"]]
    ]


def queries(call: Any) -> int:
    with CaptureQueriesContext(
        connection,
    ) as caught:
        call()
    return len(caught)


def test_a_first_refresh_counts_everything() -> None:
    day = naive.today() - 400 * DAY
    shift = on(day)
    came(shift), came(shift, state="missed"), came(shift, state="excused")
    line(shift.project, day), line(shift.project, day, 60, evidence="self_reported", kind="preparation")
    line(shift.project, day, 30, state="proposed", decided_at=None)
    assert figures.as_of() is None
    check()
    found = figures.totals(EVERYWHERE, Period(day, day))
    assert (found.came, found.missed, found.excused, found.shifts, found.seats) == (1, 1, 1, 1, 10)
    assert (found.minutes, found.minutes_scanned, found.minutes_told, found.minutes_open) == (180, 120, 60, 30)
    assert (found.hours, found.attendance_rate, found.active) == (3.0, 0.5, 3)
    assert figures.as_of() is not None


@pytest.mark.parametrize(
    ("day", "moment"),
    [
        (dt.date(2026, 3, 4), local(dt.date(2026, 3, 4), 23, 59, 59)),
        (dt.date(2026, 3, 5), local(dt.date(2026, 3, 5), 0, 0, 0)),
        # Before 1 March 2024 the clock stood six hours ahead, since then five; the last day had an hour more.
        (dt.date(2024, 2, 28), dt.datetime(2024, 2, 28, 17, 59, 59, tzinfo=dt.UTC)),
        (dt.date(2024, 2, 29), dt.datetime(2024, 2, 28, 18, 0, 0, tzinfo=dt.UTC)),
        (dt.date(2024, 2, 29), dt.datetime(2024, 2, 29, 18, 30, 0, tzinfo=dt.UTC)),
        (dt.date(2024, 2, 29), dt.datetime(2024, 2, 29, 18, 59, 59, tzinfo=dt.UTC)),
        (dt.date(2024, 3, 1), dt.datetime(2024, 2, 29, 19, 0, 0, tzinfo=dt.UTC)),
        (dt.date(2024, 3, 1), dt.datetime(2024, 3, 1, 18, 59, 59, tzinfo=dt.UTC)),
        (dt.date(2024, 3, 2), dt.datetime(2024, 3, 1, 19, 0, 0, tzinfo=dt.UTC)),
    ],
)
@pytest.mark.parametrize("late", [False, True], ids=["counted with all", "counted by its day"])
def test_a_day_ends_at_midnight_of_the_clock(day: dt.date, moment: dt.datetime, late: bool) -> None:
    if late:
        rebuilding.refresh()
    came(builders.shift(starts_at=moment))
    check()
    assert figures.totals(EVERYWHERE, Period(day, day)).came == 1
    assert figures.totals(EVERYWHERE, Period(day, day)).active == 1
    assert list(figures.by_month(EVERYWHERE, Period(day, day))) == [day.replace(day=1)]


def test_late_and_corrected_facts_are_counted() -> None:
    day = naive.today() - 100 * DAY
    shift = on(day)
    first = line(shift.project, day, 120, evidence="self_reported")
    check()
    came(shift)
    line(shift.project, day, -120, who=first.volunteer, kind="correction", corrects=first, evidence="confirmed")
    assert FiguresChange.objects.exists()
    check()
    found = figures.totals(EVERYWHERE, Period(day, day))
    # What is corrected away is taken from what was told, and nobody is active by it.
    assert (found.minutes, found.minutes_told, found.minutes_witnessed, found.active) == (0, 0, 0, 1)
    Attendance.objects.update(state="missed", arrived_at=None)
    check()
    assert figures.totals(EVERYWHERE, Period(day, day)).active == 0
    Attendance.objects.all().delete()
    check()
    assert figures.totals(EVERYWHERE, Period(day, day)).missed == 0


def test_a_shift_moves_and_is_cancelled() -> None:
    day, other = naive.today() - 40 * DAY, naive.today() - 75 * DAY
    shift = on(day)
    came(shift)
    check()
    Shift.objects.filter(pk=shift.pk).update(starts_at=local(other), ends_at=local(other, 14))
    check()
    assert figures.totals(EVERYWHERE, Period(day, day)).shifts == 0
    assert figures.totals(EVERYWHERE, Period(other, other)).active == 1
    Shift.objects.filter(pk=shift.pk).update(cancelled_at=builders.now())
    check()
    found = figures.totals(EVERYWHERE, Period(other, other))
    assert (found.shifts, found.cancelled_shifts, found.seats, found.came, found.active) == (0, 1, 0, 0, 0)


def test_a_project_changes_its_place_programme_and_organization() -> None:
    day = naive.today() - 200 * DAY
    shift = on(day)
    person = came(shift).signup.volunteer
    line(shift.project, day + 40 * DAY, who=person)
    check()
    district = District.objects.create(
        kato="711210000", kind="city_district", slug="almaty-district", region=builders.region("astana"),
        **builders.three("name", "Алматы ауданы"),
    )  # fmt: skip
    other, programme = builders.organization(), builders.programme("bilim")
    Project.objects.filter(pk=shift.project_id).update(
        region=builders.region("astana"), district=district, programme=programme, organization=other
    )
    check()
    period = Period(day, day + 60 * DAY)
    for scope in (
        Scope(region="710000000"), Scope(programme=programme.pk), Scope(organization=other.pk),
        Scope(district="711210000"), Scope(region="710000000", programme=programme.pk),
    ):  # fmt: skip
        found = figures.totals(scope, period)
        assert (found.came, found.minutes, found.active) == (1, 120, 1), scope
    assert figures.totals(Scope(region="750000000"), period).active == 0


def test_an_erased_person_leaves_the_totals_as_they_were() -> None:
    day = naive.today() - 50 * DAY
    person = builders.volunteer()
    came(on(day), person)
    check()
    before = figures.totals(EVERYWHERE, Period(day, naive.today()))
    Volunteer.objects.filter(pk=person.pk).update(town=None, birth_date=None)
    check()
    assert figures.totals(EVERYWHERE, Period(day, naive.today())) == before
    # The home is gone with the account.
    assert figures.totals(Scope(region="750000000"), Period(day, naive.today())).new_volunteers == 0


def test_different_people_are_counted_once_whatever_the_period() -> None:
    """Three people, two regions, five months; every period that begins with a month, and some that do not."""
    here, there = builders.project(), builders.project(region=builders.region("astana"))
    first = dt.date(2026, 1, 1)
    aigerim, bolat, saule = builders.volunteers(3)
    for who, project, day in (
        (aigerim, here, first + 3 * DAY), (aigerim, there, first + 3 * DAY), (aigerim, here, first + 70 * DAY),
        (bolat, there, first + 20 * DAY), (bolat, here, first + 45 * DAY), (bolat, there, first + 130 * DAY),
        (saule, here, first + 140 * DAY),
    ):  # fmt: skip
        came(on(day, project), who)
    rebuilding.refresh()
    ends = [first + number * DAY for number in (0, 3, 19, 20, 30, 31, 44, 45, 58, 69, 70, 89, 120, 130, 140, 150)]
    begins = [*(dt.date(2026, month, 1) for month in range(1, 6)), first + 4 * DAY, first + 45 * DAY]
    checked = 0
    for scope in (EVERYWHERE, Scope(region="750000000"), Scope(region="710000000")):
        periods = [Period(begin, end) for begin in begins for end in ends if end >= begin]
        for period, number in zip(periods, people.active_of(scope, periods), strict=True):
            assert number == naive.active(scope, period), (scope, period)
            checked += number > 0
    assert checked > 100
    for period in (Period(first, first + 60 * DAY), Period(first + 2 * DAY, first + 60 * DAY)):
        for region, found in figures.by_region(period).items():
            assert found.active == naive.active(Scope(region=region), period)
    assert people.active_by("programme", EVERYWHERE, Period.of_year(2026)) == {here.programme_id: 3}


def test_months_days_and_what_is_left_at_both_ends() -> None:
    project = builders.project()
    first = naive.today() - 100 * DAY
    for number in range(0, 100, 3):
        line(project, first + number * DAY, 10 + number)
    rebuilding.refresh()
    for begin, end in ((0, 99), (5, 60), (20, 25), (33, 100), (0, 300)):
        period = Period(first + begin * DAY, first + end * DAY)
        for scope in (
            EVERYWHERE, Scope(region="750000000"), Scope(programme=project.programme_id),
            Scope(region="750000000", organization=project.organization_id, programme=project.programme_id),
        ):  # fmt: skip
            found = figures.totals(scope, period, active=False)
            assert {name: getattr(found, name) for name in naive.NAMES} == naive.totals(scope, period)
        months = figures.by_month(EVERYWHERE, period, active=False)
        assert list(months) == period.months
        assert sum(row.minutes for row in months.values()) == figures.totals(EVERYWHERE, period).minutes
        days = figures.by_day(EVERYWHERE, period)
        assert sum(row.minutes for row in days.values()) == figures.totals(EVERYWHERE, period).minutes


def test_parts_of_the_country() -> None:
    one, other = (
        builders.project(),
        builders.project(region=builders.region("astana"), programme=builders.programme("bilim")),
    )
    day = naive.today() - 70 * DAY
    line(one, day, 100), line(other, day + 5 * DAY, 200), line(other, day + 40 * DAY, 300)
    rebuilding.refresh()
    period = Period(day, naive.today())
    regions = figures.by_region(period)
    assert {key: row.minutes for key, row in regions.items()} == {"710000000": 500, "750000000": 100}
    assert {key: row.minutes for key, row in figures.by_programme(EVERYWHERE, period).items()} == {
        one.programme_id: 100, other.programme_id: 500,
    }  # fmt: skip
    assert [row.minutes for row in figures.by_programme(Scope(region="710000000"), period).values()] == [500]
    ranked = figures.by_organization(EVERYWHERE, period, limit=1)
    assert [(key, row.minutes) for key, row in ranked.items()] == [(other.organization_id, 500)]
    assert [row.minutes for row in figures.by_district("750000000", period).values()] == [100]
    with pytest.raises(ValueError, match="measure"):
        figures.by_organization(EVERYWHERE, period, order="minutes; DROP TABLE")


def test_an_answer_is_one_statement_or_two() -> None:
    year = Period.of_year(naive.today().year - 1)
    came(on(year.first + 9 * DAY))
    rebuilding.refresh()
    periods = [year, year.previous(), year.year_before()]
    for most, call in (
        (2, lambda: figures.totals(EVERYWHERE, year)),
        (2, lambda: figures.totals_of(Scope(region="750000000"), periods)),
        (2, lambda: figures.by_month(EVERYWHERE, year)),
        (2, lambda: figures.by_region(year)),
        (1, lambda: figures.by_programme(EVERYWHERE, year)),
        (1, lambda: figures.by_district("750000000", year)),
        (1, lambda: figures.by_organization(EVERYWHERE, year)),
        (1, lambda: figures.by_day(EVERYWHERE, year)),
        (1, figures.as_of),
    ):
        assert queries(call) == most
