"""Numbers of the page of statistics found again in the records, as the page of definitions says."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

from frontoffice.opendata import counting, year
from frontoffice.opendata.suppression import ALL
from frontoffice.opendata.year import Shown
from frontoffice.rollups.definitions import DEFINITIONS
from qazvolunteer.places.models import Region

COUNTRY = "KZ"
# What the page shows of a place, by the name of its definition.
FIGURES = ("active", "hours", "attendance_rate")


@dataclass(frozen=True)
class Traced:
    """A number as it is ``shown`` (None: hidden, or nothing to divide by) and as its definition ``counted`` it."""

    name: str
    place: str
    shown: float | None
    counted: float

    @property
    def agrees(self) -> bool:
        return self.shown is None or math.isclose(self.shown, self.counted, abs_tol=1e-9)


def trace(of: int) -> Iterator[Traced]:
    """Every number of the country and its regions in the year so far; it reads all records of the year."""
    period = counting.so_far(of)
    regions = list(Region.objects.valid().values_list("pk", flat=True))
    known = year.of_years([of], regions=regions, programmes=[])[of]
    for name in FIGURES:
        with connection.cursor() as cursor:
            cursor.execute(DEFINITIONS[name].statement(period))
            counted = {place: float(value or 0) for place, value in cursor.fetchall()}
        for place in (COUNTRY, *regions):
            cell: Shown = known.place(ALL if place == COUNTRY else place)
            shown = getattr(cell, name)
            yield Traced(name, place, None if shown is None else float(shown), counted.get(place, 0.0))
