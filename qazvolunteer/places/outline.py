"""The country as geometry: low-poly borders of the regions on a plane, and windows cut out of that plane.

Lambert's conic projection with the parallels 43° and 52° and the meridian 67° E, as school maps of the country use.
Borders are generalised from geokz (A. Rodionov), CC BY 4.0, which builds on OCHA/UNHCR COD-AB.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

OUTLINE = Path(__file__).parent / "data" / "regions_outline.csv"
MARGIN = 12
# A window is never higher than this share of its width, nor narrower than about forty kilometres.
HIGHEST = 0.8
NARROWEST = 0.006
# A name is tried at the crossings of so many lines across and down a region.
GRID = 18

Point = tuple[float, float]

MERIDIAN = 67.0
_NORTH, _SOUTH, _MERIDIAN = (math.radians(degrees) for degrees in (52.0, 43.0, MERIDIAN))
CONE = (math.log(math.cos(_SOUTH)) - math.log(math.cos(_NORTH))) / (
    math.log(math.tan(math.pi / 4 + _NORTH / 2)) - math.log(math.tan(math.pi / 4 + _SOUTH / 2))
)


def flat(longitude: float, latitude: float) -> Point:
    """Degrees onto the plane; x grows to the east, y to the south."""
    radius = 1 / math.tan(math.pi / 4 + math.radians(latitude) / 2) ** CONE
    angle = CONE * (math.radians(longitude) - _MERIDIAN)
    return radius * math.sin(angle), radius * math.cos(angle)


@cache
def rings() -> dict[str, tuple[Point, ...]]:
    """The border of each region by its slug, on the plane. Cities of republican significance have none."""
    found: dict[str, list[Point]] = {}
    with OUTLINE.open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            found.setdefault(row["slug"], []).append(flat(float(row["lon"]), float(row["lat"])))
    return {slug: tuple(ring) for slug, ring in found.items()}


@dataclass(frozen=True)
class Window:
    """A part of the plane, drawn ``width`` × ``height`` units large."""

    width: int
    height: int
    left: float
    top: float
    scale: float

    def at(self, point: Point) -> tuple[int, int]:
        """Where a point of the plane is in the drawing."""
        return round((point[0] - self.left) * self.scale), round((point[1] - self.top) * self.scale)

    def place(self, longitude: float, latitude: float) -> tuple[int, int]:
        """Where a point of the earth is in the drawing."""
        return self.at(flat(longitude, latitude))

    def path(self, slug: str) -> str:
        """The border of a region as an SVG path; nothing for a city, or when it lies outside the window."""
        ring = [self.at(point) for point in rings().get(slug, ())]
        xs, ys = [x for x, _y in ring], [y for _x, y in ring]
        if not ring or max(xs) < 0 or min(xs) > self.width or max(ys) < 0 or min(ys) > self.height:
            return ""
        return "M" + "L".join(f"{x} {y}" for x, y in ring) + "Z"


@cache
def country(width: int) -> Window:
    """The whole country."""
    return _around([point for ring in rings().values() for point in ring], width)


def region(slug: str, points: Iterable[Point], width: int) -> Window:
    """One region with its border and ``points`` (longitude, latitude); a city is framed by its points alone."""
    inside = [*rings().get(slug, ()), *(flat(*point) for point in points)]
    return _around(inside, width) if inside else country(width)


def _around(points: Sequence[Point], width: int) -> Window:
    xs, ys = [x for x, _y in points], [y for _x, y in points]
    wide, high = max(max(xs) - min(xs), NARROWEST), max(max(ys) - min(ys), NARROWEST / 2)
    scale = min((width - 2 * MARGIN) / wide, (width * HIGHEST - 2 * MARGIN) / high)
    height = round(high * scale + 2 * MARGIN)
    left = (min(xs) + max(xs)) / 2 - width / 2 / scale
    top = (min(ys) + max(ys)) / 2 - height / 2 / scale
    return Window(width, height, left, top, scale)


@cache
def inner(slug: str) -> tuple[Point, ...]:
    """Points of the plane inside the border of a region, the one with most room for a name first: far from the
    border, at left and right more so."""
    ring = rings()[slug]
    xs, ys = [x for x, _y in ring], [y for _x, y in ring]
    grid = [
        (min(xs) + (max(xs) - min(xs)) * across / GRID, min(ys) + (max(ys) - min(ys)) * down / GRID)
        for across in range(1, GRID)
        for down in range(1, GRID)
    ]
    found = [(-_free(x, y, ring), x, y) for x, y in grid if _inside(x, y, ring)]
    return tuple((x, y) for _room, x, y in sorted(found))


def _edges(ring: Sequence[Point]) -> Iterable[tuple[Point, Point]]:
    return zip(ring, (*ring[1:], ring[0]), strict=True)


def _inside(x: float, y: float, ring: Sequence[Point]) -> bool:
    crossed = False
    for (x1, y1), (x2, y2) in _edges(ring):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            crossed = not crossed
    return crossed


def _free(x: float, y: float, ring: Sequence[Point]) -> float:
    """The distance to the border, as if everything were half as wide: a line of text is wider than high."""
    nearest = math.inf
    for (x1, y1), (x2, y2) in _edges(ring):
        dx, dy = (x2 - x1) / 2, y2 - y1
        px, py = (x - x1) / 2, y - y1
        length = dx * dx + dy * dy
        along = max(0.0, min(1.0, (px * dx + py * dy) / length)) if length else 0.0
        nearest = min(nearest, math.hypot(px - along * dx, py - along * dy))
    return nearest
