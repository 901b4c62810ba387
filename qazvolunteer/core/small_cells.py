"""Tables for everybody that show no small group of people, not even to whoever can subtract.

A cell of fewer than ``LEAST`` people is hidden. Where it could be worked out from a sum (row, column, country, year),
further cells are hidden beside it, the smallest first, until it cannot: neither from one sum nor from several taken
together. Hidden cells of a shown sum stand for ``LEAST`` people at least, so their sum is no small group either.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
LEAST = 10
# Sums have coefficients of 1 and -1: counting in this field finds the same dependences as fractions would, quickly.
_PRIME = 2_147_483_647


@dataclass(frozen=True)
class Sum(Generic[K]):
    """``total`` is what the ``parts`` add up to, in tables that are published together."""

    total: K
    parts: tuple[K, ...]

    @property
    def cells(self) -> tuple[K, ...]:
        return (*self.parts, self.total)


def hidden(people: Mapping[K, int], sums: Sequence[Sum[K]], *, least: int = LEAST) -> frozenset[K]:
    """The cells not to show. ``people``: how many stand behind each cell that is published.

    Distinct people do not quite add up; they are treated as if they did, which hides rather too much than too little.
    """
    cells = set(people)
    # A part that is not published is another unknown: whatever rests on it cannot be computed. It is left out.
    known = [one for one in (Sum(s.total, tuple(p for p in s.parts if p in cells)) for s in sums) if one.total in cells]
    known = [one for one in known if one.parts]
    found = {cell for cell, number in people.items() if number < least}
    while True:
        more = _lone(people, known, found, least) or _computable(people, known, found)
        if not more:
            return frozenset(found)
        found |= more


def _lone(people: Mapping[K, int], sums: Sequence[Sum[K]], found: Collection[K], least: int) -> set[K]:
    """A companion for every hidden cell that stands alone in a sum, or with too few people."""
    more: set[K] = set()
    for one in sums:
        inside = [cell for cell in one.cells if (cell in found or cell in more) and people[cell] > 0]
        if not inside:
            continue
        parts = [cell for cell in inside if cell != one.total]
        few = one.total not in inside and sum(people[cell] for cell in parts) < least
        if len(inside) == 1 or few:
            more |= _smallest(people, one.cells, {*found, *more})
    return more


def _computable(people: Mapping[K, int], sums: Sequence[Sum[K]], found: Collection[K]) -> set[K]:
    """Companions for hidden cells that several sums together would reveal. Empty cells reveal nobody."""
    revealed = determined(sums, {cell for cell in found if people[cell] > 0})
    for cell in sorted(revealed, key=lambda cell: (people[cell], str(cell))):
        near = {other for one in sums if cell in one.cells for other in one.cells}
        more = _smallest(people, near, found) or _smallest(people, people, found)
        if more:
            return more
    return set()


def _smallest(people: Mapping[K, int], cells: Collection[K], found: Collection[K]) -> set[K]:
    """The smallest shown cell that has people, as a set; no cell where none is left."""
    shown = [cell for cell in cells if cell not in found and people[cell] > 0]
    return {min(shown, key=lambda cell: (people[cell], str(cell)))} if shown else set()


def determined(sums: Sequence[Sum[K]], unknown: Collection[K]) -> set[K]:
    """Which of the unknown cells the sums and all other cells give away (Gauss–Jordan elimination)."""
    rows: dict[K, dict[K, int]] = {}
    for one in sums:
        row = {cell: 1 for cell in one.parts if cell in unknown}
        if one.total in unknown:
            row[one.total] = _PRIME - 1
        for pivot in [cell for cell in row if cell in rows]:
            _take(row, rows[pivot], row[pivot])
        if not row:
            continue
        pivot = next(iter(row))
        inverse = pow(row[pivot], -1, _PRIME)
        row = {cell: value * inverse % _PRIME for cell, value in row.items()}
        for other in rows.values():
            if pivot in other:
                _take(other, row, other[pivot])
        rows[pivot] = row
    return {pivot for pivot, row in rows.items() if len(row) == 1}


def _take(row: dict[K, int], other: Mapping[K, int], times: int) -> None:
    for cell, value in other.items():
        left = (row.get(cell, 0) - times * value) % _PRIME
        if left:
            row[cell] = left
        else:
            row.pop(cell, None)
