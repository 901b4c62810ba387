"""Ways in, on a phone of 390 px: a code by e-mail, an authenticator app, a passkey."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from playwright.sync_api import expect

from qazvolunteer.accounts.models import User
from qazvolunteer.core import mailbox
from qazvolunteer.notifications.delivery import deliver_due
from tests import builders
from tests.browser.conftest import Open, Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "Алатау-биік-2026"


@pytest.fixture
def madina() -> User:
    user = builders.volunteer("Мадина", language="ru").user
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def mailed_code() -> str:
    deliver_due()
    _name, letter = mailbox.messages()[0]
    found = re.search(r"\d{4}-\d{4}", str(letter.get_body(("plain",)).get_content()))
    assert found is not None
    return found.group()


def arrive(visit: Visit, path: str) -> None:
    """Wait until the page itself is there: an address that only names it in its query does not count."""
    visit.page.wait_for_url(re.compile(rf"^[^?]*{path}(\?.*)?$"))


def press(visit: Visit) -> None:
    visit.page.locator("main form button[type=submit]").first.click()


def log_in(visit: Visit, user: User) -> None:
    visit.go("/ru/accounts/login/?next=/ru/my/profile/security/")
    visit.page.fill("[name=login]", user.email)
    visit.page.fill("[name=password]", PASSWORD)
    press(visit)
    arrive(visit, "/my/profile/security/")


def show_that_it_is_me(visit: Visit) -> None:
    arrive(visit, "/reauthenticate/")
    visit.page.fill("[name=password]", PASSWORD)
    press(visit)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_code_by_email(visit: Open, madina: User, mail_folder: Path, scripts: bool) -> None:
    person = visit(scripts=scripts)
    person.go("/ru/my/profile/")
    assert person.path.startswith("/ru/accounts/login/?next=")
    person.page.locator("a[href*='/login/code/']").click()
    person.page.fill("[name=email]", madina.email)
    press(person)
    arrive(person, "/login/code/confirm/")
    person.page.fill("[name=code]", "0000-0000")
    press(person)
    expect(person.page.locator("[name=code]")).to_have_attribute("aria-invalid", "true")
    person.page.fill("[name=code]", mailed_code())
    press(person)
    arrive(person, "/my/profile/")


def test_an_authenticator_app_is_set_up_and_asked_for(visit: Open, madina: User, mail_folder: Path) -> None:
    person = visit()
    page = person.page
    log_in(person, madina)
    person.go("/ru/accounts/2fa/totp/activate/")
    show_that_it_is_me(person)
    arrive(person, "/totp/activate/")
    expect(page.locator(".totp img")).to_be_visible()
    assert page.locator(".totp img").evaluate("image => image.naturalWidth") > 0
    secret = page.locator(".totp .secret").inner_text()
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    page.fill("[name=code]", code)
    press(person)
    arrive(person, "/recovery-codes/")
    expect(page.locator(".secrets li")).to_have_count(10)
    recovery = page.locator(".secrets li").first.inner_text()

    other = visit()
    other.go("/ru/accounts/login/?next=/ru/my/profile/")
    other.page.fill("[name=login]", madina.email)
    other.page.fill("[name=password]", PASSWORD)
    press(other)
    arrive(other, "/2fa/authenticate/")
    other.page.fill("[name=code]", recovery)
    press(other)
    arrive(other, "/my/profile/")


def authenticator(visit: Visit) -> Any:
    """A device that holds passkeys and whose owner always agrees."""
    session = visit.page.context.new_cdp_session(visit.page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return session


def test_a_passkey_is_added_and_opens_the_account(visit: Open, madina: User, mail_folder: Path, settings: Any) -> None:
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    person = visit()
    # A passkey belongs to a host name, never to a number.
    person.base = person.base.replace("127.0.0.1", "localhost")
    page = person.page
    authenticator(person)
    log_in(person, madina)
    person.go("/ru/accounts/2fa/webauthn/add/")
    show_that_it_is_me(person)
    arrive(person, "/webauthn/add/")
    page.fill("[name=name]", "Телефон")
    page.click("#mfa_webauthn_add")
    page.wait_for_url(re.compile(r"/(recovery-codes|webauthn)/$"))
    assert Authenticator.objects.filter(user=madina, type=Authenticator.Type.WEBAUTHN).count() == 1

    person.page.context.clear_cookies()
    person.go("/ru/accounts/login/?next=/ru/my/profile/")
    page.click("#passkey_login")
    arrive(person, "/my/profile/")

    person.go("/ru/accounts/2fa/webauthn/")
    expect(page.locator(".settings h2")).to_have_text("Телефон")
    page.locator(".settings a").first.click()
    arrive(person, "/reauthenticate/")
    page.locator(".ways a[href*='/webauthn/reauthenticate/']").click()
    arrive(person, "/webauthn/reauthenticate/")
    page.click("#mfa_webauthn_reauthenticate")
    arrive(person, "/edit/")
    page.fill("[name=name]", "Старый телефон")
    press(person)
    expect(page.locator(".settings h2")).to_have_text("Старый телефон")


def test_a_passkey_that_was_refused_is_said_in_the_page(visit: Open, madina: User, settings: Any) -> None:
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    person = visit()
    person.base = person.base.replace("127.0.0.1", "localhost")
    session = person.page.context.new_cdp_session(person.page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": False,
                "automaticPresenceSimulation": True,
            }
        },
    )
    person.go("/ru/accounts/login/")
    expect(person.page.locator("[data-passkey-error]")).to_be_hidden()
    person.page.click("#passkey_login")
    expect(person.page.locator("[data-passkey-error]")).to_be_visible(timeout=15_000)


def test_without_scripts_a_passkey_is_not_offered(visit: Open) -> None:
    person = visit(scripts=False)
    person.go("/ru/accounts/login/")
    expect(person.page.locator("#passkey_login")).to_be_hidden()
