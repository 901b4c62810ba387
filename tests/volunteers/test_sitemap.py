"""The sitemap lists what visitors may open, in three languages, and nothing else; robots.txt leads to it."""

from __future__ import annotations

import re
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from organizations.enums import OrganizationState
from projects.enums import ProjectState
from projects.models import Project
from tests import builders
from volunteers import sitemap

pytestmark = pytest.mark.django_db

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def parsed(path: str) -> ElementTree.Element:
    response = Client().get(path)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/xml; charset=utf-8"
    return ElementTree.fromstring(response.content)


def files() -> list[str]:
    return [urlsplit(one.text or "").path for one in parsed("/sitemap.xml").findall("s:sitemap/s:loc", NAMES)]


def newest_projects() -> str:
    """The block that the project made last is in: ids of other tests may fill the ones before."""
    return [name for name in files() if "projects" in name][-1]


def listed() -> dict[str, dict[str, str]]:
    """Every address with its siblings by language."""
    return {
        (url.findtext("s:loc", "", NAMES)): {
            link.attrib["hreflang"]: link.attrib["href"] for link in url.findall("x:link", NAMES)
        }
        for name in files()
        for url in parsed(name).findall("s:url", NAMES)
    }


def test_whatever_is_listed_opens_and_knows_its_siblings() -> None:
    builders.shift(builders.project())
    builders.project(state=ProjectState.COMPLETED)
    addresses = listed()
    # Two projects of two organizations, their programme, region and town.
    assert len(addresses) == 3 * (len(sitemap.PAGES) + 2 + 2 + 3)
    for address, siblings in addresses.items():
        assert Client().get(address.removeprefix(settings.SITE_URL)).status_code == 200, address
        assert set(siblings) == {"kk", "ru", "en", "x-default"}
        assert address in siblings.values()
        assert siblings["x-default"] == siblings["kk"]
        assert all(addresses[other] == siblings for other in siblings.values())


def test_what_a_visitor_may_not_open_is_not_listed() -> None:
    hidden = [
        builders.project(state=ProjectState.DRAFT, published_at=None),
        builders.project(published_at=None),
        builders.project(organization=builders.organization(state=OrganizationState.SUSPENDED)),
    ]
    text = "".join(Client().get(name).content.decode() for name in files())
    assert not [project.slug for project in hidden if f"/{project.slug}/" in text]
    assert hidden[2].organization.slug not in re.findall(r"organizations/([^/]+)/", text)


def test_a_change_shows_in_the_day_of_the_last_change() -> None:
    import datetime as dt

    long_ago = builders.now() - dt.timedelta(days=400)
    project = builders.project(published_at=long_ago)
    assert (
        parsed(newest_projects()).findtext("s:url/s:lastmod", "", NAMES)
        == f"{builders.now().astimezone(dt.UTC):%Y-%m-%d}"
    )
    assert Project.objects.get(pk=project.pk).published_at == long_ago


def test_blocks_are_ranges_of_ids(monkeypatch: pytest.MonkeyPatch) -> None:
    projects = [builders.project() for _ in range(5)]
    # A border among them; ids begin where other tests left off, and a smaller block would make thousands of files.
    monkeypatch.setattr(sitemap, "BLOCK", projects[2].pk)
    assert len([name for name in files() if "projects" in name]) == 2
    addresses = list(listed())
    for project in projects:
        assert sum(f"/en/projects/{project.slug}/" in one for one in addresses) == 1


@pytest.mark.parametrize("path", ["/sitemap-projects-99.xml", "/sitemap-people-0.xml", "/sitemap-projects-0.xml"])
def test_there_is_no_block_past_the_end(path: str) -> None:
    assert Client().get(path).status_code == 404


@pytest.mark.parametrize("rows", [3, 30])
def test_the_statements_do_not_grow(rows: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    one = builders.organization()
    for _ in range(rows):
        builders.project(organization=one)
    name = newest_projects()
    with django_assert_num_queries(2):
        Client().get("/sitemap.xml")
    with django_assert_num_queries(2):
        Client().get(name)


def closed(path: str) -> bool:
    """What robots.txt says of the address, by RFC 9309."""
    rules = re.findall(r"(?m)^Disallow: (.+)$", Client().get("/robots.txt").content.decode())
    return any(re.match(re.escape(rule).replace(r"\*", ".*"), path) for rule in rules)


def test_crawlers_find_the_sitemap_and_every_page_once() -> None:
    builders.shift(builders.project())
    response = Client().get("/robots.txt")
    assert response["Content-Type"].startswith("text/plain")
    assert f"Sitemap: {settings.SITE_URL}/sitemap.xml" in response.content.decode().splitlines()
    assert not [address for address in listed() if closed(address.removeprefix(settings.SITE_URL))]
    assert not closed("/sitemap.xml")
    assert not closed("/kk/projects/?region=astana")
    assert not closed("/static/css/site.css")
    for path in (
        "/kk/accounts/login/",
        "/ru/admin/",
        "/en/my/shifts/",
        "/kk/s/12.abc/",
        "/kk/p/3HsX/",
        "/calendar/3HsX.ics",
        "/kk/projects/?region=astana&programme=bilim",
        "/kk/projects/?after=abc",
        "/kk/projects/calendar/?month=2031-05",
        "/kk/projects/clean-up/shifts/4/",
    ):
        assert closed(path), path


def test_old_programs_find_the_icon() -> None:
    response = Client().get("/favicon.ico")
    assert response.status_code == 302
    assert response["Location"].endswith(".ico")
