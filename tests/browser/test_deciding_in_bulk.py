"""Requests decided in bulk in a real browser: the page says before who gets what, and as many letters go out."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from projects.models import Shift
from qazvolunteer.notifications import delivery
from tests import builders
from tests.browser.conftest import DESKTOP, PHONE, Open
from tests.cast import Cast, assemble
from volunteers import signups
from volunteers.enums import SignUpState
from volunteers.models import SignUp

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.lenient_templates,
]
REQUESTS = "/admin/volunteers/signup/?state__exact=requested"


@pytest.fixture
def cast(settings: Any) -> Cast:
    settings.STAFF_SECOND_FACTOR_REQUIRED = False
    return assemble()


def asked(cast: Cast, number: int, *, seats: int) -> Shift:
    """A shift that ``number`` people asked to come to; nobody has heard anything yet."""
    shift = builders.shift(builders.project(organization=cast.organization, needs_approval=True), seats=seats)
    for who in builders.volunteers(number):
        builders.join(shift, who)
    while delivery.deliver_due():
        pass
    return shift


def choose_all(page: Page, action: str) -> None:
    """Tick every row of the list and run an action, as a hand does."""
    page.locator("#action-toggle").check()
    page.select_option("select[name=action]", action)
    page.locator("button[name=index]").click()
    page.wait_for_selector("form.qv-act")


def test_twenty_seven_requests_at_once(visit: Open, cast: Cast, mailoutbox: list[Any]) -> None:
    shift = asked(cast, 27, seats=25)
    mailoutbox.clear()
    owner = visit(cast.bolat, viewport=DESKTOP)
    owner.go(f"/ru{REQUESTS}")
    page = owner.page
    choose_all(page, "accept")
    preview = page.locator(".qv-preview")
    expect(preview).to_contain_text("27 человек получат письмо.")
    expect(preview).to_contain_text("25 человек получат места.")
    expect(page.locator(".qv-chosen li")).to_have_count(27)
    assert not SignUp.objects.exclude(state=SignUpState.REQUESTED).exists(), "looking decides nothing"
    assert delivery.deliver_due() == 0

    page.locator("form.qv-act button[type=submit]").click()
    expect(page.locator("body")).to_contain_text("Выполнено: 27 строк.")
    states = Counter(SignUp.objects.filter(shift=shift).values_list("state", flat=True))
    assert states == {SignUpState.CONFIRMED: 25, SignUpState.WAITLISTED: 2}
    while delivery.deliver_due():
        pass
    readers = [address for letter in mailoutbox for address in letter.to]
    people = SignUp.objects.filter(shift=shift).values_list("volunteer__user__email", flat=True)
    assert sorted(readers) == sorted(people), "one letter each, and none to anybody else"


def test_declined_from_a_phone_with_a_standard_reason(visit: Open, cast: Cast, mailoutbox: list[Any]) -> None:
    """Who withdrew while the preview was open is left alone, and the page says so."""
    shift = asked(cast, 3, seats=5)
    mailoutbox.clear()
    owner = visit(cast.bolat, viewport=PHONE)
    owner.go(f"/kk{REQUESTS}")
    page = owner.page
    choose_all(page, "decline")
    expect(page.locator(".qv-preview")).to_contain_text("3 адам хат алады.")
    gone = SignUp.objects.filter(shift=shift).earliest("pk")
    signups.withdraw(gone, by=gone.volunteer.user)
    page.select_option("select[name=standard]", "There were more requests than places.")
    page.locator("form.qv-act button[type=submit]").click()
    expect(page.locator("body")).to_contain_text("2 жол орындалды")
    expect(page.locator("body")).to_contain_text("Таңдалған 1 жол бұл тізімде жоқ.")
    while delivery.deliver_due():
        pass
    assert len(mailoutbox) == 2
    assert all("Өтінім орын санынан көп болды." in letter.body for letter in mailoutbox)
