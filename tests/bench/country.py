"""The data that is measured on: made once, kept between runs, brought up to the code's migrations each time."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import psycopg2
from psycopg2 import sql

from tests.bench.stage import CHECKOUT, Stage

SMALL = "small"


def url_of(name: str) -> str:
    """The address of another database on the same server."""
    return os.environ["DATABASE_URL"].rpartition("/")[0] + "/" + name


def exists(name: str) -> bool:
    with psycopg2.connect(os.environ["DATABASE_URL"]) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        return cursor.fetchone() is not None


def create(name: str) -> None:
    """Make an empty database unless it is there."""
    if not exists(name):
        outside(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)), "postgres")


def drop(name: str) -> None:
    outside(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)), "postgres")


def prepare(stage: Stage) -> None:
    """Everything the servers need: data, migrations, translations, static files."""
    if stage.quick:
        create(SMALL)
        os.environ["DATABASE_URL"] = url_of(SMALL)
    with stage.progress.step("Compiling the translations and bringing the database up to date"):
        stage.manage("compile_catalogues")
        stage.manage("migrate", "--no-input", "--verbosity", "0")
        stage.manage("load_reference")
    with stage.progress.step("Loading the demonstration data (once)"):
        said = stage.manage("load_demo", "--force", *(["--scale", "0.2"] if stage.quick else ["--national"]))
        if "already" not in said:
            outside("VACUUM ANALYZE")
    _collect_static(stage)


def _collect_static(stage: Stage) -> None:
    """Hash and compress the static files when they have changed: as in production, a step of the build."""
    digest = hashlib.sha256()
    for folder in ("static", "qazvolunteer/core"):
        for file in sorted((CHECKOUT / folder).rglob("*")):
            if file.is_file() and (folder == "static" or file.suffix == ".py"):
                facts = file.stat()
                digest.update(f"{file} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    marker = stage.folder / "static-digest"
    if marker.exists() and marker.read_text() == digest.hexdigest() and _collected().exists():
        return
    with stage.progress.step("Collecting the static files"):
        stage.manage("collectstatic", "--no-input", "--ignore", "css/*/*", "--verbosity", "0")
    marker.write_text(digest.hexdigest())


def _collected() -> Path:
    return CHECKOUT / "staticfiles" / "staticfiles.json"


def outside(statement: str | sql.Composable, name: str = "") -> None:
    """Run one statement outside any transaction, in the database ``name`` or the one that is measured."""
    connection = psycopg2.connect(url_of(name) if name else os.environ["DATABASE_URL"])
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
    finally:
        connection.close()
