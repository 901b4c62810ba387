"""The days of a month: how many projects of a query have a matching shift, and the first few of them."""

from __future__ import annotations

import datetime as dt
from heapq import nsmallest
from typing import NamedTuple

from projects import search
from projects.catalogue.finding import Hit, Survey
from projects.catalogue.query import Query
from projects.catalogue.upkeep import fresh


class DayFound(NamedTuple):
    """One day: the number of projects, and the hits of the first few."""

    number: int
    hits: list[Hit]


def days(query: Query, first: dt.date, last: dt.date, size: int) -> dict[dt.date, DayFound]:
    """``by_day`` with the first ``size`` projects of each day, work at a fixed hour before flexible work."""
    fits = search.fits(query.q) if query.q else None
    with fresh() as catalogue:
        survey = Survey(catalogue, query, fits)
        ordinals = range(first.toordinal(), last.toordinal() + 1)
        found = {dt.date.fromordinal(day): _day(survey, day, size) for day in ordinals}
    return {date: day for date, day in found.items() if day.number}


def _day(survey: Survey, day: int, size: int) -> DayFound:
    mask = survey.properties() & survey.on_day(day)
    conditions = survey.conditions._replace(first=day, last=day)
    firsts = ((entry.matching(conditions), entry) for entry in survey.index.chosen(mask))
    soonest = nsmallest(size, firsts, key=lambda row: (row[0][0].by, row[1].project))
    hits = [Hit(entry.project, met[0].shift, len(met) - 1, entry.version) for met, entry in soonest]
    return DayFound(mask.bit_count(), hits)
