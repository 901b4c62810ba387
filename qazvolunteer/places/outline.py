"""The country as a drawing: low-poly borders of the regions, cities of republican significance as points.

Lambert's conic projection with the parallels 43° and 52° and the meridian 67° E, as school maps of the country use.
Borders are generalised from geokz (A. Rodionov), CC BY 4.0, which builds on OCHA/UNHCR COD-AB.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from qazvolunteer.places.models import Region

OUTLINE = Path(__file__).parent / "data" / "regions_outline.csv"
WIDTH = 760.0
MARGIN = 12.0
STEPS = 5
# The number of names on the map, and their distance from the dots.
LABELS = 8
GAP = 16

_NORTH, _SOUTH, _MERIDIAN = (math.radians(degrees) for degrees in (52.0, 43.0, 67.0))
_CONE = (math.log(math.cos(_SOUTH)) - math.log(math.cos(_NORTH))) / (
    math.log(math.tan(math.pi / 4 + _NORTH / 2)) - math.log(math.tan(math.pi / 4 + _SOUTH / 2))
)


def flat(longitude: float, latitude: float) -> tuple[float, float]:
    """Degrees onto the plane; x grows to the east, y to the south."""
    radius = 1 / math.tan(math.pi / 4 + math.radians(latitude) / 2) ** _CONE
    angle = _CONE * (math.radians(longitude) - _MERIDIAN)
    return radius * math.sin(angle), radius * math.cos(angle)


@dataclass(frozen=True)
class Drawing:
    """Borders by region's slug as SVG paths in a box of ``WIDTH`` × ``height``."""

    paths: Mapping[str, str]
    height: int
    scale: float
    left: float
    top: float

    def place(self, longitude: float, latitude: float) -> tuple[int, int]:
        """Where a point of the earth is on the drawing."""
        x, y = flat(longitude, latitude)
        return round((x - self.left) * self.scale + MARGIN), round((y - self.top) * self.scale + MARGIN)


@cache
def drawing() -> Drawing:
    """The whole country, computed once."""
    rings: dict[str, list[tuple[float, float]]] = {}
    with OUTLINE.open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            rings.setdefault(row["slug"], []).append(flat(float(row["lon"]), float(row["lat"])))
    xs = [x for ring in rings.values() for x, _y in ring]
    ys = [y for ring in rings.values() for _x, y in ring]
    scale = (WIDTH - 2 * MARGIN) / (max(xs) - min(xs))
    height = round((max(ys) - min(ys)) * scale + 2 * MARGIN)
    left, top = min(xs), min(ys)
    paths = {
        slug: "M" + "L".join(
            f"{round((x - left) * scale + MARGIN)} {round((y - top) * scale + MARGIN)}" for x, y in ring
        ) + "Z"
        for slug, ring in rings.items()
    }  # fmt: skip
    return Drawing(paths, height, scale, left, top)


@dataclass(frozen=True)
class Label:
    """Where the name of a spot stands: ``at_left`` of its dot or at its right; ``minor`` ones only on a wide screen."""

    at_left: bool
    minor: bool


@dataclass(frozen=True)
class Spot:
    """One region on the map. ``step`` 0 for none, 1–5 for few to many; ``helping`` people are at work there now."""

    region: Region
    path: str
    x: int
    y: int
    step: int
    open: int
    helping: int
    label: Label | None = None

    @property
    def radius(self) -> int:
        """Of the dot: 5 to 12, by its area."""
        return min(12, 5 + round(math.sqrt(self.helping) / 2))


def spots(regions: Iterable[Region]) -> list[Spot]:
    """``regions`` annotated with ``open`` projects and people ``helping``, ready to be drawn; the busiest get names."""
    country = drawing()
    rows = list(regions)
    most = max((row.open for row in rows), default=0)  # type: ignore[attr-defined]
    found = []
    for row in rows:
        if row.longitude is None or row.latitude is None:
            continue
        x, y = country.place(float(row.longitude), float(row.latitude))
        open_here, helping = row.open, row.helping  # type: ignore[attr-defined]
        step = math.ceil(STEPS * open_here / most) if most else 0
        found.append(Spot(row, country.paths.get(row.slug, ""), x, y, step, open_here, helping))
    return _named(found)


def _named(found: list[Spot]) -> list[Spot]:
    """Give names to the busiest spots, as long as no name covers another one."""
    wide = _Room(letter=8.8, line=20)
    phone = _Room(letter=15, line=32)
    labels: dict[str, Label] = {}
    for spot in sorted((spot for spot in found if spot.helping), key=lambda spot: -spot.helping):
        for at_left in (False, True):
            if len(labels) < LABELS and wide.takes(spot, at_left):
                minor = sum(not label.minor for label in labels.values()) >= LABELS // 2
                minor = minor or not phone.takes(spot, at_left)
                labels[spot.region.slug] = Label(at_left, minor)
                break
    return [replace(spot, label=labels.get(spot.region.slug)) for spot in found]


class _Room:
    """The names already on the map, as boxes; a letter is ``letter`` wide and a line ``line`` high."""

    def __init__(self, *, letter: float, line: float) -> None:
        self.letter = letter
        self.line = line
        self.boxes: list[tuple[float, float, float, float]] = []

    def takes(self, spot: Spot, at_left: bool) -> bool:
        """Whether the name of ``spot`` fits on the drawing and covers no other; if so it is put there."""
        width = self.letter * (len(spot.region.centre) + 1 + len(str(spot.helping))) + GAP
        left = spot.x - width if at_left else float(spot.x)
        box = (left, spot.y - self.line / 2, left + width, spot.y + self.line / 2)
        free = box[0] >= 0 and box[2] <= WIDTH and not any(_overlap(box, other) for other in self.boxes)
        if free:
            self.boxes.append(box)
        return free


def _overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
