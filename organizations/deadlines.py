"""The clock of a decision: five working days after submitting; then it climbs from the region to the republic."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organizations import permissions
from organizations.enums import EDITING_ROLES, TRANSITIONS, OrganizationState
from organizations.models import Organization, OrganizationTransition
from qazvolunteer.core import dates
from qazvolunteer.core.holidays import holidays
from qazvolunteer.core.locks import locked
from qazvolunteer.core.transitions import move
from qazvolunteer.notifications.outbox import Message, notify_many

WORKING_DAYS = 5
# Offices close at six.
CLOSING = dt.time(18)


def is_working_day(day: dt.date) -> bool:
    return day.weekday() < 5 and day not in holidays()


def decision_due(since: dt.datetime, days: int = WORKING_DAYS) -> dt.datetime:
    """The end of the last of so many working days after the day of ``since``."""
    day, left = timezone.localdate(since), days
    while left:
        day += dt.timedelta(days=1)
        left -= is_working_day(day)
    return timezone.make_aware(dt.datetime.combine(day, CLOSING))


def working_days_left(due: dt.datetime, now: dt.datetime) -> int:
    """Working days from the one after today to the day of ``due``; 0 on that day and later."""
    day, last, left = timezone.localdate(now), timezone.localdate(due), 0
    while day < last:
        day += dt.timedelta(days=1)
        left += is_working_day(day)
    return left


def is_overdue(organization: Organization, now: dt.datetime | None = None) -> bool:
    return (
        organization.state == OrganizationState.SUBMITTED
        and organization.decide_by is not None
        and organization.decide_by < (now or timezone.now())
    )


def words(organization: Organization) -> str:
    """How the clock stands, in a sentence; "" when nothing is to be decided."""
    if organization.state != OrganizationState.SUBMITTED or organization.decide_by is None:
        return ""
    day = dates.day(organization.decide_by)
    if organization.escalated_at is not None:
        return _(
            "The decision was due on %(day)s. It is overdue, so the republican front office has been asked to decide."
        ) % {"day": day}
    if is_overdue(organization):
        return _("The decision was due on %(day)s. It passes to the republican front office.") % {"day": day}
    left = working_days_left(organization.decide_by, timezone.now())
    if not left:
        return _("The decision is due today, by %(time)s.") % {"time": dates.clock(organization.decide_by)}
    return ngettext(
        "The decision is due by %(day)s: %(number)d working day left.",
        "The decision is due by %(day)s: %(number)d working days left.",
        left,
    ) % {"day": day, "number": left}


def escalate_overdue() -> int:
    """Pass what nobody decided in time to the republican office, once; its people and the organization's are told."""
    late = Organization.objects.filter(
        state=OrganizationState.SUBMITTED, decide_by__lt=timezone.now(), escalated_at=None
    )
    passed = 0
    for pk in late.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            row = locked(Organization.objects.filter(pk=pk)).get()
            if not is_overdue(row) or row.escalated_at is not None:
                continue
            row.escalated_at = timezone.now()
            row.save(update_fields=["escalated_at"])
            move(row, "escalate", table=TRANSITIONS, record=OrganizationTransition, by=None)
            payload = {"organization": row.pk, "note": ""}
            own = permissions.people_with(row.pk, EDITING_ROLES)
            notify_many("organizations.overdue", [Message(person, payload) for person in own])
            republic = permissions.deciders_of(None)
            notify_many("organizations.passed_on", [Message(person, payload) for person in republic])
            passed += 1
    return passed
