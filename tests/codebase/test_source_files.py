"""Files are short, named by subject, and know nothing of the machine they were written on."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from tests.codebase import sources

LONGEST = 400
LONGEST_TEST = 1000
SAYS_NOTHING = re.compile(r"^_*(utils?|helpers?|misc|common|stuff|tools?|base_?classes)_*$")
DIRECTORIES = ("bin", "tests", *sources.PACKAGES)
MACHINE = re.compile(r"(?<![\w.}/-])/(?:home|Users|root|work)/\w|\b[A-Z]:\\\\Users")
OUR_APPS = ("core", "places", "accounts", "notifications", "organizations", "projects", "volunteers", "frontoffice")


def python_files() -> list[Path]:
    found = [path for folder in DIRECTORIES for path in (sources.ROOT / folder).rglob("*.py")]
    return [path for path in found if "migrations" not in path.parts and "__pycache__" not in path.parts]


def test_no_file_is_long() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in python_files()}
    too_long = {
        str(path.relative_to(sources.ROOT)): length
        for path, length in lengths.items()
        if length > (LONGEST_TEST if "tests" in path.parts else LONGEST)
    }
    assert not too_long


def test_names_say_what_is_inside() -> None:
    assert not [
        str(path) for path in python_files() if any(SAYS_NOTHING.match(part) for part in (path.stem, path.parent.name))
    ]


@pytest.mark.parametrize("name", ["utils", "helpers", "_common", "misc", "util"])
def test_the_checker_of_names_finds(name: str) -> None:
    assert SAYS_NOTHING.match(name)


def tracked() -> list[Path]:
    """Text files of the repository; all files of the folders where there is no git."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=sources.ROOT, capture_output=True, text=True)
    if listed.returncode:
        return [*python_files(), *sources.templates()]
    return [sources.ROOT / name for name in listed.stdout.split("\0") if name and (sources.ROOT / name).is_file()]


def test_no_file_names_a_machine() -> None:
    found = []
    for path in tracked():
        if path.suffix in {".png", ".woff2", ".ico", ".jpg", ".webp", ".txt"} or path == Path(__file__):
            continue
        found += [
            f"{path.relative_to(sources.ROOT)}:{number}"
            for number, line in enumerate(path.read_text(encoding="utf-8", errors="ignore").splitlines(), 1)
            if MACHINE.search(line)
        ]
    assert not found


def test_nothing_is_left_for_later() -> None:
    mark = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|coming soon", re.IGNORECASE)
    texts = [*sources.files(), *sources.templates()]
    found = [str(path) for path in texts if path.suffix in {".py", ".html", ".txt"} and _marked(path, mark)]
    assert not found


def _marked(path: Path, mark: re.Pattern[str]) -> bool:
    return any(mark.search(line) for line in path.read_text(encoding="utf-8").splitlines() if "xxx" not in line.lower())


def own_models() -> list[type[models.Model]]:
    labels = {config.label for config in apps.get_app_configs() if config.label in OUR_APPS}
    return [model for model in apps.get_models() if model._meta.app_label in labels]


def test_every_state_has_a_check() -> None:
    """The database knows which states there are."""
    missing = []
    for model in own_models():
        if "state" not in {field.name for field in model._meta.get_fields()} or model.__name__.endswith("Event"):
            continue
        field = model._meta.get_field("state")
        values = set(dict(field.choices or ()))
        checks = [
            constraint for constraint in model._meta.constraints if isinstance(constraint, models.CheckConstraint)
        ]
        if not values or not any(
            set(dict(check.condition.children).get("state__in", ())) == values for check in checks
        ):  # type: ignore[arg-type,misc,call-overload,union-attr]
            missing.append(model.__name__)
    assert not missing


def test_the_states_that_are_checked() -> None:
    names = {model.__name__ for model in own_models() if hasattr(model, "state")}
    assert {"Organization", "Project", "SignUp", "Notification"} <= names
