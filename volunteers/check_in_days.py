"""The shifts near this moment that somebody may check people into, day by day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.utils import timezone

from projects.cards import place, when
from projects.models import Shift
from qazvolunteer.core import dates
from volunteers import permissions
from volunteers.enums import AttendanceState, SignUpState

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User

BACK, AHEAD, SHOWN = dt.timedelta(hours=24), dt.timedelta(hours=48), 60


@dataclass(frozen=True)
class Entry:
    """One shift: its name, its time and place, how many came of how many."""

    shift: Shift
    title: str
    when: str
    place: str
    came: int
    signed: int
    running: bool


def days_of(user: User) -> list[tuple[str, list[Entry]]]:
    """(day, shifts) from a day ago to two days ahead; at most ``SHOWN`` shifts, the soonest first."""
    now = timezone.now()
    placed = Q(signups__state=SignUpState.CONFIRMED)
    rows = (
        permissions.check_in_shifts(user, now)
        .filter(cancelled_at=None, starts_at__lt=now + AHEAD, ends_at__gt=now - BACK)
        .select_related("project__town", "project__region", "project__district")
        .annotate(
            signed=Count("signups", filter=placed),
            came=Count("signups", filter=placed & Q(signups__attendance__state=AttendanceState.CAME)),
        )
        .order_by("starts_at", "pk")[:SHOWN]
    )
    found: dict[str, list[Entry]] = {}
    for shift in rows:
        found.setdefault(dates.day(shift.starts_at, long=True), []).append(_entry(shift, now))
    return list(found.items())


def _entry(shift: Shift, now: dt.datetime) -> Entry:
    return Entry(
        shift=shift,
        title=shift.project.title,
        when=when(shift),
        place=place(shift.project),
        came=shift.came,  # type: ignore[attr-defined]
        signed=shift.signed,  # type: ignore[attr-defined]
        running=shift.starts_at <= now < shift.ends_at,
    )
