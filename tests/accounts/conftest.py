"""People who register and sign in; letters are read where they are written, in the outbox."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from qazvolunteer.accounts import consent_texts
from qazvolunteer.accounts.models import User
from qazvolunteer.notifications.models import Notification
from tests import builders
from tests.workplace import cast  # noqa: F401

PASSWORD = "Алатау-биік-2026"


@pytest.fixture
def texts(db: None) -> None:
    """The consent texts that come with the platform."""
    consent_texts.load()


@pytest.fixture
def form(texts: None) -> dict[str, str]:
    """A registration that is right in every field."""
    return {
        "email": "madina@example.kz",
        "password1": PASSWORD,
        "first_name": "Мадина",
        "last_name": "Оспанова",
        "birth_date": "05.03.2000",
        "town": builders.town().pk,
        "language": "ru",
        "versions": "personal_data:1,terms:1,news:1",
        "consent_personal_data": "on",
        "consent_terms": "on",
    }


Person = Callable[..., User]


@pytest.fixture
def person(db: None) -> Person:
    """A person with a confirmed e-mail and a password."""

    def make(**values: Any) -> User:
        made = builders.user(**values)
        made.set_password(PASSWORD)
        made.save()
        EmailAddress.objects.create(user=made, email=made.email, verified=True, primary=True)
        return made

    return make


@pytest.fixture
def signed_in(person: Person) -> Callable[..., tuple[User, Client]]:
    """A person, and the browser in which they have just signed in by password."""

    def make(**values: Any) -> tuple[User, Client]:
        made, client = person(**values), Client()
        answer = client.post("/en/accounts/login/", {"login": made.email, "password": PASSWORD})
        assert answer.status_code == 302, answer.content.decode()
        return made, client

    return make


def confirm(client: Client, path: str = "/en/my/profile/") -> None:
    """The person shows once more that it is them, as the page asks before what concerns the account's safety."""
    answer = client.post("/en/accounts/reauthenticate/", {"password": PASSWORD, "next": path})
    assert answer["Location"] == path


def letter(kind: str) -> Notification:
    """The newest letter of a kind."""
    return Notification.objects.filter(kind=kind).latest("created_at")


def code(kind: str) -> str:
    return letter(kind).payload["code"]


def kinds() -> list[str]:
    return list(Notification.objects.order_by("created_at").values_list("kind", flat=True))
