"""A table of a dashboard: the same rows on a page and in a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils import formats

from qazvolunteer.core import dates

# More than these are in the file; the page shows the first.
ON_PAGE = 100
IN_FILE = 10_000


@dataclass(frozen=True)
class Line:
    """One row: its name, where it leads, the numbers as they are (whole ones, or decimals as precise as they are)."""

    name: str
    cells: Sequence[object]
    url: str = ""

    @property
    def words(self) -> list[str]:
        """The cells as a page shows them."""
        return [_words(value) for value in self.cells]


@dataclass(frozen=True)
class Table:
    """``head`` names the columns, the name's first. ``note`` says what the reader should know."""

    title: str
    head: Sequence[str]
    lines: Sequence[Line]
    note: str = ""

    def ranked(self, column: int) -> Table:
        """By a column of numbers, the most first (1 is the first after the name); unchanged where there are none."""
        known = [line for line in self.lines if isinstance(_cell(line, column), int | float | Decimal)]
        if not known:
            return self
        rest = [line for line in self.lines if line not in known]
        ranked = sorted(known, key=lambda line: -float(str(_cell(line, column))))
        return replace(self, lines=[*ranked, *rest])

    @property
    def text_columns(self) -> frozenset[int]:
        """Columns of words, counted from 1 after the name."""
        return frozenset(
            number for line in self.lines for number, value in enumerate(line.cells, 1) if isinstance(value, str)
        )

    @property
    def rows(self) -> list[list[object]]:
        """As a file has them."""
        return [[line.name, *line.cells] for line in self.lines]


def _words(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, Decimal):
        return str(formats.number_format(value, use_l10n=True, force_grouping=True))
    if isinstance(value, int):
        return f"{'−' if value < 0 else ''}{dates.thousands(abs(value))}"
    return str(value)


def _cell(line: Line, column: int) -> object:
    return line.cells[column - 1] if 0 < column <= len(line.cells) else None


def in_hours(minutes: int) -> Decimal:
    """To the tenth."""
    return (Decimal(minutes) / 60).quantize(Decimal("0.1"))
