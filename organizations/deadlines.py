"""The clock of a decision: so many working days after submitting; then it climbs from the region to the republic."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organizations import permissions, service_days
from organizations.enums import EDITING_ROLES, TRANSITIONS, OrganizationState
from organizations.models import Organization, OrganizationTransition
from qazvolunteer.core import dates, working_days
from qazvolunteer.core.locks import locked
from qazvolunteer.core.transitions import move
from qazvolunteer.notifications.outbox import Message, notify_many

KIND = "organization"
WORKING_DAYS = service_days.DEFAULTS[KIND]


def decision_due(since: dt.datetime) -> dt.datetime:
    """The end of the last working day that the front office has, as the republican office set it."""
    return working_days.due(since, service_days.days_for(KIND))


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
    left = working_days.left(organization.decide_by, timezone.now())
    if not left:
        return _("The decision is due today, by %(time)s.") % {"time": dates.clock(organization.decide_by)}
    return ngettext(
        "The decision is due by %(day)s: %(number)d working day left.",
        "The decision is due by %(day)s: %(number)d working days left.",
        left,
    ) % {"day": day, "number": left}


@transaction.atomic
def pass_on(organization: int) -> bool:
    """Pass what nobody decided in time to the republican office, once; its people and the organization's are told.

    False when it was decided meanwhile, or passed on already.
    """
    row = locked(Organization.objects.filter(pk=organization)).get()
    if not is_overdue(row) or row.escalated_at is not None:
        return False
    row.escalated_at = timezone.now()
    row.save(update_fields=["escalated_at"])
    move(row, "escalate", table=TRANSITIONS, record=OrganizationTransition, by=None)
    payload = {"organization": row.pk, "note": ""}
    own = permissions.people_with(row.pk, EDITING_ROLES)
    notify_many("organizations.overdue", [Message(person, payload) for person in own])
    republic = permissions.deciders_of(None)
    notify_many("organizations.passed_on", [Message(person, payload) for person in republic])
    return True
