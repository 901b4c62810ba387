"""Maps as drawings: regions shaded by a number, towns and districts as points sized by it, names where there is room.

The caller says for each place its number, where its link leads and what a screen reader says; here is decided only
where things stand. Each map is drawn twice, for a wide screen and for a phone, so that its names stay readable.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils import formats

from qazvolunteer.core import dates
from qazvolunteer.places import outline
from qazvolunteer.places.outline import Window

STEPS = 5
WIDE, NARROW = 860, 330
# People at work: so many places are named.
LABELS = 8
# A name that fits at none of the best so many points of its region gives way to the number alone.
TRIES = 60


@dataclass(frozen=True)
class Mark:
    """A place with its ``number``. ``href``: where it leads (nowhere when empty); ``said``: the whole of it in words.

    ``text``: what stands in the drawing instead of the number.
    ``kind``: "region", "city", "town", "district", or "live" for a dot that tells and does not lead anywhere.
    """

    slug: str
    name: str
    number: int
    href: str = ""
    said: str = ""
    kind: str = "region"
    longitude: float | None = None
    latitude: float | None = None
    text: str = ""

    @property
    def written(self) -> str:
        return self.text or dates.thousands(self.number)


@dataclass(frozen=True)
class Text:
    """A name and its number in the drawing: ``lines`` of the name one under another; ``beside``: it follows a dot."""

    x: int
    y: int
    lines: tuple[str, ...]
    number: str
    anchor: str = "middle"

    @property
    def beside(self) -> bool:
        return self.anchor != "middle"


@dataclass(frozen=True)
class Shape:
    """A region in the drawing. ``step`` 0 for none, 1–5 for few to many; ``back``: a neighbour, for orientation."""

    mark: Mark
    path: str
    step: int
    back: bool = False
    text: Text | None = None


@dataclass(frozen=True)
class Dot:
    """A town, a district or a city in the drawing."""

    mark: Mark
    x: int
    y: int
    radius: int
    step: int
    text: Text | None = None

    @property
    def reach(self) -> int:
        """The radius of what answers to a finger."""
        return max(self.radius, 18)


@dataclass(frozen=True)
class Drawing:
    """One size of a map, ready for the template."""

    width: int
    height: int
    shapes: Sequence[Shape]
    dots: Sequence[Dot]


@dataclass(frozen=True)
class Band:
    """One shade of the legend: the numbers from ``first`` to ``last``, or without an end, in ``parts`` of one."""

    step: int
    first: int
    last: int | None
    parts: int = 1

    @property
    def words(self) -> str:
        first = self._said(self.first)
        if self.last is None:
            return f"{first}+"
        return first if self.first == self.last else f"{first}–{self._said(self.last)}"

    def _said(self, number: int) -> str:
        if self.parts == 1:
            return dates.thousands(number)
        return formats.number_format(Decimal(number) / self.parts, decimal_pos=len(str(self.parts)) - 1)


@dataclass(frozen=True)
class Map:
    """A map in both sizes, and what its shades mean."""

    wide: Drawing
    narrow: Drawing
    legend: Sequence[Band]


@dataclass(frozen=True)
class _Scale:
    """Sizes of letters and dots in one drawing."""

    width: int
    letter: float
    line: int
    smallest: int
    largest: int
    names: bool


_SCALES = (_Scale(WIDE, 7.9, 18, 6, 17, True), _Scale(NARROW, 7.2, 15, 5, 12, False))


def bands(numbers: Iterable[int]) -> list[Band]:
    """Up to five shades that split the numbers above zero into groups of like size, at round borders."""
    found = sorted(number for number in numbers if number > 0)
    if not found:
        return []
    starts: list[int] = []
    for part in range(STEPS):
        start = _rounded(found[part * len(found) // STEPS]) if part else found[0]
        if not starts or start > starts[-1]:
            starts.append(start)
    if len(starts) == 1:
        return [Band(3, starts[0], None if found[-1] > starts[0] else found[-1])]
    ends = [start - 1 for start in starts[1:]]
    return [
        Band(1 + round(index * (STEPS - 1) / (len(starts) - 1)), start, end)
        for index, (start, end) in enumerate(zip(starts, [*ends, None], strict=True))
    ]


def _rounded(number: int) -> int:
    """Down to two digits that a reader takes in: 1 847 becomes 1 800."""
    unit = 10 ** max(0, len(str(number)) - 2)
    return number // unit * unit


def step_of(number: int, legend: Sequence[Band]) -> int:
    """The shade of a number."""
    return next((band.step for band in reversed(legend) if number >= band.first), 0)


def country(regions: Sequence[Mark], dots: Sequence[Mark] = (), *, parts: int = 1) -> Map:
    """All regions shaded by their numbers, with names; the cities among them, and ``dots``, as points.

    Numbers that are not whole are given in ``parts`` of one, 100 for hundredths.
    """
    legend = [replace(band, parts=parts) for band in bands(mark.number for mark in regions)]
    drawings = []
    for scale in _SCALES:
        window = outline.country(scale.width)
        room = _Room(window, scale)
        cities = [room.kept(dot) for dot in _dots(window, scale, _cities(regions), legend)]
        shapes = [room.written(shape) for shape in _land(window, regions, legend)]
        cities = [room.named(dot) for dot in cities]
        # A phone has room for the numbers of the regions alone; its towns are in the table.
        free = [dot for dot in _dots(window, scale, dots, ()) if room.takes(dot)] if scale.names else []
        drawings.append(Drawing(scale.width, window.height, shapes, [*free, *cities]))
    return Map(*drawings, legend)


def live(regions: Sequence[Mark], people: Sequence[Mark]) -> Map:
    """All regions shaded by their numbers, without names; ``people`` as dots, the largest with name and number."""
    legend = bands(mark.number for mark in regions)
    drawings = []
    for scale in _SCALES:
        window = outline.country(scale.width)
        room = _Room(window, scale)
        cities = _dots(window, scale, _cities(regions), legend)
        dots = [room.kept(dot) for dot in _dots(window, scale, people, ())]
        dots = [room.named(dot, bare=False) if index < LABELS else dot for index, dot in enumerate(dots)]
        drawings.append(Drawing(scale.width, window.height, _land(window, regions, legend), [*cities, *dots]))
    return Map(*drawings, legend)


def _cities(regions: Sequence[Mark]) -> list[Mark]:
    return [replace(mark, kind="city") for mark in regions if mark.slug not in outline.rings()]


def _land(window: Window, regions: Sequence[Mark], legend: Sequence[Band]) -> list[Shape]:
    """The regions that have a border, the largest number first."""
    return [
        Shape(mark, window.path(mark.slug), step_of(mark.number, legend))
        for mark in sorted(regions, key=lambda mark: -mark.number)
        if mark.slug in outline.rings()
    ]


def region(slug: str, marks: Sequence[Mark], neighbours: Iterable[str]) -> Map:
    """One region with its towns and districts as points, the largest first to get their names; neighbours behind."""
    placed = [mark for mark in marks if mark.longitude is not None and mark.latitude is not None]
    earth = [(mark.longitude or 0.0, mark.latitude or 0.0) for mark in placed]
    drawings = []
    for scale in _SCALES:
        window = outline.region(slug, earth, scale.width)
        land = [
            Shape(Mark(other, "", 0), path, 0, other != slug) for other in neighbours if (path := window.path(other))
        ]
        room = _Room(window, scale)
        points = [room.kept(dot) for dot in _dots(window, scale, placed, ())]
        points = [room.named(dot) if dot.mark.number else dot for dot in points]
        shapes = sorted(land, key=lambda shape: not shape.back)
        drawings.append(Drawing(scale.width, window.height, shapes, points))
    return Map(*drawings, ())


def _dots(window: Window, scale: _Scale, marks: Sequence[Mark], legend: Sequence[Band]) -> list[Dot]:
    """Largest first, so that the smaller ones lie on top of them; the area follows the number."""
    most = max((mark.number for mark in marks), default=0)
    found = []
    for mark in sorted(marks, key=lambda mark: (-mark.number, mark.slug)):
        if mark.longitude is None or mark.latitude is None:
            continue
        x, y = window.place(mark.longitude, mark.latitude)
        share = math.sqrt(mark.number / most) if most else 0
        radius = round(scale.smallest + (scale.largest - scale.smallest) * share) if mark.number else 3
        found.append(Dot(mark, x, y, radius, step_of(mark.number, legend)))
    return found


Box = tuple[float, float, float, float]


class _Room:
    """The boxes already taken in a drawing: no name covers another one, nor a dot."""

    def __init__(self, window: Window, scale: _Scale) -> None:
        self.window = window
        self.scale = scale
        self.boxes: list[Box] = []
        self.dots: dict[Mark, Box] = {}

    def kept(self, dot: Dot) -> Dot:
        """The same dot; no name comes over it."""
        if dot.mark.number or dot.mark.kind == "city":
            self.dots[dot.mark] = _box(dot)
        return dot

    def takes(self, dot: Dot) -> bool:
        """Whether the dot covers nothing; if so it is there."""
        return self._take(_box(dot))

    def named(self, dot: Dot, *, bare: bool = True) -> Dot:
        """The dot with its name and number at its right or left, if ``bare`` also with the number alone, or nothing."""
        number = dot.mark.written
        for name in (dot.mark.name, "") if bare else (dot.mark.name,):
            width = self.scale.letter * (len(name) + bool(name) + len(number)) + 6
            gap = dot.radius + 5
            for anchor, left in (("start", dot.x + gap), ("end", dot.x - gap - width)):
                half = self.scale.line / 2
                if self._take((left, dot.y - half, left + width, dot.y + half), but=dot.mark):
                    x = dot.x + gap if anchor == "start" else dot.x - gap
                    return replace(dot, text=Text(x, dot.y + 5, (name,) if name else (), number, anchor))
        return dot

    def written(self, shape: Shape) -> Shape:
        """The region with its name over its number where it has most room; with the number alone where it has not."""
        number = shape.mark.written if shape.mark.number else ""
        names = [(shape.mark.name,), _halves(shape.mark.name)] if self.scale.names else []
        ring = [self.window.at(point) for point in outline.rings()[shape.mark.slug]]
        broad = max(point[0] for point in ring) - min(point[0] for point in ring)
        for lines in [*names, *([()] if number else [])]:
            width = self.scale.letter * max(len(line) for line in (*lines, number)) + 4
            high = self.scale.line * (len(lines) + bool(number))
            for point in outline.inner(shape.mark.slug)[: TRIES if width < broad * 0.92 or not lines else 0]:
                x, y = self.window.at(point)
                if self._take((x - width / 2, y - high / 2, x + width / 2, y + high / 2)):
                    first = y - high // 2 + self.scale.line - 4
                    return replace(shape, text=Text(x, first, lines, number))
        return shape

    def _take(self, box: Box, *, but: Mark | None = None) -> bool:
        others = [*self.boxes, *(taken for mark, taken in self.dots.items() if mark != but)]
        within = box[0] >= 0 and box[2] <= self.window.width and box[1] >= 0 and box[3] <= self.window.height
        free = within and not any(_overlap(box, other) for other in others)
        if free:
            self.boxes.append(box)
        return free


def _box(dot: Dot) -> Box:
    return dot.x - dot.radius, dot.y - dot.radius, dot.x + dot.radius, dot.y + dot.radius


def _halves(name: str) -> tuple[str, ...]:
    """A long name in two lines, broken at its hyphen or space."""
    for sign in ("-", " "):
        head, found, tail = name.partition(sign)
        if found:
            return (f"{head}{sign}".rstrip(), tail)
    return (name,)


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
