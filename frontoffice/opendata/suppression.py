"""Which sums tie the public tables together, and what of them is shown.

The statistics page and the open data are one family of tables: regions and the country by months and years,
programmes by months and years, ages by years. What one of them hides no other may give away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from qazvolunteer.core.small_cells import Sum, hidden

# The key of the whole: the country among regions, all programmes, all ages, the year among its months.
ALL = ""
# (row: a region, programme or age; column: a month, or ALL for the year).
Cell = tuple[str, str]


def sums_of(rows: Iterable[str], columns: Iterable[str]) -> list[Sum[Cell]]:
    """Every row over the columns, every column over the rows, both with their totals under ``ALL``."""
    rows, columns = list(rows), list(columns)
    across = [Sum((row, ALL), tuple((row, column) for column in columns)) for row in (*rows, ALL)]
    down = [Sum((ALL, column), tuple((row, column) for row in rows)) for column in (*columns, ALL)]
    return [one for one in (*across, *down) if one.parts]


def hidden_in(people: Mapping[Cell, int], *others: Mapping[Cell, int]) -> frozenset[Cell]:
    """The hidden cells of tables that share their totals: regions first, then programmes and ages, each by columns."""
    every: dict[Cell, int] = dict(people)
    sums = _sums(people)
    for other in others:
        every |= {cell: number for cell, number in other.items() if cell[0] != ALL}
        sums += _sums({**other, **{cell: number for cell, number in people.items() if cell[0] == ALL}}, shared=True)
    return hidden(every, sums)


def _sums(people: Mapping[Cell, int], *, shared: bool = False) -> list[Sum[Cell]]:
    rows = sorted({row for row, _column in people} - {ALL})
    columns = sorted({column for _row, column in people} - {ALL})
    found: Sequence[Sum[Cell]] = sums_of(rows, columns)
    # The months of the country are already tied together by the first table.
    return [one for one in found if not (shared and one.total[0] == ALL and one.parts[0][0] == ALL)]
