"""What people see and change about themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client

from qazvolunteer.accounts.models import User
from qazvolunteer.accounts.phones import normalise
from tests import builders, doors
from tests.accounts.conftest import confirm
from volunteers.models import Volunteer

pytestmark = pytest.mark.django_db

SignedIn = Callable[..., tuple[User, Client]]

ADDRESS = "/ru/my/profile/"
OWN_PAGES = [
    "my/profile/",
    "my/profile/security/",
    "my/profile/consents/",
    "my/profile/data/",
    "my/profile/delete/",
    "my/guardian/",
    "accounts/email/",
    "accounts/password/change/",
    "accounts/2fa/",
    "accounts/sessions/",
]


def details(volunteer: Volunteer, **values: str) -> dict[str, str]:
    given = {"first_name": "Алия", "last_name": "Ким", "town": volunteer.town_id, "phone": "", "language": "en"}
    return {**given, **values}


@pytest.mark.parametrize("page", OWN_PAGES)
def test_a_visitor_is_asked_to_log_in(client: Client, page: str) -> None:
    answer = client.get(f"/kk/{page}")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/kk/accounts/login/")


def test_details_are_changed() -> None:
    aigerim = builders.volunteer()
    doors.signed_in(aigerim).post(ADDRESS, details(aigerim, phone="8 701 123 45 67"))
    aigerim.user.refresh_from_db()
    assert (aigerim.user.full_name, aigerim.user.phone, aigerim.user.language) == ("Алия Ким", "+77011234567", "en")


def test_reading_in_another_language_does_not_change_the_accounts() -> None:
    aigerim = builders.volunteer(language="kk")
    client = doors.signed_in(aigerim)
    for language in ("ru", "en"):
        client.get(f"/{language}/my/profile/")
    aigerim.user.refresh_from_db()
    assert aigerim.user.language == "kk"


def test_a_known_date_of_birth_is_not_changed_by_the_form() -> None:
    aigerim = builders.volunteer(birth_date=dt.date(2010, 5, 1))
    doors.signed_in(aigerim).post(ADDRESS, details(aigerim, birth_date="01.01.1990"))
    aigerim.refresh_from_db()
    assert aigerim.birth_date == dt.date(2010, 5, 1)


def test_a_missing_date_of_birth_is_added() -> None:
    aigerim = builders.volunteer(birth_date=None)
    doors.signed_in(aigerim).post(ADDRESS, details(aigerim, birth_date="01.01.1990"))
    aigerim.refresh_from_db()
    assert aigerim.birth_date == dt.date(1990, 1, 1)


def test_staff_become_volunteers_by_adding_what_is_missing() -> None:
    someone, town = builders.user(), builders.town()
    client = doors.signed_in(someone)
    assert client.get(ADDRESS).status_code == 200
    form = {"first_name": "Алия", "last_name": "Ким", "town": town.pk, "language": "ru", "birth_date": "01.01.1990"}
    client.post(ADDRESS, form)
    assert Volunteer.objects.get(user=someone).town == town


def test_nobody_becomes_staff_by_a_form() -> None:
    aigerim = builders.volunteer()
    form = details(aigerim, is_superuser="on", is_active="", email="other@example.kz", anonymised_at="2020-01-01")
    doors.signed_in(aigerim).post(ADDRESS, form)
    before = aigerim.user.email
    aigerim.user.refresh_from_db()
    assert (aigerim.user.is_superuser, aigerim.user.is_active, aigerim.user.email) == (False, True, before)


@pytest.mark.parametrize("typed", ["8 701 123 45 67", "+7 (701) 123-45-67", "7011234567", "87011234567"])
def test_a_phone_number_is_read_as_people_write_it(typed: str) -> None:
    assert normalise(typed) == "+77011234567"


@pytest.mark.parametrize("typed", ["12", "каждый день", "+7 000 000 00 00"])
def test_a_number_that_cannot_be_called_is_refused(typed: str) -> None:
    aigerim = builders.volunteer()
    page = doors.signed_in(aigerim).post("/en/my/profile/", details(aigerim, phone=typed)).content.decode()
    assert "cannot be called" in page
    aigerim.user.refresh_from_db()
    assert aigerim.user.phone == ""


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("page", OWN_PAGES)
def test_every_page_opens_in_every_language(signed_in: SignedIn, page: str, language: str) -> None:
    someone, client = signed_in()
    Volunteer.objects.create(user=someone, birth_date=dt.date(1998, 5, 1), town=builders.town())
    confirm(client)
    assert client.get(f"/{language}/{page}").status_code == 200
