"""After a test whose rows were committed every table is emptied, by DELETE: it costs less than TRUNCATE for few rows.

Content types and permissions stay, as Django's own ``flush`` makes the same ones anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.db import connection, transaction
from django.test import TransactionTestCase

KEPT = frozenset({"django_content_type", "auth_permission"})


@cache
def tables() -> tuple[str, ...]:
    """What ``flush`` would empty."""
    return tuple(sorted(set(connection.introspection.django_table_names(only_existing=True)) - KEPT))


@cache
def may_pause_triggers() -> bool:
    """Whether the account of the tests may set triggers and foreign keys aside."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        return bool(cursor.fetchone()[0])


def empty() -> None:
    """No row is left but of content types and permissions; no trigger hears of it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SET LOCAL session_replication_role = replica;"
            + ";".join(f"DELETE FROM {connection.ops.quote_name(table)}" for table in tables())
        )


@contextmanager
def by_deleting() -> Iterator[None]:
    """Tests that commit leave nothing behind; one that asks for less, or an account that may not, uses ``flush``."""
    flush = TransactionTestCase._fixture_teardown

    def teardown(self: Any) -> None:
        if self.available_apps is None and not self.serialized_rollback and may_pause_triggers():
            empty()
        else:
            flush(self)

    TransactionTestCase._fixture_teardown = teardown
    try:
        yield
    finally:
        TransactionTestCase._fixture_teardown = flush
