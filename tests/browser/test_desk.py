"""The desk in a real browser: a queue decided by keyboard alone, two colleagues on one thing, every page past axe."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from frontoffice.desk.models import FieldMark, Matter
from projects import moderation
from projects.enums import ProjectState
from projects.models import Project
from tests import builders
from tests.browser import axe
from tests.browser.conftest import DESKTOP, Open
from tests.cast import Cast, assemble

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
    pytest.mark.usefixtures("workplace"),
]


@pytest.fixture
def workplace(settings: Any) -> None:
    settings.STAFF_SECOND_FACTOR_REQUIRED = False


def queue_of(cast: Cast, number: int) -> list[Project]:
    made = []
    for _ in range(number):
        project = builders.project(organization=cast.organization, state=ProjectState.DRAFT, published_at=None)
        builders.shift(project)
        moderation.submit(project, by=cast.bolat)
        made.append(project)
    return made


def states(projects: list[Project]) -> list[str]:
    return [Project.objects.get(pk=project.pk).state for project in projects]


def test_a_queue_is_decided_by_keyboard(visit: Open) -> None:
    cast = assemble()
    projects = queue_of(cast, 3)
    office = visit(cast.daniyar, viewport=DESKTOP, expected=("422",))
    office.go("/ru/office/desk/")
    page, keys = office.page, office.page.keyboard
    keys.press("?")
    expect(page.locator("[data-keys] dl")).to_be_visible()
    keys.press("j")
    keys.press("j")
    expect(page.locator("[data-row]").nth(1)).to_be_focused()
    keys.press("k")
    keys.press("o")
    page.wait_for_url("**/office/desk/*/")
    keys.press("a")
    expect(page.locator("button[value=approve]")).to_be_focused()
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(projects[1].title_ru)
    assert states(projects)[0] == ProjectState.APPROVED
    # A key that is typed into a field is a letter.
    keys.press("n")
    page.keyboard.type("jka?")
    expect(page.locator("#id_note")).to_have_value("jka?")
    keys.press("Escape")
    keys.press("j")
    expect(page.get_by_role("heading", level=1)).to_have_text(projects[2].title_ru)
    keys.press("k")
    expect(page.get_by_role("heading", level=1)).to_have_text(projects[1].title_ru)
    # Returned with a mark at a field.
    page.locator(".desk-mark summary").first.press("Enter")
    page.locator(".desk-mark[open] input").fill("Қазақша атауы қате")
    page.locator("button[value=return]").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(projects[2].title_ru)
    assert states(projects)[1] == ProjectState.NEEDS_WORK and FieldMark.objects.get().field == "title_kk"
    # Refused without a reason it stays; with one the queue is empty.
    page.locator("button[value=refuse]").press("Enter")
    expect(page.locator(".error-summary")).to_be_visible()
    keys.press("n")
    page.keyboard.type("Бұл ақылы жұмыс.")
    page.locator("button[value=refuse]").press("Enter")
    page.wait_for_url("**/office/desk/")
    assert states(projects)[2] == ProjectState.REFUSED and not Matter.objects.open().exists()


def test_two_colleagues_on_one_thing(visit: Open) -> None:
    cast = assemble()
    queue_of(cast, 1)
    other = builders.coordinator("almaty", first_name="Гүлнар")
    path = f"/kk/office/desk/{Matter.objects.get().pk}/"
    one, two = visit(cast.daniyar), visit(other)
    one.go(path)
    one.page.wait_for_load_state("networkidle")
    two.go(path)
    expect(two.page.locator("#here")).to_contain_text("Данияр")
    one.page.click("button[value=approve]")
    one.page.wait_for_url("**/office/desk/")
    two.page.evaluate("htmx.trigger('.desk-here', 'load')")
    expect(two.page.locator("#here")).to_contain_text("Данияр")


def test_pages_pass_axe_and_fit_a_phone(visit: Open) -> None:
    cast = assemble()
    queue_of(cast, 2)
    found = []
    person = visit(cast.daniyar)
    for path in ("/kk/office/desk/", f"/ru/office/desk/{Matter.objects.earliest('pk').pk}/"):
        person.go(path)
        found += axe.complaints(person.page, person.path)
        assert person.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    assert not found, "\n".join(found)


def test_it_works_without_scripts(visit: Open) -> None:
    cast = assemble()
    (project,) = queue_of(cast, 1)
    office = visit(cast.daniyar, scripts=False)
    office.go("/kk/office/desk/")
    office.page.click("[data-row]")
    office.page.click("button[value=approve]")
    office.page.wait_for_url("**/office/desk/")
    assert states([project]) == [ProjectState.APPROVED]
