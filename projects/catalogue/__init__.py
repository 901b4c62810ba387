"""The catalogue: what is open now, found, counted, sorted, paged. ``Query`` says what one looks for."""

from projects.catalogue.alike import alike
from projects.catalogue.days import DayFound, days
from projects.catalogue.finding import Found, Hit, Tally, browse, by_day, coming, counts, find, tally, totals
from projects.catalogue.query import Query, Sort
from projects.catalogue.upkeep import one_moment, version

__all__ = [
    "DayFound",
    "Found",
    "Hit",
    "Query",
    "Sort",
    "Tally",
    "alike",
    "browse",
    "by_day",
    "coming",
    "counts",
    "days",
    "find",
    "one_moment",
    "tally",
    "totals",
    "version",
]
