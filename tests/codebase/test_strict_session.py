"""The session is as strict as it says: each watchman is shown a violation, and catches it."""

from __future__ import annotations

import logging
import random
import socket
import warnings
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache, caches
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import Context, Origin, Template
from django.test import Client, override_settings
from django.urls import path
from django.utils import timezone, translation

from organizations.models import Organization
from projects.models import Shift
from tests import builders
from tests.strictness import emptying, reading, row_locks, sharing, shuffling, sockets
from tests.strictness.template_variables import TEMPLATES, UnresolvedVariableError


def writes(request: HttpRequest) -> HttpResponse:
    Organization.objects.update(since="2001")
    return HttpResponse()


writes.login_required = False  # type: ignore[attr-defined]
urlpatterns = [path("writes/", writes)]


@pytest.mark.django_db
@override_settings(ROOT_URLCONF=__name__)
def test_a_get_that_writes_is_caught() -> None:
    with pytest.raises(AssertionError, match="was only read, and wrote"):
        Client().get("/writes/")
    assert Client().post("/writes/").status_code == 200


@pytest.mark.parametrize(
    ("sql", "table"),
    [
        ('INSERT INTO "projects_shift" ("id") VALUES (1)', "projects_shift"),
        ('UPDATE "projects_shift" SET "seats" = 1', "projects_shift"),
        ("DELETE FROM projects_shift", "projects_shift"),
        ("WITH gone AS (DELETE FROM projects_shift RETURNING 1) SELECT * FROM gone", "projects_shift"),
        ('INSERT INTO "django_session" VALUES (1)', None),
        ('SELECT 1 FROM "projects_shift" FOR NO KEY UPDATE OF "projects_shift"', None),
        ("SELECT 1 FROM a FOR UPDATE SKIP LOCKED", None),
        ("SELECT 'DELETE FROM projects_shift'", None),
    ],
)
def test_what_counts_as_a_write(sql: str, table: str | None) -> None:
    assert reading.written_table(sql) == table


def test_nobody_reaches_another_machine() -> None:
    with socket.socket() as made:
        for reach in (
            lambda: socket.create_connection(("192.0.2.1", 80), timeout=1),
            lambda: socket.getaddrinfo("example.com", 80),
            lambda: made.connect(("192.0.2.1", 80)),
            lambda: made.connect_ex(("192.0.2.1", 80)),
        ):
            with pytest.raises(sockets.OutsideConnectionError):
                reach()


def test_an_error_in_the_log_is_seen(logged_errors: list[logging.LogRecord]) -> None:
    logging.getLogger("anybody").error("Something broke.")
    assert [record.getMessage() for record in logged_errors] == ["Something broke."]
    # Seen, and meant: this test would fail otherwise.
    logged_errors.clear()


@pytest.mark.django_db
def test_a_naive_datetime_is_an_error() -> None:
    with pytest.raises(RuntimeWarning, match="naive datetime"):
        list(Shift.objects.filter(starts_at=timezone.now().replace(tzinfo=None)))


def test_a_warning_is_an_error() -> None:
    with pytest.raises(DeprecationWarning):
        warnings.warn("old", DeprecationWarning, stacklevel=1)


@pytest.mark.django_db
def test_a_lock_says_which_rows() -> None:
    with pytest.raises(AssertionError, match="which rows"):
        Organization.objects.select_for_update()
    Organization.objects.select_for_update(of=("self",))
    # Django's own code locks the one row it made.
    Organization.objects.update_or_create(pk=builders.organization().pk, defaults={"since": "2001"})
    assert not row_locks.is_ours("/usr/lib/python3/site-packages/x.py")


def rendered(text: str, name: str) -> str:
    return Template(text, Origin(str(name))).render(Context({"here": 1}))


def test_a_variable_that_is_not_there_fails_in_our_templates_alone() -> None:
    ours = str(TEMPLATES / "x.html")
    for text in ("{{ nowhere }}", "{{ here.nowhere }}", "{% if here %}{{ nowhere|upper }}{% endif %}"):
        with pytest.raises(UnresolvedVariableError):
            rendered(text, ours)
        assert rendered(text, "/packages/x.html") == ""
    assert rendered("{{ here }}{% if nowhere %}x{% endif %}", ours) == "1"


@pytest.mark.lenient_templates
def test_a_test_may_ask_for_leniency() -> None:
    assert rendered("{{ nowhere }}", str(TEMPLATES / "x.html")) == ""


def test_the_order_is_drawn_from_the_seed() -> None:
    items: list[Any] = [SimpleNamespace(path=f"{n % 5}.py", name=n) for n in range(50)]
    drawn = [item.name for item in shuffling.shuffled(items, seed=7)]
    assert drawn == [item.name for item in shuffling.shuffled(items, seed=7)]
    assert drawn != [item.name for item in shuffling.shuffled(items, seed=8)]
    assert sorted(drawn) == list(range(50))
    modules = [n % 5 for n in drawn]
    assert sum(one != two for one, two in pairwise(modules)) == 4


def test_the_longest_begin_and_the_rest_keeps_its_order() -> None:
    names = [f"tests/core/test_{n}.py::test" for n in range(3)]
    longest = [f"{name.rstrip('/')}{'/test_x.py' if name.endswith('/') else ''}::test" for name in sharing.LONGEST]
    items: list[Any] = [SimpleNamespace(nodeid=name) for name in [*names, *reversed(longest)]]
    assert [item.nodeid for item in sharing.longest_first(items)] == [*longest, *names]
    root = Path(__file__).resolve().parents[2]
    assert [name for name in (*sharing.LONGEST, *sharing.TOGETHER) if not (root / name).exists()] == []


def test_a_process_gets_whole_modules() -> None:
    assert sharing.unit("tests/core/test_pages.py::test_a[x::y]") == "tests/core/test_pages.py"
    assert sharing.unit("tests/failure/test_a.py::test") == sharing.unit("tests/failure/test_b.py::test")


@pytest.mark.django_db(transaction=True)
def test_what_was_committed_is_deleted() -> None:
    """By the table; content types and permissions stay as they are, and the next row gets a number of its own."""
    shift = builders.shift()
    builders.join(shift)
    kept = {table: rows_of(table) for table in emptying.KEPT}
    assert all(kept.values())
    emptying.empty()
    assert {table: rows_of(table) for table in emptying.KEPT} == kept
    assert [table for table in emptying.tables() if rows_of(table)] == []
    assert builders.shift().pk > shift.pk


def rows_of(table: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} ORDER BY 1")
        return cursor.fetchall()


@pytest.mark.parametrize("time", [1, 2])
def test_nothing_is_left_from_the_test_before(time: int) -> None:
    assert translation.get_language() == "kk"
    assert cache.get("left") is None
    cache.set("left", 1, 60)
    translation.activate("en")
    assert caches["default"].key_prefix.startswith("test-")
    assert random.getstate() != random.Random(0).getstate()


@pytest.mark.django_db
def test_content_types_are_read_before_the_test(django_assert_num_queries: Any) -> None:
    from django.contrib.contenttypes.models import ContentType

    with django_assert_num_queries(0):
        ContentType.objects.get_for_model(Shift)
    assert connection.vendor == "postgresql"
