"""Whether the list gets slower as the country grows: three databases alike but for the number of projects.

The middle one holds the projects of the measured data; the small one every tenth of them; the large one ten copies of
each, with ids, addresses and shifts of their own. They hold what the catalogue reads and the people who visit, nobody
is signed up. Made once and kept; made again when the data has changed.
"""

from __future__ import annotations

import os
from collections.abc import Callable

import psycopg2

from tests.bench import addresses, copies, country, people
from tests.bench.results import Result
from tests.bench.stage import Measure, Request, Server, Stage

REQUESTS = 600
READERS = 20
PER_CENT = {"tenth": 10, "same": 100, "tenfold": 1000}


def catalogue_growth(stage: Stage, tick: Callable[[], None]) -> list[Result]:
    """The median time of one page at a time, signed in, filtered and not."""
    visitors = people.visitors(people.with_signups(READERS))
    half = addresses.plain(REQUESTS // 2) + addresses.filtered(REQUESTS // 2)
    requests = people.spread(half, [visitor.product for visitor in visitors])
    _make_all(stage)
    servers = {}
    try:
        for size in PER_CENT:
            _bring_people(size, [visitor.user for visitor in visitors])
            servers[size] = stage.serve(
                f"growth-{size}", "qazvolunteer.wsgi:application", "/readyz", DATABASE_URL=country.url_of(_name(size))
            )
            _median(stage, servers[size], requests)
        found = [
            _ratio(stage, tick, servers, requests, "same", "tenth", 1.3),
            _ratio(stage, tick, servers, requests, "tenfold", "same", 1.5),
        ]
    finally:
        for server in servers.values():
            stage.supervisor.stop(server.child)
    return found


def _ratio(
    stage: Stage,
    tick: Callable[[], None],
    servers: dict[str, Server],
    requests: list[Request],
    large: str,
    small: str,
    target: float,
) -> Result:
    rounds = stage.interleaved(
        lambda: _median(stage, servers[large], requests),
        lambda: _median(stage, servers[small], requests),
        tick,
    )
    counts = f"{_projects(large)} projects against {_projects(small)}"
    return Result(f"catalogue_growth.{large}", rounds.ratio, "×", target, "lower", f"{counts}: {rounds.words('ms')}")


def _median(stage: Stage, server: Server, requests: list[Request]) -> float:
    return stage.load(server, requests, connections=1).require(200).percentile(0.5)


# --- The databases ------------------------------------------------------------------------------------


def _name(size: str) -> str:
    """Its own three for each database that is measured."""
    return copies.name(f"growth_{size}")


def _projects(size: str) -> int:
    with psycopg2.connect(country.url_of(_name(size))) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM projects_project")
        return int(cursor.fetchone()[0])


def _make_all(stage: Stage) -> None:
    for size, per_cent in PER_CENT.items():
        copies.make(stage, _name(size), lambda database, per_cent=per_cent: _fill(database, per_cent))


def _fill(database: str, per_cent: int) -> None:
    with copies.asleep(database) as there, psycopg2.connect(os.environ["DATABASE_URL"]) as here:
        copies.copy_projects(here, there, max(1, 100 // per_cent))
        with there.cursor() as cursor:
            for number in range(1, per_cent // 100):
                for table in copies.PROJECTS:
                    _multiply(cursor, table, number)


def _multiply(cursor: psycopg2.extensions.cursor, table: str, number: int) -> None:
    """Once more the rows that were copied first, with ids behind all others."""
    step = {name: _step(cursor, name) for name in copies.PROJECTS}
    others = {"id": step[table], "project_id": step["projects_project"]}
    chosen = []
    names = copies.columns(cursor, table)
    for name in names:
        if name in others:
            chosen.append(f'"{name}" + {others[name] * number}')
        else:
            chosen.append(f"slug || '_copy{number}'" if (table, name) == ("projects_project", "slug") else f'"{name}"')
    columns = ", ".join(f'"{name}"' for name in names)
    cursor.execute(f"INSERT INTO {table} ({columns}) SELECT {', '.join(chosen)} FROM {table} WHERE id <= {step[table]}")


def _step(cursor: psycopg2.extensions.cursor, table: str) -> int:
    """The highest id that was copied, remembered before the first copy."""
    cursor.execute(f"CREATE TEMPORARY TABLE IF NOT EXISTS step_{table} AS SELECT max(id) AS step FROM {table}")
    cursor.execute(f"SELECT coalesce(step, 0) FROM step_{table}")
    return int(cursor.fetchone()[0])


def _bring_people(size: str, users: list[int]) -> None:
    """The visitors with their sessions, as they are in the measured database."""
    chosen = ", ".join(map(str, users))
    with copies.asleep(_name(size)) as there, psycopg2.connect(os.environ["DATABASE_URL"]) as here:
        with there.cursor() as cursor:
            cursor.execute("DELETE FROM volunteers_volunteer; DELETE FROM accounts_user; DELETE FROM django_session")
        copies.copy(here, there, "accounts_user", f"id IN ({chosen})")
        copies.copy(here, there, "volunteers_volunteer", f"user_id IN ({chosen})")
        copies.copy(here, there, "django_session", f"session_key LIKE '{people.PREFIX}%'")


MEASURES = (
    Measure("catalogue_growth", ("catalogue_growth.same", "catalogue_growth.tenfold"), catalogue_growth, steps=2),
)
