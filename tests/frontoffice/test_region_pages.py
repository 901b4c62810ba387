"""Pages of the regions: their projects, people and front office."""

from __future__ import annotations

import pytest
from django.test import Client

from frontoffice.models import Office
from qazvolunteer.core.small_cells import LEAST
from tests import builders, doors
from tests.builders import three
from volunteers import statistics

pytestmark = pytest.mark.django_db


def page(name: str, *arguments: str) -> str:
    response = Client().get(doors.address(name, *arguments))
    assert response.status_code == 200
    return response.content.decode()


def test_a_region_has_its_own_projects_office_and_numbers() -> None:
    Office.objects.create(
        region=builders.region(), email="almaty@example.kz", phone="+77272001122", **three("name", "Almaty office")
    )
    builders.shift(builders.project(title_en="Here"))
    builders.shift(builders.project(region=builders.region("astana"), town=None, title_en="Elsewhere"))
    builders.volunteers(3)
    statistics.refresh()
    found = page("region", "almaty-region")
    said = builders.words(found)
    assert "Here" in said
    assert "Elsewhere" not in said
    assert "Open projects 1" in said
    assert "Almaty office" in said
    assert 'href="tel:+77272001122"' in found
    assert 'href="mailto:almaty@example.kz"' in found
    assert 'href="/en/projects/?region=almaty-region&amp;programme=taza-alem"' in found
    assert 'href="/en/organizations/?region=almaty-region"' in found


def test_a_small_group_of_volunteers_is_not_shown() -> None:
    for _number in range(LEAST - 1):
        builders.volunteer()
    statistics.refresh()
    assert "Volunteers" not in builders.words(
        page("region", "almaty-region").partition("<main")[2].partition("<footer")[0]
    )
    builders.volunteer()
    statistics.refresh()
    assert "Volunteers 10" in builders.words(page("region", "almaty-region"))


def test_an_empty_region_leads_on() -> None:
    builders.region()
    said = builders.words(page("region", "almaty-region"))
    assert "There are no open projects in this region at the moment" in said
    assert "Show all projects" in said


def test_all_regions_are_listed_with_their_numbers() -> None:
    builders.shift(builders.project())
    builders.region("astana")
    Office.objects.create(region=None, **three("name", "Republican office"))
    statistics.refresh()
    found = page("regions")
    said = builders.words(found)
    assert "1 open projects in 1 region." in said
    assert "Republican office" in said
    assert 'href="/en/regions/almaty-region/"' in found
    assert 'href="/en/regions/astana-region/"' in found
