"""Suggestions while typing: what the door answers, to whom, at what price."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from organizations.enums import OrganizationState
from projects import search
from projects.enums import ProjectState
from projects.models import Project
from projects.suggestions import suggest
from qazvolunteer.places import reference
from tests import builders, doors

pytestmark = pytest.mark.django_db

THREE = builders.three


def offered(title: str, **values: Any) -> Project:
    project = builders.project(**{**THREE("title", title), **values})
    builders.shift(project)
    search.refresh([project.pk])
    return project


def lines(text: str, language: str = "en") -> dict[str, str]:
    """Label -> address of the lines that the door answers."""
    response = Client().get(doors.address("search-suggest", language=language), {"q": text})
    assert response.status_code == 200
    found = re.findall(
        r'role="option"[^>]* href="([^"]+)".*?<span class="search-label"[^>]*>([^<]+)', response.content.decode()
    )
    return {label: href.replace("&amp;", "&") for href, label in found}


def test_a_place_leads_to_the_catalogue_around_it_and_others_to_their_page() -> None:
    reference.load()
    programme = builders.programme("saulyq", brand="Saýlyq", **THREE("name", "Саулық"))
    organization = builders.organization(**THREE("name", "Саулық қоры"))
    project = offered("Саулық апталығы", organization=organization, programme=programme)
    search.refresh_everything()
    found = lines("саулык")
    assert found["Саулық апталығы"] == doors.address("project", project.slug)
    assert found["Саулық қоры"] == doors.address("organization", organization.slug)
    assert found["Saýlyq"] == doors.address("programme", "saulyq")
    catalogue = doors.address("catalogue")
    assert lines("кызылорд")["Kyzylorda"] == f"{catalogue}?near=kyzylorda"
    assert lines("кызылорд")["Kyzylorda Region"] == f"{catalogue}?region=kyzylorda"
    assert lines("нурсултан", "kk") == {"Астана қаласы": f"{doors.address('catalogue', language='kk')}?region=astana"}
    assert lines("капчаг", "ru") == {"Қонаев": f"{doors.address('catalogue', language='ru')}?near=konaev"}


def test_groups_have_titles_in_the_readers_language() -> None:
    offered("Көгал өзен")
    with translation.override("kk"):
        assert [group.title for group in suggest("көгал")] == ["Жобалар"]
    with translation.override("ru"):
        assert [group.title for group in suggest("көгал")] == ["Проекты"]


def test_slips_are_forgiven_here_too() -> None:
    project = offered("Кітапхана кеші")
    assert lines("кітапхнаа") == {"Кітапхана кеші": doors.address("project", project.slug)}


def test_a_label_of_another_language_says_so() -> None:
    offered("", title_kk="Жасыл өзен")
    html = Client().get(reverse("search-suggest").replace("/kk/", "/ru/"), {"q": "жасыл"}).content.decode()
    assert 'lang="kk">Жасыл өзен' in html


def test_only_what_visitors_may_find() -> None:
    offered("Көгал жасырын", state=ProjectState.DRAFT, published_at=None)
    builders.organization(state=OrganizationState.DRAFT, **THREE("name", "Көгал жоба"))
    builders.organization(state=OrganizationState.SUSPENDED, **THREE("name", "Көгал жер"))
    assert lines("көгал") == {}


@pytest.mark.parametrize(
    "text", ["", " ", "а", "%", "__", "—№", "\x00", "ж" * 5000, "көгал " * 500, "(көгал|", "көгал\\"]
)
def test_odd_questions_are_answered(text: str) -> None:
    offered("Өзен")
    assert lines(text) == {}


@pytest.mark.parametrize("text", ["таза", "таза жаңа", "тазза"])
def test_three_statements_whatever_the_number_of_rows(text: str) -> None:
    numbers = []
    for number in (3, 27):
        for index in range(number):
            organization = builders.organization(**THREE("name", f"Таза {index}"))
            offered("Таза жаңа", organization=organization)
        with CaptureQueriesContext(connection) as queries:
            found = lines(text)
        numbers.append(len(queries))
        assert 0 < len(found) <= 12
    assert numbers[0] == numbers[1] <= 3


def test_it_may_only_be_read_and_kept_for_a_minute() -> None:
    client = Client()
    address = doors.address("search-suggest")
    assert client.post(address, {"q": "таза"}).status_code == 405
    assert client.get(address, {"q": "таза"})["Cache-Control"] == "max-age=60"
