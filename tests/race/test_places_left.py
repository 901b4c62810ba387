"""Visitors read the list over HTTP while people sign up: what they are shown was true less than five seconds ago."""

from __future__ import annotations

import http.client
import re
import threading
import time
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection

from qazvolunteer.core import page_cache
from tests import builders, doors

pytestmark = pytest.mark.django_db(transaction=True)

OLDEST = 5.0
SECONDS = 9.0

# (places left, when they began to be true, when they ended to be)
History = list[tuple[int, float, float]]
Seen = tuple[float, int]


def too_old(history: History, seen: list[Seen]) -> list[Seen]:
    """Of (asked at, shown): what had not been true any more for longer than is allowed."""
    ended = {places: end for places, _begin, end in history}
    return [(asked, shown) for asked, shown in seen if ended[shown] < asked - OLDEST]


def read(address: str, until: float, seen: list[Seen]) -> None:
    where = urlsplit(address)
    line = http.client.HTTPConnection(str(where.hostname), where.port, timeout=30)
    while time.monotonic() < until:
        asked = time.monotonic()
        line.request("GET", where.path)
        answer = line.getresponse()
        found = re.search(r"(\d+) places free", answer.read().decode())
        assert answer.status == 200
        assert found
        seen.append((asked, int(found[1])))
        time.sleep(0.02)
    line.close()


def test_the_places_left_are_never_older_than_five_seconds(live_server: Any, settings: Any) -> None:
    settings.PAGE_CACHE_SECONDS = 4
    page_cache.store.pages.clear()
    shift = builders.shift(seats=400)
    people = iter(builders.volunteers(200))
    seen: list[Seen] = []
    history: History = []
    address = live_server.url + doors.address("catalogue")
    until = time.monotonic() + SECONDS
    readers = [threading.Thread(target=read, args=(address, until, seen)) for _ in range(3)]
    for reader in readers:
        reader.start()
    began = time.monotonic()
    while time.monotonic() < until:
        builders.join(shift, next(people))
        # Noted after the commit, so what ended is never noted too early.
        history.append((400 - len(history), began, time.monotonic()))
        began = time.monotonic()
        time.sleep(0.2)
    for reader in readers:
        reader.join()
    connection.close()
    page_cache.store.pages.clear()
    history.append((400 - len(history), began, time.monotonic() + 60))
    assert len(history) > 5
    assert too_old(history, seen) == []
    # The pages were shared indeed: more were given than states of the shift were computed.
    assert len(seen) > 3 * len({shown for _asked, shown in seen})


def test_an_old_page_would_be_noticed() -> None:
    history = [(400, 0.0, 1.0), (399, 1.0, 99.0)]
    assert too_old(history, [(5.9, 400), (6.1, 400), (50.0, 399)]) == [(6.1, 400)]
