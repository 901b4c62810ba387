"""The workplace in a real browser: an owner with a phone, a coordinator at a desk. Nothing comes from elsewhere."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from organizations.enums import Role
from projects.models import Project
from tests import builders
from tests.browser.conftest import DESKTOP, Open
from tests.cast import assemble

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.lenient_templates,
]


@pytest.fixture(autouse=True)
def _open_workplace(settings: Any) -> None:
    settings.STAFF_SECOND_FACTOR_REQUIRED = False


def test_from_the_owners_phone_to_the_catalogue(visit: Open) -> None:
    cast = assemble()
    programme = builders.programme()
    day = (timezone.localdate() + dt.timedelta(days=20)).strftime("%d.%m.%Y")
    owner = visit(cast.bolat)
    owner.go("/ru/admin/")
    page = owner.page
    page.click(".qv-start a.qv-button--main")
    page.click(".qv-begin a.qv-button--main")
    page.select_option("#id_programme", str(programme.pk))
    page.fill("#id_title_kk", "Ауыл кітапханасы")
    page.click("button[role=tab]:has-text('Русский')")
    page.fill("#id_title_ru", "Библиотека в селе")
    page.fill("#id_summary_ru", "Собираем и расставляем книги.")
    page.click("#select2-id_town-container")
    page.fill(".select2-search__field", "Алма")
    page.locator(".select2-results__option", has_text="Алматы").first.click()
    page.click("#tabs-items a[href='#shifts']")
    page.click("#shifts-group a:has-text('Добавить')")
    for name, value in {"starts_at_0": day, "starts_at_1": "10:00", "ends_at_0": day, "ends_at_1": "13:00"}.items():
        page.fill(f"#id_shifts-0-{name}", value)
    page.fill("#id_shifts-0-seats", "8")
    page.click("button[name=_continue]")
    page.wait_for_url("**/change/**")
    project = Project.objects.get()
    assert project.shifts.get().seats == 8

    page.click(f"a[href$='/{project.pk}/act/submit/']")
    page.click("form.qv-act button[type=submit]")
    expect(page.locator(".qv-status .qv-tag--warn")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing is wider than the phone"

    office = visit(cast.daniyar, viewport=DESKTOP, theme="dark")
    office.go("/kk/admin/")
    desk = office.page
    desk.click(".qv-row:has-text('Ауыл кітапханасы')")
    desk.click(f"a[href$='/{project.pk}/act/approve/']")
    desk.click("form.qv-act button[type=submit]")
    expect(desk.locator(".qv-status .qv-tag--ok")).to_be_visible()

    owner.go(f"/ru/admin/projects/project/{project.pk}/change/")
    page.click(f"a[href$='/{project.pk}/act/publish/']")
    page.click("form.qv-act button[type=submit]")
    expect(page.locator(".qv-status .qv-tag--ok")).to_be_visible()
    assert Project.objects.running().get() == project


def test_menu_language_and_theme_by_keyboard(visit: Open) -> None:
    owner = visit(builders.member(builders.organization(), Role.OWNER))
    owner.go("/ru/admin/projects/project/")
    page = owner.page
    page.locator(".qv-title__menu").focus()
    page.keyboard.press("Enter")
    page.locator(".qv-me > summary").focus()
    page.keyboard.press("Enter")
    page.locator(".qv-languages a[lang=kk]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/kk/admin/projects/project/")
    page.locator(".qv-title__menu").click()
    page.locator(".qv-me > summary").click()
    page.locator(".qv-themes button[value=dark]").click()
    page.wait_for_url("**/kk/admin/projects/project/")
    expect(page.locator("html.dark")).to_be_attached()
