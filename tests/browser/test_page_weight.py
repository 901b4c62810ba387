"""A first visit costs a phone little: few requests, few bytes, nothing from elsewhere."""

from __future__ import annotations

import gzip

import pytest
from django.test import Client
from playwright.sync_api import Response

from tests import builders, doors
from tests.browser.conftest import Open

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

KB = 1024
REQUESTS, VISIT_KB, HTML_KB = 15, 250, 60
# What the web server sends compressed.
TEXT = ("text/", "application/javascript", "application/json", "application/manifest+json", "image/svg+xml")


def crowd(number: int = 20) -> str:
    """A full page of projects; the address of the last one."""
    for _number in range(number):
        project = builders.project()
        builders.shift(project)
    return f"/projects/{project.slug}/"


def weight(response: Response) -> int:
    """The bytes of the answer's body as production sends it, and of its headers."""
    kind = response.headers.get("content-type", "")
    body = response.body() if response.ok else b""
    return len(gzip.compress(body, 6) if kind.startswith(TEXT) else body) + 400


@pytest.mark.parametrize("name", ["home", "list", "project"])
def test_a_first_visit_is_light(name: str, visit: Open) -> None:
    project = crowd()
    one = visit()
    answers: list[Response] = []
    one.page.on("response", lambda answer: answers.append(answer))
    one.go({"home": "/kk/", "list": "/kk/projects/", "project": f"/kk{project}"}[name])
    one.page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    one.page.wait_for_load_state("networkidle")
    weights = {answer.url.removeprefix(one.base): weight(answer) for answer in answers if answer.url.startswith("http")}
    assert len(weights) <= REQUESTS, weights
    assert sum(weights.values()) <= VISIT_KB * KB, weights


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_list_is_light(language: str) -> None:
    crowd()
    page = Client().get(doors.address("catalogue", language=language))
    assert page.content.count(b"<article") >= 20
    assert len(page.content) <= HTML_KB * KB
