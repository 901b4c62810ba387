"""Open projects as bit masks: for each value of each facet, an integer whose bit *n* says whether the project in slot
*n* has it. A choice is an AND, several values of a facet an OR, a count the number of bits: a few thousand projects
take microseconds, a hundred thousand less than a millisecond.

Shifts are kept by day: the mask of (day, evening?, places?) holds the projects with such a shift on that day, so the
conditions of *one* shift meet in one mask. Nothing here asks the database; see ``upkeep`` for what keeps it true.
"""

from __future__ import annotations

import math
from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import product

from projects.catalogue.entries import Conditions, Entry

# Kilometres of a degree of latitude; a cell of the grid is half a degree high and wide.
DEGREE_KM = 111.2
CELLS = 2
ANY_DAY = 0

# The timeline's rows: by, project, shift.
Stop = tuple[int, int, int]


def bits(mask: int) -> Iterator[int]:
    """The numbers of the bits that are set, from the lowest."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


class OpenIndex:
    """``slots[n]`` is the entry of bit *n*; ``timeline`` all coming shifts, soonest first."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self.entries: dict[int, Entry] = {}
        self.slots: list[Entry | None] = []
        self.free_slots: list[int] = []
        self.all = 0
        self.masks: dict[str, dict[object, int]] = defaultdict(dict)
        self.cells: dict[tuple[int, int], set[int]] = defaultdict(set)
        self.timeline: list[Stop] = []
        self._fill(entries)

    # --- Upkeep ---------------------------------------------------------------------------------------

    def _fill(self, entries: Iterable[Entry]) -> None:
        """Many at once: masks are made whole, one bit at a time would copy each of them for each project."""
        members: dict[str, dict[object, list[int]]] = defaultdict(lambda: defaultdict(list))
        for entry in entries:
            self._place(entry)
            for facet, value in _properties(entry):
                members[facet][value].append(entry.slot)
        self.all = (1 << len(self.slots)) - 1
        for facet, values in members.items():
            self.masks[facet] = {value: _mask(slots, len(self.slots)) for value, slots in values.items()}
        self.timeline = sorted(stop for entry in self.entries.values() for stop in _stops(entry))

    def add(self, entry: Entry) -> None:
        self._place(entry)
        bit = 1 << entry.slot
        self.all |= bit
        for facet, value in _properties(entry):
            values = self.masks[facet]
            values[value] = values.get(value, 0) | bit
        for stop in _stops(entry):
            insort(self.timeline, stop)

    def remove(self, project: int) -> None:
        """Forget a project; nothing when it is not here."""
        entry = self.entries.pop(project, None)
        if entry is None:
            return
        bit = 1 << entry.slot
        self.all &= ~bit
        for facet, value in set(_properties(entry)):
            values = self.masks[facet]
            values[value] &= ~bit
            if not values[value]:
                del values[value]
        for stop in _stops(entry):
            del self.timeline[bisect_left(self.timeline, stop)]
        if entry.point is not None:
            self.cells[_cell(*entry.point)].discard(entry.slot)
        self.slots[entry.slot] = None
        self.free_slots.append(entry.slot)

    def expire(self, now: int) -> None:
        """Shifts that have begun are no longer coming; a project without any is no longer open."""
        while self.timeline and self.timeline[0][0] <= now:
            entry = self.entries[self.timeline[0][1]]
            self.remove(entry.project)
            entry.moments = [moment for moment in entry.moments if moment.by > now]
            if entry.moments:
                self.add(entry)

    def _place(self, entry: Entry) -> None:
        if self.free_slots:
            entry.slot = self.free_slots.pop()
            self.slots[entry.slot] = entry
        else:
            entry.slot = len(self.slots)
            self.slots.append(entry)
        self.entries[entry.project] = entry
        if entry.point is not None:
            self.cells[_cell(*entry.point)].add(entry.slot)

    # --- Answers --------------------------------------------------------------------------------------

    def having(self, facet: str, values: Iterable[object]) -> int:
        """Projects with any of the values."""
        mask = 0
        for value in values:
            mask |= self.masks[facet].get(value, 0)
        return mask

    def taking(self, age: int) -> int:
        """Projects that take people of this age."""
        return self.having("age_limit", [limit for limit in self.masks["age_limit"] if limit <= age])  # type: ignore[operator]

    def meeting(self, conditions: Conditions) -> int:
        """Projects with a shift that meets all conditions together."""
        kinds = list(
            product((True,) if conditions.evening else (False, True), (True,) if conditions.places else (False, True))
        )
        if not conditions.by_day:
            return self.having("time", [(ANY_DAY, *kind) for kind in kinds])
        first = conditions.first or 1
        last = math.inf if conditions.last is None else conditions.last
        days = [
            day
            for day in self.masks["day"]
            if first <= day <= last and (not conditions.weekend or (day - 1) % 7 >= 5)  # type: ignore[operator]
        ]
        return self.having("time", [(day, *kind) for day in days for kind in kinds])

    def within(self, point: tuple[float, float], km: float) -> int:
        """Projects whose place lies within ``km`` of ``point`` (latitude, longitude in degrees)."""
        slots = [slot for slot in self._around(point, km) if distance_km(point, self.slots[slot].point) <= km]  # type: ignore[union-attr]
        return _mask(slots, len(self.slots))

    def chosen(self, mask: int) -> Iterator[Entry]:
        for slot in bits(mask):
            entry = self.slots[slot]
            if entry is not None:
                yield entry

    def counts(self, facet: str, mask: int) -> Counter:
        """How many projects of ``mask`` have each value of the facet; values with none are left out."""
        return Counter(
            {value: number for value, of in self.masks[facet].items() if (number := (of & mask).bit_count())}
        )

    def _around(self, point: tuple[float, float], km: float) -> Iterator[int]:
        latitude, longitude = point
        high = km / DEGREE_KM
        wide = high / max(0.1, math.cos(math.radians(latitude)))
        south, west = _cell(latitude - high, longitude - wide)
        north, east = _cell(latitude + high, longitude + wide)
        for row in range(south, north + 1):
            for column in range(west, east + 1):
                yield from self.cells.get((row, column), ())


def distance_km(one: tuple[float, float], other: tuple[float, float] | None) -> float:
    """Between two points in degrees, over the ground; infinite when one is not known."""
    if other is None:
        return math.inf
    height = (one[0] - other[0]) * DEGREE_KM
    width = (one[1] - other[1]) * DEGREE_KM * math.cos(math.radians((one[0] + other[0]) / 2))
    return math.hypot(height, width)


def _properties(entry: Entry) -> Iterator[tuple[str, object]]:
    """(facet, value) of everything that an entry can be found by."""
    yield "organization", entry.organization
    yield "programme", entry.programme
    yield "kind", entry.kind
    yield "format", entry.format
    yield "region", entry.region
    yield "district", entry.district
    yield "town", entry.town
    yield "age_limit", entry.age_limit
    yield "accessible", entry.accessible
    for language in entry.languages:
        yield "language", language
    for skill in entry.skills:
        yield "skill", skill
    for moment in entry.moments:
        kind = (moment.evening, moment.free)
        yield "time", (ANY_DAY, *kind)
        for day in range(moment.first_day, moment.last_day + 1):
            yield "day", day
            yield "time", (day, *kind)


def _stops(entry: Entry) -> Iterator[Stop]:
    return ((moment.by, entry.project, moment.shift) for moment in entry.moments)


def _cell(latitude: float, longitude: float) -> tuple[int, int]:
    return math.floor(latitude * CELLS), math.floor(longitude * CELLS)


def _mask(slots: Iterable[int], size: int) -> int:
    row = bytearray(size // 8 + 1)
    for slot in slots:
        row[slot >> 3] |= 1 << (slot & 7)
    return int.from_bytes(row, "little")
