"""Share pictures (Open Graph, 1200 × 630 PNG): what a messenger shows beside a link, in the language of the page.

A picture is known by what it says: its ``version`` is a digest of its words, so that an address never changes what it
shows and may be kept for ever, and so that nobody can ask for a picture of words of their own. It is drawn when first
asked for, one at a time in a process, and kept on this machine's disk.
"""

from __future__ import annotations

import hashlib
import json
import logging
import subprocess
import sys
import threading
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from django.core.cache import caches
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from qazvolunteer.core import artwork, remembered

log = logging.getLogger(__name__)

PROGRAM = Path(__file__).parent / "poster_drawing.py"
# Raise it when the drawing changes: everybody then gets the new pictures.
DESIGN = 1
WIDTH, HEIGHT = 1200, 630
# How long a request waits for the picture of another before it does without.
PATIENCE_SECONDS = 3.0
TIMEOUT_SECONDS = 20
# A word longer than this may be broken, every so many letters.
LONG_WORD, PIECE = 22, 8
# Facts under the title, and the letters of each that are shown.
FACTS, FACT_LENGTH = 3, 60

_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class Poster:
    """What a picture says. ``kind`` and ``slug`` name what it is of; ``tag`` is a word above the title, with the
    colours and the icon of a programme (``art``) or another ``icon``; ``facts`` are (icon, words)."""

    kind: str
    slug: str
    title: str
    tag: str = ""
    art: str = artwork.GENERAL
    icon: str = ""
    facts: tuple[tuple[str, str], ...] = ()

    @property
    def version(self) -> str:
        said = json.dumps([DESIGN, get_language(), asdict(self)], ensure_ascii=False)
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    @property
    def address(self) -> str:
        """The path of the picture in the active language."""
        return _address(self)


@remembered.pure
def _address(poster: Poster) -> str:
    return reverse("share-picture", args=[poster.kind, poster.slug, poster.version])


def of_site() -> Poster:
    """The picture of every page that has none of its own."""
    return Poster(
        kind="site",
        slug="qazvolunteer",
        title=_("Together the load is light"),
        facts=(("hands", _("The common platform of Kazakhstan's volunteers")),),
    )


def address_of_site() -> str:
    """The path of that picture in the active language; every page says it, so it is worked out once."""
    return _address_of_site(get_language() or "")


@cache
def _address_of_site(language: str) -> str:
    return of_site().address


def png(poster: Poster) -> bytes | None:
    """The picture; None when so many are being drawn that this one would take too long, or it cannot be drawn."""
    kept = caches["pictures"]
    key = f"{poster.kind}-{poster.version}"
    content: bytes | None = kept.get(key)
    if content is not None:
        return content
    if not _one_at_a_time.acquire(timeout=PATIENCE_SECONDS):
        return None
    try:
        content = draw(poster)
    except (subprocess.SubprocessError, OSError) as error:
        log.error("A share picture cannot be drawn: %s %s", error, getattr(error, "stderr", b"") or b"")
        return None
    finally:
        _one_at_a_time.release()
    try:
        kept.set(key, content)
    except OSError as error:
        log.warning("A share picture cannot be kept: %s", error)
    return content


def draw(poster: Poster) -> bytes:
    """The picture, drawn anew by ``poster_drawing``. Raises CalledProcessError, TimeoutExpired or OSError."""
    text, ground, accent = artwork.colours(poster.art)
    icon = poster.icon or (artwork.programme_icon(poster.art) if poster.tag else "")
    said = {
        "language": get_language(),
        "title": _breakable(poster.title),
        "tag": _breakable(poster.tag),
        "icon": artwork.drawing(icon, text) if icon else "",
        "facts": [
            {"icon": artwork.drawing(name, "#546A71"), "words": _breakable(_shortened(words))}
            for name, words in poster.facts[:FACTS]
            if words
        ],
        "text": text,
        "ground": ground,
        "accent": accent,
    }
    program = [sys.executable, "-I", str(PROGRAM)]
    words = json.dumps(said, ensure_ascii=False).encode()
    return subprocess.run(program, input=words, capture_output=True, check=True, timeout=TIMEOUT_SECONDS).stdout  # noqa: S603 - ours


def _shortened(words: str) -> str:
    if len(words) <= FACT_LENGTH:
        return words
    return words[:FACT_LENGTH].rsplit(" ", 1)[0].rstrip(",;:. ") + "…"


def _breakable(words: str) -> str:
    """White space single; a word that could be wider than the picture gets soft hyphens."""
    return " ".join(
        word if len(word) <= LONG_WORD else "\u00ad".join(word[at : at + PIECE] for at in range(0, len(word), PIECE))
        for word in words.split()
    )
