"""What the project page offers besides the project."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from projects.models import Project, Skill
from tests import builders, doors
from tests.builders import DAY, three

pytestmark = pytest.mark.django_db


def offered(project: Project) -> list[str]:
    page = Client().get(doors.address("project", project.slug)).content.decode()
    return re.findall(r"Project [A-Z]", page.partition('id="similar"')[2])


def made(letter: str, **values: object) -> Project:
    project = builders.project(**three("title", f"Project {letter}"), **values)
    builders.shift(project, starts_in=ord(letter) * DAY)
    return project


def test_the_likest_come_first_and_never_the_project_itself() -> None:
    bilim, astana = builders.programme("bilim"), builders.region("astana")
    looked_at = made("A")
    (
        made("B", programme=bilim, region=astana, town=None),
        made("C", region=astana, town=None),
        made("D", programme=bilim),
    )
    made("E")
    assert offered(looked_at) == ["Project E", "Project D", "Project C"]


def test_the_same_skills_count_more_than_the_same_region() -> None:
    bilim = builders.programme("bilim")
    skill = Skill.objects.create(slug="sewing", **three("name", "Sewing"))
    looked_at = made("A")
    looked_at.skills.add(skill)
    made("B", programme=bilim)
    made("C", programme=bilim).skills.add(skill)
    assert offered(looked_at) == ["Project C", "Project B"]


def test_only_what_has_places_is_offered() -> None:
    looked_at, full = made("A"), made("B")
    builders.fill(full.shifts.get())
    assert offered(looked_at) == []


def test_whoever_comes_too_late_is_led_on() -> None:
    over = builders.project(state="completed")
    made("B")
    page = Client().get(doors.address("project", over.slug)).content.decode()
    assert "Look at these instead" in page
    assert 'href="#similar"' in page


def test_the_way_there_is_a_plain_link() -> None:
    project = builders.project(latitude=43.25, longitude=76.95)
    builders.shift(project)
    page = Client().get(doors.address("project", project.slug)).content.decode()
    assert 'href="https://www.openstreetmap.org/directions?to=43.25000%2C76.95000" rel="noopener noreferrer"' in page
    assert 'href="geo:43.25000,76.95000?q=43.25000,76.95000"' in page
