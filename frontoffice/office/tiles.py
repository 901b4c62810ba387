"""The lists of the overview: each part of the front office shows there what waits in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from frontoffice.office.guard import Desk
    from qazvolunteer.core.refusals import type_text
    from qazvolunteer.places.models import Region

SHOWN = 5
# In the narrow column beside the figures a row takes twice the height.
SHOWN_BESIDE = 3


@dataclass(frozen=True)
class Act:
    """What can be done about a row with one press: a POST to ``url``."""

    label: type_text
    url: str
    icon: str = "bell"


@dataclass(frozen=True)
class Row:
    """One thing that waits. ``art`` is the programme's drawing, else ``icon``; ``tone``: "", warn, urgent."""

    title: type_text
    url: str
    facts: type_text = ""
    tag: type_text = ""
    tone: str = ""
    art: str = ""
    icon: str = "clock"
    act: Act | None = None


@dataclass(frozen=True)
class Found:
    """A few rows, how many there are in all, and where all of them are listed ("" when nowhere)."""

    rows: Sequence[Row]
    total: int
    url: str = ""


@dataclass(frozen=True)
class Tile:
    """One list. ``load`` gets the desk and the region that was chosen (None: all that the desk covers).

    ``wide``: it stands in the broad column, beside the figures.
    """

    name: str
    title: type_text
    empty: type_text
    load: Callable[[Desk, Region | None], Found]
    order: int = 100
    wide: bool = False


_tiles: dict[str, Tile] = {}


def tile(one: Tile) -> Tile:
    """Add a list to the overview."""
    _tiles[one.name] = one
    return one


def loaded(desk: Desk, region: Region | None) -> list[tuple[Tile, Found]]:
    """Every list with what was found, in order."""
    return [(one, one.load(desk, region)) for one in sorted(_tiles.values(), key=lambda one: one.order)]
