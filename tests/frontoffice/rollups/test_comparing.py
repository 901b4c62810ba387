"""The nightly comparison tells what differs, mends it, and does not mistake what is just happening for a difference."""

from __future__ import annotations

import datetime as dt
import logging
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from frontoffice.rollups import comparing, figures, rebuilding, tasks
from frontoffice.rollups.figures import EVERYWHERE, Period
from frontoffice.rollups.models import ActiveCounts, ActiveMonth, DayFigures, FiguresDrift, MonthFigures
from tests import builders, doors
from tests.frontoffice.rollups import naive
from tests.frontoffice.rollups.test_figures import came, check, line, on, snapshot
from volunteers.attendance_models import Attendance

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
PAST = naive.today() - 70 * DAY


def raw(response: Any) -> str:
    return str(response.content.decode())


def counted() -> None:
    shift = on(PAST)
    came(shift), came(shift, state="missed")
    line(shift.project, PAST, 90)
    rebuilding.refresh()


def test_figures_that_equal_the_records_are_left_alone() -> None:
    counted()
    before = snapshot()
    assert comparing.compare() == []
    assert snapshot() == before


def test_what_was_just_changed_is_no_difference() -> None:
    counted()
    came(on(PAST)), came(on(naive.today()))
    assert comparing.compare() == []
    assert not FiguresDrift.objects.exists()


@pytest.mark.expects_errors
def test_records_changed_past_the_triggers_are_told_and_mended(logged_errors: list[logging.LogRecord]) -> None:
    counted()
    with rebuilding.unlogged():
        Attendance.objects.filter(state="missed").update(state="came", arrived_at=figures.as_of())
    (row,) = comparing.compare()
    assert (row.day, row.kept, row.counted) == (
        PAST,
        {"came": 1, "missed": 1, "active": 0},
        {"came": 2, "missed": 0, "active": 1},
    )
    assert [record.levelname for record in logged_errors] == ["ERROR"]
    assert figures.drifts() == [row]
    check()
    assert comparing.compare() == []


@pytest.mark.expects_errors
@pytest.mark.usefixtures("workplace")
def test_the_republican_office_looks_into_a_difference(django_assert_max_num_queries: Any) -> None:
    counted()
    saule, page = doors.signed_in(builders.coordinator(None)), doors.address("office-drifts")
    assert page not in raw(saule.get(doors.address("office-goals")))
    with rebuilding.unlogged():
        Attendance.objects.filter(state="missed").update(state="came", arrived_at=figures.as_of())
    (row,) = comparing.compare()
    assert page in raw(saule.get(doors.address("office-goals")))
    said = doors.read(saule.get(page))
    assert "Look into it" in said and "Came" in said and str(PAST.year) in said
    for outsider in (builders.coordinator("almaty"), builders.user(), builders.member(builders.organization())):
        client = doors.signed_in(outsider)
        assert client.get(page).status_code == 403
        assert client.post(doors.address("office-drift-settle", row.pk)).status_code == 403
    DayFigures.objects.update(came=9)
    saule.post(doors.address("office-drift-settle", row.pk))
    saule.post(doors.address("office-drift-settle", row.pk))
    row.refresh_from_db()
    assert row.settled_at is not None and row.settled_by is not None
    assert naive.kept() == naive.cells(), "The day was counted anew."
    assert page not in raw(saule.get(doors.address("office-goals")))
    assert saule.post(doors.address("office-drift-settle", 0)).status_code == 404
    for number in range(30):
        FiguresDrift.objects.create(day=PAST - number * DAY, cells=1, kept={"came": 1}, counted={"came": 2})
    with django_assert_max_num_queries(20):
        saule.get(page)


@pytest.mark.expects_errors
@pytest.mark.parametrize("model", [DayFigures, MonthFigures, ActiveMonth])
def test_rows_that_are_gone_come_back(model: type[DayFigures]) -> None:
    counted()
    before = snapshot()
    model.objects.all().delete()
    tasks.compare_figures()
    assert FiguresDrift.objects.exists()
    assert snapshot() == before


def test_a_whole_rebuild_mends_all_there_is() -> None:
    counted()
    before = snapshot()
    for model in (DayFigures, MonthFigures, ActiveMonth, ActiveCounts):
        rows = model.objects.all()
        rows.filter(pk=rows.first().pk).delete()  # type: ignore[union-attr]
    rebuilding.rebuild()
    assert snapshot() == before


def test_the_command_counts_days_or_all() -> None:
    counted()
    DayFigures.objects.all().delete()
    said = StringIO()
    call_command("rebuild_figures", "--from", str(PAST), "--to", str(PAST), stdout=said)
    assert said.getvalue().startswith("1 days counted anew")
    assert figures.totals(EVERYWHERE, Period(PAST, PAST)).minutes == 90
    call_command("rebuild_figures", "--all", stdout=said)
    assert naive.kept() == naive.cells()


@pytest.mark.parametrize(
    "arguments", [(), ("--all", "--from", "2026-01-01"), ("--from", "2026-02-01", "--to", "2026-01-01")]
)
def test_the_command_asks_for_days_that_make_sense(arguments: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        call_command("rebuild_figures", *arguments)
