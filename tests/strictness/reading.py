"""A GET writes nothing: the test client looks at the SQL of every safe request.

The session's own rows are housekeeping of the framework, not of the product.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections
from django.test import Client

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
WRITE = re.compile(
    r"\b(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM|TRUNCATE(?:\s+TABLE)?)\s+(?:ONLY\s+)?\"?(?P<table>\w+)", re.IGNORECASE
)
LOCK = re.compile(
    r"\bFOR\s+(?:NO\s+KEY\s+)?UPDATE\b(?:\s+OF\s+\"?\w+\"?)?(?:\s+SKIP\s+LOCKED|\s+NOWAIT)?", re.IGNORECASE
)
LITERAL = re.compile(r"'(?:[^']|'')*'")
HOUSEKEEPING = frozenset({"django_session", "usersessions_usersession"})


def written_table(sql: str) -> str | None:
    """The table that the statement writes, or None; locks are no writes, nor are words inside literals."""
    found = WRITE.search(LOCK.sub(" ", LITERAL.sub("''", sql)))
    return found["table"] if found and found["table"] not in HOUSEKEEPING else None


class Watch:
    """Collects what a safe request wrote."""

    def __init__(self) -> None:
        self.writes: list[str] = []

    def __call__(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        if written_table(str(sql)):
            self.writes.append(str(sql))
        return execute(sql, params, many, context)


@contextmanager
def watched() -> Iterator[None]:
    """Every test client fails the test when a safe request writes."""
    request = Client.request

    def watched_request(self: Client, **environ: Any) -> Any:
        if environ.get("REQUEST_METHOD", "GET") not in SAFE:
            return request(self, **environ)
        watch = Watch()
        with connections["default"].execute_wrapper(watch):
            response = request(self, **environ)
        assert not watch.writes, f"{environ.get('PATH_INFO')} was only read, and wrote: {watch.writes}"
        return response

    Client.request = watched_request  # type: ignore[method-assign]
    try:
        yield
    finally:
        Client.request = request  # type: ignore[method-assign]
