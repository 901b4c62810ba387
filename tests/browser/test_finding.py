"""Finding something to do: filters on a phone, from the map to the list by keyboard, and back to where one was."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from projects.enums import Format
from tests import builders
from tests.browser.conftest import DESKTOP, Open

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_filters_on_a_phone_count_before_one_looks(visit: Open) -> None:
    builders.shift(seats=20)
    builders.shift(builders.project(format=Format.REMOTE, **builders.three("title", "Қашықтан аудару")))
    person = visit()
    page = person.page
    person.go("/kk/projects/")
    page.locator(".filter-open").click()
    box = page.locator("#id_format_remote")
    box.check()
    # The sheet stays, its button says how many there will be, and the box keeps the focus while all is drawn anew.
    expect(page.locator("#show")).to_have_text(re.compile(r"1\s*$"))
    expect(box).to_be_checked()
    expect(box).to_be_focused()
    page.locator("#show").click()
    expect(page.locator("#rail")).to_be_hidden()
    expect(page.locator(".result")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    expect(page.locator(".chip--filter")).to_have_count(1)
    page.wait_for_load_state("networkidle")
    assert page.locator(".chip--filter").evaluate("chip => chip.getBoundingClientRect().height") >= 44


def test_from_the_map_to_the_list_by_keyboard(visit: Open) -> None:
    shift = builders.shift()
    person = visit(viewport=DESKTOP)
    page = person.page
    person.go("/en/projects/")
    page.locator("nav.segmented a", has_text="Map").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/projects/map/**")
    for _step in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('svg a') !== null"):
            break
    name = page.evaluate("document.activeElement.getAttribute('aria-label') || document.activeElement.textContent")
    assert "1" in name
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("region=almaty-region|near=almaty"))
    page.locator("nav.segmented a", has_text="List").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/projects/\?"))
    expect(page.locator(".result .card-link")).to_have_attribute("href", f"/en/projects/{shift.project.slug}/")


def test_back_restores_the_search(visit: Open) -> None:
    builders.shift(builders.project(format=Format.REMOTE, **builders.three("title", "Қашықтан аудару")))
    builders.shift()
    person = visit(viewport=DESKTOP)
    page = person.page
    person.go("/en/projects/")
    page.locator("#id_format_remote").check()
    expect(page.locator(".result")).to_have_count(1)
    page.fill("#id_q", "аудару")
    page.wait_for_url(re.compile("q="))
    page.locator(".result .card-link").click()
    page.wait_for_url(re.compile(r"/projects/project-\d+/"))
    page.go_back()
    expect(page.locator(".result")).to_have_count(1)
    expect(page.locator("#id_q")).to_have_value("аудару")
    expect(page.locator("#id_format_remote")).to_be_checked()
    expect(page.locator(".chip--filter")).to_have_count(2)
    page.go_back()
    expect(page.locator(".chip--filter")).to_have_count(1)
    expect(page.locator("#id_q")).to_have_value("")


def test_pages_lead_forth_and_back(visit: Open) -> None:
    for _ in range(23):
        builders.shift()
    person = visit()
    page = person.page
    person.go("/en/projects/")
    expect(page.locator(".result")).to_have_count(20)
    page.locator(".pagination a[rel=next]").click()
    expect(page.locator(".result")).to_have_count(3)
    expect(page.locator(".shown")).to_contain_text("21–23")
    page.locator(".pagination a[rel=prev]").click()
    expect(page.locator(".shown")).to_contain_text("1–20")
