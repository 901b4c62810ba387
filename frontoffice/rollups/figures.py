"""What is known of any period and part of the country. Dashboards, reports, statistics and open data read this alone.

Everything is one statement, or two where different people are counted too, whatever the size of the country: whole
months come from ``MonthFigures``, what is left at both ends from ``DayFigures``. ``definitions`` says what each means.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils import timezone

from frontoffice.rollups import people
from frontoffice.rollups.models import MEASURES, FiguresDrift, Grain
from frontoffice.rollups.periods import DAY, EVERYWHERE, GRAINS, Period, Scope, later, month_of


@dataclass(frozen=True)
class Totals:
    """The sums of one scope and period. ``active``: different people; None where it was not asked for.

    ``shifts`` were not cancelled, with ``seats`` of which ``taken``; people ``came``, were ``missed`` or ``excused``;
    ``minutes`` are confirmed, by how they are known; ``minutes_open`` still wait for a decision.
    """

    shifts: int = 0
    cancelled_shifts: int = 0
    seats: int = 0
    taken: int = 0
    came: int = 0
    missed: int = 0
    excused: int = 0
    minutes: int = 0
    minutes_scanned: int = 0
    minutes_witnessed: int = 0
    minutes_told: int = 0
    minutes_imported: int = 0
    minutes_open: int = 0
    entries: int = 0
    entries_open: int = 0
    new_projects: int = 0
    new_organizations: int = 0
    new_volunteers: int = 0
    active: int | None = None

    @property
    def hours(self) -> float:
        return self.minutes / 60

    @property
    def attendance_rate(self) -> float | None:
        """Of those who came or were missed, the share that came; None where nobody was marked."""
        return _share(self.came, self.came + self.missed)

    @property
    def fill_rate(self) -> float | None:
        """Of the places of held shifts, the share that was taken."""
        return _share(self.taken, self.seats)

    @property
    def told_share(self) -> float | None:
        """Of the confirmed minutes, the share that is known from the volunteer alone."""
        return _share(self.minutes_told, self.minutes)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole > 0 else None


def totals(scope: Scope, period: Period, *, active: bool = True) -> Totals:
    """The sums, with the different people unless ``active`` is off."""
    return totals_of(scope, [period], active=active)[0]


def totals_of(scope: Scope, periods: Sequence[Period], *, active: bool | int = True) -> list[Totals]:
    """As ``totals`` for several periods at once, in as many statements as for one.

    ``active``: a number asks for the people of so many periods, the first ones.
    """
    found = _sums(scope, periods)
    asked = len(periods) if active is True else int(active)
    known: list[int | None] = [*people.active_of(scope, periods[:asked])] if asked else []
    known += [None] * (len(periods) - asked)
    return [_totals(found.get((number, None)), known[number]) for number in range(len(periods))]


def by_month(scope: Scope, period: Period, *, active: bool = True) -> dict[dt.date, Totals]:
    """By the first day of every month in the period, in order; months with nothing too. ``active``: of each month."""
    parts = [period.part_of(month) for month in period.months]
    return dict(zip(period.months, totals_of(scope, parts, active=active), strict=True))


def by_day(scope: Scope, period: Period) -> dict[dt.date, Totals]:
    """Days on which something happened, in order."""
    found = _sums(scope, [period], by="day", grain=None)
    return {day: _totals(found[0, day]) for day in sorted(day for _number, day in found)}


def by_region(period: Period, *, programme: int | None = None, active: bool = True) -> dict[str, Totals]:
    """By KATO, regions where something happened. ``active`` is of all programmes: None where one is asked for."""
    found = _sums(Scope(programme=programme), [period], by="region_id")
    known: Mapping[str, int] = people.active_by_region(period) if active and programme is None else {}
    keys = sorted({*(key for _number, key in found), *known} - {None})
    counts = active and programme is None
    return {key: _totals(found.get((0, key)), known.get(key, 0) if counts else None) for key in keys}


def by_district(region: str, period: Period) -> dict[str | None, Totals]:
    """By KATO, those of the region where something happened; None for what is in no district. Without ``active``."""
    found = _sums(Scope(region=region), [period], by="district_id")
    return {key: _totals(row) for (_number, key), row in sorted(found.items(), key=lambda item: item[0][1] or "")}


def parts_of(scope: Scope, periods: Sequence[Period], by: str) -> list[dict[Any, Totals]]:
    """For each of the periods: by region, district, programme or organization (``by``: its key's column), in one
    statement. Without ``active``. None stands for what is in no district."""
    found = _sums(scope, periods, by=by)
    parts: list[dict[Any, Totals]] = [{} for _period in periods]
    for (number, key), row in found.items():
        parts[number][key] = _totals(row)
    return parts


def by_programme(scope: Scope, period: Period) -> dict[int, Totals]:
    """By key, programmes in which something happened. Without ``active``: see ``people.active_by``."""
    found = _sums(scope, [period], by="programme_id")
    return {key: _totals(row) for (_number, key), row in sorted(_named(found))}


def by_organization(scope: Scope, period: Period, *, limit: int = 20, order: str = "minutes") -> dict[int, Totals]:
    """By key, the ``limit`` organizations with most of the measure ``order``, most first. Without ``active``."""
    if order not in MEASURES:
        raise ValueError(f"There is no measure {order}.")
    found = _sums(scope, [period], by="organization_id", order=order, limit=limit)
    return {key: _totals(row) for (_number, key), row in _named(found)}


def as_of() -> dt.datetime | None:
    """The figures hold all records of before this moment; None where nothing was counted yet."""
    with connection.cursor() as cursor:
        cursor.execute(AS_OF)
        moment: dt.datetime | None = cursor.fetchone()[0]
        return moment


def drifts(limit: int = 20) -> list[FiguresDrift]:
    """What the nightly comparison found, the latest first."""
    return list(FiguresDrift.objects.all()[:limit])


# --- How it is read -----------------------------------------------------------------------------------

AS_OF = """
    SELECT CASE WHEN state.refreshed_at IS NOT NULL THEN least(state.refreshed_at, log.at) END
    FROM (SELECT min(at) AS at FROM frontoffice_figureschange) log
    LEFT JOIN frontoffice_figuresstate state ON TRUE"""
_PARTS = "unnest(%({name}_numbers)s::int[], %({name}_firsts)s::date[], %({name}_lasts)s::date[]) AS p (n, first, last)"
_COLUMNS = ", ".join(f"f.{name}" for name in MEASURES)
_MONTHS = f"""
    SELECT p.n, {{key}} AS key, {_COLUMNS} FROM {_PARTS.format(name="months")}
    JOIN frontoffice_monthfigures f ON f.month >= p.first AND f.month <= p.last
    WHERE f.grain = %(grain)s{{where}}"""
_DAYS = f"""
    SELECT p.n, {{key}} AS key, {_COLUMNS} FROM {_PARTS.format(name="days")}
    JOIN frontoffice_dayfigures f ON f.day >= p.first AND f.day <= p.last
    WHERE TRUE{{where}}"""
_SUMMED = ", ".join(f"sum({name})" for name in MEASURES)
_NULL = {"region_id": "NULL::text", "day": "NULL::date"}
_ASKED: Any = object()


def _sums(
    scope: Scope, periods: Sequence[Period], *, by: str = "", grain: Any = _ASKED, order: str = "", limit: int = 0
) -> dict[tuple[int, Any], Sequence[int]]:
    """(number of the period, value of the column ``by`` or None) → the measures, in one statement."""
    if grain is _ASKED:
        grain = GRAINS.get(frozenset({*scope.columns, *([by] if by else [])}))
    months, days = _split(periods, whole_months=grain is not None)
    key = f"f.{by}" if by else "NULL::int"
    where = "".join(f" AND f.{name} = %({name})s" for name in scope.columns)
    if by in {"programme_id", "organization_id"}:
        where += f" AND f.{by} IS NOT NULL"
    values: dict[str, Any] = {**scope.columns, "grain": grain and grain.value, "limit": limit or None}
    parts = []
    for name, sql, rows in (("months", _MONTHS, months), ("days", _DAYS, days)):
        if rows:
            parts.append(sql.format(key=key, where=where))
            numbers, firsts, lasts = zip(*rows, strict=True)
            values |= {f"{name}_numbers": list(numbers), f"{name}_firsts": list(firsts), f"{name}_lasts": list(lasts)}
    ordered = f"ORDER BY sum({order}) DESC, key LIMIT %(limit)s" if order else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT n, key, {_SUMMED} FROM ({' UNION ALL '.join(parts)}) parts GROUP BY n, key {ordered}", values
        )
        return {(row[0], row[1]): row[2:] for row in cursor.fetchall()}


Part = tuple[int, dt.date, dt.date]


def _split(periods: Sequence[Period], *, whole_months: bool) -> tuple[list[Part], list[Part]]:
    """Whole months and the days left over, of each period by its number. The month of today is whole: it ends today."""
    today = timezone.localdate()
    months: list[Part] = []
    days: list[Part] = []
    for number, period in enumerate(periods):
        begin = period.first if period.begins_with_month else later(month_of(period.first), 1)
        end = later(month_of(period.last), 1) if period.last >= today or _ends_month(period.last) else period.last
        end = month_of(end)
        if not whole_months or begin >= end:
            days.append((number, period.first, period.last))
            continue
        months.append((number, begin, end - DAY))
        if period.first < begin:
            days.append((number, period.first, begin - DAY))
        if end <= period.last:
            days.append((number, end, period.last))
    return months, days


def _ends_month(day: dt.date) -> bool:
    return (day + DAY).day == 1


def _named(found: Mapping[tuple[int, Any], Sequence[int]]) -> Iterable[tuple[tuple[int, Any], Sequence[int]]]:
    return ((key, row) for key, row in found.items() if key[1] is not None)


def _totals(row: Sequence[int] | None, active: int | None = None) -> Totals:
    return Totals(**dict(zip(MEASURES, row or (0,) * len(MEASURES), strict=True)), active=active)


__all__ = [
    "EVERYWHERE", "Grain", "Period", "Scope", "Totals", "as_of", "by_day", "by_district", "by_month", "by_organization",
    "by_programme", "by_region", "drifts", "parts_of", "totals", "totals_of",
]  # fmt: skip
