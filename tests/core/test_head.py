"""The head of every page: one address, its siblings in the other languages, and what a messenger shows of it."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest
from django.conf import settings
from django.template import Context, Template
from django.test import Client

from qazvolunteer.core import structured_data
from tests import builders, doors

pytestmark = pytest.mark.django_db

META = re.compile(r'<meta (?:property|name)="([^"]+)" content="([^"]*)">')
LINK = re.compile(r'<link rel="(canonical|alternate)"(?: hreflang="([^"]+)")? href="([^"]+)">')


def head(path: str) -> tuple[dict[str, str], dict[str, str]]:
    """(meta, links) of the page; links by language, the canonical one under ""."""
    page = Client().get(path).content.decode().partition("</head>")[0]
    metas = {name: html.unescape(words) for name, words in META.findall(page)}
    return metas, {language: html.unescape(address) for _rel, language, address in LINK.findall(page)}


@pytest.mark.parametrize("path", ["", "projects/", "organizations/", "about/", "privacy/", "accessibility/"])
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_each_language_names_its_siblings_and_itself(path: str, language: str) -> None:
    metas, links = head(f"/{language}/{path}")
    site = settings.SITE_URL
    expected = {code: f"{site}/{code}/{path}" for code in ("kk", "ru", "en")}
    assert links == {
        **expected,
        "": expected[language],
        "x-default": expected["kk"] if path else f"{site}/",
    }
    assert metas["og:url"] == links[""]


def test_a_project_is_told_to_a_messenger_in_its_own_words() -> None:
    project = builders.project(**builders.three("title", 'Таза "Есіл" & <өзен>'), **builders.three("summary", "a\nb"))
    metas, links = head(doors.address("project", project.slug, language="kk"))
    assert metas["og:title"] == 'Таза "Есіл" & <өзен>'
    assert metas["description"] == metas["og:description"] == "a b"
    assert metas["og:locale"] == "kk_KZ"
    assert metas["twitter:card"] == "summary_large_image"
    assert metas["og:image"].startswith(f"{settings.SITE_URL}/")
    assert links["ru"].endswith(f"/ru/projects/{project.slug}/")


def test_a_page_without_a_description_says_what_the_platform_is() -> None:
    project = builders.project(**builders.three("summary", ""))
    assert head(doors.address("project", project.slug))[0]["description"].startswith("Find a project near you")


def test_a_long_description_ends_at_a_word() -> None:
    words = "Бутаковка шатқалына көшет отырғызу " * 9
    project = builders.project(**builders.three("summary", words.strip()))
    said = head(doors.address("project", project.slug))[0]["description"]
    assert len(said) <= 220
    assert words.startswith(said.removesuffix("…") + " ")


def test_what_does_not_make_another_page_is_not_in_the_canonical_address() -> None:
    _metas, links = head("/en/about/?from=mail&x=%22%3E")
    assert links[""] == links["en"] == f"{settings.SITE_URL}/en/about/"


def test_a_list_keeps_its_filters_tidied_and_drops_its_order() -> None:
    builders.shift(builders.project())
    region = builders.region().slug
    _metas, links = head(f"/en/projects/?sort=newest&places=on&q=&region={region}&utm_source=mail&after=1_2_3")
    assert links[""] == links["en"] == f"{settings.SITE_URL}/en/projects/?region={region}&places=on"
    assert links["kk"] == links["x-default"] == f"{settings.SITE_URL}/kk/projects/?region={region}&places=on"


def test_a_page_that_is_not_there_has_no_address_of_its_own() -> None:
    assert head("/en/projects/nothing/")[1] == {}


def data_of(page: str) -> list[dict[str, Any]]:
    """The schema.org objects of a page."""
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    assert len(found) <= 1
    objects = [json.loads(text) for text in found]
    assert all(one["@context"] == "https://schema.org" for one in objects)
    return [inner for one in objects for inner in one.get("@graph", [one])]


def test_crumbs_are_told_as_data() -> None:
    project = builders.project()
    page = Client().get(doors.address("project", project.slug)).content.decode()
    (crumbs,) = (one for one in data_of(page) if one["@type"] == "BreadcrumbList")
    names = [item["name"] for item in crumbs["itemListElement"]]
    assert names == ["Projects", project.region.short_en, project.title_en]
    assert [item["position"] for item in crumbs["itemListElement"]] == [1, 2, 3]
    assert crumbs["itemListElement"][-1]["item"].endswith(f"/en/projects/{project.slug}/")


def test_no_words_get_out_of_the_data() -> None:
    name = "</script><script>alert(1)</script><!-- & \u2028"
    text = str(structured_data.script([{"@type": "Thing", "name": name}]))
    assert text.count("<") == 2
    assert data_of(text)[0]["name"] == name
    assert structured_data.script([]) == ""


def test_a_template_without_a_request_has_a_head_too() -> None:
    template = Template("{% load head %}{% page_picture %}{% page_data %}{% page_addresses %}")
    assert "og:image" in template.render(Context())
