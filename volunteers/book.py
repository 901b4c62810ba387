"""The volunteer book as its owner reads it: totals, this year by months, programmes, and the lines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import ExtractMonth
from django.utils import timezone
from django.utils.translation import gettext as _

from qazvolunteer.core import dates
from volunteers.hours_enums import Evidence, HoursKind, HoursState
from volunteers.hours_letters import made_words
from volunteers.hours_models import HoursEntry
from volunteers.models import Volunteer

MONTHS_SHOWN = 12
# The height of the tallest bar in the drawing of a year.
TALLEST = 56

STATE_TAGS = {
    HoursState.CONFIRMED: ("ok", "check-circle"),
    HoursState.PROPOSED: ("warn", "hourglass"),
    HoursState.DISPUTED: ("warn", "chat"),
    HoursState.REJECTED: ("", "close"),
}


@dataclass(frozen=True)
class Totals:
    """Only what is confirmed."""

    minutes: int
    shifts: int
    projects: int
    organizations: int
    waiting: int


@dataclass(frozen=True)
class Bar:
    """One month of the year: ``height`` out of ``TALLEST``; ``words`` say the hours, ``short`` the number alone."""

    month: str
    short_month: str
    short: str
    words: str
    height: int
    x: int

    @property
    def y(self) -> int:
        return 14 + TALLEST - self.height

    @property
    def middle(self) -> int:
        return self.x + 10


@dataclass(frozen=True)
class Line:
    """A line as the page draws it."""

    entry: HoursEntry
    amount: str
    state: str
    tag: str
    icon: str

    @property
    def known(self) -> str:
        return str(Evidence(self.entry.evidence).label)


def totals(volunteer: Volunteer) -> Totals:
    counted = Q(state=HoursState.CONFIRMED)
    shift = counted & Q(kind=HoursKind.SHIFT)
    found = HoursEntry.objects.filter(volunteer=volunteer).aggregate(
        minutes=Sum("minutes", filter=counted),
        shifts=Count("pk", filter=shift),
        projects=Count("project", filter=counted, distinct=True),
        organizations=Count("project__organization", filter=counted, distinct=True),
        waiting=Count("pk", filter=Q(state__in=[HoursState.PROPOSED, HoursState.DISPUTED])),
    )
    return Totals(**{**found, "minutes": max(0, found["minutes"] or 0)})


def year(volunteer: Volunteer) -> tuple[list[Bar], int]:
    """This year by months, and its minutes."""
    this_year = timezone.localdate().year
    rows = (
        HoursEntry.objects.counted()
        .filter(volunteer=volunteer, day__year=this_year)
        .annotate(month=ExtractMonth("day"))
        .values("month")
        .annotate(minutes=Sum("minutes"))
        .order_by()
    )
    minutes = {row["month"]: max(0, row["minutes"]) for row in rows}
    most = max(minutes.values(), default=0) or 1
    bars = []
    for month in range(1, MONTHS_SHOWN + 1):
        first = dt.date(this_year, month, 1)
        number = minutes.get(month, 0)
        bars.append(
            Bar(
                month=dates.month(first),
                short_month=dates.month_short(first),
                short=short_hours(number) if number else "",
                words=dates.hours(number),
                height=max(3, round(TALLEST * number / most)) if number else 3,
                x=(month - 1) * 27,
            )
        )
    return bars, sum(minutes.values())


def short_hours(minutes: int) -> str:
    """Hours as a bare number: "4,5"."""
    return dates.decimal(minutes / 60)


def by_programme(volunteer: Volunteer) -> list[dict[str, Any]]:
    """Confirmed minutes by programme, the most first."""
    rows = (
        HoursEntry.objects.counted()
        .filter(volunteer=volunteer)
        .values("project__programme__brand", "project__programme__art")
        .annotate(minutes=Sum("minutes"))
        .filter(minutes__gt=0)
        .order_by("-minutes", "project__programme__brand")
    )
    return [
        {
            "brand": row["project__programme__brand"],
            "art": row["project__programme__art"],
            "hours": dates.hours(row["minutes"]),
        }
        for row in rows
    ]


def entries(volunteer: Volunteer) -> QuerySet[HoursEntry]:
    """All lines, the newest day first."""
    rows = HoursEntry.objects.filter(volunteer=volunteer)
    related = ("project__programme", "project__organization", "corrects")
    return rows.select_related(*related).order_by("-day", "-pk")


def line(entry: HoursEntry) -> Line:
    tag, icon = STATE_TAGS[HoursState(entry.state)]
    return Line(entry=entry, amount=amount(entry), state=str(entry.get_state_display()), tag=tag, icon=icon)  # type: ignore[attr-defined]


def amount(entry: HoursEntry) -> str:
    """Hours with a sign in a correction, what was made, or both."""
    made = made_words(entry)
    if entry.kind == HoursKind.CORRECTION:
        sign = "−" if entry.minutes < 0 else "+"
        return f"{sign}{dates.hours(abs(entry.minutes))}"
    if not entry.minutes:
        return made or dates.hours(0)
    return (
        _("%(hours)s, %(made)s") % {"hours": dates.hours(entry.minutes), "made": made}
        if made
        else dates.hours(entry.minutes)
    )


def by_month(rows: Sequence[HoursEntry]) -> list[tuple[str, list[Line]]]:
    """(month, its lines) in the order of the rows."""
    return [
        (dates.month(first), [line(entry) for entry in group])
        for first, group in groupby(rows, key=lambda entry: entry.day.replace(day=1))
    ]
