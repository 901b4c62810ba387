"""What somebody looks for in the catalogue, as plain values."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

EVENING_HOUR = 18
DISTANCES = (10, 30, 50, 100)
AGES = (14, 16, 18)


class Sort(StrEnum):
    SOONEST = "soonest"
    NEWEST = "newest"
    NEAREST = "nearest"
    FIT = "fit"


@dataclass(frozen=True)
class Query:
    """A project is found when it has every property and one of its coming shifts meets all of ``first``, ``last``,
    ``weekend``, ``evening`` and ``places`` together.

    ``region``, ``district``, ``town`` and ``near`` are KATO codes; ``near`` finds what lies within ``km`` of a town.
    ``age`` is the visitor's: projects that take people of that age. ``home`` is the region the visitor chose to be
    theirs: it narrows nothing, it breaks ties. Primary keys and values else.
    """

    q: str = ""
    region: str | None = None
    district: str | None = None
    town: str | None = None
    near: str | None = None
    km: int = 30
    first: dt.date | None = None
    last: dt.date | None = None
    weekend: bool = False
    evening: bool = False
    places: bool = False
    programmes: tuple[int, ...] = ()
    kinds: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    skills: tuple[int, ...] = ()
    languages: tuple[str, ...] = ()
    age: int | None = None
    organization: int | None = None
    accessible: bool = False
    sort: str = ""
    home: str | None = None

    @property
    def order(self) -> Sort:
        """The sort that applies: what was asked for as far as it makes sense, else by fit for words, else soonest."""
        if self.sort == Sort.NEAREST and not (self.near or self.home):
            return Sort.SOONEST
        if self.sort == Sort.FIT and not self.q:
            return Sort.SOONEST
        return Sort(self.sort) if self.sort else Sort.FIT if self.q else Sort.SOONEST
