"""A monitoring visit on a phone whose network is gone: no answer, finding or photo is lost."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from frontoffice.monitoring.models import FieldNote, Finding, VisitPhoto
from organizations.enums import Role
from tests import builders, doors
from tests.browser import axe
from tests.browser.conftest import Open
from tests.frontoffice.monitoring import spot

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]
CUT = ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED")


@pytest.fixture(autouse=True)
def _one_factor(settings: Any) -> None:
    settings.STAFF_SECOND_FACTOR_REQUIRED = False


def answer(page: Page, number: int, value: str) -> None:
    page.locator(f"[data-number='{number}'] input[value={value}]").check()


def write_finding(page: Page, text: str) -> None:
    page.select_option("#spot [name=spot-severity]", "serious")
    page.fill("#spot [name=spot-text]", text)
    page.fill("#spot [name=spot-demand]", "Қолғап алыңыз.")
    page.fill("#spot [name=spot-days]", "5")
    page.click("#spot button")


def shoot(page: Page, finding: int) -> None:
    photo: Any = {"name": "p.jpg", "mimeType": "image/jpeg", "buffer": spot.picture()}
    page.locator("#spots [data-act=photo]").nth(finding).set_input_files(photo)


def unsent(page: Page) -> Any:
    return page.locator("#status [data-part=number]")


def test_a_visit_without_a_network(visit: Open) -> None:
    daniyar, aliya = builders.coordinator("almaty"), builders.coordinator("almaty", first_name="Әлия")
    planned = spot.planned(daniyar, visitors=[daniyar, aliya])
    owner = builders.member(planned.organization, Role.OWNER)
    phone = visit(daniyar, expected=CUT)
    phone.go(f"/kk/office/visits/{planned.pk}/record/")
    page = phone.page
    page.wait_for_selector("html[data-kept=yes]")
    with page.expect_response(lambda response: response.request.method == "POST"):
        answer(page, 1, "yes")
    expect(unsent(page)).to_have_text("0")
    assert FieldNote.objects.count() == 1

    # Signing out forgets names, not what is half written.
    page.fill("#spot [name=spot-text]", "Жартысы")
    page.goto(f"{phone.base}/kk/my/visits/")
    page.context.route("**/logout/", lambda route: route.fulfill(status=204))
    with page.expect_request("**/logout/"):
        page.evaluate("document.querySelector('form[action$=\"logout/\"]').requestSubmit()")
    page.goto(f"{phone.base}/kk/office/visits/{planned.pk}/record/")
    expect(page.locator("#spot [name=spot-text]")).to_have_value("Жартысы")
    page.wait_for_selector("html[data-kept=yes]")

    # The network goes: an answer with a remark, two findings, photos.
    page.context.set_offline(True)
    answer(page, 2, "no")
    page.fill("[data-number='2'] input[type=text]", "Бос")
    write_finding(page, "Қолғап жоқ.")
    write_finding(page, "Балта сынық.")
    expect(page.locator("#spots > li")).to_have_count(2)
    shoot(page, 0)
    expect(page.locator("#spots canvas")).to_have_count(1)
    shoot(page, 1)
    expect(page.locator("#spots canvas")).to_have_count(2)
    found = axe.complaints(page, "on the spot")
    # What is half written is kept as well.
    page.fill("#spot [name=spot-text]", "Жартысы жазылған")
    waiting = unsent(page).inner_text()
    assert int(waiting) >= 5

    # The phone is switched off and on.
    page.close()
    page = phone.page.context.new_page()
    page.goto(f"{phone.base}/kk/office/visits/{planned.pk}/record/")
    expect(unsent(page)).to_have_text(waiting)
    expect(page.locator("[data-number='2'] input[value=no]")).to_be_checked()
    expect(page.locator("[data-number='2'] input[type=text]")).to_have_value("Бос")
    expect(page.locator("#spots canvas")).to_have_count(2)
    expect(page.locator("#spot [name=spot-text]")).to_have_value("Жартысы жазылған")
    page.locator("#spots [data-act=remove]").nth(1).click()
    expect(page.locator("#spots > li")).to_have_count(1)

    # Meanwhile a colleague has answered otherwise, which this phone cannot know; its own answer is the later one.
    spot.post(doors.signed_in(aliya), planned, spot.answer(2, "yes", ago=30 * spot.MINUTE))
    page.click("#finish")
    expect(page.locator("#trouble")).to_be_visible()
    page.fill("#spot [name=spot-text]", "")
    page.click("#finish")
    expect(page.locator("#finished")).to_be_visible()
    assert not VisitPhoto.objects.exists()

    page.context.set_offline(False)
    expect(unsent(page)).to_have_text("0", timeout=30_000)
    expect(page.locator("#answers-list")).to_contain_text("Әлия")
    expect(page.locator("#spots img")).to_have_count(1)
    assert page.locator("#spots img").evaluate("picture => picture.decode().then(() => picture.naturalWidth)") == 640
    found += axe.complaints(page, "written down")
    planned.refresh_from_db()
    assert planned.state == "done"
    assert planned.answers["2"] == {"value": "no", "note": "Бос"}
    assert Finding.objects.get().text == "Қолғап жоқ."
    assert VisitPhoto.objects.count() == 2
    assert VisitPhoto.objects.get(finding=Finding.objects.get()).content

    office = visit(aliya)
    office.go(f"/ru/office/visits/{planned.pk}/")
    found += axe.complaints(office.page, "the visit at the desk")
    theirs = visit(owner)
    theirs.go(f"/kk/my/visits/{planned.pk}/")
    expect(theirs.page.locator(".finding-photos img")).to_have_count(1)
    found += axe.complaints(theirs.page, "the organization's page")
    assert not found, "\n".join(found)
