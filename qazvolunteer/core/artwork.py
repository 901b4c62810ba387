"""Which drawings there are, by name: icons of the sprite, programmes' icons and illustrated covers."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.templatetags.static import static

PROGRAMMES = ("asyl-mura", "bilim", "saulyq", "sabaqtastyq", "taza-alem", "umit", "qamqor")
COVERS_EACH = 3
# Campaigns and partner programmes have no drawings of their own.
GENERAL = "all"
GENERAL_ICON = "hands"
GENERAL_COVER = "img/illustrations/hero-light.svg"
COVERS = "img/covers.svg"


@cache
def icon_names() -> frozenset[str]:
    """Names in the sprite."""
    path = finders.find("img/icons.svg")
    if path is None:
        return frozenset()
    return frozenset(re.findall(r'<symbol id="([^"]+)"', Path(path).read_text(encoding="utf-8")))


def require_icon(name: str) -> None:
    """Raise ValueError for a name the sprite lacks: the page would show an empty box."""
    if name not in icon_names() and icon_names():
        raise ValueError(f"There is no icon “{name}” in img/icons.svg.")


@cache
def _symbols() -> dict[str, str]:
    """What each icon of the sprite draws."""
    path = finders.find("img/icons.svg")
    found = re.findall(r'<symbol id="([^"]+)"([^>]*>.*?)</symbol>', Path(path).read_text("utf-8"), re.S) if path else []
    return dict(found)


@cache
def drawing(name: str, colour: str) -> str:
    """The icon ``name`` as an SVG file of its own, for whatever reads no sprite. Raises ValueError if there is none."""
    require_icon(name)
    inner = re.sub(r"var\([^,]+, (#\w+)\)", r"\1", _symbols()[name].replace("currentColor", colour))
    return f'<svg xmlns="http://www.w3.org/2000/svg" stroke-width="1.75"{inner}</svg>'


@cache
def colours(art: str) -> tuple[str, str, str]:
    """The colours of a programme in the light theme, out of the site's tokens: of its text, its ground, its accent."""
    path = finders.find("css/site/tokens.css")
    tokens = Path(path).read_text("utf-8") if path else ""
    own = re.search(rf"\.p-{re.escape(programme_art(art))} {{([^}}]*)}}", tokens)
    names = re.findall(r"--p[tv]?: var\((--[\w-]+)\)", own[1]) if own else []
    found = (re.search(rf"{name}: light-dark\((#\w+)", tokens) for name in names)
    text, ground, accent = (match[1] if match else "#0A2C35" for match in found)
    return text, ground, accent


def programme_art(name: str) -> str:
    """One of the seven, or "all" for whatever has no drawings of its own."""
    return name if name in PROGRAMMES else GENERAL


def programme_icon(name: str) -> str:
    """The sprite's name of a programme's icon."""
    return f"programme-{name}" if name in PROGRAMMES else GENERAL_ICON


def cover(name: str, number: int = 1, shape: str = "") -> str:
    """Address of a cover. ``shape`` "tall" for the featured card, "wide" for a page header,
    "near" for a narrow frame: the people of the scene stand in its middle.

    Every programme has three compositions and one tall one; wide exists for Taza Álem alone, the others are cut.
    The compositions are views of one file: a page of twenty projects asks for one picture, not for twenty.
    """
    if name not in PROGRAMMES:
        return static(GENERAL_COVER)
    if shape == "tall":
        return static(f"img/covers/cover-{name}-1-tall.svg")
    if shape == "wide" and name == "taza-alem" and number == 1:
        return static("img/covers/cover-taza-alem-1-wide.svg")
    view = f"{name}-{(number - 1) % COVERS_EACH + 1}"
    return f"{static(COVERS)}#{view}-near" if shape == "near" else f"{static(COVERS)}#{view}"
