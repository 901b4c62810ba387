"""The consent texts that come with the platform: Markdown files, one per kind and language, and an index.

A version that is in the database is never written again: a correction is a new version in the index.
"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from qazvolunteer.accounts.enums import ConsentKind
from qazvolunteer.accounts.models import ConsentText

FOLDER = Path(__file__).parent / "data" / "consents"
LANGUAGES = [code for code, _name in settings.LANGUAGES]


def index() -> list[dict[str, Any]]:
    """One entry per text: ``kind``, ``version``, ``published_on`` (ISO date) and ``title`` by language."""
    entries: list[dict[str, Any]] = json.loads((FOLDER / "index.json").read_text(encoding="utf-8"))
    return entries


def words(kind: str, version: int, language: str) -> str:
    """The Markdown of one text: ``<kind>.<language>.md``, from version 2 on ``<kind>-<version>.<language>.md``."""
    name = kind if version == 1 else f"{kind}-{version}"
    return (FOLDER / f"{name}.{language}.md").read_text(encoding="utf-8").strip() + "\n"


@transaction.atomic
def load() -> int:
    """Put every version of the index that the database lacks into it; the number of new ones. Safe to repeat."""
    known = set(ConsentText.objects.values_list("kind", "version"))
    missing = [entry for entry in index() if (entry["kind"], entry["version"]) not in known]
    for entry in missing:
        kind, version = ConsentKind(entry["kind"]), int(entry["version"])
        published = dt.datetime.combine(dt.date.fromisoformat(entry["published_on"]), dt.time())
        fields = {f"title_{language}": entry["title"][language] for language in LANGUAGES}
        fields |= {f"text_{language}": words(kind, version, language) for language in LANGUAGES}
        ConsentText.objects.create(kind=kind, version=version, published_at=timezone.make_aware(published), **fields)
    return len(missing)
