"""Reading what PostgreSQL plans: which big tables a statement would read from end to end."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

# A table of more rows than this is big: reading it whole costs a visitor, and more every year.
BIG_ROWS = 2_000
# A scan is stopped early when it costs no more than this part of the whole.
EARLY = 0.25
STREAMING = frozenset({"Result", "Subquery Scan", "Append", "Nested Loop", "Hash Join"})
WAITING = """
    SELECT count(*) FROM pg_index
    WHERE indcheckxmin AND xmin::text::bigint >= txid_snapshot_xmin(txid_current_snapshot()) % 4294967296"""
SELECT = re.compile(r"\s*(SELECT|WITH)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Scan:
    """A big table read from end to end by one statement of one page."""

    page: str
    table: str
    statement: str

    def __str__(self) -> str:
        return f"{self.page}: reads {self.table} from end to end\n    {self.statement}"


def big_tables(rows: int = BIG_ROWS) -> set[str]:
    """Tables by the number of rows that the last ANALYZE found."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples > %s", [rows])
        return {name for (name,) in cursor.fetchall()}


def wait_for_indexes(seconds: int = 400) -> None:
    """An index that was made beside an older transaction, of any database of the server, is not used until that ends.

    Raises TimeoutError.
    """
    until = time.monotonic() + seconds
    with connection.cursor() as cursor:
        while True:
            cursor.execute(WAITING)
            if not cursor.fetchone()[0]:
                return
            if time.monotonic() > until:
                raise TimeoutError("An older transaction keeps the indexes from being used.")
            time.sleep(1)


def plan_of(statement: str) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (FORMAT JSON) " + statement.replace("%", "%%"), [])
        (found,) = cursor.fetchone()
    plan: dict[str, Any] = (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]
    return plan


def whole_reads(plan: dict[str, Any], big: Collection[str]) -> Iterator[str]:
    """Big tables that the plan reads sequentially. A scan that its limit stops early, by the planner's own costs, is
    none."""
    yield from _whole_reads(plan, big, budget=None)


def _whole_reads(node: dict[str, Any], big: Collection[str], *, budget: float | None) -> Iterator[str]:
    """``budget``: what all of it may cost, where a limit above stops it."""
    kind = node["Node Type"]
    stopped_early = budget is not None and budget <= EARLY * node["Total Cost"]
    if kind == "Seq Scan" and node["Relation Name"] in big and not stopped_early:
        yield node["Relation Name"]
    if kind == "Limit":
        budget = node["Total Cost"]
    for number, child in enumerate(node.get("Plans", ())):
        # Only what hands on row by row what its first child gives lets a limit above stop the scan below.
        streams = kind == "Limit" or (kind in STREAMING and number == 0)
        yield from _whole_reads(child, big, budget=budget if streams else None)


def scans(page: str, statements: Collection[str], big: Collection[str]) -> list[Scan]:
    return [
        Scan(page, table, statement)
        for statement in statements
        if SELECT.match(statement)
        for table in whole_reads(plan_of(statement), big)
    ]
