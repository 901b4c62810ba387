"""Public statistics: true numbers, each with its definition, and no group so small that it shows a person."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.test import Client

from qazvolunteer.places.models import Region
from tests import builders, doors
from volunteers import statistics

pytestmark = pytest.mark.django_db


def page(query: str = "") -> str:
    response = Client().get(doors.address("statistics") + query)
    assert response.status_code == 200
    return response.content.decode()


def table() -> dict[str, list[str]]:
    response = Client().get(doors.address("statistics-regions"))
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert rows[0] == ["KATO", "Region", "Open projects", "Organizations", "Volunteers", "population"]
    return {row[1]: row[2:5] for row in rows[1:]}


def world(volunteers: int) -> None:
    for slug, latitude, longitude in (("almaty", 43.25, 76.95), ("astana", 51.17, 71.43)):
        Region.objects.filter(pk=builders.region(slug).pk).update(latitude=latitude, longitude=longitude)
    builders.shift(builders.project())
    for _number in range(volunteers):
        builders.volunteer()
    statistics.refresh()


def test_every_number_leads_to_its_definition() -> None:
    world(1)
    found = page()
    targets = re.findall(r'<dt><a class="link" href="#(define-[a-z]+)"', found)
    assert len(targets) == 4
    assert all(f'id="{target}"' in found for target in targets)


def test_small_groups_are_hidden_everywhere() -> None:
    world(statistics.SMALLEST_GROUP - 1)
    assert table()["Almaty"] == ["1", "1", ""]
    found = page("?by=volunteers&region=almaty-region")
    assert "fewer than 5" in builders.words(found)
    assert "Almaty: fewer than 5" in found
    assert 'aria-label="Almaty: 4' not in found
    builders.volunteer()
    statistics.refresh()
    assert table()["Almaty"] == ["1", "1", "5"]
    assert "Almaty: 5" in page("?by=volunteers")


def test_the_map_shows_what_was_asked_for_and_keeps_the_region() -> None:
    world(6)
    found = page("?by=organizations&region=astana-region")
    assert "Astana: 0" in found
    assert '<h3 id="region-name">Astana</h3>' in found
    assert 'href="/en/statistics/?by=volunteers&amp;region=astana-region#map"' in found


@pytest.mark.parametrize("query", ["?by=x", "?region=x", "?region=%22%3E%3Cb%3E", "?by=%00&region=%00"])
def test_an_odd_address_shows_the_page(query: str) -> None:
    world(0)
    found = page(query)
    assert "<b>" not in found.partition('class="segmented"')[2].partition("</nav>")[0]
    assert '<h3 id="region-name">Almaty</h3>' in found


def test_shares_of_programmes_add_up() -> None:
    for slug, number in (("bilim", 3), ("umit", 1), ("taza-alem", 4)):
        for _number in range(number):
            builders.shift(builders.project(programme=builders.programme(slug)))
    said = builders.words(page())
    assert said.index("taza-alem 4 50 %") < said.index("bilim 3 38 %") < said.index("umit 1 12 %")


def test_a_country_without_anything_has_a_page() -> None:
    page()
