"""Answers of the catalogue: the list, its total and facets, days, all out of one index, so that they agree."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from heapq import nlargest, nsmallest
from itertools import islice
from typing import NamedTuple

from django.utils import timezone

from projects import search
from projects.catalogue.entries import Conditions, Entry, Moment
from projects.catalogue.index import OpenIndex, distance_km
from projects.catalogue.query import AGES, Query, Sort
from projects.catalogue.upkeep import Catalogue, fresh

PAGE = 20
# Up to so many candidates are sorted one by one; more are met soon enough along the timeline.
FEW = 400

Key = tuple[int, ...]


class Hit(NamedTuple):
    """A project in a list: its soonest shift that matches, how many others match, and the version of its entry."""

    project: int
    shift: int
    more: int
    version: int


@dataclass(frozen=True)
class Found:
    """One page. ``next`` and ``previous`` are what ``after`` and ``before`` take; "" where there is nothing."""

    hits: list[Hit]
    total: int
    next: str = ""
    previous: str = ""
    first_shown: int = 0

    @property
    def last_shown(self) -> int:
        return self.first_shown + len(self.hits) - 1 if self.hits else 0


@dataclass(frozen=True)
class Tally:
    """How many projects there are for each value of each facet, every one counted under the choice in all others.

    ``weekend evening places accessible``: how many there would be with that box ticked; ``age`` by the visitor's age.
    """

    total: int
    region: Counter
    district: Counter
    town: Counter
    programme: Counter
    kind: Counter
    format: Counter
    skill: Counter
    language: Counter
    age: Counter
    accessible: int
    weekend: int
    evening: int
    places: int
    mapped: int


def find(query: Query, *, after: str = "", before: str = "", size: int = PAGE) -> Found:
    """One page of what ``query`` asks for, in its order. A cursor that cannot be read gives the first page."""
    fits = search.fits(query.q) if query.q else None
    with fresh() as catalogue:
        return Survey(catalogue, query, fits).page(after, before, size)


def tally(query: Query) -> Tally:
    """The counts of every facet."""
    fits = search.fits(query.q) if query.q else None
    with fresh() as catalogue:
        return Survey(catalogue, query, fits).tally()


def browse(query: Query, *, after: str = "", before: str = "", size: int = PAGE) -> tuple[Found, Tally]:
    """``find`` and ``tally`` of one and the same moment."""
    fits = search.fits(query.q) if query.q else None
    with fresh() as catalogue:
        survey = Survey(catalogue, query, fits)
        return survey.page(after, before, size), survey.tally()


def coming(query: Query, *, size: int) -> list[int]:
    """The soonest ``size`` shifts that meet the query, of all the projects it finds."""
    fits = search.fits(query.q) if query.q else None
    with fresh() as catalogue:
        return list(islice(Survey(catalogue, query, fits).shifts(), size))


def by_day(query: Query, first: dt.date, last: dt.date) -> dict[dt.date, int]:
    """How many projects of ``query`` have a matching shift on each day from ``first`` to ``last``."""
    fits = search.fits(query.q) if query.q else None
    with fresh() as catalogue:
        survey = Survey(catalogue, query, fits)
        return {
            dt.date.fromordinal(day): (survey.properties() & survey.on_day(day)).bit_count()
            for day in range(first.toordinal(), last.toordinal() + 1)
        }


def counts(query: Query, facet: str) -> Counter:
    """Of every value of one facet (``organization`` too) among the projects that ``query`` finds."""
    fits = search.fits(query.q) if query.q else None
    with fresh() as catalogue:
        return catalogue.index.counts(facet, Survey(catalogue, query, fits).mask)


def totals(queries: Iterable[Query]) -> list[int]:
    """How many projects each query finds."""
    queries = list(queries)
    fits = {words: search.fits(words) for words in {query.q for query in queries} if words}
    with fresh() as catalogue:
        return [Survey(catalogue, query, fits.get(query.q)).mask.bit_count() for query in queries]


@dataclass
class Survey:
    """One query against one state of the index."""

    catalogue: Catalogue
    query: Query
    fits: dict[int, int] | None
    parts: dict[str, int] = field(init=False)
    conditions: Conditions = field(init=False)
    mask: int = field(init=False)

    def __post_init__(self) -> None:
        index, query = self.index, self.query
        self.conditions = self._conditions(query)
        self.parts = {name: mask for name, mask in self._chosen().items() if mask is not None}
        if self._needs_shift(query):
            self.parts["time"] = index.meeting(self.conditions)
        self.mask = self._under(None)

    @property
    def index(self) -> OpenIndex:
        return self.catalogue.index

    def _chosen(self) -> dict[str, int | None]:
        """The mask of each facet that was chosen."""
        index, query = self.index, self.query
        many = {
            "programme": query.programmes,
            "kind": query.kinds,
            "format": query.formats,
            "skill": query.skills,
            "language": query.languages,
        }
        one = {
            "region": query.region,
            "district": query.district,
            "town": query.town,
            "organization": query.organization,
            "accessible": query.accessible or None,
        }
        return {
            **{facet: index.having(facet, values) if values else None for facet, values in many.items()},
            **{facet: index.having(facet, [value]) if value is not None else None for facet, value in one.items()},
            "age": index.taking(query.age) if query.age is not None else None,
            "near": self._near() if query.near else None,
            "words": self._worded(),
        }

    def _worded(self) -> int | None:
        if self.fits is None:
            return None
        mask = 0
        for project in self.fits:
            entry = self.index.entries.get(project)
            if entry is not None:
                mask |= 1 << entry.slot
        return mask

    def _near(self) -> int:
        point = self.catalogue.reference.point(self.query.near)
        return self.index.within(point, self.query.km) if point else 0

    def _conditions(self, query: Query) -> Conditions:
        first = query.first.toordinal() if query.first else None
        last = query.last.toordinal() if query.last else None
        wanted = Conditions(first, last, query.weekend, query.evening, query.places)
        if not wanted.by_day:
            return wanted
        # Flexible work began long ago; what can still be done of it begins today.
        return wanted._replace(first=max(first or 0, timezone.localdate().toordinal()))

    def _needs_shift(self, query: Query) -> bool:
        return bool(query.first or query.last or query.weekend or query.evening or query.places)

    def _under(self, but: str | None) -> int:
        """Projects that meet every choice but the one named."""
        mask = self.index.all
        for name, part in self.parts.items():
            if name != but:
                mask &= part
        return mask

    def properties(self) -> int:
        """Projects that meet every choice except those about shifts."""
        return self._under("time")

    def on_day(self, day: int) -> int:
        """Projects with a shift that day which meets the conditions."""
        conditions = self.conditions
        first, last = conditions.first, conditions.last
        if (first is not None and day < first) or (last is not None and day > last):
            return 0
        return self.index.meeting(conditions._replace(first=day, last=day))

    def shifts(self) -> Iterator[int]:
        """Every shift that meets the conditions, of the projects found, soonest first."""
        if self.mask.bit_count() <= FEW:
            found = (moment for entry in self.index.chosen(self.mask) for moment in entry.matching(self.conditions))
            yield from (moment.shift for moment in sorted(found))
            return
        wanted = self.mask.to_bytes(len(self.index.slots) // 8 + 1, "little")
        for _by, project, shift in self.index.timeline:
            entry = self.index.entries[project]
            if wanted[entry.slot >> 3] >> (entry.slot & 7) & 1 and any(
                moment.shift == shift for moment in entry.matching(self.conditions)
            ):
                yield shift

    # --- Counting -------------------------------------------------------------------------------------

    def tally(self) -> Tally:
        def of(facet: str) -> Counter:
            return self.index.counts(facet, self._under(facet))

        aged = self._under("age")
        return Tally(
            total=self.mask.bit_count(),
            region=of("region"),
            district=of("district"),
            town=of("town"),
            programme=of("programme"),
            kind=of("kind"),
            format=of("format"),
            skill=of("skill"),
            language=of("language"),
            age=Counter({age: (aged & self.index.taking(age)).bit_count() for age in AGES}),
            accessible=(self._under("accessible") & self.index.having("accessible", [True])).bit_count(),
            weekend=self._ticked("weekend"),
            evening=self._ticked("evening"),
            places=self._ticked("places"),
            mapped=(self.mask & self.index.having("format", ["on_site"])).bit_count(),
        )

    def _ticked(self, name: str) -> int:
        conditions = self._conditions(replace(self.query, **{name: True}))
        return (self.properties() & self.index.meeting(conditions)).bit_count()

    # --- Listing --------------------------------------------------------------------------------------

    def page(self, after: str, before: str, size: int) -> Found:
        total = self.mask.bit_count()
        (edge, number), backwards = _cursor(after or before), bool(before and not after)
        rows = self._rows(edge, backwards, size + 1) if total else []
        more, rows = len(rows) > size, rows[:size]
        if not rows and edge:
            return self.page("", "", size)
        if not rows:
            return Found([], total)
        if backwards:
            rows.reverse()
        first = 1 if not edge else number + 1 if not backwards else max(1, number - len(rows))
        more_after, more_before = (True, more) if backwards else (more, bool(edge))
        if more_before and not backwards:
            more_before = bool(self._rows(rows[0][0], True, 1))
        if backwards:
            more_after = bool(self._rows(rows[-1][0], False, 1))
        last = first + len(rows) - 1
        return Found(
            hits=[self._hit(entry) for _key, entry in rows],
            total=total,
            next=_write(rows[-1][0], last) if more_after else "",
            previous=_write(rows[0][0], first) if more_before else "",
            first_shown=first,
        )

    def _rows(self, edge: Key, backwards: bool, size: int) -> list[tuple[Key, Entry]]:
        """Up to ``size`` projects beyond ``edge`` in the order of the query, nearest to it first."""
        if self.query.order == Sort.SOONEST and self.mask.bit_count() > FEW:
            return list(islice(self._along(edge, backwards), size))
        key = self._key()
        keyed = ((key(entry), entry) for entry in self.index.chosen(self.mask))
        pick: Callable = nlargest if backwards else nsmallest
        beyond = (row for row in keyed if not edge or (row[0] < edge if backwards else row[0] > edge))
        return pick(size, beyond, key=lambda row: row[0])  # type: ignore[no-any-return]

    def _along(self, edge: Key, backwards: bool) -> Iterator[tuple[Key, Entry]]:
        """Along the timeline: a project stands where its first matching shift is."""
        line = self.index.timeline
        wanted = self.mask.to_bytes(len(self.index.slots) // 8 + 1, "little")
        if backwards:
            places = range(bisect_left(line, edge) - 1, -1, -1)
        else:
            # (by, project) sorts before (by, project, shift): the sentinel steps over the project's own stop.
            places = range(bisect_right(line, (*edge, 2**62)) if edge else 0, len(line))  # type: ignore[arg-type]
        for place in places:
            by, project, shift = line[place]
            entry = self.index.entries[project]
            if wanted[entry.slot >> 3] >> (entry.slot & 7) & 1 and self._first(entry).shift == shift:
                yield (by, project), entry

    def _first(self, entry: Entry) -> Moment:
        return next(moment for moment in entry.moments if self.conditions.met_by(moment))

    def _key(self) -> Callable[[Entry], Key]:
        """What the query sorts by: whole numbers, the project's id last, so that the order is total."""
        order, home = self.query.order, self.query.home
        point = self.catalogue.reference.point(self.query.near) or self.catalogue.reference.centre(home)
        if order == Sort.NEWEST:
            return lambda entry: (-entry.published, entry.project)
        if order == Sort.NEAREST and point is not None:
            return lambda entry: (_metres(point, entry), self._first(entry).by, entry.project)
        if order == Sort.FIT:
            fits = self.fits or {}
            return lambda entry: (
                -fits.get(entry.project, 0),
                int(home is not None and entry.region != home),
                self._first(entry).by,
                entry.project,
            )
        return lambda entry: (self._first(entry).by, entry.project)

    def _hit(self, entry: Entry) -> Hit:
        moments = entry.matching(self.conditions)
        return Hit(entry.project, moments[0].shift, len(moments) - 1, entry.version)


def _metres(point: tuple[float, float], entry: Entry) -> int:
    """What has no place stands behind everything that has."""
    return 10**9 if entry.point is None else round(distance_km(point, entry.point) * 1000)


def _write(key: Key, number: int) -> str:
    return "_".join(map(str, (*key, number)))


def _cursor(text: str) -> tuple[Key, int]:
    """The key and the ordinal of a cursor; nothing for one that was not written by ``_write``."""
    try:
        *key, number = (int(part) for part in text.split("_"))
    except ValueError:
        return (), 0
    return (tuple(key), number) if 2 <= len(key) <= 4 and all(abs(part) < 2**62 for part in (*key, number)) else ((), 0)
