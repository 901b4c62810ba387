"""What people do, from end to end, on a phone of 390 px."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from qazvolunteer.core import mailbox
from qazvolunteer.notifications.delivery import deliver_due
from tests import builders
from tests.browser.conftest import DESKTOP, Open
from volunteers import signups
from volunteers.enums import SignUpState
from volunteers.models import SignUp

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def letters() -> list[Any]:
    deliver_due()
    return [parsed for _name, parsed in mailbox.messages()]


def text(letter: Any) -> str:
    return str(letter.get_body(("plain",)).get_content())


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_new_person_goes_from_the_catalogue_to_the_pass(visit: Open, mail_folder: Path, language: str) -> None:
    shift = builders.shift(seats=20)
    person = visit()
    person.go(f"/{language}/projects/")
    person.page.locator(".result .card-link").click()
    person.page.locator("#take-form button").click()
    person.page.wait_for_url("**/accounts/signup/**")
    shift.refresh_from_db()
    assert shift.seats_taken == 1, "the seat is held while the person registers"

    page = person.page
    page.fill("[name=email]", "madina@example.kz")
    page.fill("[name=first_name]", "Мадина")
    page.fill("[name=last_name]", "Оспанова")
    page.fill("[name=password1]", "Алатау-биік-2026")
    page.fill("[name=birth_date]", "05.03.2000")
    page.select_option("[name=town]", index=1)
    for box in page.locator("main form input[type=checkbox]").all():
        box.check()
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/confirm-email/**")
    code = re.search(r"\d{4}-\d{4}", text(letters()[0]))
    assert code is not None
    page.fill("[name=code]", code.group())
    page.keyboard.press("Enter")
    page.wait_for_url("**/projects/**")
    assert f"shift={shift.pk}" in page.url
    page.locator("#take-form button").click()
    page.wait_for_url("**/my/shifts/**")
    expect(page.locator(".pass-qr svg")).to_be_visible()

    signup = SignUp.objects.get()
    shift.refresh_from_db()
    assert (signup.state, shift.seats_taken) == (SignUpState.CONFIRMED, 1)
    confirmation = letters()[0]
    assert confirmation["Content-Language"] == language
    assert f"{signup.pass_code[:4]} {signup.pass_code[4:]}" in text(confirmation)


def test_a_place_comes_free_and_is_taken_by_the_link_in_the_letter(visit: Open, mail_folder: Path) -> None:
    shift = builders.shift(seats=1)
    holder = builders.join(shift)
    aigerim = builders.volunteer()
    person = visit(aigerim)
    person.go(f"/en/projects/{shift.project.slug}/")
    person.page.locator("#take-form button").click()
    expect(person.page.locator("h1")).to_have_text("You are on the waiting list")
    expect(person.page.locator("main")).to_contain_text("Your place in the queue: 1")

    signups.withdraw(holder, by=holder.volunteer.user)
    letter = next(one for one in letters() if one["To"].endswith(aigerim.user.email) or aigerim.user.email in one["To"])
    link = re.search(r"https?://[^/\s]+(/\S*/s/\S+)", text(letter))
    assert link is not None
    stranger_phone = visit()
    stranger_phone.go(link.group(1).rstrip(".>)"))
    stranger_phone.page.locator("button[value=accept]").click()
    expect(stranger_phone.page.locator(".verdict h1")).to_be_visible()
    assert SignUp.objects.get(volunteer=aigerim).state == SignUpState.CONFIRMED


def test_withdrawing_is_one_tap(visit: Open) -> None:
    signup = builders.join(builders.shift())
    person = visit(signup.volunteer)
    person.go("/en/my/shifts/")
    person.page.locator(".entry .card-link").click()
    person.page.locator("button[value=withdraw]").click()
    expect(person.page.locator(".verdict h1")).to_have_text("Withdrawn")
    signup.refresh_from_db()
    assert signup.state == SignUpState.WITHDRAWN


def test_switching_the_language_keeps_the_page_and_its_filters(visit: Open) -> None:
    builders.shift()
    person = visit(viewport=DESKTOP)
    person.go("/kk/projects/?places=on&format=on_site")
    person.page.locator(".langs a[lang=ru]").click()
    person.page.wait_for_url("**/ru/projects/**")
    assert person.path == "/ru/projects/?format=on_site&places=on"
    expect(person.page.locator("html")).to_have_attribute("lang", "ru")


def test_filtering_changes_the_list_the_count_and_the_address(visit: Open) -> None:
    builders.shift()
    remote = builders.project(format="remote", **builders.three("title", "Қашықтан аудару"))
    builders.shift(remote)
    person = visit(viewport=DESKTOP)
    person.go("/en/projects/")
    expect(person.page.locator("h1")).to_have_text("2 projects")
    person.page.locator("input[name=format][value=remote]").check()
    expect(person.page.locator("h1")).to_have_text("1 project")
    expect(person.page.locator(".result h2")).to_have_text("Қашықтан аудару")
    assert "format=remote" in person.page.url
    person.page.locator(".chip--filter").click()
    expect(person.page.locator("h1")).to_have_text("2 projects")


def test_filters_on_a_phone_rise_and_go(visit: Open) -> None:
    builders.shift()
    person = visit()
    person.go("/en/projects/")
    expect(person.page.locator("#rail")).to_be_hidden()
    person.page.locator(".filter-open").click()
    expect(person.page.locator("#rail")).to_be_visible()
    person.page.keyboard.press("Escape")
    expect(person.page.locator("#rail")).to_be_hidden()


def test_signing_up_with_the_keyboard_alone(visit: Open) -> None:
    shift = builders.shift()
    person = visit(builders.volunteer(), viewport=DESKTOP)
    page = person.page
    person.go(f"/en/projects/{shift.project.slug}/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    for _step in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('#take-form') !== null"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/my/shifts/**")
    assert SignUp.objects.get().state == SignUpState.CONFIRMED


def test_everything_works_without_javascript(visit: Open) -> None:
    shift = builders.shift(seats=20)
    builders.shift(shift.project, starts_in=dt.timedelta(days=5))
    signup_for = visit(builders.volunteer(), scripts=False)
    page = signup_for.page
    signup_for.go("/en/projects/")
    page.locator(".filter-open").click()
    page.locator("#rail input[name=places]").check()
    page.locator("#rail button[type=submit]").click()
    assert "places=on" in page.url
    page.locator(".result .card-link").click()
    page.locator(".shift-act a").nth(1).click()
    assert "shift=" in page.url
    page.locator("#take-form button").click()
    assert re.search(r"/my/shifts/\d+/$", page.url)
    page.locator("button[value=withdraw]").click()
    assert SignUp.objects.get().state == SignUpState.WITHDRAWN


def test_what_was_typed_is_kept_when_it_is_refused(visit: Open) -> None:
    person = visit(expected=("422", "400"))
    page = person.page
    person.go("/ru/accounts/signup/")
    page.fill("[name=email]", "madina@example.kz")
    page.fill("[name=first_name]", "Мадина")
    page.fill("[name=last_name]", "Оспанова")
    page.fill("[name=birth_date]", "31.02.2009")
    page.eval_on_selector("main form:has([name=email])", "form => { form.noValidate = true; }")
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.locator("[name=email]")).to_have_value("madina@example.kz")
    expect(page.locator("[name=birth_date]")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("[name=birth_date]")).to_have_value("31.02.2009")


def test_choosing_another_shift_changes_panel_and_bar_without_a_new_page(visit: Open) -> None:
    first = builders.shift(starts_in=dt.timedelta(days=2))
    second = builders.shift(first.project, starts_in=dt.timedelta(days=4))
    person = visit(builders.volunteer())
    page = person.page
    person.go(f"/en/projects/{first.project.slug}/")
    page.evaluate("window.stillHere = true")
    page.locator(f"#choose-shift-{second.pk}").click()
    page.wait_for_url(f"**?shift={second.pk}")
    expect(page.locator(f"#choose-shift-{second.pk}")).to_contain_text("Chosen")
    expect(page.locator(f"#choose-shift-{second.pk}")).to_be_focused()
    assert page.evaluate("window.stillHere")
    page.locator("#act-bar button").click()
    page.wait_for_url("**/my/shifts/**")
    assert SignUp.objects.get().shift == second
