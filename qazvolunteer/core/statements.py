"""Statements written by hand, for the few doors through which everybody comes at once.

A statement can be put together out of parts: each module writes the part about its own tables, the database runs
them at once. Where many people write to one row, what counts is how long it stays locked: a round trip for each
table would hold it three times as long as one for all of them.

Rows become instances as the ORM makes them. Writing such a query by hand takes a tenth of the time that the ORM
takes to put it together, and putting queries together was half of a sign-up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, models

Row = TypeVar("Row", bound=models.Model)


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
    together = ", ".join(f"{part.name} AS ({part.sql})" for part in parts)
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {together} {result}", [value for part in parts for value in part.parameters])
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row


def rows(sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    """All rows of a SELECT."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def columns(model: type[models.Model], *names: str) -> tuple[str, ...]:
    """The names in the order of the model, as ``instance`` needs them. Raises ValueError for one it does not have."""
    known = [field.attname for field in model._meta.concrete_fields]
    return tuple(sorted(names, key=known.index))


def instance(model: type[Row], names: Sequence[str], values: Sequence[Any]) -> Row:
    """The row as an instance, of ``columns``; its others are read when they are asked for, as with ``only``."""
    return model.from_db(DEFAULT_DB_ALIAS, names, values)
