"""Every public page, and a volunteer's own, pass axe in both themes on a phone and a desktop."""

from __future__ import annotations

import datetime as dt

import pytest

from projects.enums import ProjectState
from tests import builders
from tests.browser import axe
from tests.browser.conftest import DESKTOP, PHONE, Open
from volunteers.models import Volunteer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world() -> dict[str, str]:
    """A project with shifts of every kind, one that is over, and people in every state; addresses by name."""
    builders.region("astana")
    project = builders.project(risk_tags=["heavy_work"], min_age=18, languages=["kk", "ru"], accessible=True)
    free = builders.shift(project)
    few = builders.shift(project, seats=10, starts_in=dt.timedelta(days=4))
    for _number in range(8):
        builders.join(few)
    full = builders.shift(project, seats=1, starts_in=dt.timedelta(days=5))
    builders.join(full)
    aigerim = builders.volunteer()
    confirmed, waiting = builders.join(free, aigerim), builders.join(full, aigerim)
    by_approval = builders.shift(builders.project(needs_approval=True), starts_in=dt.timedelta(days=9))
    requested = builders.join(by_approval, aigerim)
    over = builders.project(state=ProjectState.CANCELLED)
    return {
        "project": f"/projects/{project.slug}/",
        "over": f"/projects/{over.slug}/",
        "organization": f"/organizations/{project.organization.slug}/",
        "confirmed": f"/my/shifts/{confirmed.pk}/",
        "waiting": f"/my/shifts/{waiting.pk}/",
        "requested": f"/my/shifts/{requested.pk}/",
        "pass": f"/p/{confirmed.pass_secret}/",
        "aigerim": str(aigerim.pk),
    }


PUBLIC = [
    "/",
    "/projects/",
    "/projects/?q=nothing-like-this",
    "/organizations/",
    "/organizations/?q=nobody",
    "/projects/map/",
    "/projects/map/?region=almaty-region",
    "/projects/map/?format=remote",
    "/projects/calendar/",
    "/projects/calendar/?q=nothing-like-this",
    "/programmes/",
    "/programmes/taza-alem/",
    "/regions/",
    "/regions/almaty-region/",
    "/regions/astana-region/",
    "/towns/almaty/",
    "/statistics/",
    "/statistics/?by=volunteers&region=almaty-region",
    "/about/",
    "/privacy/",
    "/accessibility/",
    "/consents/",
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/login/code/",
    "/accounts/password/reset/",
    "project",
    "over",
    "organization",
    "pass",
]
OWN = ["/my/shifts/", "/my/shifts/?tab=waiting", "/my/profile/", "/my/notifications/", "/accounts/2fa/",
       "/accounts/sessions/", "confirmed", "waiting", "requested"]  # fmt: skip


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_public_pages(visit: Open, world: dict[str, str], viewport: dict[str, int]) -> None:
    _check(visit, [world.get(page, page) for page in PUBLIC], None, viewport)


def test_a_volunteers_own_pages(visit: Open, world: dict[str, str]) -> None:
    aigerim = Volunteer.objects.get(pk=world["aigerim"])
    _check(visit, [world.get(page, page) for page in OWN], aigerim, PHONE)


def _check(visit: Open, pages: list[str], who: Volunteer | None, viewport: dict[str, int]) -> None:
    person = visit(who, viewport=viewport)
    found = []
    for number, page in enumerate(pages):
        person.go(f"/{('kk', 'ru', 'en')[number % 3]}{page}")
        found += axe.complaints(person.page, person.path)
        if person.page.locator("h1").count() != 1:
            found.append(f"{person.path}: {person.page.locator('h1').count()} h1")
    assert not found, "\n".join(found)
