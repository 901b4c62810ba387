"""Pages of programmes and towns."""

from __future__ import annotations

import pytest
from django.test import Client

from projects.enums import Format, ProgrammeKind, ProjectState
from qazvolunteer.places.models import Town
from tests import builders, doors
from tests.builders import three

pytestmark = pytest.mark.django_db


def page(name: str, *arguments: str, language: str = "en") -> str:
    response = Client().get(doors.address(name, *arguments, language=language))
    assert response.status_code == 200
    return response.content.decode()


def test_programmes_stand_by_kind_with_what_is_open() -> None:
    builders.programme("taza-alem"), builders.programme("cleanup", kind=ProgrammeKind.CAMPAIGN)
    partner = builders.programme("unicef", kind=ProgrammeKind.INTERNATIONAL)
    builders.shift(builders.project(programme=partner)), builders.shift(builders.project(programme=partner))
    said = builders.words(page("programmes"))
    assert said.index("Seven programmes") < said.index("Campaigns") < said.index("International partners")
    assert "unicef 2 open projects" in said
    assert "cleanup 0 open projects" in said


def test_a_programme_shows_its_own_projects_and_leads_to_the_list() -> None:
    ours = builders.project(programme=builders.programme("bilim", art="bilim"), title_en="Teach to read")
    builders.shift(ours)
    builders.shift(builders.project(title_en="Plant trees"))
    builders.shift(builders.project(programme=ours.programme, format=Format.REMOTE))
    found = page("programme", "bilim")
    assert "Teach to read" in found
    assert "Plant trees" not in found
    assert 'href="/en/projects/?programme=bilim"' in found
    assert ours.organization.name in found
    assert "1 project is remote or at home and is not on the map." in builders.words(found)


def test_a_programme_without_projects_says_so() -> None:
    builders.programme("umit")
    builders.shift(builders.project(programme=builders.programme("umit"), state=ProjectState.CANCELLED))
    assert "no open projects at the moment" in builders.words(page("programme", "umit"))


@pytest.mark.parametrize(("name", "slug"), [("programme", "nothing"), ("town", "nowhere"), ("region", "nowhere")])
def test_what_does_not_exist_is_not_found(name: str, slug: str) -> None:
    assert Client().get(doors.address(name, slug)).status_code == 404


def town(slug: str, latitude: float, longitude: float) -> Town:
    return Town.objects.create(
        kato=f"75{len(slug):02}{int(longitude * 100) % 100000:05}", kind="town", slug=slug, region=builders.region(),
        latitude=latitude, longitude=longitude, **three("name", slug.title()),
    )  # fmt: skip


def test_a_town_shows_what_is_in_it_and_how_far_its_neighbours_are() -> None:
    here, near, far = town("konaev", 43.87, 77.06), town("talgar", 43.3, 77.24), town("zharkent", 44.16, 80.0)
    for place, title in ((here, "In Konaev"), (near, "In Talgar"), (far, "In Zharkent")):
        builders.shift(builders.project(town=place, title_en=title))
    found = page("town", "konaev")
    said = builders.words(found)
    assert "In Konaev" in said
    assert "In Talgar" not in said
    assert "1 more project within 100 km." in said
    assert "Talgar 65 km 1" in said
    assert "Zharkent" not in said
    assert 'href="/en/projects/?near=konaev&amp;km=100&amp;sort=nearest"' in found


def test_an_empty_town_leads_on() -> None:
    town("konaev", 43.87, 77.06)
    said = builders.words(page("town", "konaev"))
    assert "There are no open projects in this town" in said
    assert "Show all projects" in said
