"""Shifts that need a number of people and have not found them: their organization is warned in time to act."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from organizations.enums import DECIDING_ROLES
from organizations.models import Membership
from projects.models import Project, Shift
from qazvolunteer.notifications.outbox import Message, notify_many

# So long before the start; a sweep that was late warns once, by the shorter one.
WARNINGS = (dt.timedelta(hours=24), dt.timedelta(hours=48))


def too_few(shift: Shift) -> bool:
    return 0 < shift.min_people > shift.seats_taken


def sweep() -> int:
    """Warn the staff of every shift that starts soon with too few people; returns how many shifts.

    A letter's key holds the start it was written for: sweeping again writes nothing, a shift that moves warns anew.
    """
    now = timezone.now()
    short = Shift.objects.filter(
        cancelled_at=None, starts_at__gt=now, starts_at__lte=now + WARNINGS[-1], seats_taken__lt=F("min_people")
    )
    running = Project.objects.running().values("pk")
    found = list(short.filter(project__in=running).select_related("project").order_by("starts_at", "pk"))
    for shift in found:
        with transaction.atomic():
            _warn(shift, next(lead for lead in WARNINGS if shift.starts_at <= now + lead))
    return len(found)


def _warn(shift: Shift, lead: dt.timedelta) -> None:
    members = Membership.objects.active().filter(organization=shift.project.organization_id, role__in=DECIDING_ROLES)
    staff = get_user_model().objects.filter(is_active=True, pk__in=members.values("user")).order_by("pk")
    occasion = f"{shift.pk}:{int(lead.total_seconds() // 3600)}:{int(shift.starts_at.timestamp())}"
    notify_many(
        "projects.too_few",
        [Message(person, {"shift": shift.pk}, key=f"too_few:{occasion}:{person.pk}") for person in staff],
    )
