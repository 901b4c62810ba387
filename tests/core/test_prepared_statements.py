"""Statements that a connection prepares once: which it keeps, and when they are sent as they are."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from qazvolunteer.core import statements
from qazvolunteer.core.statements import Part

pytestmark = pytest.mark.django_db

DOUBLE = Part("double", "SELECT 2 * %s::bigint, %s::text", [21, "50 %s"])


def sent(ask: Callable[[], object]) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        ask()
    return [query["sql"] for query in captured.captured_queries]


def prepared() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s", ["%2 * $1::bigint, $2::text%"]
        )
        return int(cursor.fetchone()[0])


def test_a_statement_is_prepared_once_and_executed_by_name() -> None:
    for _ in range(3):
        (text,) = sent(lambda: statements.rows_in_turn([DOUBLE]))
        assert text.startswith("EXECUTE ")
    assert statements.rows_in_turn([DOUBLE]) == [(42, "50 %s")]
    assert prepared() == 1


def test_it_outlives_a_transaction_that_is_rolled_back() -> None:
    with transaction.atomic():
        statements.rows_in_turn([DOUBLE])
        transaction.set_rollback(True)
    assert statements.rows_in_turn([DOUBLE]) == [(42, "50 %s")]


@pytest.mark.parametrize(("name", "value"), [("DISABLE_SERVER_SIDE_CURSORS", True), ("CONN_MAX_AGE", 0)])
def test_nothing_is_prepared_where_a_connection_may_be_anothers(
    name: str, value: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(connection.settings_dict, name, value)
    found: list[object] = []
    (text,) = sent(lambda: found.extend(statements.rows_in_turn([DOUBLE])))
    assert text.startswith("SELECT 2 *")
    assert found == [(42, "50 %s")]


def test_the_rows_are_those_of_the_last_part_and_the_first_has_run() -> None:
    with transaction.atomic():
        first = Part("first", "SELECT set_config('product.seen', %s, TRUE)", ["yes"])
        assert statements.rows_in_turn([first, Part("last", "SELECT current_setting('product.seen')")]) == [("yes",)]


def test_a_statement_that_cannot_be_prepared_is_an_error_of_the_database() -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        statements.rows_in_turn([Part("wrong", "SELECT nothing_such FROM nowhere")])
