"""Migrations have names, numbers of their own, no code of the apps, and nothing is left to make."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from tests.codebase import sources

NAME = re.compile(r"^\d{4}_[a-z0-9_]+$")
# Defaults and validators of columns: functions that never change their meaning.
LASTING = frozenset(
    {"qazvolunteer.core.business_numbers", "qazvolunteer.core.secret_codes", "qazvolunteer.core.squashing"}
)


def migrations() -> list[Path]:
    found = [path for package in sources.PACKAGES for path in (sources.ROOT / package).rglob("migrations/*.py")]
    return sorted(path for path in found if path.stem != "__init__")


def complaints(name: str, text: str) -> list[str]:
    """What is wrong with one migration."""
    found = []
    if not NAME.match(name) or re.match(r"^\d{4}_(auto_|alter_\w+_and_more)", name):
        found.append("has no name of its own")
    for node in ast.walk(ast.parse(text)):
        names = (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
        found += [
            f"imports {module}"
            for module in names
            if module.split(".")[0] in sources.PACKAGES and module not in LASTING
        ]
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "migrations.RunPython":
            has_reverse = len(node.args) > 1 or any(word.arg == "reverse_code" for word in node.keywords)
            found += [] if has_reverse else ["runs code that cannot be undone"]
    return found


def test_migrations_are_named_and_stand_alone() -> None:
    found = {
        str(path.relative_to(sources.ROOT)): problems
        for path in migrations()
        if (problems := complaints(path.stem, path.read_text(encoding="utf-8")))
    }
    assert not found


def test_numbers_are_used_once() -> None:
    numbers = Counter((path.parent, path.stem[:4]) for path in migrations())
    assert [key for key, number in numbers.items() if number > 1] == []


@pytest.mark.django_db
def test_nothing_is_left_to_make() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.fixture(scope="module")
def step_by_step() -> MigrationLoader:
    """The migrations as they landed, without those that stand for others."""
    loader = MigrationLoader(None, replace_migrations=False)
    for key, migration in loader.replacements.items():
        loader.graph.remove_replacement_node(key, migration.replaces)
    return loader


def test_many_steps_at_once_leave_none_out(step_by_step: MigrationLoader) -> None:
    """Those that stand for others begin where the one before them ended."""
    shortcuts = step_by_step.replacements
    assert shortcuts
    for app in {app for app, name in shortcuts}:
        replaced = [step for key in sorted(shortcuts) if key[0] == app for step in shortcuts[key].replaces]
        there = sorted(key for key in step_by_step.disk_migrations if key[0] == app and key not in shortcuts)
        assert replaced == there[: len(replaced)]


def test_both_ways_end_in_the_same_state(step_by_step: MigrationLoader) -> None:
    at_once = MigrationLoader(None)
    assert len(at_once.graph.nodes) < len(step_by_step.graph.nodes)
    one, other = at_once.project_state(), step_by_step.project_state()
    assert not MigrationAutodetector(one, other).changes(at_once.graph)
    assert {key: list(model.fields) for key, model in one.models.items()} == {
        key: list(model.fields) for key, model in other.models.items()
    }


@pytest.mark.django_db
@pytest.mark.parametrize("share", [0.2, 0.5, 0.6, 0.7, 0.8, 0.9, 1])
def test_a_database_may_have_stopped_anywhere(share: float, step_by_step: MigrationLoader) -> None:
    """It goes on with what is left of the steps: one by one where some of an app have been taken, at once elsewhere."""
    plan = step_by_step.graph._generate_plan(step_by_step.graph.leaf_nodes(), at_end=True)
    taken, left = plan[: round(share * len(plan))], plan[round(share * len(plan)) :]
    recorder = MigrationRecorder(connection)
    recorder.flush()
    for key in taken:
        recorder.record_applied(*key)
    executor = MigrationExecutor(connection)
    executor.loader.check_consistent_history(connection)
    following = [migration for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    assert sorted(
        step for migration in following for step in migration.replaces or [(migration.app_label, migration.name)]
    ) == sorted(left)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("0002_auto_20260101_1200", ""),
        ("0002_alter_project_state_and_more", ""),
        ("second", ""),
        ("0002_fill", "from projects.models import Project"),
        ("0002_fill", "import qazvolunteer.core.folding"),
        ("0002_fill", "migrations.RunPython(fill)"),
    ],
)
def test_the_checker_finds(name: str, text: str) -> None:
    assert complaints(name, text)


def test_the_checker_lets_through() -> None:
    text = "import qazvolunteer.core.secret_codes\nmigrations.RunPython(fill, migrations.RunPython.noop)"
    assert not complaints("0002_fill_search_text", text)
