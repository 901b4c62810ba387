"""Ways in, and ways back in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.test import Client

from qazvolunteer.accounts.models import User
from qazvolunteer.notifications.account_kinds import ERASED
from qazvolunteer.notifications.delivery import deliver_due
from tests.accounts.conftest import PASSWORD, Person, code, kinds, letter

pytestmark = pytest.mark.django_db

LOGIN = "/kk/accounts/login/"
ASK_CODE = "/kk/accounts/login/code/"
ENTER_CODE = "/kk/accounts/login/code/confirm/"
RESET = "/kk/accounts/password/reset/"
NEW = "Тянь-Шань-қар-77"


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_by_password(client: Client, person: Person) -> None:
    someone = person()
    client.post(LOGIN, {"login": someone.email.upper(), "password": "wrong"})
    assert not is_in(client)
    answer = client.post(LOGIN, {"login": someone.email.upper(), "password": PASSWORD, "next": "/kk/consents/"})
    assert answer["Location"] == "/kk/consents/"
    assert is_in(client)


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example"])
def test_next_never_leads_to_another_site(client: Client, person: Person, elsewhere: str) -> None:
    answer = client.post(LOGIN, {"login": person().email, "password": PASSWORD, "next": elsewhere})
    assert answer["Location"] == "/kk/my/shifts/"


def test_six_wrong_passwords_stop_the_guessing_of_one_account_only(client: Client, person: Person) -> None:
    victim, other = person(), person()
    for _ in range(6):
        client.post(LOGIN, {"login": victim.email, "password": "wrong"})
    client.post(LOGIN, {"login": victim.email, "password": PASSWORD})
    assert not is_in(client)
    client.post(LOGIN, {"login": other.email, "password": PASSWORD})
    assert is_in(client)


def test_by_a_code_in_the_readers_own_language(client: Client, person: Person, mailoutbox: Any) -> None:
    someone = person(language="ru")
    client.post(ASK_CODE, {"email": someone.email, "next": "/kk/consents/"})
    secret = code("accounts.login_code")
    deliver_due()
    assert mailoutbox[0].extra_headers["Content-Language"] == "ru"
    answer = client.post(ENTER_CODE, {"code": secret.replace("-", ""), "next": "/kk/consents/"})
    assert is_in(client)
    assert answer["Location"] == "/kk/consents/"


def test_three_wrong_codes_end_the_attempt(client: Client, person: Person) -> None:
    client.post(ASK_CODE, {"email": person().email})
    for _ in range(3):
        client.post(ENTER_CODE, {"code": "0000-0001"})
    client.post(ENTER_CODE, {"code": code("accounts.login_code")})
    assert not is_in(client)


def test_codes_for_one_address_are_few(person: Person) -> None:
    someone = person()
    for _ in range(5):
        Client().post(ASK_CODE, {"email": someone.email})
    assert kinds().count("accounts.login_code") == 3


def test_the_page_does_not_say_who_has_an_account(person: Person, mailoutbox: Any) -> None:
    known, unknown = Client(), Client()
    answers = [
        known.post(ASK_CODE, {"email": person().email}),
        unknown.post(ASK_CODE, {"email": "nobody@example.kz"}),
    ]
    assert answers[0]["Location"] == answers[1]["Location"]
    told = letter("accounts.unknown_address")
    assert (told.recipient, told.address, told.language) == (None, "nobody@example.kz", "kk")
    deliver_due()
    assert ["nobody@example.kz"] in [mail.to for mail in mailoutbox]
    told.refresh_from_db()
    assert told.address == ERASED


def test_a_forgotten_password(client: Client, person: Person) -> None:
    someone, elsewhere = person(), Client()
    elsewhere.post(LOGIN, {"login": someone.email, "password": PASSWORD})
    client.post(RESET, {"email": someone.email})
    client.post(f"{RESET}confirm/", {"code": code("accounts.password_reset_code")})
    client.post(f"{RESET}complete/", {"password1": NEW, "password2": NEW})
    someone.refresh_from_db()
    assert someone.check_password(NEW)
    assert letter("accounts.password_changed").recipient == someone
    assert elsewhere.get("/kk/my/profile/").status_code == 302, "the other device is logged out"


def test_a_new_password_needs_the_code(client: Client, person: Person) -> None:
    someone = person()
    client.post(RESET, {"email": someone.email})
    client.post(f"{RESET}complete/", {"password1": NEW, "password2": NEW})
    someone.refresh_from_db()
    assert someone.check_password(PASSWORD)


def test_changing_the_password(signed_in: Callable[..., tuple[User, Client]]) -> None:
    someone, client = signed_in()
    client.post("/kk/accounts/password/change/", {"oldpassword": "wrong", "password1": NEW, "password2": NEW})
    someone.refresh_from_db()
    assert someone.check_password(PASSWORD)
    client.post("/kk/accounts/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    someone.refresh_from_db()
    assert someone.check_password(NEW)
    assert client.get("/kk/my/profile/").status_code == 200
    assert letter("accounts.password_changed").address == someone.email


def test_changing_the_email_takes_the_code_and_warns_the_old_one(
    signed_in: Callable[..., tuple[User, Client]],
) -> None:
    someone, client = signed_in()
    old = someone.email
    client.post("/kk/accounts/email/", {"email": "new@example.kz", "action_add": "1"})
    assert letter("accounts.confirm_new_email").address == "new@example.kz"
    someone.refresh_from_db()
    assert someone.email == old
    client.post("/kk/accounts/confirm-email/", {"code": code("accounts.confirm_new_email")})
    someone.refresh_from_db()
    assert someone.email == "new@example.kz"
    assert list(EmailAddress.objects.filter(user=someone).values_list("email", "verified")) == [
        ("new@example.kz", True)
    ]
    assert letter("accounts.email_changed").address == old


def test_another_persons_email_cannot_be_taken(signed_in: Callable[..., tuple[User, Client]], person: Person) -> None:
    victim = person()
    someone, client = signed_in()
    client.post("/kk/accounts/email/", {"email": victim.email, "action_add": "1"})
    # Even with the code that only the other person can read.
    client.post("/kk/accounts/confirm-email/", {"code": code("accounts.confirm_new_email")})
    someone.refresh_from_db()
    assert someone.email != victim.email
    assert EmailAddress.objects.get(email=victim.email).user == victim


def test_sessions_are_listed_and_ended(signed_in: Callable[..., tuple[User, Client]]) -> None:
    someone, here = signed_in()
    there = Client(headers={"user-agent": "Mozilla/5.0 (Linux; Android 14) Chrome/130 Mobile Safari/537.36"})
    there.post(LOGIN, {"login": someone.email, "password": PASSWORD})
    page = here.get("/en/accounts/sessions/").content.decode()
    assert "Chrome · Android" in page
    here.post("/en/accounts/sessions/")
    assert UserSession.objects.filter(user=someone).count() == 1
    assert there.get("/en/my/profile/").status_code == 302
    assert here.get("/en/my/profile/").status_code == 200


def test_only_a_post_logs_out(signed_in: Callable[..., tuple[User, Client]]) -> None:
    _someone, client = signed_in()
    assert client.get("/kk/accounts/logout/").status_code == 200
    assert is_in(client)
    client.post("/kk/accounts/logout/")
    assert not is_in(client)


def test_a_closed_account_stays_out(client: Client, person: Person) -> None:
    someone = person(is_active=False)
    client.post(LOGIN, {"login": someone.email, "password": PASSWORD})
    client.post(ASK_CODE, {"email": someone.email})
    assert not is_in(client)
    assert "accounts.login_code" not in kinds()
