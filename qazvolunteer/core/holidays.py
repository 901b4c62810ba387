"""Public holidays and the days off that stand in for them, out of ``data/holidays.csv``.

The Labour Code names the holidays; days off are moved by a decree of each year, and Qurban Ait follows the moon: a
line of the file is "holiday", "observed" (a day off in its place), "estimated" (its date is not yet certain) or
"working" (a Saturday or Sunday on which the country works for a day off that was moved).
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import get_language
from django.utils.translation import gettext as _

FILE = Path(__file__).parent / "data" / "holidays.csv"
NAMED = ("kk", "ru", "en")
WORKING = "working"
KINDS = ("holiday", "observed", "estimated", WORKING)


@dataclass(frozen=True)
class Holiday:
    """A day on which the country rests; ``names`` by language."""

    date: dt.date
    kind: str
    names: Mapping[str, str]

    @property
    def words(self) -> str:
        """What it is, in the reader's language: "Республика күні", "Day off: Republic Day"."""
        name = self.names.get((get_language() or "kk").split("-")[0], self.names["en"])
        if self.kind == "observed":
            return _("Day off: %(holiday)s") % {"holiday": name}
        if self.kind == "estimated":
            return _("%(holiday)s (the date is not yet certain)") % {"holiday": name}
        return name


@cache
def holidays() -> Mapping[dt.date, Holiday]:
    """All days off that are known, by date."""
    return {day.date: day for day in _known() if day.kind != WORKING}


@cache
def working_weekends() -> frozenset[dt.date]:
    """The Saturdays and Sundays that are working days."""
    return frozenset(day.date for day in _known() if day.kind == WORKING)


@cache
def _known() -> tuple[Holiday, ...]:
    with FILE.open(encoding="utf-8", newline="") as rows:
        return tuple(
            Holiday(dt.date.fromisoformat(row["date"]), row["kind"], {code: row[f"name_{code}"] for code in NAMED})
            for row in csv.DictReader(rows)
        )
