"""After a shift, in a real browser: hours confirmed, a place handed on, words of a volunteer; every page passes axe."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests import builders, hours_rows
from tests.browser import axe
from tests.browser.conftest import DESKTOP, PHONE, Open
from tests.cast import Cast, assemble
from volunteers import hours_sweeps, stand_ins
from volunteers.enums import SignUpState
from volunteers.feedback_models import SMALLEST_SAMPLE, Feedback
from volunteers.hours_enums import HoursState
from volunteers.hours_models import HoursEntry
from volunteers.models import SignUp

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.lenient_templates,
]


@pytest.fixture
def people(settings: Any) -> Cast:
    settings.STAFF_SECOND_FACTOR_REQUIRED = False
    return assemble()


def test_from_the_scan_to_the_book(visit: Open, people: Cast) -> None:
    """A line is proposed, confirmed by the owner on a phone, read by the volunteer, who then says how it was."""
    shift = hours_rows.past_shift(builders.project(organization=people.organization))
    signup = hours_rows.came(shift, people.aigerim)
    hours_sweeps.propose()
    owner = visit(people.bolat, viewport=PHONE)
    owner.go("/ru/admin/")
    owner.page.get_by_role("link", name=people.aigerim.user.full_name).click()
    owner.page.get_by_role("link", name="Подтвердить").click()
    owner.page.get_by_role("button", name="Подтвердить").click()
    expect(owner.page.locator("body")).to_contain_text("Часы подтверждены.")
    aigerim = visit(people.aigerim, viewport=PHONE)
    aigerim.go("/kk/my/hours/")
    expect(aigerim.page.locator(".book-number")).to_have_text("4")
    aigerim.go(f"/ru/my/shifts/{signup.pk}/")
    aigerim.page.get_by_role("link", name="Рассказать, как было").click()
    for name in Feedback.QUESTIONS:
        aigerim.page.locator(f"input[name={name}][value='5']").check()
    aigerim.page.get_by_role("button", name="Отправить ответы").click()
    expect(aigerim.page.locator("body")).to_contain_text("Спасибо! Ваши ответы помогут другим выбрать.")
    assert Feedback.objects.get().signup == signup


def test_a_place_goes_from_phone_to_phone(visit: Open, people: Cast) -> None:
    signup = builders.join(builders.shift(builders.project(organization=people.organization), seats=1), people.aigerim)
    aigerim = visit(people.aigerim, viewport=PHONE)
    aigerim.go(f"/ru/my/shifts/{signup.pk}/")
    aigerim.page.get_by_role("link", name="Найти замену").click()
    aigerim.page.fill("input[name=name]", "Данияр")
    aigerim.page.get_by_role("button", name="Создать ссылку").click()
    link = aigerim.page.locator("#stand-in-link").input_value()
    taker = builders.volunteer("Данияр")
    daniyar = visit(taker, viewport=PHONE)
    daniyar.go("/ru/my/stand-in/" + link.rstrip("/").rpartition("/")[2] + "/")
    daniyar.page.get_by_role("button", name="Взять место").click()
    expect(daniyar.page.locator("body")).to_contain_text("Место ваше.")
    assert SignUp.objects.get(volunteer=taker).state == SignUpState.CONFIRMED
    signup.refresh_from_db()
    assert signup.state == SignUpState.WITHDRAWN


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_pages_pass_axe(visit: Open, people: Cast, viewport: dict[str, int]) -> None:
    project = hours_rows.done_project(organization=people.organization)
    shift = hours_rows.past_shift(project)
    line = hours_rows.line(hours_rows.came(shift, people.aigerim), HoursState.CONFIRMED)
    told = hours_rows.was_in(hours_rows.past_shift(project, days=4), people.aigerim)
    away = hours_rows.missed(hours_rows.past_shift(project, days=6), people.aigerim)
    hours_rows.said(project, SMALLEST_SAMPLE, text="Жақсы")
    coming = builders.join(builders.shift(builders.project(organization=people.organization)), people.aigerim)
    other = builders.join(builders.shift(coming.shift.project, starts_in=9 * builders.DAY))
    row = stand_ins.ask(other, by=other.volunteer.user, name="Айгерім")
    pages = [
        "/my/hours/", f"/my/hours/{line.pk}/", f"/my/shifts/{line.signup_id}/", f"/my/shifts/{told.pk}/hours/",
        f"/my/shifts/{line.signup_id}/feedback/", f"/my/shifts/{away.pk}/missed/", f"/my/shifts/{coming.pk}/",
        f"/my/shifts/{coming.pk}/stand-in/", f"/my/stand-in/{row.secret}/", f"/projects/{project.slug}/",
        f"/organizations/{people.organization.slug}/",
    ]  # fmt: skip
    _check(visit(people.aigerim, viewport=viewport), pages)
    waiting = hours_rows.line(hours_rows.came(hours_rows.past_shift(project)))
    report = hours_rows.report(project)
    assert HoursEntry.objects.filter(pk=waiting.pk).exists()
    staff = [
        "/admin/", f"/admin/volunteers/hoursentry/{waiting.pk}/change/",
        f"/admin/volunteers/hoursentry/{waiting.pk}/act/settle/",
        f"/admin/volunteers/projectreport/{report.pk}/act/submit/",
    ]  # fmt: skip
    # Unfold keeps its buttons outside of landmarks: only what the guidelines ask is asked of its pages.
    _check(visit(people.bolat, viewport=viewport), staff, axe.GUIDELINES)


def _check(person: Any, pages: list[str], tags: list[str] = axe.EVERYTHING) -> None:
    found = []
    for number, page in enumerate(pages):
        person.go(f"/{('kk', 'ru', 'en')[number % 3]}{page}")
        found += axe.complaints(person.page, person.path, tags)
    assert not found, "\n".join(found)
