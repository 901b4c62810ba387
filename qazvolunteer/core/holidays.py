"""Public holidays and the days off that stand in for them, out of ``data/holidays.csv``.

The Labour Code names the holidays; days off are moved by a decree of each year, and Qurban Ait follows the moon: a
line of the file is "holiday", "observed" (a day off in its place) or "estimated" (its date is not yet certain).
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
KINDS = ("holiday", "observed", "estimated")


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
    """All that are known, by date."""
    found = {}
    with FILE.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            names = {code: row[f"name_{code}"] for code in ("kk", "ru", "en")}
            found[dt.date.fromisoformat(row["date"])] = Holiday(dt.date.fromisoformat(row["date"]), row["kind"], names)
    return found
