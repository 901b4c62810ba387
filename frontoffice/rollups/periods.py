"""What figures are asked for: from which day to which, and of what part of the country."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from typing import Self

from frontoffice.rollups.models import Grain

DAY = dt.timedelta(days=1)


def month_of(day: dt.date) -> dt.date:
    """The first day of its month."""
    return day.replace(day=1)


def later(day: dt.date, months: int) -> dt.date:
    """So many months later: the same day, or the last there is; the last day of a month stays the last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    days = calendar.monthrange(year, month + 1)[1]
    is_last = (day + DAY).day == 1
    return dt.date(year, month + 1, days if is_last else min(day.day, days))


@dataclass(frozen=True)
class Period:
    """Local days from ``first`` to ``last``, both included. Raises ValueError when they are the wrong way round."""

    first: dt.date
    last: dt.date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("A period ends before it begins.")

    @classmethod
    def of_month(cls, year: int, month: int) -> Self:
        first = dt.date(year, month, 1)
        return cls(first, later(first, 1) - DAY)

    @classmethod
    def of_quarter(cls, year: int, quarter: int) -> Self:
        first = dt.date(year, 3 * quarter - 2, 1)
        return cls(first, later(first, 3) - DAY)

    @classmethod
    def of_half(cls, year: int, half: int) -> Self:
        first = dt.date(year, 6 * half - 5, 1)
        return cls(first, later(first, 6) - DAY)

    @classmethod
    def of_year(cls, year: int) -> Self:
        return cls(dt.date(year, 1, 1), dt.date(year, 12, 31))

    def begun(self, today: dt.date) -> Self:
        """What of it has begun; its first day where nothing has."""
        return type(self)(self.first, max(self.first, min(self.last, today)))

    @classmethod
    def last_months(cls, months: int, today: dt.date) -> Self:
        """So many months until ``today``, this one among them."""
        return cls(later(month_of(today), 1 - months), today)

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def begins_with_month(self) -> bool:
        """Different people of such a period are read from what is kept; of others they are counted in the records."""
        return self.first.day == 1

    @property
    def months(self) -> list[dt.date]:
        """The first days of all months that the period touches."""
        found, month = [], month_of(self.first)
        while month <= self.last:
            found.append(month)
            month = later(month, 1)
        return found

    def previous(self) -> Self:
        """As long, just before: as many months earlier where it begins with one, else as many days."""
        if self.begins_with_month:
            return self._moved(-len(self.months))
        return type(self)(self.first - self.days * DAY, self.first - DAY)

    def year_before(self) -> Self:
        return self._moved(-12)

    def part_of(self, month: dt.date) -> Self:
        """What of the month, given by its first day, lies in the period."""
        return type(self)(max(self.first, month), min(self.last, later(month, 1) - DAY))

    def _moved(self, months: int) -> Self:
        first = self.first if self.begins_with_month else None
        return type(self)(later(first or self.first, months), later(self.last, months))


@dataclass(frozen=True)
class Scope:
    """The whole country, or what all given parts have in common. Regions and districts by KATO."""

    region: str | None = None
    district: str | None = None
    programme: int | None = None
    organization: int | None = None

    @property
    def columns(self) -> dict[str, str | int]:
        """What a row must have."""
        given = {
            "region_id": self.region,
            "district_id": self.district,
            "programme_id": self.programme,
            "organization_id": self.organization,
        }
        return {name: value for name, value in given.items() if value is not None}

    @property
    def grain(self) -> Grain | None:
        """Which sums of months are of exactly this scope; None where only days know."""
        return GRAINS.get(frozenset(self.columns))


GRAINS = {
    frozenset[str](): Grain.COUNTRY,
    frozenset({"region_id"}): Grain.REGION,
    frozenset({"programme_id"}): Grain.PROGRAMME,
    frozenset({"region_id", "programme_id"}): Grain.REGION_PROGRAMME,
    frozenset({"district_id"}): Grain.DISTRICT,
    frozenset({"region_id", "district_id"}): Grain.DISTRICT,
    frozenset({"organization_id"}): Grain.ORGANIZATION,
    frozenset({"region_id", "organization_id"}): Grain.ORGANIZATION,
}
EVERYWHERE = Scope()
