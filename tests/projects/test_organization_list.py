"""The list of organizations: by name and region, in pages that neither repeat nor skip."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest
from django.test import Client

from organizations.enums import OrganizationState
from projects import organization_list
from projects.enums import ProjectState
from tests import builders, doors
from tests.builders import three

pytestmark = pytest.mark.django_db


@pytest.fixture
def _short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(organization_list, "PAGE", 3)


def names(query: str = "") -> list[str]:
    page = Client().get(doors.address("organizations") + query).content.decode()
    return re.findall(r'class="card-link" href="[^"]*">([^<]*)<', page)


def organization(name: str, projects: int = 0, **values: object) -> None:
    made = builders.organization(**three("name", name), **values)
    for _number in range(projects):
        builders.shift(builders.project(organization=made))


def test_whoever_offers_most_comes_first() -> None:
    organization("Idle"), organization("One", 1), organization("Three", 3)
    organization("Suspended", 2, state=OrganizationState.SUSPENDED)
    assert names() == ["Three", "One", "Idle"]


@pytest.mark.parametrize(("words", "found"), [("клуб", ["Клуб «Дос»"]), ("ДОС клуб", ["Клуб «Дос»"]), ("ничего", [])])
def test_a_name_is_found_by_its_words(words: str, found: list[str]) -> None:
    organization("Клуб «Дос»"), organization("Жасыл қала")
    assert names(f"?{urlencode({'q': words})}") == found


def test_a_region_narrows_and_an_unknown_one_does_not() -> None:
    organization("Here"), organization("There", region=builders.region("astana"))
    assert names("?region=astana-region") == ["There"]
    assert set(names("?region=nowhere")) == {"Here", "There"}


@pytest.mark.usefixtures("_short_pages")
@pytest.mark.parametrize(("busy", "idle"), [(0, 8), (7, 0), (4, 5), (3, 3), (1, 1)])
def test_pages_hold_everybody_once_forwards_and_back(busy: int, idle: int) -> None:
    for number in range(busy):
        organization(f"Busy {number}", 1 + number % 2)
    for number in range(idle):
        organization(f"Idle {number}")
    forwards, page = [], organization_list.listed()
    backs = []
    while True:
        forwards += [row.name for row, _open in page.rows]
        backs.append([row.name for row, _open in page.rows])
        if not page.next:
            break
        page = organization_list.listed(after=page.next)
    assert len(forwards) == len(set(forwards)) == busy + idle
    for earlier in reversed(backs[:-1]):
        page = organization_list.listed(before=page.previous)
        assert [row.name for row, _open in page.rows] == earlier
    assert not page.previous


@pytest.mark.parametrize("cursor", ["x", "1_", "_", "9" * 30 + "_1", "1_2_3", "%00"])
def test_a_cursor_nobody_wrote_gives_the_first_page(cursor: str) -> None:
    organization("Only")
    assert names(f"?after={cursor}") == ["Only"]
    assert names(f"?before={cursor}") == ["Only"]


def test_an_organization_shows_what_it_has_done_and_what_it_is_about() -> None:
    ours = builders.organization()
    builders.shift(builders.project(organization=ours))
    builders.project(organization=ours, state=ProjectState.COMPLETED, title_en="Cleaned the river")
    builders.project(organization=ours, state=ProjectState.CANCELLED, title_en="Never happened")
    builders.project(state=ProjectState.COMPLETED, title_en="Of somebody else")
    page = Client().get(doors.address("organization", ours.slug)).content.decode()
    assert "1 completed project." in builders.words(page)
    assert "Cleaned the river" in page
    assert "Never happened" not in page
    assert "Of somebody else" not in page
    assert f'href="/en/projects/map/?organization={ours.slug}"' in page
    assert f'href="/en/projects/?organization={ours.slug}&amp;programme=taza-alem"' in page
