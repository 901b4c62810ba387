"""Dashboards: right numbers, for the right desk, in few statements; every number leads to its rows."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from frontoffice.dashboards import charts, goals
from frontoffice.dashboards.asked import asked
from frontoffice.dashboards.charts import Column
from frontoffice.dashboards.models import ProgrammeGoal
from frontoffice.models import Coordinator, Office
from frontoffice.office.guard import Desk
from frontoffice.rollups import rebuilding
from frontoffice.rollups.models import DayFigures, MonthFigures
from organizations.enums import Role
from organizations.permissions import EVERYWHERE
from qazvolunteer.core.refusals import Refusal
from tests import builders, doors, hours_rows
from volunteers.hours_enums import HoursState
from volunteers.hours_models import HoursEntry
from volunteers.models import SignUp

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workplace")]
DAY = dt.timedelta(days=1)
FILES = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def worked(region: str = "almaty", *, minutes: int = 240, days: float = 0.2, **values: Any) -> SignUp:
    """Somebody came and has confirmed hours."""
    project = builders.project(region=builders.region(region), **values)
    signup = hours_rows.came(hours_rows.past_shift(project, days=days, hours=1))
    hours_rows.line(signup, HoursState.CONFIRMED, minutes=minutes)
    return signup


def prepared(signup: SignUp, *, minutes: int, day: dt.date | None = None) -> None:
    """Confirmed hours of the same person and project that belong to no shift."""
    HoursEntry.objects.create(
        volunteer=signup.volunteer,
        project=signup.shift.project,
        day=day or timezone.localdate(signup.shift.starts_at),
        minutes=minutes,
        kind="preparation",
        evidence="confirmed",
        state="confirmed",
        decided_at=timezone.now(),
    )


def counted() -> None:
    rebuilding.refresh()


def page(client: Client, name: str = "office", *arguments: Any, **query: str) -> str:
    response = client.get(doors.address(name, *arguments), query)
    assert response.status_code == 200
    return doors.read(response)


def whole_year(signup: SignUp) -> str:
    return str(timezone.localdate(signup.shift.starts_at).year)


def test_the_country_and_a_region_are_told_apart() -> None:
    here, there = worked("almaty", minutes=240), worked("astana", minutes=600)
    counted()
    republic, almaty = doors.signed_in(builders.coordinator(None)), doors.signed_in(builders.coordinator("almaty"))
    everything = page(republic, period=whole_year(here))
    assert re.search(r"Active volunteers 2 ", everything)
    assert re.search(r"Verified hours 14 ", everything)
    part = page(almaty, period=whole_year(here))
    assert re.search(r"Active volunteers 1 ", part)
    assert re.search(r"Verified hours 4 ", part)
    assert there.shift.project.title not in page(almaty, "office-figures", "projects", period=whole_year(here))


def test_what_is_of_another_region_is_not_there() -> None:
    signup = worked("astana")
    counted()
    project, astana = signup.shift.project, builders.region("astana")
    client = doors.signed_in(builders.coordinator("almaty"))
    addresses = [
        (doors.address("office"), {"region": astana.slug}),
        (doors.address("office-figures", "parts"), {"region": astana.slug}),
        (doors.address("office"), {"organization": project.organization.slug}),
        (doors.address("office-figures-project", project.slug), {}),
        (doors.address("office-figures-shift", project.slug, signup.shift.pk), {}),
        (doors.address("office-figures", "nothing"), {}),
    ]
    assert {
        url: client.get(url, query).status_code for url, query in addresses if client.get(url, query).status_code != 404
    } == {}
    mine = worked("almaty").shift
    # A shift is fetched through its own project.
    assert client.get(doors.address("office-figures-shift", project.slug, mine.pk)).status_code == 404


def test_a_coordinator_of_two_regions_chooses_one() -> None:
    person = builders.coordinator("almaty")
    office, _made = Office.objects.get_or_create(region=builders.region("astana"), defaults={"name": "Astana"})
    Coordinator.objects.create(user=person, office=office)
    worked("almaty", minutes=60), worked("astana", minutes=120)
    counted()
    client = doors.signed_in(person)
    for slug, hours in ((builders.region("almaty").slug, "1"), (builders.region("astana").slug, "2")):
        assert re.search(rf"Verified hours {hours} ", page(client, region=slug, period=f"{timezone.localdate():%Y}"))


def test_a_number_is_followed_down_to_its_lines() -> None:
    signup = worked("almaty", minutes=90)
    counted()
    client = doors.signed_in(builders.coordinator(None))
    query = {"period": whole_year(signup), "region": builders.region("almaty").slug}
    projects = client.get(doors.address("office-figures", "projects"), query)
    assert "1.5" in doors.read(projects)
    down = re.search(rf'href="([^"]*/{signup.shift.project.slug}/[^"]*)"', projects.content.decode())
    assert down
    shifts = client.get(down[1].replace("&amp;", "&"))
    further = re.search(rf'href="([^"]*/shifts/{signup.shift.pk}/[^"]*)"', shifts.content.decode())
    assert further
    # The way keeps the days and the region.
    found = client.get(further[1].replace("&amp;", "&"))
    assert down[1] in found.content.decode()
    lines = doors.read(found)
    assert "1.5" in lines
    assert signup.volunteer.user.last_name not in lines


def test_hours_without_a_shift_are_among_the_lines_of_a_project() -> None:
    signup = worked("almaty", minutes=90)
    prepared(signup, minutes=30)
    counted()
    client = doors.signed_in(builders.coordinator("almaty"))
    query = {"period": whole_year(signup)}
    found = client.get(doors.address("office-figures-project", signup.shift.project.slug), query).context["lines"]
    assert [str(line.cells[-1]) for line in found] == ["1.5", "2.0"]
    lines = client.get(doors.address("office-figures-project", signup.shift.project.slug), {**query, "show": "lines"})
    assert sum(line.cells[-1] for line in lines.context["lines"]) == 2
    file = client.get(lines.request["PATH_INFO"] + lines.context["files"][1][1]).content.decode("utf-8-sig")
    assert [row.rpartition(",")[2] for row in file.splitlines()[1:]] == ["1.5", "0.5"]


def test_hours_stand_beside_those_of_the_period_before() -> None:
    signup = worked("almaty", minutes=600)
    day = timezone.localdate(signup.shift.starts_at)
    prepared(signup, minutes=300, day=day - DAY)
    counted()
    client = doors.signed_in(builders.coordinator("almaty"))
    query = {"first": f"{day}", "last": f"{day}"}
    for name in ("programmes", "organizations"):
        found = client.get(doors.address("office-figures", name), query).context["lines"]
        assert [str(value) for value in found[0].cells[:3]] == ["10.0", "5.0", "100"], name


@pytest.mark.parametrize(
    ("period", "today", "first", "last"),
    [
        ("2026-11", "2026-11-28", "2026-10-01", "2026-10-28"),
        ("2026-03", "2026-03-31", "2026-02-01", "2026-02-28"),
        ("2026-q4", "2026-11-28", "2026-07-01", "2026-08-28"),
        ("2026", "2026-11-28", "2025-01-01", "2025-11-28"),
        ("2025", "2026-11-28", "2024-01-01", "2024-12-31"),
    ],
)
def test_a_period_that_runs_is_compared_with_as_much_of_the_one_before(
    period: str, today: str, first: str, last: str
) -> None:
    desk = Desk(EVERYWHERE)
    with time_machine.travel(f"{today}T09:00:00+00:00", tick=False):
        found = asked({"period": period}, desk).before
    assert (f"{found.first}", f"{found.last}") == (first, last)


def test_every_number_of_the_overview_leads_to_a_page() -> None:
    signup = worked("almaty")
    counted()
    for of in (None, "almaty"):
        client = doors.signed_in(builders.coordinator(of))
        drawn = client.get(doors.address("office"), {"first": "2026-01-05", "last": f"{timezone.localdate()}"})
        links = set(re.findall(r'href="([^"#]*/office/[^"#]*)"', drawn.content.decode()))
        assert len(links) > 20
        assert {url: code for url in links if (code := client.get(url.replace("&amp;", "&")).status_code) != 200} == {}
        # The way up keeps the days.
        inner = {"programme": signup.shift.project.programme.slug, "region": builders.region("almaty").slug}
        up = client.get(doors.address("office"), {**inner, "first": "2026-01-05", "last": "2026-02-01"})
        assert re.search(r'href="/en/office/\?region=almaty-region&amp;first=2026-01-05', up.content.decode())


@pytest.mark.parametrize("name", ["months", "programmes", "parts", "organizations", "projects", "risk"])
@pytest.mark.parametrize("kind", FILES)
def test_every_table_is_a_file_too(name: str, kind: str) -> None:
    signup = worked("almaty")
    counted()
    client = doors.signed_in(builders.coordinator("almaty"))
    query = {"period": whole_year(signup)}
    page(client, "office-figures", name, **query)
    response = client.get(doors.address("office-figures", name), {**query, "format": kind})
    assert response["Content-Type"] == FILES[kind]
    assert f"qazvolunteer-{name}-" in response["Content-Disposition"]
    assert len(response.content) > 50


def test_a_table_is_ranked_by_the_measure_one_chooses() -> None:
    much, often = worked("almaty", minutes=600), worked("astana", minutes=30)
    hours_rows.came(often.shift), hours_rows.came(often.shift)
    counted()
    client = doors.signed_in(builders.coordinator(None))
    query = {"period": whole_year(much)}
    for sort, first in (("4", "almaty"), ("9", "astana"), ("99", "almaty")):
        table = client.get(doors.address("office-figures", "parts"), {**query, "sort": sort}).context["lines"]
        assert table[0].name == builders.region(first).name, sort


def test_the_address_keeps_the_period() -> None:
    client = doors.signed_in(builders.coordinator("almaty"))
    found = client.get(doors.address("office"), {"first": "2026-01-05", "last": "2026-02-10"})
    assert found.context["asked"].pairs[-2:] == [("first", "2026-01-05"), ("last", "2026-02-10")]
    for period, days in (("2026-q1", 90), ("2026-h1", 181), ("2025", 365), ("2026-02", 28)):
        assert client.get(doors.address("office"), {"period": period}).context["asked"].period.days == days
    for wrong in (
        {"period": "2026-13"},
        {"period": "1066"},
        {"first": "2026-02-10", "last": "2026-01-05"},
        {"first": "x", "last": "y"},
    ):
        assert (
            client.get(doors.address("office"), wrong).context["asked"].period_name == f"{timezone.localdate():%Y-%m}"
        )


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_large_numbers_are_read_in_every_language(language: str) -> None:
    worked("almaty")
    counted()
    for model in (DayFigures, MonthFigures):
        model.objects.filter(minutes__gt=0).update(minutes=60 * 1_234_567)
    found = doors.signed_in(builders.coordinator(None)).get(doors.address("office", language=language))
    assert found.status_code == 200
    assert found.content.decode().count("1\u00a0234\u00a0567") >= 3


@pytest.mark.parametrize("rows", [3, 30])
@pytest.mark.parametrize(("of", "most"), [(None, 28), ("almaty", 28)])
def test_the_statements_do_not_grow(rows: int, of: str | None, most: int) -> None:
    for _number in range(rows):
        worked("almaty")
    counted()
    today = timezone.localdate()
    days = {"first": today, "last": today + DAY, "by": builders.coordinator(None)}
    for slug in ("taza-alem", "bilim"):
        goals.set_goal(builders.programme(slug), measure="hours", planned=900, **days)
    client = doors.signed_in(builders.coordinator(of))
    client.get(doors.address("office"))
    with CaptureQueriesContext(connection) as captured:
        client.get(doors.address("office"))
    assert len(captured) <= most
    figures = [
        one["sql"]
        for one in captured
        if ("frontoffice_" in one["sql"] and "figures" in one["sql"].lower()) or "active" in one["sql"]
    ]
    assert len([sql for sql in figures if "frontoffice_month" in sql or "frontoffice_active" in sql]) <= 5


def test_a_late_report_is_asked_for_once_a_day() -> None:
    owner = builders.member(organization := builders.organization(), Role.OWNER)
    project = hours_rows.done_project(organization=organization)
    row = hours_rows.report(project, due_on=timezone.localdate() - 3 * DAY)
    client = doors.signed_in(builders.coordinator("almaty"))
    assert "3 days late" in page(client)
    said = [
        doors.read(
            client.post(doors.address("office-report-remind", row.pk), {"next": doors.address("office")}, follow=True)
        )
        for _twice in "12"
    ]
    assert "The organization was reminded." in said[0]
    assert "They were reminded today already." in said[1]
    assert doors.told(owner).count("volunteers.report_due") == 1
    foreign = doors.signed_in(builders.coordinator("astana"))
    assert foreign.post(doors.address("office-report-remind", row.pk)).status_code == 404


def test_a_shift_of_tomorrow_that_lacks_people_is_seen() -> None:
    builders.shift(builders.project(title_en="Half empty"), starts_in=DAY, seats=10)
    builders.shift(builders.project(title_en="Far away"), starts_in=5 * DAY, seats=10)
    words = page(doors.signed_in(builders.coordinator("almaty")))
    assert "Half empty" in words and "Far away" not in words
    every = page(doors.signed_in(builders.coordinator("almaty")), "office-figures", "risk")
    assert "Half empty" in every and "Far away" not in every
    assert "Half empty" not in page(doors.signed_in(builders.coordinator("astana")), "office-figures", "risk")
    assert "0 of 10 places taken" in words


# --- Goals


def test_goals_are_planned_by_the_republic_and_measured() -> None:
    signup = worked("almaty", minutes=600)
    counted()
    programme, today = signup.shift.project.programme, timezone.localdate(signup.shift.starts_at)
    saule = doors.signed_in(builders.coordinator(None))
    given = {
        "programme": programme.pk,
        "measure": "hours",
        "planned": 40,
        "first": f"{today - 9 * DAY}",
        "last": f"{today + 10 * DAY}",
    }
    assert doors.signed_in(builders.coordinator("almaty")).get(doors.address("office-goals")).status_code == 403
    assert saule.post(doors.address("office-goals"), given).status_code == 302
    assert saule.post(doors.address("office-goals"), given).status_code == 422
    words = page(saule, period=f"{today:%Y}")
    assert "10 of 40: 25 %" in words
    assert "Behind the plan" in words
    saule.post(doors.address("office-goal-end", ProgrammeGoal.objects.get().pk))
    assert "10 of 40" not in page(saule, period=f"{today:%Y}")
    with pytest.raises(Refusal, match="Only the republican"):
        goals.set_goal(
            programme, by=builders.coordinator("almaty"), measure="hours", planned=1, first=today, last=today
        )


# --- Charts


def columns(*values: float) -> list[Column]:
    return [Column(label=str(number), value=value, before=value / 2, said="") for number, value in enumerate(values)]


def test_bars_stand_on_the_ground_and_under_the_top() -> None:
    for values in ([0] * 12, [1], [3, 0, 12_600, 7318], [-4, 8], [2_000_000, 14_000_000]):
        chart = charts.bars(columns(*values))
        for drawing in (chart.wide, chart.narrow):
            assert all(bar.y >= 0 and round(bar.y + bar.height) == drawing.bottom for bar in drawing.bars)
            tallest = max(drawing.bars, key=lambda bar: bar.column.value)
            assert tallest.height == max(bar.height for bar in drawing.bars)
            assert [tick.y for tick in drawing.ticks] == sorted((tick.y for tick in drawing.ticks), reverse=True)


@pytest.mark.parametrize(
    ("most", "top"), [(0, 4), (3, 4), (12, 12), (13, 16), (7318, 8000), (12_600, 16_000), (99, 100)]
)
def test_the_axis_ends_at_a_round_number(most: float, top: float) -> None:
    assert charts.ceiling(most) >= most
    assert charts.ceiling(most) == top


def test_a_small_line_needs_two_points() -> None:
    assert charts.spark([1]) is None and charts.spark([None, 2, None]) is None
    flat = charts.spark([5, 5, 5])
    assert flat and flat.line.count(",") == 3
