"""The calendar of a month: what a query finds, by day, with the country's holidays."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from projects.cards import Card, cards
from projects.catalogue import DayFound, Query, days
from qazvolunteer.core.holidays import Holiday, holidays

# A day of the table has room for so many titles.
TITLES = 2
# How far ahead one may turn the pages; nothing is planned beyond.
AHEAD_YEARS = 2


@dataclass(frozen=True)
class Day:
    """One cell. ``soonest`` are the first few of ``number`` projects; days outside the month have none."""

    date: dt.date
    inside: bool
    number: int = 0
    soonest: Sequence[Card] = ()
    holiday: Holiday | None = None
    today: bool = False
    past: bool = False

    @property
    def more(self) -> int:
        return self.number - len(self.soonest)

    @property
    def rest(self) -> bool:
        """Nobody has to work: a weekend or a holiday."""
        return self.date.weekday() >= calendar.SATURDAY or self.holiday is not None


@dataclass(frozen=True)
class Month:
    """``weeks`` of seven days from Monday; the months beside it, where one may go."""

    first: dt.date
    weeks: Sequence[Sequence[Day]]
    previous: dt.date | None
    next: dt.date | None

    @property
    def days(self) -> list[Day]:
        """The days of the month itself."""
        return [day for week in self.weeks for day in week if day.inside]

    @property
    def holidays(self) -> list[Holiday]:
        return [day.holiday for day in self.days if day.holiday]


def asked(text: str) -> dt.date:
    """The first day of the month "2026-12" asks for; this month for what makes no sense or lies outside."""
    today = timezone.localdate()
    try:
        first = dt.datetime.strptime(text, "%Y-%m").date()
    except ValueError:
        return today.replace(day=1)
    return first if today.replace(day=1) <= first <= _last(today) else today.replace(day=1)


def month(query: Query, first: dt.date) -> Month:
    """The month that begins at ``first``: two statements more than the index needs, for the titles."""
    today = timezone.localdate()
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    found = days(query, max(first, today), last, TITLES) if last >= today else {}
    drawn = iter(cards([hit for day in found.values() for hit in day.hits]))
    titles = _dealt(found, list(drawn))
    known = holidays()
    rows = [
        [
            Day(
                date=date,
                inside=date.month == first.month,
                number=found[date].number if date in found and date.month == first.month else 0,
                soonest=titles.get(date, ()) if date.month == first.month else (),
                holiday=known.get(date) if date.month == first.month else None,
                today=date == today,
                past=date < today,
            )
            for date in week
        ]
        for week in weeks
    ]
    before, after = first - dt.timedelta(days=1), last + dt.timedelta(days=1)
    return Month(
        first=first,
        weeks=rows,
        previous=before.replace(day=1) if before >= today.replace(day=1) else None,
        next=after if after <= _last(today) else None,
    )


def _dealt(found: dict[dt.date, DayFound], drawn: Sequence[Card]) -> dict[dt.date, list[Card]]:
    """The cards of each day again; a project that was hidden meanwhile is left out."""
    by_hit = {(card.project, card.shift): card for card in drawn}
    return {
        date: [by_hit[hit.project, hit.shift] for hit in day.hits if (hit.project, hit.shift) in by_hit]
        for date, day in found.items()
    }


def _last(today: dt.date) -> dt.date:
    return dt.date(today.year + AHEAD_YEARS, today.month, 1)
