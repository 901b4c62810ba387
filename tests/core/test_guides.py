"""Guides are there in every language, alike in their parts, with every picture they speak of."""

from __future__ import annotations

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from qazvolunteer.core import guides


@pytest.mark.parametrize("name", guides.NAMES)
def test_every_language_has_the_same_parts_and_pictures(name: str) -> None:
    found = [guides.read(name, language) for language in ("kk", "ru", "en")]
    assert len({len(guide.sections) for guide in found}) == 1
    pictures = [[[picture.file for picture in part.pictures] for part in guide.sections] for guide in found]
    assert pictures[0] == pictures[1] == pictures[2]
    assert all(finders.find(file) for part in pictures[0] for file in part)


@pytest.mark.django_db
@pytest.mark.parametrize("name", guides.NAMES)
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_guide_is_a_page_for_everybody(client: Client, language: str, name: str) -> None:
    html = client.get(f"/{language}/help/{name}/").content.decode()
    guide = guides.read(name, language)
    assert f"<h1>{guide.title}</h1>" in html
    assert all(f'<h2 id="part-{number}"' in html for number in range(1, len(guide.sections) + 1))


@pytest.mark.django_db
def test_an_unknown_guide_is_not_found(client: Client) -> None:
    assert client.get("/en/help/nonsense/").status_code == 404
