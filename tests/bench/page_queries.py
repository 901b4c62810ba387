"""How often a page asks the database, with few rows on it and with many."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass

from tests.bench import world
from tests.bench.results import Result, Unable
from tests.bench.stage import Measure, Stage
from tests.bench.world import World

FEW, MANY = 3, 30
SIGNED_IN = 2
CEILINGS = {"home": 4, "catalogue": 5, "project": 6, "my_shifts": 6}
COUNTED = re.compile(r"^\s*(SELECT|WITH|INSERT|UPDATE|DELETE)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Page:
    """``few`` and ``many`` are the addresses with three rows and with thirty."""

    name: str
    few: str
    many: str


def page_queries(stage: Stage, tick: Callable[[], None]) -> list[Result]:
    """The worst count of each page, in process, as a visitor and signed in; then whether rows made a difference."""
    made = world.make(2, FEW + MANY)
    try:
        _move_shifts(made)
        _sign_up(made)
        return _results(made)
    finally:
        world.remove()


def _results(made: World) -> list[Result]:
    found, differing = [], []
    few, many = (visitor.product for visitor in made.visitors)
    for page in _pages():
        for signed_in in (False, True):
            if page.name == "my_shifts" and not signed_in:
                continue
            counts = [
                _count(page.few, few if signed_in else ""),
                _count(page.many, many if signed_in else ""),
            ]
            ceiling = CEILINGS[page.name] + (SIGNED_IN if signed_in else 0)
            name = f"page_queries.{page.name}" + (".signed_in" if signed_in and page.name != "my_shifts" else "")
            if counts[0] != counts[1]:
                differing.append(f"{name} {counts[0]} and {counts[1]}")
            words = f"{counts[0]} with {FEW} rows, {counts[1]} with {MANY}, on the whole data"
            found.append(Result(name, max(counts), "SQL", ceiling, "lower", words))
    words = "pages whose number of statements depends on their rows: " + ("; ".join(differing) or "none")
    return [*found, Result("page_queries.same", len(differing), "pages", 0, "lower", words)]


def _pages() -> list[Page]:
    prefix = f"/ru/projects/{world.MARK}"
    return [
        Page("home", "/ru/", "/ru/"),
        Page("catalogue", f"/ru/projects/?from={_far_away():%Y-%m-%d}", "/ru/projects/"),
        Page("project", f"{prefix}-1/", f"{prefix}-2/"),
        Page("my_shifts", "/ru/my/shifts/", "/ru/my/shifts/"),
    ]


def _far_away() -> dt.datetime:
    """A day on which nobody else has a shift."""
    from django.utils import timezone

    return timezone.localtime() + dt.timedelta(days=900)


def _move_shifts(made: World) -> None:
    """One project gets three shifts and another thirty, at different times; three others get one on the far day."""
    from projects.models import Project, Shift

    projects = {project.slug: project for project in Project.objects.filter(slug__startswith=world.MARK)}
    for place, shift in enumerate(Shift.objects.filter(pk__in=made.spread).order_by("pk")):
        shift.project = projects[f"{world.MARK}-{1 if place < FEW else 2}"]
        shift.starts_at += place * dt.timedelta(hours=5)
        shift.ends_at += place * dt.timedelta(hours=5)
        shift.save()
    for place in range(FEW):
        day = _far_away()
        project = projects[f"{world.MARK}-{3 + place}"]
        Shift.objects.create(project=project, starts_at=day, ends_at=day + dt.timedelta(hours=1), seats=10)


def _sign_up(made: World) -> None:
    from volunteers.models import SignUp

    few, many = made.volunteers
    for volunteer, shifts in ((few, made.spread[:FEW]), (many, made.spread[FEW:])):
        SignUp.objects.bulk_create(SignUp(volunteer=volunteer, shift_id=pk, state="confirmed") for pk in shifts)


def _count(path: str, cookie: str) -> int:
    return len(statements(path, cookie))


def statements(path: str, cookie: str) -> list[str]:
    """Those of the second visit (the first reads what a process reads once), with no page kept for visitors."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext, override_settings

    client = Client(SERVER_NAME="127.0.0.1")
    if cookie:
        client.cookies.load(cookie)
    with override_settings(PAGE_CACHE_SECONDS=0, STAFF_SECOND_FACTOR_REQUIRED=False):
        for _visit in range(2):
            with CaptureQueriesContext(connection) as heard:
                response = client.get(path)
            if response.status_code != 200:
                raise Unable(f"{path} answers {response.status_code}.")
    return [query["sql"] for query in heard.captured_queries if COUNTED.match(query["sql"])]


def rows() -> tuple[str, ...]:
    names = [f"page_queries.{name}{more}" for name in ("home", "catalogue", "project") for more in ("", ".signed_in")]
    return (*names, "page_queries.my_shifts", "page_queries.same")


MEASURES = (Measure("page_queries", rows(), page_queries),)
