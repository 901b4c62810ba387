"""Whether the workplace gets slower as the country grows: the sign-ups of everybody against those of a hundredth.

The small country holds every hundredth project with its shifts, the sign-ups in them and their people. A superuser
looks at both, one page at a time.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import psycopg2

from tests.bench import copies, country, people
from tests.bench.results import Result
from tests.bench.stage import FOR_STAFF, Measure, Request, Server, Stage

HUNDREDTH = 100
SEARCHES, FILL_A_PAGE = 60, 50
# What people type until their list is short enough to look through: both sides draw as many rows.
TYPED = {"": "first_name || ' ' || last_name", "hundredth": "first_name"}
LIST = "/ru/admin/volunteers/signup/"
SIGNUPS = f"shift_id IN (SELECT id FROM projects_shift WHERE project_id % {HUNDREDTH} = 0)"
VOLUNTEERS = f"id IN (SELECT volunteer_id FROM volunteers_signup WHERE {SIGNUPS})"


def admin_list(stage: Stage, tick: Callable[[], None]) -> list[Result]:
    """The median time of the first page, of a search by name, and of completing a name of a project.

    Searched for are names that bring a full page: in the whole country those of a person, in the small one first names.
    """
    small = copies.name("hundredth")
    copies.make(stage, small, _fill)
    cookie = _superuser(small)
    servers = {}
    try:
        for database in ("", small):
            url = {"DATABASE_URL": country.url_of(database)} if database else {}
            servers[database] = stage.serve(
                f"admin-{database or 'all'}", "qazvolunteer.wsgi:application", "/readyz", **FOR_STAFF, **url
            )
        sizes = f"{_count('')} sign-ups against {_count(small)}"
        found = []
        all_looks, small_looks = _looks(""), _looks("hundredth")
        for what in all_looks:
            everybody = [Request(path, cookie) for path in all_looks[what]]
            few = [Request(path, cookie) for path in small_looks[what]]
            _median(stage, servers[""], everybody)
            _median(stage, servers[small], few)
            rounds = stage.interleaved(
                lambda: _median(stage, servers[""], everybody),  # noqa: B023
                lambda: _median(stage, servers[small], few),  # noqa: B023
                tick,
            )
            found.append(
                Result(f"admin_list.{what}", rounds.ratio, "×", 1.5, "lower", f"{sizes}: {rounds.words('ms')}")
            )
    finally:
        for server in servers.values():
            stage.supervisor.stop(server.child)
    return found


def _median(stage: Stage, server: Server, requests: list[Request]) -> float:
    return stage.load(server, requests, connections=1).require(200).percentile(0.5)


def _looks(country_of: str) -> dict[str, list[str]]:
    """Addresses by what they look for, in the whole country or the small one."""
    database = copies.name(country_of) if country_of else ""
    named = f"SELECT {TYPED[country_of]} AS name FROM volunteers_signup s"
    named += " JOIN volunteers_volunteer v ON v.id = s.volunteer_id JOIN accounts_user u ON u.id = v.user_id"
    filling = f"SELECT name FROM ({named}) AS everybody GROUP BY name HAVING count(*) >= {FILL_A_PAGE} ORDER BY name"
    names = [name for (name,) in _rows(database, filling)]
    chosen = random.Random(1).sample(names, min(SEARCHES, len(names)))
    field = {"app_label": "projects", "model_name": "shift", "field_name": "project"}
    return {
        "first": [LIST, f"{LIST}?when=all"],
        "search": [f"{LIST}?{urlencode({'q': name, 'when': 'all'})}" for name in chosen],
        "autocomplete": [
            f"/ru/admin/autocomplete/?{urlencode({**field, 'term': term})}" for term in ("парк", "көше", "дет", "sport")
        ],
    }


def _superuser(small: str) -> str:
    """A session of a superuser in both countries; the Cookie header."""
    from qazvolunteer.accounts.models import User

    user = User.objects.filter(is_superuser=True, is_active=True).order_by("pk").first()
    (visitor,) = people.visitors([user])
    with copies.asleep(small) as there, psycopg2.connect(os.environ["DATABASE_URL"]) as here:
        with there.cursor() as cursor:
            cursor.execute(f"DELETE FROM accounts_user WHERE id = {user.pk}; DELETE FROM django_session")
        copies.copy(here, there, "accounts_user", f"id = {user.pk}")
        copies.copy(here, there, "django_session", f"session_key LIKE '{people.PREFIX}%'")
    return visitor.product


def _fill(database: str) -> None:
    with copies.asleep(database) as there, psycopg2.connect(os.environ["DATABASE_URL"]) as here:
        copies.copy_projects(here, there, HUNDREDTH)
        copies.copy(here, there, "volunteers_signup", SIGNUPS)
        copies.copy(here, there, "volunteers_volunteer", VOLUNTEERS)
        users = f"id IN (SELECT user_id FROM volunteers_volunteer WHERE {VOLUNTEERS})"
        copies.copy(here, there, "accounts_user", users)


def _count(database: str) -> int:
    return int(_rows(database, "SELECT count(*) FROM volunteers_signup")[0][0])


def _rows(database: str, query: str) -> list[tuple[Any, ...]]:
    url = country.url_of(database) if database else os.environ["DATABASE_URL"]
    with psycopg2.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()


ROWS = ("admin_list.first", "admin_list.search", "admin_list.autocomplete")
MEASURES = (Measure("admin_list", ROWS, admin_list, steps=3),)
