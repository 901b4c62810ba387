"""Writing millions of rows: lines streamed into COPY, with foreign keys and indexes made once at the end."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, models

from frontoffice.demo.rows import plain

Advance = Callable[[int], None]
# Lines handed to the database at once.
BATCH = 2_000
MEMORY = "256MB"


def take_block(model: type[models.Model], count: int) -> int:
    """Reserve ``count`` ids in a row out of the model's sequence; returns the first."""
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, %s))", [table, column])
        first = int(cursor.fetchone()[0])
        if count > 1:
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [table, column, first + count - 1])
    return first


class Sheet:
    """The lines of one table: values of ``names`` come with every row, all other columns have their default.

    Values are texts that COPY understands: nothing is escaped here. ``\\\\N`` is NULL.
    """

    def __init__(self, model: type[models.Model], *names: str, omit: Sequence[str] = ()) -> None:
        fields = {field.attname: field for field in model._meta.concrete_fields}
        others = [field for name, field in fields.items() if name not in names and not field.primary_key]
        others = [field for field in others if field.attname not in omit]
        constants = [plain(field, field.get_default()) for field in others]
        quote = connection.ops.quote_name
        columns = ", ".join(quote(str(field.column)) for field in [*(fields[name] for name in names), *others])
        self.sql = f"COPY {quote(model._meta.db_table)} ({columns}) FROM STDIN"
        tail = "".join("\t" + constant.replace("%", "%%") for constant in constants)
        self.line = "\t".join(["%s"] * len(names)) + tail + "\n"

    def write(self, rows: Iterable[tuple[Any, ...]], advance: Advance) -> None:
        """Stream ``rows``; ``advance`` hears how many were written since it was called last."""
        with connection.cursor() as cursor:
            cursor.copy_expert(self.sql, _Stream(rows, self.line, advance))


class _Stream(io.TextIOBase):
    """What COPY reads from: asked for more, it draws the next batch of rows."""

    def __init__(self, rows: Iterable[tuple[Any, ...]], line: str, advance: Advance) -> None:
        self.rows, self.line, self.advance = iter(rows), line, advance

    def read(self, _size: int | None = -1, /) -> str:
        line, lines = self.line, []
        for row in self.rows:
            lines.append(line % row)
            if len(lines) == BATCH:
                break
        self.advance(len(lines))
        return "".join(lines)


@contextmanager
def bare(tables: Iterable[type[models.Model]], report: Callable[[str, int, int], None]) -> Iterator[None]:
    """The tables without foreign keys and indexes (primary keys stay) while the block writes.

    They are made again at its end, and checked by that; in one transaction, so that nothing is ever left half.
    """
    names = [model._meta.db_table for model in tables]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SELECT set_config('maintenance_work_mem', %s, true)", [MEMORY])
        cursor.execute(FOREIGN_KEYS_AND_UNIQUE, [names])
        constraints = cursor.fetchall()
        cursor.execute(INDEXES, [names])
        indexes = cursor.fetchall()
        for table, name, _definition in constraints:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        for name, _definition in indexes:
            cursor.execute(f"DROP INDEX {name}")
    yield
    remake = [definition for _name, definition in indexes]
    remake += [f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}" for table, name, definition in constraints]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for number, statement in enumerate(remake):
            report("Indexes and keys", number, len(remake))
            cursor.execute(statement)
        report("Indexes and keys", len(remake), len(remake))


# Unique ones before foreign keys, so that a key finds what it points at.
FOREIGN_KEYS_AND_UNIQUE = """
    SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid)
    FROM pg_constraint WHERE conrelid = ANY(%s::regclass[]) AND contype IN ('f', 'u')
    ORDER BY contype DESC, conrelid::regclass::text, conname"""
INDEXES = """
    SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid)
    FROM pg_index i WHERE indrelid = ANY(%s::regclass[]) AND NOT indisprimary
    AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)
    ORDER BY indrelid::regclass::text, indexrelid::regclass::text"""
