"""The republican office sets how many working days a kind of decision has. What waits keeps the day it was told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from frontoffice.desk import kinds
from organizations import service_days
from organizations.permissions import oversees_everything
from organizations.service_days import MOST, ServiceDays
from qazvolunteer.core.refusals import Refusal

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User


@transaction.atomic
def set_days(kind: str, days: int, *, by: User, reason: str = "") -> ServiceDays:
    """A new row of the table. Raises ``not_allowed``, ``unknown_kind``, ``wrong_days`` or ``same``."""
    if not oversees_everything(by):
        raise Refusal("not_allowed", _("Only the republican front office sets the deadlines."))
    if kind not in dict(kinds.known()):
        raise Refusal("unknown_kind", _("There is no such kind of decision."))
    if not 1 <= days <= MOST:
        raise Refusal("wrong_days", _("A deadline is from 1 to %(most)d working days.") % {"most": MOST})
    if service_days.days_for(kind) == days:
        raise Refusal("same", _("This deadline is in force already."))
    return ServiceDays.objects.create(kind=kind, days=days, by=by, reason=reason.strip())
