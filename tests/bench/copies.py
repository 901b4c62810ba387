"""Databases beside the measured one that hold a part of its rows: made once, made again when the data has changed."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg2

from tests.bench import country
from tests.bench.stage import Stage

Connection = psycopg2.extensions.connection

# In the order of their foreign keys, though those and the triggers sleep while the rows are copied.
ALWAYS = (
    "places_region", "places_district", "places_town", "organizations_organization",
    "projects_programme", "projects_skill",
)  # fmt: skip
PROJECTS = ("projects_project", "projects_shift", "projects_projectitem", "projects_project_skills")


def name(of: str) -> str:
    """Its own for each database that is measured."""
    return f"{os.environ['DATABASE_URL'].rpartition('/')[2]}_{of}"


def make(stage: Stage, database: str, fill: Callable[[str], None]) -> None:
    """An up-to-date database that ``fill`` has filled out of the present data, now or in an earlier run."""
    wanted = _fingerprint()
    made = country.exists(database) and _note(database) == wanted
    if not made:
        stage.progress.line(f"      making the database {database} (once)")
        country.drop(database)
        country.create(database)
    stage.manage("migrate", "--no-input", "--verbosity", "0", env={"DATABASE_URL": country.url_of(database)})
    if made:
        return
    fill(database)
    country.outside("VACUUM ANALYZE", database)
    country.outside(f"COMMENT ON DATABASE \"{database}\" IS '{wanted}'", database)


def copy_projects(here: Connection, there: Connection, every: int) -> None:
    """Places, organizations, programmes; and each so many-th project with what hangs on it."""
    for table in ALWAYS:
        copy(here, there, table, "true")
    for table in PROJECTS:
        copy(here, there, table, f"{'id' if table == 'projects_project' else 'project_id'} % {every} = 0")


@contextmanager
def asleep(database: str) -> Iterator[Connection]:
    """A connection for which foreign keys and triggers sleep; committed at the end."""
    connection = psycopg2.connect(country.url_of(database), options="-c session_replication_role=replica")
    try:
        with connection:
            yield connection
    finally:
        connection.close()


def copy(here: Connection, there: Connection, table: str, condition: str) -> None:
    with here.cursor() as source, there.cursor() as target, tempfile.TemporaryFile() as file:
        names = ", ".join(f'"{column}"' for column in columns(source, table))
        source.copy_expert(f"COPY (SELECT {names} FROM {table} WHERE {condition}) TO STDOUT", file)
        file.seek(0)
        target.copy_expert(f"COPY {table} ({names}) FROM STDIN", file)


def columns(cursor: psycopg2.extensions.cursor, table: str) -> list[str]:
    cursor.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND is_generated = 'NEVER'"
        " AND table_schema = current_schema() ORDER BY ordinal_position",
        [table],
    )
    return [column for (column,) in cursor.fetchall()]


def _fingerprint() -> str:
    """Changes with the measured data; migrations are applied to what is there."""
    with psycopg2.connect(os.environ["DATABASE_URL"]) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT min(created_at)::text || ' ' || count(*) FROM projects_project")
        return str(cursor.fetchone()[0])


def _note(database: str) -> str:
    with psycopg2.connect(country.url_of(database)) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
        )
        return str(cursor.fetchone()[0])
