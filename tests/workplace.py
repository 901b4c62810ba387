"""Fixtures of the tests of the workplace: the cast, browsers of theirs, the second factor set aside."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from qazvolunteer.accounts.models import User
from tests.cast import Cast, assemble


@pytest.fixture
def cast(db: None) -> Cast:
    """The five people of ``tests.cast``."""
    return assemble()


@pytest.fixture
def sign_in(db: None) -> Callable[[User], Client]:
    """A browser in which a person is signed in."""

    def browser(person: User) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return browser


@pytest.fixture
def workplace(settings: Any) -> None:
    """Staff without a second factor may enter: most tests of the workplace are about something else."""
    settings.STAFF_SECOND_FACTOR_REQUIRED = False
