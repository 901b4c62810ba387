"""The map of the catalogue: the same projects as the list, where they are."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from projects.enums import Format
from qazvolunteer.places.models import District, Region, Town
from tests import builders, doors
from tests.builders import three

pytestmark = pytest.mark.django_db


def opened(query: str = "", language: str = "en") -> str:
    response = Client().get(doors.address("catalogue-map", language=language) + query)
    assert response.status_code == 200
    return response.content.decode()


def links(page: str) -> dict[str, str]:
    """What a screen reader says of each link of the map, and where it leads; both sizes have the same."""
    found = re.findall(r'<a href="([^"]*)" aria-label="([^"]*: [\d\u00a0]+ open projects?)"', page)
    return {said: href.replace("&amp;", "&") for href, said in found}


@pytest.fixture
def kyzylorda() -> Region:
    region = Region.objects.create(
        kato="430000000", kind="region", slug="kyzylorda", iso="KZ-43", latitude=44.85, longitude=65.5,
        **three("name", "Kyzylorda Region"), **three("short", "Kyzylorda"),
    )  # fmt: skip
    for number, (slug, latitude, longitude) in enumerate([("aral", 46.8, 61.67), ("shieli", 44.18, 66.74)], start=1):
        district = District.objects.create(
            kato=f"43{number}000000", kind="district", slug=f"{slug}-district", region=region, latitude=latitude,
            longitude=longitude, **three("name", f"{slug.title()} District"),
        )  # fmt: skip
        Town.objects.create(
            kato=f"43{number}010000", kind="town", slug=slug, region=region, district=district, latitude=latitude,
            longitude=longitude, **three("name", slug.title()),
        )  # fmt: skip
    return region


def in_town(slug: str, **values: object) -> None:
    town = Town.objects.get(slug=slug)
    builders.shift(builders.project(region=town.region, district=town.district, town=town, **values))


def test_a_region_leads_to_its_own_map_and_a_town_to_its_list(kyzylorda: Region) -> None:
    in_town("aral"), in_town("aral"), in_town("shieli")
    country = links(opened("?places=on"))
    assert country["Kyzylorda Region: 3 open projects"] == "/en/projects/map/?places=on&region=kyzylorda"
    region = links(opened("?region=kyzylorda"))
    assert set(region) == {"Aral: 2 open projects", "Shieli: 1 open project"}
    where = urlsplit(region["Aral: 2 open projects"])
    assert where.path == "/en/projects/"
    assert parse_qs(where.query) == {"format": ["on_site"], "town": ["aral"]}


def test_every_number_is_the_total_of_the_list_behind_it(kyzylorda: Region) -> None:
    in_town("aral"), in_town("aral", format=Format.REMOTE), in_town("shieli", min_age=18)
    district = District.objects.get(slug="shieli-district")
    builders.shift(builders.project(region=kyzylorda, district=district, town=None))
    found = links(opened("?region=kyzylorda"))
    assert set(found) == {"Aral: 1 open project", "Shieli: 1 open project", "Shieli District: 2 open projects"}
    for said, href in found.items():
        number = re.search(r": (\d+)", said)
        assert number
        assert f"{number[1]} project" in doors.read(Client().get(href)), said


def test_work_from_home_is_counted_beside_the_map(kyzylorda: Region) -> None:
    in_town("aral"), in_town("aral", format=Format.REMOTE), in_town("shieli", format=Format.AT_HOME)
    page = opened()
    assert "1 project on the map." in builders.words(page)
    assert "2 projects are remote or at home and are not on the map." in builders.words(page)
    assert 'href="/en/projects/?format=remote&amp;format=at_home"' in page


def test_without_anything_on_site_there_is_a_way_out(kyzylorda: Region) -> None:
    in_town("aral", format=Format.REMOTE)
    page = builders.words(opened("?format=remote"))
    assert "There is nothing to show on the map" in page
    assert "Show as a list" in page


def test_around_a_town_its_neighbours_are_on_the_map(kyzylorda: Region) -> None:
    in_town("aral"), in_town("shieli")
    assert set(links(opened("?near=aral&km=100"))) == {"Aral: 1 open project"}


def test_a_city_shows_its_districts() -> None:
    almaty = builders.region()
    Region.objects.filter(pk=almaty.pk).update(kind="city")
    district = District.objects.create(
        kato="751000000", kind="city_district", slug="medeu", region=almaty, latitude=43.2, longitude=77.0,
        **three("name", "Medeu District"),
    )  # fmt: skip
    builders.shift(builders.project(district=district))
    assert set(links(opened("?region=almaty-region"))) == {"Medeu District: 1 open project"}


def test_the_filters_stay_on_the_map(kyzylorda: Region) -> None:
    in_town("aral")
    page = opened("?places=on&weekend=on")
    assert 'action="/en/projects/map/"' in page
    assert 'href="/en/projects/map/?weekend=on"' in page or 'href="/en/projects/map/?places=on"' in page


@pytest.mark.parametrize("query", ["?region=nowhere", "?town=x&near=y&km=z", "?format=%00", "?q=%FF"])
def test_an_odd_address_shows_a_map(query: str) -> None:
    opened(query)


def test_no_project_takes_the_address_of_the_map() -> None:
    from projects.drafts import free_address

    assert free_address(builders.project(title_en="Map")).startswith("map-")
    assert free_address(builders.project(title_en="Calendar")).startswith("calendar-")
