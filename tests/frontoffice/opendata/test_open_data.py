"""Open data: frozen, dated, described, and the same bytes from the same records."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from frontoffice.opendata import package, publishing
from frontoffice.opendata.models import OpenDataVersion
from frontoffice.opendata.suppression import ALL
from frontoffice.rollups import rebuilding
from frontoffice.rollups.periods import later, month_of
from tests import builders, doors
from tests.frontoffice.opendata.test_suppression import solvable, sums
from volunteers.hours_models import HoursEntry

pytestmark = pytest.mark.django_db


def last_month() -> dt.date:
    """Its second day."""
    return later(month_of(timezone.localdate()), -1) + dt.timedelta(days=1)


def world() -> None:
    """Last month: 30 people in Almaty, 25 in Astana; the month before 12 and 4."""
    for slug, now, before in (("almaty", 30, 12), ("astana", 25, 4)):
        project = builders.project(region=builders.region(slug), town=None)
        for number in range(now):
            who = builders.volunteer()
            days = [last_month(), *([later(last_month(), -1)] if number < before else [])]
            for day in days:
                HoursEntry.objects.create(
                    volunteer=who,
                    project=project,
                    day=day,
                    minutes=60,
                    kind="shift",
                    evidence="scanned",
                    state="confirmed",
                    decided_at=builders.now(),
                )
    rebuilding.rebuild()


def files(day: dt.date | None = None) -> dict[str, bytes]:
    return {file.name: file.content for file in package.build(day or timezone.localdate())}


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode())))


def test_the_same_records_give_the_same_bytes() -> None:
    world()
    before = files()
    call_command("rebuild_figures", "--all")
    assert files() == before


def test_a_version_is_frozen_and_can_be_made_again() -> None:
    world()
    version, is_same = publishing.publish(timezone.localdate())
    assert is_same
    call_command("publish_open_data")
    kept = {file.name: bytes(file.content) for file in version.files.all()}
    HoursEntry.objects.filter(day=last_month()).first().delete()
    rebuilding.rebuild()
    with pytest.raises(CommandError, match="another version"):
        call_command("publish_open_data")
    assert {file.name: bytes(file.content) for file in version.files.all()} == kept
    assert OpenDataVersion.objects.count() == 1


def test_a_day_to_come_is_refused() -> None:
    with pytest.raises(CommandError):
        call_command("publish_open_data", "--date", f"{timezone.localdate() + dt.timedelta(days=1)}")


def test_what_is_due_comes_once_a_month() -> None:
    assert publishing.publish_what_is_due() is not None
    assert publishing.publish_what_is_due() is None


def test_figures_end_with_a_whole_month() -> None:
    assert package.through(dt.date(2026, 5, 30)) == dt.date(2026, 4, 30)
    assert package.through(dt.date(2026, 5, 31)) == dt.date(2026, 5, 31)
    world()
    months = {row["period"] for row in rows(files()["regions.csv"])}
    assert f"{last_month():%Y-%m}" in months
    assert f"{timezone.localdate():%Y-%m}" not in months


def test_the_description_is_true() -> None:
    world()
    found = files()
    described = json.loads(found["datapackage.json"])
    assert described["licenses"][0]["name"] == "CC-BY-4.0"
    assert described["version"] == timezone.localdate().isoformat()
    for one in described["resources"]:
        content = found[one["path"]]
        assert one["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert one["bytes"] == len(content)
        names = [field["name"] for field in one["schema"]["fields"]]
        if one["format"] == "csv":
            assert next(csv.reader(io.StringIO(content.decode()))) == names
            same = json.loads(found[one["path"].replace(".csv", ".json")])
            assert [{key: "" if value is None else str(value) for key, value in row.items()} for row in same] == rows(
                content
            )
    fields = {field["name"]: field for field in described["resources"][0]["schema"]["fields"]}
    assert "Different people" in fields["active"]["description"]


def test_small_cells_and_what_would_give_them_away_are_empty() -> None:
    world()
    found = {(row["kato"], row["period"]): row for row in rows(files()["regions.csv"])}
    early, late = f"{later(last_month(), -1):%Y-%m}", f"{last_month():%Y-%m}"
    assert found[builders.region("astana").pk, early]["active"] == ""
    # Its neighbour too: the country had 16.
    assert found[builders.region().pk, early]["active"] == ""
    assert found[builders.region().pk, early]["hours"] == ""
    assert found["KZ", late]["active"] == "55"
    if early[:4] != late[:4]:
        return
    regions = [builders.region("almaty").pk, builders.region("astana").pk]
    months = sorted({period for _kato, period in found if len(period) == 7 and period[:4] == late[:4]})
    name = {"KZ": ALL}
    hidden = {
        (name.get(kato, kato), ALL if len(period) == 4 else period)
        for (kato, period), row in found.items()
        if period[:4] == late[:4] and row["hours"] == ""
    }
    people = {(row, column) for row in (*regions, ALL) for column in (early, late, ALL)}
    assert solvable({}, sums(regions, months), hidden & people) == set()


def test_the_page_leads_to_every_file() -> None:
    assert "Nothing was published yet" in Client().get(doors.address("open-data")).content.decode()
    world()
    version, _is_same = publishing.publish(timezone.localdate())
    said = Client().get(doors.address("open-data")).content.decode()
    assert version.digest in said
    assert "CC BY 4.0" in said
    for file in version.files.all():
        address = doors.address("open-data-file", version.day.isoformat(), file.name)
        assert f'href="{address}"' in said
        response = Client().get(address)
        assert response.content == bytes(file.content)


@pytest.mark.parametrize("path", ["2026-13-01/regions.csv", "2020-01-01/regions.csv", "x/regions.csv", "2020-01-01/x"])
def test_what_was_not_published_is_not_found(path: str) -> None:
    assert Client().get(f"/en/open-data/{path}").status_code == 404
