"""The site's style sheet: small files by subject in ``static/css/site``, one request for the reader.

A finder joins them into ``css/site.css``; ``layers.css`` comes first, the rest in the order of their names, because
every rule stands in a cascade layer and the layers decide. Nothing is written into the checkout.
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

BUNDLE = "css/site.css"
FIRST = "layers.css"


@cache
def _workplace() -> tempfile.TemporaryDirectory[str]:
    # One per process and gone with it: processes never read each other's half-written file.
    return tempfile.TemporaryDirectory(prefix="qazvolunteer-css-")


def parts() -> list[Path]:
    """The files to join, in order."""
    found = (Path(settings.BASE_DIR) / "static" / "css" / "site").glob("*.css")
    return sorted(found, key=lambda part: (part.name != FIRST, part.name))


def build() -> Path:
    """Join the parts unless the joined file is newer than all of them; the path of the joined file."""
    target = Path(_workplace().name) / BUNDLE
    sources = parts()
    newest = max(part.stat().st_mtime_ns for part in sources)
    if not target.exists() or target.stat().st_mtime_ns < newest:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text("\n".join(part.read_text(encoding="utf-8") for part in sources), encoding="utf-8")
    return target


class StyleSheetFinder(BaseFinder):
    """Offers ``css/site.css`` to the development server, WhiteNoise and ``collectstatic``."""

    def find(self, path: str, find_all: bool = False) -> str | Sequence[str]:
        if path != BUNDLE:
            return []
        found = str(build())
        return [found] if find_all else found

    def list(self, ignore_patterns: Sequence[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        if not matches_patterns(BUNDLE, ignore_patterns or []):
            build()
            yield BUNDLE, FileSystemStorage(location=_workplace().name)
