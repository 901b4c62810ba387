"""The words of the demonstration world, out of the files in ``content/``, each in three languages."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "content"


@cache
def _read(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def organizations() -> list[dict[str, Any]]:
    """Invented organizations and initiative groups: names, purpose, about, place, programmes."""
    return list(_read("organizations"))


def projects() -> list[dict[str, Any]]:
    """What they offer: a text, its tasks, hours, places, ages, questions and lists."""
    return list(_read("projects"))


def names() -> dict[str, Any]:
    """Given names by sex and family names by group, each with its ASCII form."""
    return dict(_read("names"))


def phrases(kind: str) -> list[dict[str, str]]:
    """Short sentences of people: reasons, notes, answers."""
    return list(_read("phrases")[kind])


def nation() -> dict[str, Any]:
    """Words, forms and purposes out of which the organizations of a whole country are named."""
    return dict(_read("nation"))
