"""Where the time of a page goes: ``bin/bench profile`` prints, for each page, the shares of what it is spent on.

Twenty visits by the test client in this process under cProfile; a function's own time counts for the part it belongs
to. The profiler itself makes many small calls look dearer than they are: read shares, not milliseconds.
"""

from __future__ import annotations

import cProfile
import pstats
import time
from collections import Counter
from pathlib import Path

from tests.bench import addresses, people
from tests.bench.results import Result
from tests.bench.stage import CHECKOUT, Stage

PYTHON = "Python itself"
VISITS = 20
DEAREST = 5
# The first that is part of a function's file names its share.
PARTS = {
    "/django/db/backends/": "waiting for the database",
    "/django/db/": "ORM",
    "/django/template/": "templates",
    "/django/urls/": "addresses",
    "/django/utils/": "Django's words, dates and escaping",
    "/django/": "the rest of Django",
    "/qazvolunteer/core/templatetags/": "components",
    "/projects/catalogue/": "the index",
}


def tell(stage: Stage) -> list[Result]:
    """Print the profile of each page; there is nothing in it that could hold or fail."""
    for line in profile():
        stage.progress.line("      " + line)
    return []


def profile() -> list[str]:
    """Lines for a person: the shares of each page, then its dearest functions of our own."""
    (reader,) = people.visitors(people.with_signups(1))
    pages = {
        "home, visitor": (addresses.home(VISITS), ""),
        "list, signed in": (addresses.plain(VISITS), reader.product),
        "list, filtered, signed in": (addresses.filtered(VISITS), reader.product),
        "project, signed in": (addresses.projects(VISITS), reader.product),
    }
    return [line for name, (paths, cookie) in pages.items() for line in _page(name, paths, cookie)]


def _page(name: str, paths: list[str], cookie: str) -> list[str]:
    from django.test import Client
    from django.test.utils import override_settings

    client = Client(SERVER_NAME="127.0.0.1")
    if cookie:
        client.cookies.load(cookie)
    with override_settings(PAGE_CACHE_SECONDS=0):
        for path in paths:
            client.get(path)
        began = time.perf_counter()
        for path in paths:
            client.get(path)
        plain = (time.perf_counter() - began) / len(paths) * 1000
        watched = cProfile.Profile()
        watched.enable()
        for path in paths:
            client.get(path)
        watched.disable()
    return [f"{name}: {plain:.1f} ms a page", *_shares(watched)]


def _shares(watched: cProfile.Profile) -> list[str]:
    parts: Counter[str] = Counter()
    own: Counter[str] = Counter()
    for (file, line, function), (_calls, _all, spent, _total, callers) in pstats.Stats(watched).stats.items():  # type: ignore[attr-defined]
        part = _part(file, function)
        if part == PYTHON:
            # What Python does by itself belongs to whoever asked for it.
            for (caller_file, _line, caller), (_calls, _all, its_share, _total) in callers.items():
                parts[_part(caller_file, caller)] += its_share
        else:
            parts[part] += spent
        if file.startswith(str(CHECKOUT)) and "/.venv/" not in file:
            own[f"{Path(file).relative_to(CHECKOUT)}:{line} {function}"] += spent
    everything = sum(parts.values())
    shares = ", ".join(
        f"{spent / everything:.0%} {part}" for part, spent in parts.most_common() if spent > 0.02 * everything
    )
    dearest = [f"    {spent / everything:.0%} {function}" for function, spent in own.most_common(DEAREST)]
    return [f"    {shares}", *dearest]


def _part(file: str, function: str) -> str:
    if "psycopg2" in function or "psycopg2" in file:
        return "waiting for the database"
    for mark, part in PARTS.items():
        if mark in file:
            return part
    if file.startswith(str(CHECKOUT)) and "/.venv/" not in file:
        return "our other code"
    return PYTHON if file.startswith(("~", "<")) or "/lib/python" in file else "other packages"
