"""The public tables of a year, already without what must not be shown.

Regions, months, programmes and ages are hidden together, by the people behind each cell: hours are not shown where
people are not. The statistics page and the open data read this alone, so no table shows what another one hides.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from frontoffice.opendata import counting
from frontoffice.opendata.models import PeopleCount, PeopleKind
from frontoffice.opendata.suppression import ALL, Cell, hidden_in
from frontoffice.rollups import figures, people
from frontoffice.rollups.figures import Totals
from frontoffice.rollups.periods import EVERYWHERE, Period


@dataclass(frozen=True)
class Shown:
    """One public cell: the sums with the different people ``active``; both None where the cell is hidden. ``shifts``
    are not people and always shown."""

    totals: Totals | None
    active: int | None
    shifts: int = 0

    @property
    def hours(self) -> float | None:
        return None if self.totals is None else self.totals.hours

    @property
    def attendance_rate(self) -> float | None:
        return None if self.totals is None else self.totals.attendance_rate


HIDDEN = Shown(None, None)


@dataclass(frozen=True)
class Year:
    """Cells by (region's KATO, month) and (programme's key, month); ``ALL`` stands for the whole. ``ages`` by group."""

    period: Period
    places: Mapping[Cell, Shown]
    programmes: Mapping[Cell, Shown]
    ages: Mapping[str, int | None]

    @property
    def months(self) -> list[dt.date]:
        return self.period.months

    def place(self, region: str = ALL, month: str = ALL) -> Shown:
        return self.places.get((region, month), HIDDEN)

    def programme(self, key: int | str, month: str = ALL) -> Shown:
        return self.programmes.get((str(key), month), HIDDEN)


def of_years(
    years: Sequence[int], *, regions: Sequence[str], programmes: Sequence[int], until: dt.date | None = None
) -> dict[int, Year]:
    """Each of the years so far, in as many statements as for one; ``until`` a day, counted from the records alone."""
    periods = {year: counting.so_far(year, until) for year in years}
    spans = [(year, ALL, period) for year, period in periods.items()]
    for year, period in periods.items():
        spans += [(year, f"{month:%Y-%m}", period.part_of(month)) for month in period.months]
    asked = [span for _year, _name, span in spans]
    country = figures.totals_of(EVERYWHERE, asked)
    by_region = figures.parts_of(EVERYWHERE, asked, "region_id")
    active = people.active_by_region_of(asked)
    by_programme = figures.parts_of(EVERYWHERE, asked, "programme_id")
    counts = counting.kept(periods) if until is None else {year: counting.counted(year, until) for year in periods}
    found = {}
    for year, period in periods.items():
        own = [(at, name) for at, (whose, name, _span) in enumerate(spans) if whose == year]
        sums = {(ALL, name): country[at] for at, name in own}
        heads = {(ALL, name): country[at].active or 0 for at, name in own}
        programme_sums: dict[Cell, Totals] = {}
        for at, name in own:
            for region in regions:
                sums[region, name] = by_region[at].get(region, Totals())
                heads[region, name] = active[at].get(region, 0)
            for key in programmes:
                programme_sums[str(key), name] = by_programme[at].get(key, Totals())
        found[year] = _year(period, sums, heads, programme_sums, counts[year])
    return found


def _year(
    period: Period,
    sums: Mapping[Cell, Totals],
    heads: Mapping[Cell, int],
    programme_sums: Mapping[Cell, Totals],
    counts: Sequence[PeopleCount],
) -> Year:
    # Not counted yet: nothing of programmes and ages is shown. Every counted year has rows, of ages at the least.
    unknown = not counts
    of_programmes = {(row.key, row.month): row.people for row in counts if row.kind == PeopleKind.PROGRAMME}
    programme_heads = {cell: of_programmes.get(cell, 0) for cell in programme_sums}
    of_ages = {row.key: row.people for row in counts if row.kind == PeopleKind.AGE}
    age_heads = {(group, ALL): of_ages.get(group, 0) for group in counting.AGES}
    away = hidden_in(heads) if unknown else hidden_in(heads, programme_heads, age_heads)
    return Year(
        period=period,
        places={cell: _shown(sums[cell], heads[cell], cell in away) for cell in sums},
        programmes={
            cell: _shown(programme_sums[cell], programme_heads[cell], unknown or cell in away)
            for cell in programme_sums
        },
        ages={group: None if unknown or (group, ALL) in away else of_ages.get(group, 0) for group in counting.AGES},
    )


def _shown(totals: Totals, active: int, is_hidden: bool) -> Shown:
    return Shown(None, None, totals.shifts) if is_hidden else Shown(totals, active, totals.shifts)
