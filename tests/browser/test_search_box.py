"""The search field: suggestions by keyboard, by finger, told to screen readers, and none of it needed to search."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from projects import search
from projects.models import Project
from tests import builders
from tests.browser import axe
from tests.browser.conftest import DESKTOP, PHONE, Open

# The list of projects follows the letters too; leaving the page ends its request, and htmx says so.
LEFT = ("htmx:sendAbort", "htmx:afterRequest")

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def river() -> Project:
    """A project, and an organization of nearly the same name."""
    organization = builders.organization(**builders.three("name", "Көгал қоры"))
    project = builders.project(organization=organization, **builders.three("title", "Көгал өзен"))
    builders.shift(project)
    search.refresh_everything()
    return project


def test_by_keyboard_alone(visit: Open, river: Project) -> None:
    person = visit(viewport=DESKTOP, expected=LEFT)
    page = person.page
    person.go("/en/projects/")
    field = page.get_by_role("combobox", name="Words")
    field.focus()
    page.keyboard.type("kogal")
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(page.locator(".search-box [role=status]")).to_have_text("2 suggestions. Use the up and down arrows.")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    chosen = page.locator("[role=option][aria-selected=true]")
    expect(chosen).to_contain_text("Көгал қоры")
    assert field.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    page.keyboard.press("ArrowDown")
    expect(chosen).to_have_count(0)
    assert field.get_attribute("aria-activedescendant") is None
    page.keyboard.press("ArrowUp")
    expect(chosen).to_contain_text("Көгал қоры")
    page.keyboard.press("Escape")
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_have_value("kogal")
    expect(field).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(field).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/en/projects/{river.slug}/")


def test_enter_without_a_choice_searches(visit: Open, river: Project) -> None:
    person = visit(expected=LEFT)
    page = person.page
    person.go("/kk/projects/")
    page.locator("#id_q").press_sequentially("көгал")
    expect(page.locator("#id_q-list")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#id_q-list")).to_be_hidden()
    page.wait_for_url("**q=*")
    expect(page.locator(".result h2")).to_have_text("Көгал өзен")
    expect(page.locator("#id_q")).to_have_value("көгал")


def test_a_tap_opens_and_elsewhere_closes(visit: Open, river: Project) -> None:
    person = visit(expected=LEFT)
    page = person.page
    person.go("/en/projects/")
    page.locator("#id_q").press_sequentially("көгал")
    page.locator("h1").click()
    expect(page.locator("#id_q-list")).to_be_hidden()
    page.locator("#id_q").press_sequentially(" ө")
    page.get_by_role("option", name="Көгал өзен").click()
    page.wait_for_url(f"**/en/projects/{river.slug}/")


def test_what_was_typed_before_never_overtakes(visit: Open, river: Project) -> None:
    """A slow answer to the first letters is thrown away; the list belongs to what stands in the field."""
    person = visit(viewport=DESKTOP, expected=LEFT)
    page = person.page
    person.go("/en/projects/")
    page.locator("#id_q").press_sequentially("көгал", delay=60)
    page.locator("#id_q").fill("жоқсөз")
    page.wait_for_timeout(900)
    expect(page.locator("#id_q-list")).to_be_hidden()


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_open_list_is_accessible(visit: Open, river: Project, viewport: dict[str, int]) -> None:
    person = visit(viewport=viewport)
    page = person.page
    person.go("/kk/projects/")
    page.locator("#id_q").press_sequentially("көгал")
    expect(page.locator("#id_q-list")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.wait_for_timeout(700)
    found = axe.complaints(page, "the open list")
    assert not found, "\n".join(found)
    expect(page.locator("#id_q-list")).to_be_visible()
    heights = page.eval_on_selector_all("[role=option]", "lines => lines.map(line => line.offsetHeight)")
    assert min(heights) >= 44


def test_without_javascript_the_form_searches(visit: Open, river: Project) -> None:
    person = visit(scripts=False)
    page = person.page
    person.go("/en/projects/")
    page.locator("#id_q").fill("kogal")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=kogal**")
    expect(page.locator(".result h2")).to_have_text("Көгал өзен")
