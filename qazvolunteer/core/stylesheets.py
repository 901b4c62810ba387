"""The style sheets: small files by subject in ``static/css/site`` and ``…/office``, one request each for the reader.

A finder joins them into ``css/site.css`` and ``css/office.css``; ``layers.css`` comes first, the rest in the order of
their names, because every rule stands in a cascade layer and the layers decide. Nothing is written into the checkout.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.utils import matches_patterns
from django.core.files.storage import FileSystemStorage

# The folder of the parts by the sheet they make.
BUNDLES = {"css/site.css": "site", "css/office.css": "office"}
FIRST = "layers.css"


@cache
def _workplace() -> tempfile.TemporaryDirectory[str]:
    # One per process and gone with it: processes never read each other's half-written file.
    return tempfile.TemporaryDirectory(prefix="qazvolunteer-css-")


def parts(bundle: str) -> list[Path]:
    """The files to join, in order."""
    found = (Path(settings.BASE_DIR) / "static" / "css" / BUNDLES[bundle]).glob("*.css")
    return sorted(found, key=lambda part: (part.name != FIRST, part.name))


def build(bundle: str) -> Path:
    """Join the parts unless the joined file is newer than all of them; the path of the joined file."""
    target = Path(_workplace().name) / bundle
    sources = parts(bundle)
    newest = max(part.stat().st_mtime_ns for part in sources)
    if not target.exists() or target.stat().st_mtime_ns < newest:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text("\n".join(part.read_text(encoding="utf-8") for part in sources), encoding="utf-8")
    return target


class StyleSheetFinder(BaseFinder):
    """Offers the joined sheets to the development server, WhiteNoise and ``collectstatic``."""

    def find(self, path: str, find_all: bool = False) -> str | Sequence[str]:
        if path not in BUNDLES:
            return []
        found = str(build(path))
        return [found] if find_all else found

    def list(self, ignore_patterns: Sequence[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        for bundle in BUNDLES:
            if not matches_patterns(bundle, ignore_patterns or []):
                build(bundle)
                yield bundle, FileSystemStorage(location=_workplace().name)
