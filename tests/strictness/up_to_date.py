"""A database with every migration in it, made once a run: what needs an empty platform is copied from it.

Migrating from nothing takes some seconds, copying the result takes part of a second.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2
from django.conf import settings
from psycopg2 import sql

CHECKOUT = Path(__file__).resolve().parents[2]
# Any number that nobody else takes an advisory lock on.
LOCK = 5_160_001


def template() -> str:
    """The name of the database, made now unless it is there and holds the migrations as they are today.

    Processes that ask at once wait for the first. Raises CalledProcessError when a migration fails.
    """
    name = f"{settings.DATABASES['default']['NAME']}_up_to_date"
    wanted = _digest()
    with _server() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        cursor.execute("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name])
        if cursor.fetchone() != (wanted,):
            cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
            cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
            subprocess.run(
                [sys.executable, "manage.py", "migrate", "--no-input", "--verbosity", "0"],
                cwd=CHECKOUT,
                env={**os.environ, "DATABASE_URL": f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}"},
                check=True,
            )
            cursor.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name), sql.Literal(wanted)))
    return name


def copied(name: str) -> None:
    """Make the database ``name`` out of the template."""
    source = template()
    with _server() as cursor:
        cursor.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(source)))


def end_sessions(name: str) -> None:
    """A server's thread that a browser kept alive may still hold a connection to a database that is to be dropped."""
    with _server() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])


def _digest() -> str:
    """Of all migrations of the project and of the packages it locks."""
    digest = hashlib.sha256((CHECKOUT / "requirements.txt").read_bytes())
    for file in sorted([*CHECKOUT.glob("*/migrations/*.py"), *CHECKOUT.glob("qazvolunteer/*/migrations/*.py")]):
        digest.update(file.read_bytes())
    return digest.hexdigest()


@contextmanager
def _server() -> Iterator[psycopg2.extensions.cursor]:
    """A cursor outside any transaction, in the database every server has."""
    address = f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/postgres"
    with closing(psycopg2.connect(address)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            yield cursor
