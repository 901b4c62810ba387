"""Moments as whole minutes since the platform began, and as COPY spells them: arrays instead of a million datetimes."""

from __future__ import annotations

import datetime as dt

DAY = 24 * 60
CLOCK = [f" {minute // 60:02d}:{minute % 60:02d}:00+00" for minute in range(DAY)]
NULL = "\\N"


class Calendar:
    """Minutes from the midnight (UTC) of ``first``."""

    def __init__(self, first: dt.date, last: dt.date) -> None:
        self.first = first
        self.zero = dt.datetime.combine(first, dt.time(), dt.UTC)
        self.days = [(first + dt.timedelta(days=number)).isoformat() for number in range((last - first).days + 1)]

    def minute(self, moment: dt.datetime) -> int:
        return int((moment - self.zero).total_seconds() // 60)

    def moment(self, minute: int) -> dt.datetime:
        return self.zero + dt.timedelta(minutes=minute)

    def text(self, minute: int) -> str:
        return self.days[minute // DAY] + CLOCK[minute % DAY]
