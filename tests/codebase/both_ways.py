"""Whether the migrations that stand for many make the database that the many make.

Not a test, since the long way takes the better part of a minute; run it after an update of Django or of a package with
operations of its own, and after adding a migration of that kind:

    python -m tests.codebase.both_ways postgres://user@host:port

Makes two databases on the server, one each way, compares what pg_dump says of them line by line, and drops them.
"""

from __future__ import annotations

import difflib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager

import psycopg2
from psycopg2 import sql

# Moments of a run, the key that pg_dump draws anew, and Django's list of what was applied.
MOMENT = re.compile(r"'20\d\d-\d\d-\d\d [\d:.]+\+00'")
OWN = re.compile(r"^\\(un)?restrict |^INSERT INTO public\.django_migrations |django_migrations_id_seq'", re.MULTILINE)
# Python walks through a set in another order each time, and one condition is written from a set.
ENVIRONMENT = {"PYTHONHASHSEED": "0"}
LONG_WAY = """
from django.core.management import execute_from_command_line
from django.db.migrations.loader import MigrationLoader
build = MigrationLoader.build_graph
def step_by_step(loader):
    loader.replace_migrations = False
    build(loader)
    for key, migration in loader.replacements.items():
        loader.graph.remove_replacement_node(key, migration.replaces)
        del loader.disk_migrations[key]
    loader.replacements = {}
MigrationLoader.build_graph = step_by_step
execute_from_command_line(["manage.py", "migrate", "--no-input", "--verbosity", "0"])
"""
SHORT_WAY = """
from django.core.management import execute_from_command_line
execute_from_command_line(["manage.py", "migrate", "--no-input", "--verbosity", "0"])
"""


def main(server: str) -> int:
    """0 when both are equal, 1 with the differences."""
    texts = []
    for name, program in (("both_ways_long", LONG_WAY), ("both_ways_short", SHORT_WAY)):
        with made(server, name) as address:
            subprocess.run(
                [sys.executable, "-c", program], env=os.environ | ENVIRONMENT | {"DATABASE_URL": address}, check=True
            )
            texts.append(described(address))
    found = list(difflib.unified_diff(*texts, "step by step", "at once", lineterm="", n=2))
    print("\n".join(found) or f"Both ways make the same database: {len(texts[0])} lines.")
    return 1 if found else 0


def described(address: str) -> list[str]:
    """Tables with their columns in order, functions, triggers, indexes, constraints, and all rows."""
    dump = subprocess.run(["pg_dump", "--inserts", address], capture_output=True, text=True, check=True).stdout
    return [MOMENT.sub("'…'", line) for line in dump.splitlines() if not OWN.search(line)]


@contextmanager
def made(server: str, name: str) -> Iterator[str]:
    """The address of an empty database, dropped afterwards."""
    with closing(psycopg2.connect(f"{server}/postgres")) as connection:
        connection.autocommit = True
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        with connection.cursor() as cursor:
            cursor.execute(drop)
            cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
            yield f"{server}/{name}"
            cursor.execute(drop)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
