"""An organization blocks a volunteer from all its shifts, with a reason and an end that the person can read."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations import permissions
from qazvolunteer.core.locks import locked
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.notifications.outbox import notify
from volunteers import objections, signups
from volunteers.models import OrganizationBlock, SignUp, Volunteer

if TYPE_CHECKING:
    from organizations.models import Organization
    from qazvolunteer.accounts.models import User


@transaction.atomic
def block(
    volunteer: Volunteer, organization: Organization, *, by: User, reason: str, until: dt.date | None = None
) -> OrganizationBlock:
    """No shift of the organization is open to the volunteer through the day ``until``; for good without one.

    Their sign-ups for its shifts of that time end, and their places go to the queue. Raises Refusal ``not_allowed``
    (owners and managers block), ``note_needed``, ``past``, ``already_blocked``.
    """
    if not permissions.may_edit(by, organization.pk):
        raise Refusal("not_allowed", _("Only owners and managers of the organization block somebody."))
    reason = reason.strip()
    if not reason:
        raise Refusal("note_needed", _("Write the reason: the volunteer will read it."))
    end = end_of(until) if until else None
    if end is not None and end <= timezone.now():
        raise Refusal("past", _("The last day of the block must not be in the past."))
    locked(Volunteer.objects.filter(pk=volunteer.pk)).get()
    standing = OrganizationBlock.objects.filter(volunteer=volunteer, organization=organization, lifted_at=None).first()
    if standing is not None and standing.is_in_force:
        raise Refusal("already_blocked", _("This person is blocked already. Lift that block first."))
    if standing is not None:
        standing.lifted_at = standing.until
        standing.save(update_fields=["lifted_at"])
    made = OrganizationBlock.objects.create(
        volunteer=volunteer, organization=organization, reason=reason, by=by, until=end
    )
    for signup in coming(volunteer, organization, end):
        signups.remove(signup, by=by, reason=reason)
    notify(volunteer.user, "volunteers.blocked", payload={"block": made.pk}, key=f"blocked:{made.pk}")
    return made


@transaction.atomic
def lift(standing: OrganizationBlock, *, by: User) -> OrganizationBlock:
    """The volunteer may come again, and is told. Raises Refusal ``not_allowed``, ``wrong_state``."""
    if not permissions.may_edit(by, standing.organization_id):
        raise Refusal("not_allowed", _("Only owners and managers of the organization lift a block."))
    standing = locked(OrganizationBlock.objects.filter(pk=standing.pk)).get()
    if not standing.is_in_force:
        raise Refusal("wrong_state", _("This block has ended already."))
    standing.lifted_at = timezone.now()
    standing.save(update_fields=["lifted_at"])
    objections.end(standing, by=by)
    notify(
        standing.volunteer.user, "volunteers.unblocked", payload={"block": standing.pk}, key=f"unblocked:{standing.pk}"
    )
    return standing


def coming(volunteer: Volunteer, organization: Organization, end: dt.datetime | None) -> list[SignUp]:
    """The sign-ups that a block until ``end`` would end, in the order of their shifts."""
    rows = SignUp.objects.live().filter(
        volunteer=volunteer, shift__project__organization=organization, shift__ends_at__gt=timezone.now()
    )
    if end is not None:
        rows = rows.filter(shift__starts_at__lt=end)
    return list(rows.select_related("shift__project", "volunteer__user").order_by("shift_id"))


def end_of(day: dt.date) -> dt.datetime:
    """The midnight after ``day``, in the platform's time zone."""
    return timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=1), dt.time.min))
