"""Finished pages in this process's memory: bounded, and each computed by one thread at a time.

In the process rather than in the shared cache: a page is found without a journey through the network, stays when
the broker is away, and is computed at most once per process and lifetime, which is little.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Hashable
from dataclasses import dataclass

from qazvolunteer.core.bounded import Bounded

MOST_PAGES = 300
MOST_BYTES = 3 * 1024 * 1024
# What an entry weighs beside its body: key, headers, links.
OVERHEAD = 1_500


@dataclass(frozen=True)
class Page:
    """A finished answer. ``body`` is compressed; ``read_at`` the monotonic moment before its data were read."""

    body: bytes
    headers: tuple[tuple[str, str], ...]
    tag: str
    read_at: float

    @property
    def age(self) -> float:
        """Seconds since the data were read, at most."""
        return time.monotonic() - self.read_at


class Store:
    """Pages by key, and who computes which at the moment. Safe for threads."""

    def __init__(self, most_pages: int = MOST_PAGES, most_bytes: int = MOST_BYTES) -> None:
        self.pages: Bounded[Page] = Bounded(most_pages, most_bytes, lambda page: len(page.body) + OVERHEAD)
        self._on_the_way: dict[Hashable, threading.Event] = {}
        self._lock = threading.Lock()

    def get(self, key: Hashable, *, younger_than: float) -> Page | None:
        """The page if it is younger than so many seconds."""
        page = self.pages.get(key)
        return page if page is not None and page.age < younger_than else None

    def put(self, key: Hashable, page: Page) -> None:
        """Keep ``page``, unless a newer one is there already."""
        kept = self.pages.get(key)
        if kept is None or kept.read_at <= page.read_at:
            self.pages.put(key, page)

    def begin(self, key: Hashable) -> bool:
        """True for the first thread that wants to compute the page; it calls ``end`` whatever happens."""
        with self._lock:
            if key in self._on_the_way:
                return False
            self._on_the_way[key] = threading.Event()
            return True

    def end(self, key: Hashable) -> None:
        with self._lock:
            self._on_the_way.pop(key).set()

    def wait(self, key: Hashable, seconds: float) -> None:
        """Until the thread that computes the page has ended, at most so long."""
        with self._lock:
            on_the_way = self._on_the_way.get(key)
        if on_the_way is not None:
            on_the_way.wait(seconds)
