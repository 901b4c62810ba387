"""Public statistics: true numbers, each with its definition, and no group so small that it shows a person."""

from __future__ import annotations

import csv
import datetime as dt
import html
import io
import re

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F
from django.test import Client
from django.utils import timezone

from frontoffice.opendata import counting
from frontoffice.opendata.models import PeopleCount
from frontoffice.rollups import figures, rebuilding
from frontoffice.rollups.definitions import DEFINITIONS
from frontoffice.rollups.models import MonthFigures
from frontoffice.rollups.periods import EVERYWHERE, Period
from projects.models import Project
from qazvolunteer.core.small_cells import LEAST
from qazvolunteer.places.models import Region
from tests import builders, doors, hours_rows
from volunteers import statistics
from volunteers.hours_enums import HoursState
from volunteers.hours_models import HoursEntry
from volunteers.models import Attendance, Volunteer

pytestmark = pytest.mark.django_db


def page(query: str = "") -> str:
    response = Client().get(doors.address("statistics") + query)
    assert response.status_code == 200
    return response.content.decode()


def table(name: str = "regions", query: str = "") -> dict[str, dict[str, str]]:
    """Rows of a CSV by what names them."""
    response = Client().get(doors.address("statistics-table", name) + query)
    assert response.status_code == 200
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    name_of = {"country": "Figure", "regions": "Region", "months": "Month", "programmes": "Programme", "ages": "Age"}[
        name
    ]
    return {row[name_of]: row for row in rows}


def helped(
    number: int, project: Project, hours: int = 2, birth_date: dt.date | None = None, day: dt.date | None = None
) -> list[Volunteer]:
    """So many people with confirmed hours on the day, or today."""
    found = []
    for _number in range(number):
        who = builders.volunteer(**({"birth_date": birth_date} if birth_date else {}))
        HoursEntry.objects.create(
            volunteer=who,
            project=project,
            day=day or timezone.localdate(),
            minutes=60 * hours,
            kind="shift",
            evidence="scanned",
            state="confirmed",
            decided_at=builders.now(),
        )
        found.append(who)
    return found


def world(almaty: int, astana: int = 0) -> Project:
    for slug, latitude, longitude in (("almaty", 43.25, 76.95), ("astana", 51.17, 71.43)):
        Region.objects.filter(pk=builders.region(slug).pk).update(latitude=latitude, longitude=longitude)
    project = builders.project()
    builders.shift(project)
    helped(almaty, project)
    if astana:
        helped(astana, builders.project(region=builders.region("astana"), town=None))
    count()
    return project


def count() -> None:
    statistics.refresh()
    rebuilding.rebuild()
    counting.refresh()


def test_every_number_leads_to_its_definition() -> None:
    world(1)
    for found in (page(), page("?view=table")):
        targets = re.findall(r'href="#(define-[a-z_]+)"', found)
        assert len(set(targets)) >= 9
        assert all(found.count(f'id="{target}"') == 1 for target in targets)


def test_dashboards_find_their_definitions_here() -> None:
    found = page()
    for name in (*DEFINITIONS, "open_projects"):
        assert found.count(f'id="define-{name}"') == 1
    explained = Client().get(doors.address("statistics-definitions")).content.decode()
    assert all(f'id="{name}"' in explained for name in DEFINITIONS)
    assert "volunteers_attendance" in explained


def documented(name: str) -> dict[str, float | None]:
    """The SQL that the page of definitions shows for a figure, run as it stands: its value by place."""
    explained = Client().get(doors.address("statistics-definitions")).content.decode()
    shown = re.search(rf'id="{name}">.*?<code[^>]*>(.*?)</code>', explained, re.DOTALL)
    assert shown
    with connection.cursor() as cursor:
        cursor.execute(html.unescape(shown[1]))
        return {place: None if value is None else float(value) for place, value in cursor.fetchall()}


def marked(project: Project, *, came: int, missed: int) -> None:
    """People who came or did not, and whatever must not be counted: lines that wait, a line that was corrected."""
    shift = hours_rows.past_shift(project, days=0.2, hours=1)
    signups = [hours_rows.came(shift) for _number in range(came + missed)]
    for signup in signups[came:]:
        Attendance.objects.filter(signup=signup).update(state="missed")
    for state, minutes in ((HoursState.CONFIRMED, 300), (HoursState.PROPOSED, 500), (HoursState.REJECTED, 700)):
        line = hours_rows.line(signups.pop(0), state, minutes=minutes)
        if state == HoursState.CONFIRMED:
            hours_rows.line(line.signup, state, minutes=-60, kind="correction", corrects=line)


def test_a_number_of_the_page_is_found_again_by_its_documented_definition() -> None:
    project = world(LEAST + 5, LEAST + 2)
    marked(project, came=12, missed=4)
    marked(builders.project(region=builders.region("astana"), town=None), came=11, missed=0)
    count()
    regions, country = table(), table("country")
    for name, column, shown in (
        ("active", "Active volunteers", lambda value: f"{value:.0f}"),
        ("hours", "Verified hours", lambda value: f"{round(value)}"),
        ("attendance_rate", "Attendance", lambda value: f"{round(100 * value)}"),
    ):
        found = documented(name)
        assert {row["KATO"]: row[column] for row in regions.values()} == {
            place: shown(value) for place, value in found.items() if place != "KZ"
        }
        if column in country:
            assert country[column]["Number"] == shown(found["KZ"])
    assert documented("hours") == {"KZ": 62, builders.region("almaty").pk: 34, builders.region("astana").pk: 28}
    today = timezone.localdate()
    whole = figures.totals(EVERYWHERE, Period(today.replace(month=1, day=1), today))
    for name, definition in DEFINITIONS.items():
        kept = getattr(whole, name) or 0
        kept = kept / 60 if name.startswith("minutes") else kept
        assert (documented(name).get("KZ") or 0) == pytest.approx(kept), definition.title
    call_command("trace_figures")
    MonthFigures.objects.filter(minutes__gt=0).update(minutes=F("minutes") + 1)
    with pytest.raises(CommandError, match="3 numbers differ"):
        call_command("trace_figures")


@pytest.mark.usefixtures("workplace")
def test_a_number_of_the_page_is_followed_down_to_its_lines() -> None:
    marked(world(LEAST + 5), came=12, missed=0)
    count()
    client = doors.signed_in(builders.coordinator("almaty"))
    query = {"period": str(timezone.localdate().year), "show": "lines", "format": "csv"}
    lines: list[dict[str, str]] = []
    for project in client.get(doors.address("office-figures", "projects"), query | {"format": ""}).context["lines"]:
        file = client.get(project.url.partition("?")[0], query).content.decode("utf-8-sig")
        lines += csv.DictReader(io.StringIO(file))
    assert len(lines) == LEAST + 5 + 2
    assert f"{sum(float(line['Hours']) for line in lines):.0f}" == table()["Almaty"]["Verified hours"] == "34"


def test_a_small_region_takes_another_one_with_it() -> None:
    """With Almaty shown, the country less Almaty would be the nine of Astana."""
    world(LEAST + 5, LEAST - 1)
    rows = table()
    assert [rows[name]["Active volunteers"] for name in ("Almaty", "Astana")] == ["", ""]
    assert [rows[name]["Verified hours"] for name in ("Almaty", "Astana")] == ["", ""]
    found = page("?by=hours&region=astana-region")
    assert "Astana: not shown" in found
    assert "Active volunteers 24" in builders.words(found)


def test_large_regions_are_shown_with_their_hours() -> None:
    world(LEAST + 5, LEAST)
    rows = table()
    assert [rows[name]["Active volunteers"] for name in ("Almaty", "Astana")] == ["15", "10"]
    assert [rows[name]["Verified hours"] for name in ("Almaty", "Astana")] == ["30", "20"]
    assert "Almaty: 30" in page("?by=hours")


def test_projects_and_organizations_are_not_people() -> None:
    world(1)
    row = table()["Almaty"]
    assert (row["Open projects"], row["Organizations"], row["Active volunteers"]) == ("1", "1", "")


def test_ages_are_hidden_like_regions() -> None:
    project = world(0)
    this = timezone.localdate().year
    helped(12, project, birth_date=dt.date(this - 20, 1, 1))
    helped(40, project, birth_date=dt.date(this - 30, 1, 1))
    helped(3, project, birth_date=dt.date(this - 70, 1, 1))
    count()
    assert {name: row["Active volunteers"] for name, row in table("ages").items()} == {
        "under 18": "",
        "18–24": "",
        "25–34": "40",
        "35–59": "",
        "60 and older": "",
    }


def test_ages_change_on_the_birthday() -> None:
    project = world(0)
    today = timezone.localdate()
    helped(15, project, birth_date=today.replace(year=today.year - 18))
    helped(15, project, birth_date=(today + dt.timedelta(days=1)).replace(year=today.year - 18))
    count()
    found = {row.key: row.people for row in PeopleCount.objects.filter(kind="age", year=today.year)}
    assert {key: people for key, people in found.items() if people} == {"18-24": 15, "under-18": 15}


def test_a_page_never_counts_a_year_and_shows_nothing_that_is_not_counted() -> None:
    world(LEAST)
    assert [row["Active volunteers"] for row in table("programmes").values()] == [str(LEAST)]
    PeopleCount.objects.all().delete()
    for name in ("programmes", "ages"):
        assert {value for row in table(name).values() for value in [*row.values()][1:]} == {""}
    assert table()["Almaty"]["Active volunteers"] == str(LEAST), "regions are counted apart"
    page()
    assert not PeopleCount.objects.exists()


def test_every_year_of_the_page_is_counted_once_and_the_last_two_every_day() -> None:
    this = timezone.localdate().year
    counting.refresh()
    first = dict(PeopleCount.objects.filter(key="18-24").values_list("year", "pk"))
    assert sorted(first) == list(range(this - counting.YEARS, this + 1))
    counting.refresh()
    second = dict(PeopleCount.objects.filter(key="18-24").values_list("year", "pk"))
    assert [year for year in first if first[year] != second[year]] == [this - 1, this]


def test_months_and_programmes_are_tables_too() -> None:
    world(LEAST)
    month = f"{timezone.localdate():%Y-%m}"
    assert table("months")[month]["Verified hours"] == "20"
    assert [row["Active volunteers"] for row in table("programmes").values()] == ["10"]
    assert table("months", f"?year={timezone.localdate().year - 1}")[f"{timezone.localdate().year - 1}-12"] == {
        "Month": f"{timezone.localdate().year - 1}-12",
        "Active volunteers": "",
        "Verified hours": "",
    }
    assert Client().get("/en/statistics/nothing.csv").status_code == 404


def test_the_map_shows_what_was_asked_for_and_keeps_the_region() -> None:
    world(LEAST)
    found = page("?by=organizations&region=astana-region")
    assert "Astana: 0" in found
    assert '<h3 id="region-name">Astana</h3>' in found
    assert 'href="/en/statistics/?by=hours&amp;region=astana-region&amp;year=' in found


def test_people_among_a_thousand_inhabitants_are_compared() -> None:
    world(LEAST + 5, LEAST + 20)
    Region.objects.filter(pk=builders.region("almaty").pk).update(population=1_000)
    Region.objects.filter(pk=builders.region("astana").pk).update(population=4_000)
    found = page("?by=per_thousand")
    assert "Almaty: 15.00" in found and "Astana: 7.50" in found
    assert "Place 1 of 2" in builders.words(found)
    assert '<h3 id="region-name">Almaty</h3>' in found and '<li class="q5">15.00+</li>' in found
    Region.objects.filter(pk=builders.region("almaty").pk).update(population=None)
    assert "Almaty: –" in page("?by=per_thousand&region=almaty-region")


def test_a_table_stands_where_the_map_was() -> None:
    world(LEAST)
    drawn, written = page("?by=hours"), page("?by=hours&view=table")
    assert 'class="place-map"' in drawn and 'href="/en/statistics/?by=hours&amp;year=' in drawn
    assert 'class="place-map"' not in written and written.count("<table") == 1
    assert "view=table#map" in drawn and "Attendance" in written.partition("<thead>")[2].partition("</thead>")[0]
    assert written.count("view=table#map") == 6, "the five measures and the table itself keep the view"


def test_the_counters_say_how_they_move() -> None:
    project = world(3 * LEAST)
    today = timezone.localdate()
    before = today.replace(year=today.year - 1, day=min(today.day, 28))
    helped(LEAST - 1, project, day=before)
    count()
    assert "against the same days" not in builders.words(page()), "nine people would be shown"
    helped(1, project, day=before)
    helped(LEAST, project, day=dt.date(today.year - 1, 12, 31))
    count()
    said = builders.words(page()).replace("\u00a0", " ")
    if (today.month, today.day) != (12, 31):
        assert said.count(f"+200 % against the same days of {today.year - 1}") == 2


def test_the_counters_are_a_table_with_the_moment_they_were_counted() -> None:
    world(LEAST)
    found = table("country")
    row = found["Active volunteers"]
    assert (row["Number"], row["Period"]) == (str(LEAST), str(timezone.localdate().year))
    assert row["Definition"].endswith("/en/statistics/#define-active")
    assert row["Counted at"].startswith(f"{timezone.localdate():%Y-%m-%d}")
    assert found["Open projects"]["Number"] == "1"


@pytest.mark.parametrize(
    "query",
    [
        "?by=x",
        "?view=x",
        "?region=x",
        "?region=%22%3E%3Cb%3E",
        "?by=%00&region=%00",
        "?year=1",
        "?year=99999",
        "?year=%00",
    ],
)
def test_an_odd_address_shows_the_page(query: str) -> None:
    world(0)
    found = page(query)
    assert "<b>" not in found.partition('class="segmented"')[2].partition("</nav>")[0]
    assert '<h3 id="region-name">Almaty</h3>' in found


def test_shares_of_programmes_are_of_hours() -> None:
    for slug, number in (("bilim", 30), ("umit", 10), ("taza-alem", 40)):
        helped(number, builders.project(programme=builders.programme(slug)))
    count()
    said = builders.words(page())
    assert said.index("taza-alem 80 50 %") < said.index("bilim 60 38 %") < said.index("umit 20 12 %")


def test_a_country_without_anything_has_a_page() -> None:
    page()
