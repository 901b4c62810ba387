"""Statements written by hand, for the few doors through which everybody comes at once.

A statement can be put together out of parts: each module writes the part about its own tables, the database runs
them at once. Where many people write to one row, what counts is how long it stays locked: a round trip for each
table would hold it three times as long as one for all of them.

Rows become instances as the ORM makes them. Writing such a query by hand takes a tenth of the time that the ORM
takes to put it together, and putting queries together was half of a sign-up.

A statement of such a door is prepared: planning it anew took the database longer than running it. Each connection
prepares it when it first needs it and keeps it as long as it lives; behind pgbouncer, or where connections are not
kept, it is sent as it is. PostgreSQL has to be told the type of a value that stands alone: ``%s::bigint``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, connection, models

Row = TypeVar("Row", bound=models.Model)

# What each connection of the driver has prepared. It is no part of a transaction: rolling back leaves it.
_prepared: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()
# The PREPARE of every statement that this process has sent so, by name.
PREPARATIONS: dict[str, str] = {}


@dataclass(frozen=True)
class Part:
    """An INSERT, UPDATE or SELECT called ``name``; the parts after it read the columns that it returns.

    The text is the code's own, never a person's input; values travel in ``parameters``.
    """

    name: str
    sql: str
    parameters: Sequence[Any] = ()


def run(parts: Sequence[Part], result: str) -> tuple[Any, ...] | None:
    """Run the parts as one statement; the first row of ``result``, a SELECT over them, or None when it has none."""
    found = rows_in_turn([together(parts, result)])
    return found[0] if found else None


def together(parts: Sequence[Part], result: str) -> Part:
    """The parts as one statement; ``result`` is a SELECT over them. All of it sees the database at one moment."""
    texts = ", ".join(f"{part.name} AS ({part.sql})" for part in parts)
    return Part("result", f"WITH {texts} {result}", [value for part in parts for value in part.parameters])


def rows(sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    """All rows of a SELECT."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def rows_in_turn(parts: Sequence[Part]) -> list[tuple[Any, ...]]:
    """Prepared, and sent in one message: all rows of the last part.

    Unlike the parts of ``run`` each begins when the one before has ended, and sees what was committed by then: a lock,
    then what it protects. Their texts must be few, never put together out of values: a connection forgets none.
    """
    with connection.cursor() as cursor:
        texts = [_execution(part.sql) if _keeps_prepared() else part.sql for part in parts]
        cursor.execute("; ".join(texts), [value for part in parts for value in part.parameters])
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _keeps_prepared() -> bool:
    settings = connection.settings_dict
    return not settings["DISABLE_SERVER_SIDE_CURSORS"] and settings["CONN_MAX_AGE"] != 0


def _execution(sql: str) -> str:
    """The EXECUTE of a statement that this connection has prepared, now if not before."""
    name, execution = _named(sql)
    known = _prepared.setdefault(connection.connection, set())
    if name not in known:
        with connection.wrap_database_errors, connection.connection.cursor() as cursor:
            cursor.execute(PREPARATIONS[name])
        known.add(name)
    return execution


@cache
def _named(sql: str) -> tuple[str, str]:
    """The statement's name and its EXECUTE."""
    name = f"kept_{blake2b(sql.encode(), digest_size=8).hexdigest()}"
    first, *rest = sql.split("%s")
    numbered = first + "".join(f"${number}{text}" for number, text in enumerate(rest, 1))
    values = f"({', '.join(['%s'] * len(rest))})" if rest else ""
    PREPARATIONS[name] = f"PREPARE {name} AS {numbered}"
    return name, f"EXECUTE {name}{values}"


def columns(model: type[models.Model], *names: str) -> tuple[str, ...]:
    """The names in the order of the model, as ``instance`` needs them. Raises ValueError for one it does not have."""
    known = [field.attname for field in model._meta.concrete_fields]
    return tuple(sorted(names, key=known.index))


def instance(model: type[Row], names: Sequence[str], values: Sequence[Any]) -> Row:
    """The row as an instance, of ``columns``; its others are read when they are asked for, as with ``only``."""
    return model.from_db(DEFAULT_DB_ALIAS, names, values)
