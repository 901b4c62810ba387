"""Charts as plain geometry: numbers in, places of marks out. The templates draw them as SVG on the design's tokens.

Each chart is drawn twice, for a wide screen and for a phone, so that its letters keep their size.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext

from qazvolunteer.core import dates

WIDE, NARROW = 640, 330
TICKS = 4


@dataclass(frozen=True)
class Column:
    """One bar: its ``label`` below, the line's ``before`` above it, and what a screen reader says of it.

    ``unfinished``: its period is not over, so it is hatched. ``href``: where it leads.
    """

    label: str
    value: float
    said: str
    before: float | None = None
    unfinished: bool = False
    href: str = ""


@dataclass(frozen=True)
class Bar:
    """A bar in the drawing; ``text`` stands above the largest and the newest."""

    column: Column
    x: float
    y: float
    width: float
    height: float
    text: str = ""

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)

    @property
    def above(self) -> float:
        return round(self.y - 8, 1)


@dataclass(frozen=True)
class Tick:
    y: float
    words: str


@dataclass(frozen=True)
class Bars:
    """One size of a bar chart. ``points``: the corners of the line, as SVG has them."""

    width: int
    height: int
    left: int
    bottom: int
    bars: Sequence[Bar]
    ticks: Sequence[Tick]
    points: Sequence[tuple[float, float]]

    @property
    def line(self) -> str:
        return " ".join(f"{x},{y}" for x, y in self.points)

    @property
    def label_y(self) -> int:
        return self.bottom + 20


@dataclass(frozen=True)
class BarChart:
    """Both sizes; ``unit`` is what the numbers at the axis are in: "", "thousand", "million"."""

    wide: Bars
    narrow: Bars
    unit: str
    compares: bool
    has_unfinished: bool


@dataclass(frozen=True)
class _Size:
    width: int
    height: int
    left: int
    top: int
    gap: float
    every: int


_SIZES = (_Size(WIDE, 290, 42, 28, 0.36, 1), _Size(NARROW, 230, 34, 26, 0.28, 2))


def bars(columns: Sequence[Column]) -> BarChart:
    """A bar for each column, the year before as a line over them. Negative values stand as nothing."""
    numbers = [number for one in columns for number in (one.value, one.before or 0)]
    most = max([0.0, *numbers])
    divisor, unit = scale(most)
    top = ceiling(most)
    drawn = [_drawn(columns, top, divisor, size) for size in _SIZES]
    return BarChart(
        *drawn,
        unit=unit,
        compares=any(one.before is not None for one in columns),
        has_unfinished=any(one.unfinished for one in columns),
    )


def _drawn(columns: Sequence[Column], top: float, divisor: int, size: _Size) -> Bars:
    bottom = size.height - 30
    room = size.width - size.left - 4
    step = room / max(len(columns), 1)
    width = step * (1 - size.gap)

    def high(value: float) -> float:
        return round((bottom - size.top) * max(value, 0) / top, 1)

    told = {max(range(len(columns)), key=lambda at: columns[at].value), len(columns) - 1} if columns else set()
    found = [
        Bar(
            one,
            x=round(size.left + at * step + (step - width) / 2, 1),
            y=round(bottom - high(one.value), 1),
            width=round(width, 1),
            height=high(one.value),
            text=short(one.value, divisor) if at in told and one.value else "",
        )
        for at, one in enumerate(columns)
    ]
    ticks = [
        Tick(round(bottom - high(top * part / TICKS), 1), short(top * part / TICKS, divisor))
        for part in range(TICKS + 1)
    ]
    points = [
        (bar.middle, round(bottom - high(bar.column.before), 1)) for bar in found if bar.column.before is not None
    ]
    labelled = found
    if size.every > 1 and len(columns) > 8:
        # A phone has room for every second month; the last is always named.
        labelled = [
            bar if (len(found) - 1 - at) % size.every == 0 else _unlabelled(bar) for at, bar in enumerate(found)
        ]
    return Bars(size.width, size.height, size.left, bottom, labelled, ticks, points)


def _unlabelled(bar: Bar) -> Bar:
    return replace(bar, column=replace(bar.column, label=""))


def scale(most: float) -> tuple[int, str]:
    """What numbers up to ``most`` are divided by, and the word for it."""
    if most >= 10_000_000:
        return 1_000_000, gettext("million")
    if most >= 10_000:
        return 1000, gettext("thousand")
    return 1, ""


def ceiling(most: float) -> float:
    """The top of an axis: the next number that four ticks divide well."""
    if most <= TICKS:
        return float(TICKS)
    unit = 10.0 ** math.floor(math.log10(most / TICKS))
    for step in (1, 2, 2.5, 3, 4, 5, 10):
        if step * unit * TICKS >= most and (step * unit).is_integer():
            return float(step * unit * TICKS)
    return float(10 * unit * TICKS)


def short(number: float, divisor: int = 1) -> str:
    """A number at an axis: "12,6" thousand, or whole."""
    return dates.decimal(number / divisor) if divisor > 1 else dates.thousands(round(number))


@dataclass(frozen=True)
class Spark:
    """A small line without an axis: the corners, and the last point."""

    line: str
    x: float
    y: float


SPARK_WIDTH, SPARK_HEIGHT = 84, 32


def spark(values: Sequence[float | None]) -> Spark | None:
    """The run of a number; None where there is too little to draw. What is not known is left out."""
    known = [(at, value) for at, value in enumerate(values) if value is not None]
    if len(known) < 2:
        return None
    low, high = min(value for _at, value in known), max(value for _at, value in known)
    spread = (high - low) or 1
    points = [
        (
            round(4 + (SPARK_WIDTH - 10) * at / (len(values) - 1), 1),
            round(4 + (SPARK_HEIGHT - 8) * (1 - (value - low) / spread), 1),
        )
        for at, value in known
    ]
    return Spark(" ".join(f"{x},{y}" for x, y in points), *points[-1])
