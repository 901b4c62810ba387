"""Whether the workplace gets slower as the country grows: the sign-ups of everybody against those of a hundredth.

The small country holds every hundredth project with its shifts, the sign-ups in them and their people. A superuser
looks at both, one page at a time.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from urllib.parse import urlencode

import psycopg2

from tests.bench import copies, country, people
from tests.bench.results import Result
from tests.bench.stage import FOR_STAFF, Measure, Request, Server, Stage

HUNDREDTH = 100
SEARCHES = 60
LIST = "/ru/admin/volunteers/signup/"
SIGNUPS = f"shift_id IN (SELECT id FROM projects_shift WHERE project_id % {HUNDREDTH} = 0)"
VOLUNTEERS = f"id IN (SELECT volunteer_id FROM volunteers_signup WHERE {SIGNUPS})"


def admin_list(stage: Stage, tick: Callable[[], None]) -> list[Result]:
    """The median time of the first page, of a search by name, and of completing a name of a project."""
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
        for what, paths in _looks().items():
            requests = [Request(path, cookie) for path in paths]
            for server in servers.values():
                _median(stage, server, requests)
            rounds = stage.interleaved(
                lambda: _median(stage, servers[""], requests),  # noqa: B023
                lambda: _median(stage, servers[small], requests),  # noqa: B023
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


def _looks() -> dict[str, list[str]]:
    """Addresses by what they look for: people who are in both countries, by their whole name."""
    from django.db.models.functions import Mod

    from volunteers.models import SignUp

    in_both = SignUp.objects.annotate(rest=Mod("shift__project", HUNDREDTH)).filter(rest=0)
    rows = in_both.order_by("pk").select_related("volunteer__user")[:2000]
    names = sorted({row.volunteer.user.full_name for row in rows})
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
    url = country.url_of(database) if database else os.environ["DATABASE_URL"]
    with psycopg2.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM volunteers_signup")
        return int(cursor.fetchone()[0])


ROWS = ("admin_list.first", "admin_list.search", "admin_list.autocomplete")
MEASURES = (Measure("admin_list", ROWS, admin_list, steps=3),)
