"""Planning in a real browser: a pin on the map, a role chosen on a phone, a weekly repetition; and axe on the pages."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from projects import copying, scheduling
from projects.enums import ProjectState
from projects.models import Project, ProjectTemplate
from tests import builders
from tests.browser import axe
from tests.browser.conftest import DESKTOP, PHONE, Open
from tests.cast import Cast, assemble
from volunteers.models import SignUp

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.lenient_templates,
]


@pytest.fixture
def cast(settings: Any, tmp_path: Any) -> Cast:
    settings.STAFF_SECOND_FACTOR_REQUIRED = False
    settings.MEDIA_ROOT = tmp_path
    return assemble()


def draft(cast: Cast) -> Project:
    town = builders.town()
    town.latitude, town.longitude = "43.238", "76.945"
    town.save()
    return builders.project(organization=cast.organization, state=ProjectState.DRAFT, published_at=None)


def test_a_click_and_the_arrow_keys_set_the_pin(cast: Cast, visit: Open) -> None:
    project = draft(cast)
    owner = visit(cast.bolat, viewport=DESKTOP)
    owner.go(f"/en/admin/projects/project/{project.pk}/change/")
    page = owner.page
    drawing = page.locator(".qv-place__map")
    drawing.scroll_into_view_if_needed()
    drawing.click()
    latitude, longitude = (float(page.input_value(f"#id_{name}")) for name in ("latitude", "longitude"))
    assert 42.5 < latitude < 44
    assert 76 < longitude < 78
    drawing.focus()
    page.keyboard.press("+")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowRight")
    assert float(page.input_value("#id_latitude")) > latitude
    assert float(page.input_value("#id_longitude")) > longitude
    expect(page.locator("#place-map-words")).to_contain_text("The pin is at:")
    page.click("button[name=_continue]")
    page.wait_for_load_state()
    project.refresh_from_db()
    assert float(project.latitude or 0) > latitude


def test_a_role_is_chosen_on_a_phone(cast: Cast, visit: Open) -> None:
    shift = builders.shift(builders.project(organization=cast.organization), seats=5)
    scheduling.set_roles(shift, {"driver": 1}, by=cast.bolat)
    person = visit(cast.aigerim)
    person.go(f"/en/projects/{shift.project.slug}/")
    person.page.get_by_label("Driver").check()
    person.page.locator("#take-form button").click()
    person.page.wait_for_url("**/my/shifts/**")
    signup = SignUp.objects.get()
    assert signup.role is not None
    assert signup.role.kind == "driver"


def test_every_saturday_for_two_months(cast: Cast, visit: Open) -> None:
    project = draft(cast)
    first = timezone.localdate() + dt.timedelta(days=7)
    owner = visit(cast.bolat)
    owner.go(f"/ru/admin/projects/project/{project.pk}/repeat/")
    page = owner.page
    page.fill("#id_first_day", f"{first:%Y-%m-%d}")
    page.fill("#id_last_day", f"{first + dt.timedelta(days=62):%Y-%m-%d}")
    page.fill("#id_begins", "10:00")
    page.fill("#id_ends", "13:00")
    page.fill("#id_seats", "12")
    page.click("button[name=show]")
    days = page.locator(".qv-days input")
    expect(days).to_have_count(9)
    days.nth(2).uncheck()
    page.click("button[name=make]")
    page.wait_for_url("**/change/**")
    assert project.shifts.count() == 8


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_pages_pass_axe(cast: Cast, visit: Open, viewport: dict[str, int]) -> None:
    project = draft(cast)
    model = builders.project(organization=cast.organization)
    shift = builders.shift(model, seats=5)
    scheduling.set_roles(shift, {"driver": 1}, by=cast.bolat)
    builders.shift(project)
    signup = builders.join(shift, cast.aigerim)
    scheduling.move_shift(shift, by=cast.bolat, starts_at=shift.starts_at + builders.HOUR)
    ProjectTemplate.objects.create(
        programme=model.programme, slug="a", content=copying.blueprint(model), **builders.three("name", "Көшет егу")
    )
    owner, aigerim = (visit(who, viewport=viewport) for who in (cast.bolat, cast.aigerim))
    pages = [
        (owner, "/admin/projects/project/begin/"),
        (owner, f"/admin/projects/project/{model.pk}/repeat/"),
        (owner, f"/admin/projects/project/{model.pk}/days/"),
        (owner, f"/admin/projects/shift/{shift.pk}/move/"),
        (owner, f"/projects/{project.slug}/preview/"),
        (aigerim, f"/projects/{model.slug}/?shift={builders.shift(model).pk}"),
        (aigerim, f"/my/shifts/{signup.pk}/"),
    ]
    found = []
    for number, (person, path) in enumerate(pages):
        person.go(f"/{('kk', 'ru', 'en')[number % 3]}{path}")
        found += axe.complaints(person.page, path)
    assert not found, "\n".join(found)
