"""The visitor's region: chosen, remembered, forgotten; the home page shows it first and its links carry it."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import builders, doors

pytestmark = pytest.mark.django_db


def choose(client: Client, slug: str, **values: str) -> str:
    return client.post("/region/", {"region": slug, "next": "/en/", **values})["Location"]


@pytest.fixture
def _two_regions() -> None:
    here = builders.project(**builders.three("title", "Near the mountains"))
    builders.shift(here, starts_in=5 * builders.DAY)
    there = builders.project(
        region=builders.region("astana"), town=builders.town("astana"), **builders.three("title", "By the river")
    )
    builders.shift(there, starts_in=2 * builders.DAY)


@pytest.mark.usefixtures("_two_regions")
def test_what_is_near_is_shown_first_and_the_links_carry_the_region() -> None:
    client = Client()
    whole = client.get("/en/").content.decode()
    assert "Near the mountains" in whole
    assert "By the river" in whole
    assert choose(client, "almaty-region") == "/en/"
    near = client.get("/en/").content.decode()
    assert "Almaty: soonest, with places left" in near
    assert "Near the mountains" in near
    assert "By the river" not in near
    assert "/en/projects/?region=almaty-region&amp;places=on" in near
    assert '<option value="almaty-region" selected>' in near


@pytest.mark.usefixtures("_two_regions")
def test_it_is_forgotten_when_asked() -> None:
    client = Client()
    choose(client, "almaty-region")
    choose(client, "almaty-region", forget="1")
    assert "By the river" in client.get("/en/").content.decode()
    choose(client, "almaty-region")
    choose(client, "")
    assert not client.cookies["region"].value


def test_a_region_without_projects_shows_the_country_and_says_so() -> None:
    builders.shift(builders.project(**builders.three("title", "By the river")))
    builders.region("astana")
    client = Client()
    choose(client, "astana-region")
    page = doors.read(client.get("/en/"))
    assert "Astana: nothing with places left at the moment, so this is the whole country." in page
    assert "By the river" in page


@pytest.mark.parametrize("slug", ["no-such-region", "../../x", "<b>", "x" * 300, "АЛМАТЫ"])
def test_there_is_no_such_region(slug: str) -> None:
    client = Client()
    choose(client, slug)
    assert not client.cookies["region"].value
    client.cookies["region"] = slug if slug.isascii() else "x"
    assert client.get("/en/").status_code == 200


@pytest.mark.parametrize("evil", ["https://evil.example/", "//evil.example/", ""])
def test_nobody_is_sent_elsewhere(evil: str) -> None:
    assert Client().post("/region/", {"region": "", "next": evil})["Location"] == "/"


def test_reading_the_address_changes_nothing() -> None:
    assert Client().get("/region/").status_code == 405
