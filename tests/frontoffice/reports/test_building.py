"""Reports are built in steps, once, out of figures that equal the records; what was kept survives a worker."""

from __future__ import annotations

import csv
import datetime as dt
import io
import subprocess
import zipfile
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.utils import timezone, translation

from frontoffice.reports import building, files, freezing, paper, tables
from frontoffice.reports.models import MonitoringReport, MonitoringTransition, ReportFile
from frontoffice.rollups import rebuilding
from qazvolunteer.core.refusals import Refusal
from tests import builders, hours_rows
from tests.frontoffice.reports import making

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workplace")]

# Counted in the records, with nothing of the rollups.
GOLDEN = """
    SELECT
      (SELECT count(*) FROM volunteers_attendance a JOIN volunteers_signup g ON g.id = a.signup_id
        JOIN projects_shift s ON s.id = g.shift_id JOIN projects_project p ON p.id = s.project_id
        WHERE a.state = 'came' AND p.region_id = %(region)s
        AND (s.starts_at AT TIME ZONE 'Asia/Almaty')::date BETWEEN %(first)s AND %(last)s),
      (SELECT count(*) FROM volunteers_attendance a JOIN volunteers_signup g ON g.id = a.signup_id
        JOIN projects_shift s ON s.id = g.shift_id JOIN projects_project p ON p.id = s.project_id
        WHERE a.state = 'missed' AND p.region_id = %(region)s
        AND (s.starts_at AT TIME ZONE 'Asia/Almaty')::date BETWEEN %(first)s AND %(last)s),
      (SELECT coalesce(sum(h.minutes), 0) FROM volunteers_hoursentry h JOIN projects_project p ON p.id = h.project_id
        WHERE h.state = 'confirmed' AND p.region_id = %(region)s AND h.day BETWEEN %(first)s AND %(last)s),
      (SELECT count(*) FROM projects_shift s JOIN projects_project p ON p.id = s.project_id
        WHERE s.cancelled_at IS NULL AND p.region_id = %(region)s
        AND (s.starts_at AT TIME ZONE 'Asia/Almaty')::date BETWEEN %(first)s AND %(last)s),
      (SELECT count(*) FROM (
        SELECT g.volunteer_id FROM volunteers_attendance a JOIN volunteers_signup g ON g.id = a.signup_id
          JOIN projects_shift s ON s.id = g.shift_id JOIN projects_project p ON p.id = s.project_id
          WHERE a.state = 'came' AND s.cancelled_at IS NULL AND p.region_id = %(region)s
          AND (s.starts_at AT TIME ZONE 'Asia/Almaty')::date BETWEEN %(first)s AND %(last)s
        UNION SELECT h.volunteer_id FROM volunteers_hoursentry h JOIN projects_project p ON p.id = h.project_id
          WHERE h.state = 'confirmed' AND p.region_id = %(region)s AND h.day BETWEEN %(first)s AND %(last)s
          GROUP BY h.volunteer_id, h.day HAVING sum(h.minutes) > 0) people),
      (SELECT coalesce(sum(s.seats), 0) FROM projects_shift s JOIN projects_project p ON p.id = s.project_id
        WHERE s.cancelled_at IS NULL AND p.region_id = %(region)s
        AND (s.starts_at AT TIME ZONE 'Asia/Almaty')::date BETWEEN %(first)s AND %(last)s)"""


def test_the_figures_equal_the_records() -> None:
    work = making.worked()
    making.worked("astana")
    report = making.draft(of=work)
    with connection.cursor() as cursor:
        cursor.execute(GOLDEN, {"region": work.region.pk, "first": work.period.first, "last": work.period.last})
        golden = cursor.fetchone()
    totals = report.figures["totals"]
    assert golden[:5] == (3, 1, 480, 2, 3) and golden[5] > 0
    assert tuple(totals[name] for name in ("came", "missed", "minutes", "shifts", "active", "seats")) == golden
    assert report.figures["reports"] == {"due": 1, "accepted": 0, "submitted": 0, "late": 1}
    assert [line["values"]["minutes"] for line in report.figures["organizations"]] == [480]
    assert report.figures["periods"]["totals"] == [work.period.first.isoformat(), work.period.last.isoformat()]


def test_the_republic_counts_all_regions() -> None:
    work = making.worked()
    making.worked("astana")
    report = building.ask(None, work.period, by=builders.coordinator(None))
    building.build(report.pk)
    report.refresh_from_db()
    assert report.figures["totals"]["minutes"] == 960
    assert sorted(line["values"]["minutes"] for line in report.figures["parts"]) == [480, 480]


def test_the_figures_stay_as_they_were() -> None:
    work = making.worked()
    report = making.draft(of=work)
    hours_rows.line(hours_rows.came(hours_rows.past_shift(work.lines[0].project, days=6)), "confirmed", minutes=60)
    rebuilding.refresh()
    report.refresh_from_db()
    assert report.figures["totals"]["minutes"] == 480
    assert freezing.freeze(work.region.pk, work.period)["totals"]["minutes"] == 540


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("kk", ["Алматы", "Расталған сағаттар"]),
        ("ru", ["Алматы", "Подтверждённые часы"]),
        ("en", ["Verified hours", "Attendance rate", "What each figure means", "Draft"]),
    ],
)
def test_the_sheets_say_the_figures(language: str, said: list[str]) -> None:
    report = making.draft()
    text = making.pdf_text(report, language)
    with translation.override(language):
        said = [*said, *(table.title for table in tables.tables_of(report.figures))]
        said += [" ".join([line.name, *line.words]) for line in tables.tables_of(report.figures)[0].lines]
    plain = text.replace("\u00a0", " ")
    for words in said:
        assert words.replace("\u00a0", " ") in plain
    assert "75 %" in plain


def test_the_workbook_has_all_tables_and_the_csv_all_cells() -> None:
    report = making.draft()
    with translation.override("en"):
        expected = tables.tables_of(report.figures)
        long = list(tables.long_rows(report.figures))
    with zipfile.ZipFile(io.BytesIO(making.content(report, "en", "xlsx"))) as book:
        sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/")]
        assert len(sheets) == len(expected)
        assert "<v>8</v>" in book.read("xl/worksheets/sheet1.xml").decode()
        assert 'name="Totals"' in book.read("xl/workbook.xml").decode()
    rows = list(csv.reader(io.StringIO(making.content(report, "en", "csv").decode("utf-8-sig"))))
    assert len(rows) == len(long) + 1
    assert rows[0] == ["Table", "Line", "Figure", "Value"]
    assert ["Totals", "Verified hours", "8"] in [[*row[:2], row[3]] for row in rows]


def test_asked_twice_it_is_one() -> None:
    work, person = making.worked(), builders.coordinator("almaty")
    first = building.ask(work.region, work.period, by=person)
    assert building.ask(work.region, work.period, by=person) == first
    building.build(first.pk)
    building.build(first.pk)
    assert ReportFile.objects.filter(report=first).count() == 9
    assert MonitoringTransition.objects.filter(subject=first, action="build").count() == 1


def test_a_worker_dies_and_another_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed while it typesets the second language: the steps kept before are not done again."""
    work = making.worked()
    report = building.ask(work.region, work.period, by=builders.coordinator("almaty"))
    made: list[str] = []
    make = files.make

    class Killed(BaseException):
        pass

    def dies(row: MonitoringReport, language: str) -> files.Made:
        if language == "ru" and "ru" not in made:
            made.append("ru")
            raise Killed
        made.append(language)
        return make(row, language)

    monkeypatch.setattr(files, "make", dies)
    with pytest.raises(Killed):
        building.build(report.pk)
    figures = MonitoringReport.objects.get(pk=report.pk).figures
    building.sweep()
    assert MonitoringReport.objects.get(pk=report.pk).state == "building", "The lease still holds."
    with time_machine.travel(timezone.now() + building.LEASE + dt.timedelta(seconds=1)):
        building.sweep()
    report.refresh_from_db()
    assert report.is_draft and report.figures == figures
    assert made == ["kk", "ru", "ru", "en"]
    assert ReportFile.objects.filter(report=report).count() == 9


def test_whoever_lost_the_claim_keeps_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that slept past its lease: another took over, and its own file is thrown away."""
    work = making.worked()
    report = building.ask(work.region, work.period, by=builders.coordinator("almaty"))
    claimed = building._claim(report.pk)
    assert claimed
    with time_machine.travel(timezone.now() + 2 * building.LEASE):
        assert building._claim(report.pk)
    assert building._step(*claimed) is False
    report.refresh_from_db()
    assert report.figures is None and report.job.done == 0


def test_a_report_that_kills_workers_fails() -> None:
    work = making.worked()
    report = building.ask(work.region, work.period, by=builders.coordinator("almaty"))
    for tries in range(building.LIMIT + 1):
        with time_machine.travel(timezone.now() + tries * 2 * building.LEASE):
            building._claim(report.pk)
    report.refresh_from_db()
    assert report.state == "failed"


def test_cancelled_between_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    work, person = making.worked(), builders.coordinator("almaty")
    report = building.ask(work.region, work.period, by=person)
    make = files.make

    def cancelled(row: MonitoringReport, language: str) -> files.Made:
        if language == "kk":
            building.cancel(row, by=person)
        return make(row, language)

    monkeypatch.setattr(files, "make", cancelled)
    building.build(report.pk)
    report.refresh_from_db()
    assert report.state == "cancelled" and not report.files.exists()
    monkeypatch.setattr(files, "make", make)
    assert building.ask(work.region, work.period, by=person) == report, "Asked again, it is tried again."
    building.build(report.pk)
    report.refresh_from_db()
    assert report.is_draft


def test_a_typesetter_that_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    work, person = making.worked(), builders.coordinator("almaty")
    report = building.ask(work.region, work.period, by=person)

    def fails(row: MonitoringReport) -> bytes:
        raise subprocess.CalledProcessError(1, "typst")

    monkeypatch.setattr(paper, "draw", fails)
    building.build(report.pk)
    report.refresh_from_db()
    assert report.state == "failed" and report.job.problem == "CalledProcessError"
    monkeypatch.undo()
    building.retry(report, by=person)
    building.build(report.pk)
    report.refresh_from_db()
    assert report.is_draft


def test_what_cannot_be_asked() -> None:
    work, today = making.worked(), timezone.localdate()
    person = builders.coordinator("almaty")
    day = dt.timedelta(days=1)
    for region, first, last, code in (
        (work.region, today - day, today, "wrong_period"),
        (work.region, dt.date(2019, 12, 31), dt.date(2020, 2, 1), "wrong_period"),
        (work.region, today - 2000 * day, today - day, "wrong_period"),
        (builders.region("astana"), today - 9 * day, today - day, "not_allowed"),
        (None, today - 9 * day, today - day, "not_allowed"),
    ):
        with pytest.raises(Refusal) as refusal:
            building.ask(region, making.Period(first, last), by=person)
        assert refusal.value.code == code
    assert not MonitoringReport.objects.exists()


@pytest.mark.parametrize(
    ("today", "kinds"),
    [
        ("2026-11-01", set()),
        ("2026-11-02", {"month"}),
        ("2026-10-05", {"month", "quarter"}),
        ("2026-07-03", {"month", "quarter", "half"}),
        ("2026-01-10", {"month", "quarter", "half", "year"}),
        ("2026-01-11", set()),
    ],
)
def test_what_beat_opens(today: str, kinds: set[str]) -> None:
    builders.region("almaty")
    builders.region("astana")
    with time_machine.travel(f"{today}T06:00:00Z"):
        opened = building.open_due()
        assert building.open_due() == 0
    assert set(MonitoringReport.objects.values_list("kind", flat=True)) == kinds
    assert opened == 3 * len(kinds)
    assert len(set(MonitoringReport.objects.values_list("slug", flat=True))) == opened


def test_the_words_of_a_change() -> None:
    before: Any = making.draft().figures
    after: Any = {**before, "totals": {**before["totals"], "minutes": 540, "came": 4}}
    with translation.override("en"):
        said = tables.changes_in_words(freezing.changes(before, after))
    assert said == [
        "The whole period, came: 3 became 4.",
        "The whole period, verified hours: 8 became 9.",
    ]
    assert freezing.changes(before, before) == []
