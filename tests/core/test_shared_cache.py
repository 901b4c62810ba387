"""Redis may be away: people still sign in, and nothing but the limits is forgotten."""

from __future__ import annotations

import pytest
from django.core.cache import caches
from django.test import Client, override_settings

from tests import builders
from tests.doors import address

AWAY = {
    "default": {
        "BACKEND": "qazvolunteer.core.shared_cache.SharedCache",
        # Nobody listens there.
        "LOCATION": "redis://127.0.0.1:1/0",
        "OPTIONS": {"socket_connect_timeout": 1},
    }
}
PASSWORD = "Алатау-биік-2026"


@override_settings(CACHES=AWAY)
def test_a_cache_that_is_away_forgets_at_once() -> None:
    cache = caches["default"]
    assert cache.add("key", 1) is True
    cache.set("key", 1)
    assert cache.get("key", "nothing") == "nothing"
    assert cache.delete("key") is False
    with pytest.raises(ValueError, match="key"):
        cache.incr("key")


@pytest.mark.django_db
@override_settings(CACHES=AWAY)
def test_signing_in_works_while_redis_is_away() -> None:
    person = builders.volunteer().user
    person.set_password(PASSWORD)
    person.save()
    person.emailaddress_set.create(email=person.email, verified=True, primary=True)
    client = Client()
    answer = client.post(address("account_login"), {"login": person.email, "password": PASSWORD})
    assert (answer.status_code, answer.url) == (302, address("my-shifts"))


def test_a_cache_that_is_there_remembers() -> None:
    cache = caches["default"]
    assert cache.add("remembered", 1) is True
    assert cache.add("remembered", 2) is False
    assert (cache.get("remembered"), cache.incr("remembered")) == (1, 2)
    cache.set("remembered", 5)
    assert cache.delete("remembered") is True
    assert cache.get("remembered") is None
