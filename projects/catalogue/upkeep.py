"""Keeping each process's index true. Triggers write a row into ``CatalogueChange`` for whatever may change what is
open; every answer first reads the rows of transactions that ended since the last look, and those projects anew.

A row carries the id of its transaction, not a running number: numbers are given before the commit, so a reader that
remembers the highest one it saw would miss a slow transaction for ever. The reader remembers ``horizon``, the oldest
transaction that was still open at its last look (``pg_snapshot_xmin``), and the rows it has worked off since.
"""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import connection
from django.utils import timezone

from projects.catalogue.entries import Entry, read
from projects.catalogue.index import OpenIndex
from projects.catalogue.reference import Reference

# The log is emptied behind an hour (see ``prune``); who has slept that long reads everything anew.
KEPT_SECONDS = 3600
STALE_SECONDS = KEPT_SECONDS / 2
# More changes than this at once, and reading everything is quicker.
MANY = 2000

# No transaction has this id.
NEVER = 2**62

LOOK = """
SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint, c.id, c.project_id
FROM (SELECT 1) AS one LEFT JOIN projects_cataloguechange c ON c.xact >= %s
"""


@dataclass
class Catalogue:
    """What a process knows: the index, the names it is shown by, and how far the log was read."""

    index: OpenIndex = field(default_factory=OpenIndex)
    reference: Reference = field(default_factory=Reference)
    horizon: int = 0
    done: set[int] = field(default_factory=set)
    looked_at: float = 0.0
    now: int = 0

    def refresh(self) -> None:
        """Bring the index to this moment: one statement, and three more when something changed."""
        now, clock = microseconds(), time.monotonic()
        if not self.horizon or clock - self.looked_at > STALE_SECONDS or now < self.now:
            self._read_all(now)
        else:
            self._read_changes(now)
        self.looked_at, self.now = clock, now
        self.index.expire(now)

    def _read_all(self, now: int) -> None:
        # The log first: what is committed between the two reads is then read twice, never missed.
        horizon, _none = _look(NEVER)
        _horizon, changes = _look(horizon)
        entries = _versioned(read(now))
        self.index, self.reference = OpenIndex(entries), Reference.load()
        self.horizon, self.done = horizon, set(changes)

    def _read_changes(self, now: int) -> None:
        horizon, changes = _look(self.horizon)
        fresh = {change: project for change, project in changes.items() if change not in self.done}
        if None in fresh.values() or len(fresh) > MANY:
            self._read_all(now)
            return
        if fresh:
            changed = [project for project in set(fresh.values()) if project is not None]
            entries = _versioned(read(now, changed))
            for project in changed:
                self.index.remove(project)
            for entry in entries:
                self.index.add(entry)
        self.horizon, self.done = horizon, set(changes)


# Never the same twice in a process: whoever remembers something of an entry keeps its version with it.
_versions = itertools.count(1)
_catalogue = Catalogue()
_lock = threading.Lock()
_here = threading.local()


@contextmanager
def fresh() -> Iterator[Catalogue]:
    """The catalogue as of this moment, for the caller alone: answers take less than a thread's turn."""
    with _lock:
        if not getattr(_here, "looked", False):
            _catalogue.refresh()
            _here.looked = getattr(_here, "together", False)
        yield _catalogue


@contextmanager
def one_moment() -> Iterator[None]:
    """Several questions of one page, asked of one look at the log: ``@one_moment()`` on its view."""
    _here.together, _here.looked = True, False
    try:
        yield
    finally:
        _here.together = _here.looked = False


def version(project: int) -> int:
    """Of what the catalogue knows of an open project: another number after every change. 0 for one that is not open."""
    with fresh() as catalogue:
        entry = catalogue.index.entries.get(project)
        return entry.version if entry else 0


def forget() -> None:
    """Begin anew at the next question. For tests, whose transactions are rolled back."""
    with _lock:
        _catalogue.__init__()  # type: ignore[misc]


def prune() -> int:
    """Empty the log behind ``KEPT_SECONDS``; how many rows went."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM projects_cataloguechange WHERE at < now() - make_interval(secs => %s)", [KEPT_SECONDS]
        )
        return cursor.rowcount


def microseconds() -> int:
    """This moment, as the index counts."""
    return round(timezone.now().timestamp() * 1_000_000)


def _versioned(entries: Iterable[Entry]) -> list[Entry]:
    version, found = next(_versions), list(entries)
    for entry in found:
        entry.version = version
    return found


def _look(horizon: int) -> tuple[int, dict[int, int | None]]:
    with connection.cursor() as cursor:
        cursor.execute(LOOK, [horizon])
        rows = cursor.fetchall()
    return rows[0][0], {change: project for _xmin, change, project in rows if change is not None}
