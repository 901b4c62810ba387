"""A new person: the form, the code, and where they land."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from qazvolunteer.accounts.models import Consent, ConsentText, User
from qazvolunteer.notifications.delivery import deliver_due
from qazvolunteer.notifications.enums import State
from tests import builders
from tests.accounts.conftest import code, kinds, letter
from volunteers.models import Volunteer

pytestmark = pytest.mark.django_db

SIGNUP = "/ru/accounts/signup/"
CODE = "/ru/accounts/confirm-email/"


def body(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_account_the_volunteer_and_the_consents_come_together(client: Client, form: dict[str, str]) -> None:
    client.post(SIGNUP, form, REMOTE_ADDR="10.1.2.3")
    user = User.objects.get()
    assert (user.email, user.full_name, user.language) == ("madina@example.kz", "Мадина Оспанова", "ru")
    assert user.volunteer.birth_date == dt.date(2000, 3, 5)
    assert user.volunteer.town == builders.town()
    consents = Consent.objects.filter(user=user).order_by("text__kind")
    assert [(row.text.kind, row.text.version, row.ip) for row in consents] == [
        ("personal_data", 1, "10.1.2.3"),
        ("terms", 1, "10.1.2.3"),
    ]


def test_news_are_off_until_ticked(client: Client, form: dict[str, str]) -> None:
    assert 'name="consent_news"' in (page := body(client.get(SIGNUP)))
    assert "checked" not in page.split('name="consent_news"')[1].split(">")[0]
    client.post(SIGNUP, {**form, "consent_news": "on"})
    assert Consent.objects.filter(text__kind="news").exists()


def test_the_code_confirms_and_brings_back_to_where_one_was_going(client: Client, form: dict[str, str]) -> None:
    client.get("/ru/consents/")
    answer = client.post(SIGNUP, {**form, "next": "/ru/consents/terms/"})
    assert answer["Location"].startswith(CODE)
    assert not EmailAddress.objects.get().verified
    answer = client.post(CODE, {"code": code("accounts.confirm_email")})
    assert answer["Location"] == "/ru/consents/terms/"
    assert EmailAddress.objects.get().verified
    assert client.get("/ru/my/profile/").status_code == 200


def test_what_the_session_held_survives_the_code(client: Client, form: dict[str, str]) -> None:
    session = client.session
    session["hold"] = "6a0a6a0a-0000-4000-8000-000000000000"
    session.save()
    client.post(SIGNUP, form)
    client.post(CODE, {"code": code("accounts.confirm_email")})
    assert client.session["hold"] == "6a0a6a0a-0000-4000-8000-000000000000"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_nobody_is_sent_to_another_site(client: Client, form: dict[str, str], elsewhere: str) -> None:
    client.post(SIGNUP, {**form, "next": elsewhere})
    answer = client.post(CODE, {"code": code("accounts.confirm_email")})
    assert answer["Location"] == "/ru/my/shifts/"


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("birth_date", "31.02.2000", "No such date. Check the day."),
        ("birth_date", "весной", "Write the date as day, month, year"),
        ("birth_date", "01.01.2190", "This date is in the future"),
        ("birth_date", "01.01.1850", "more than 120 years ago"),
        ("birth_date", "01.01.2020", "from the age of 12"),
        ("town", "", "Choose a town from the list."),
        ("town", "999999999", "999999999"),
        ("password1", "short", "8"),
        ("password1", "оспанова", "password"),
        ("consent_terms", "", "Without this consent"),
        ("email", "not an e-mail", "e-mail"),
    ],
)
def test_a_mistake_is_said_and_what_was_typed_stays(
    client: Client, form: dict[str, str], field: str, value: str, sentence: str
) -> None:
    wrong = {**form, field: value}
    if not value:
        wrong.pop(field)
    page = body(client.post("/en/accounts/signup/", wrong))
    assert sentence.lower() in page.lower()
    assert not User.objects.exists()
    assert 'value="Мадина"' in page
    assert 'value="Оспанова"' in page


@pytest.mark.parametrize("typed", ["5.3.2000", "05/03/2000", "05 03 2000", "05032000", "2000-03-05"])
def test_a_date_may_be_typed_as_people_do(client: Client, form: dict[str, str], typed: str) -> None:
    client.post(SIGNUP, {**form, "birth_date": typed})
    assert Volunteer.objects.get().birth_date == dt.date(2000, 3, 5)


def test_a_text_that_was_renewed_meanwhile_is_read_again(client: Client, form: dict[str, str]) -> None:
    ConsentText.objects.create(kind="terms", version=2, title="Terms", text="New")
    page = body(client.post("/en/accounts/signup/", form))
    assert "renewed" in page
    assert not User.objects.exists()
    client.post(SIGNUP, {**form, "versions": "personal_data:1,terms:2,news:1"})
    assert Consent.objects.filter(text__kind="terms", text__version=2).exists()


def test_without_texts_nobody_registers(client: Client) -> None:
    page = body(client.get("/en/accounts/signup/"))
    assert "Registration is closed" in page


def test_an_address_with_an_account_is_told_by_letter_not_by_page(
    client: Client, form: dict[str, str], person: Any
) -> None:
    owner = person(email="madina@example.kz", language="kk")
    answer = client.post(SIGNUP, form)
    assert answer["Location"].startswith(CODE)
    assert User.objects.count() == 1
    told = letter("accounts.already_registered")
    assert (told.recipient, told.address) == (owner, "madina@example.kz")
    fresh = Client().post(SIGNUP, {**form, "email": "aru@example.kz"})
    assert fresh["Location"] == answer["Location"]


def test_going_back_and_sending_again_keeps_the_code_good(client: Client, form: dict[str, str]) -> None:
    client.post(SIGNUP, {**form, "next": "/ru/consents/terms/"})
    answer = client.post(SIGNUP, {**form, "next": "/ru/consents/terms/"})
    assert answer["Location"].startswith(CODE)
    assert kinds() == ["accounts.confirm_email"]
    answer = client.post(CODE, {"code": code("accounts.confirm_email")})
    assert answer["Location"] == "/ru/consents/terms/"


def test_two_requests_at_once_make_one_account(client: Client, form: dict[str, str], monkeypatch: Any) -> None:
    client.post(SIGNUP, form)
    # The second request looked before the first one wrote.
    monkeypatch.setattr("allauth.account.forms.flows.manage_email.email_already_exists", lambda email: (email, False))
    answer = Client().post(SIGNUP, form)
    assert answer["Location"].startswith(CODE)
    assert User.objects.count() == 1
    assert Volunteer.objects.count() == 1


def test_the_letter_speaks_the_language_that_was_chosen(client: Client, form: dict[str, str], mailoutbox: Any) -> None:
    client.post("/en/accounts/signup/", {**form, "language": "kk"})
    secret = code("accounts.confirm_email")
    deliver_due()
    assert mailoutbox[0].extra_headers["Content-Language"] == "kk"
    assert secret in mailoutbox[0].subject
    assert secret in mailoutbox[0].body
    row = letter("accounts.confirm_email")
    assert row.state == State.SENT
    assert secret not in str(row.payload)


def test_a_code_that_ran_out_is_not_sent_and_not_taken(client: Client, form: dict[str, str], mailoutbox: Any) -> None:
    client.post(SIGNUP, form)
    secret = code("accounts.confirm_email")
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=16)):
        client.post(CODE, {"code": secret})
        assert not EmailAddress.objects.get().verified
        deliver_due()
    assert not mailoutbox
    assert letter("accounts.confirm_email").state == State.OBSOLETE


def test_three_wrong_codes_end_the_attempt(client: Client, form: dict[str, str]) -> None:
    client.post(SIGNUP, form)
    secret = code("accounts.confirm_email")
    for _ in range(3):
        client.post(CODE, {"code": "0000-0000"})
    client.post(CODE, {"code": secret})
    assert not EmailAddress.objects.get().verified


def test_a_mistyped_address_is_corrected_on_the_spot(client: Client, form: dict[str, str]) -> None:
    client.post(SIGNUP, {**form, "email": "madina@exampel.kz"})
    first = code("accounts.confirm_email")
    client.post(CODE, {"action": "change", "email": "madina@example.kz"})
    assert letter("accounts.confirm_email").address == "madina@example.kz"
    assert code("accounts.confirm_email") != first
    client.post(CODE, {"code": code("accounts.confirm_email")})
    assert User.objects.get().email == "madina@example.kz"
    assert list(EmailAddress.objects.filter(verified=True).values_list("email", flat=True)) == ["madina@example.kz"]


def test_a_school_class_registers_from_one_address(form: dict[str, str]) -> None:
    for number in range(35):
        answer = Client().post(SIGNUP, {**form, "email": f"pupil{number}@example.kz"}, REMOTE_ADDR="10.0.0.7")
        assert answer.status_code == 302
    assert User.objects.count() == 35


def test_a_flood_from_one_address_gets_our_page(form: dict[str, str], settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "signup": "2/m/ip"}
    answers = [Client().post(SIGNUP, {**form, "email": f"flood{n}@example.kz"}) for n in range(3)]
    assert [answer.status_code for answer in answers] == [302, 302, 429]
    assert "site-header" in body(answers[2])


def test_a_child_learns_that_a_guardian_must_agree(client: Client, form: dict[str, str]) -> None:
    born = timezone.localdate().replace(day=1) - dt.timedelta(days=14 * 365)
    client.post("/en/accounts/signup/", {**form, "birth_date": born.strftime("%d.%m.%Y")})
    assert "a parent or guardian must agree" in body(client.get("/en/accounts/confirm-email/"))


def test_somebody_abroad_has_no_town(client: Client, form: dict[str, str]) -> None:
    client.post(SIGNUP, {**form, "town": "abroad"})
    assert Volunteer.objects.get().town is None


def test_reading_the_form_writes_nothing(client: Client, texts: None) -> None:
    client.get(SIGNUP)
    assert not User.objects.exists()
    assert kinds() == []
