"""The nightly check that every shift's counters equal its rows."""

from __future__ import annotations

import logging

from django.db.models import Count, F, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from projects.models import SeatHold, Shift, ShiftRole
from volunteers.enums import QUEUED, SEAT_HOLDING
from volunteers.models import SignUp

log = logging.getLogger(__name__)


def drifted() -> QuerySet[Shift]:
    """Shifts whose ``seats_taken`` or ``waiting`` differ from their rows; cancelled ones hold nothing."""
    signups = SignUp.objects.order_by().filter(shift=OuterRef("pk")).values("shift")
    holds = SeatHold.objects.order_by().filter(shift=OuterRef("pk")).values("shift")
    return (
        Shift.objects.annotate(
            held=_count(signups.filter(state__in=SEAT_HOLDING)) + _count(holds),
            queued=_count(signups.filter(state__in=QUEUED)),
        )
        .exclude(held=F("seats_taken"), queued=F("waiting"))
        .order_by("pk")
    )


def drifted_roles() -> QuerySet[ShiftRole]:
    """Roles whose ``seats_taken`` differs from their sign-ups."""
    signups = SignUp.objects.order_by().filter(role=OuterRef("pk"), state__in=SEAT_HOLDING).values("role")
    return ShiftRole.objects.annotate(held=_count(signups)).exclude(held=F("seats_taken")).order_by("pk")


def check_seats() -> int:
    """Log an error for each drifted shift and role; returns how many."""
    found = list(drifted().values_list("pk", "seats_taken", "held", "waiting", "queued"))
    for shift_id, taken, held, waiting, queued in found:
        log.error(
            "Shift %s counts %s taken and %s waiting, but has %s and %s rows.", shift_id, taken, waiting, held, queued
        )
    roles = list(drifted_roles().values_list("pk", "seats_taken", "held"))
    for role_id, taken, held in roles:
        log.error("Role %s counts %s taken, but has %s rows.", role_id, taken, held)
    return len(found) + len(roles)


def _count(rows: QuerySet[SignUp] | QuerySet[SeatHold]) -> Coalesce:
    counted = rows.annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))
