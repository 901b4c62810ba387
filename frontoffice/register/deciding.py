"""The ministry's decisions, written down by the republican office and told to whoever applied."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from frontoffice.register import applying
from frontoffice.register.enums import DECIDABLE, RegisterState
from frontoffice.register.exporting import require
from frontoffice.register.models import RegisterApplication
from organizations.enums import EDITING_ROLES
from organizations.permissions import people_with
from qazvolunteer.core.locks import locked
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.notifications.outbox import Message, notify_many

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User

DECIDED = "frontoffice.register_decided"


@transaction.atomic
def decide(rows: Iterable[int], *, included: bool, decided_on: dt.date, decision: str, by: User) -> int:
    """The decision about applications that were handed over, each looked at by itself; how many it was written for.

    One that has that decision already, or is with nobody, is left alone. Raises ``not_allowed``, ``no_reason``,
    ``wrong_day``.
    """
    require(by)
    if not included and not decision.strip():
        raise Refusal("no_reason", _("Write down why the ministry refused: the applicant reads it."))
    if decided_on > timezone.localdate():
        raise Refusal("wrong_day", _("The decision cannot be of a day to come."))
    wanted = RegisterState.INCLUDED if included else RegisterState.REFUSED
    held = locked(RegisterApplication.objects.filter(pk__in=list(rows), state__in=sorted(DECIDABLE - {wanted})))
    done = list(held.select_related("user").order_by("pk"))
    for row in done:
        applying.decide(row, included=included, decided_on=decided_on, decision=decision.strip(), by=by)
        readers = [row.user] if row.user else list(people_with(row.organization_id or 0, EDITING_ROLES))
        letters = (Message(one, {"application": row.pk}) for one in readers)
        notify_many(DECIDED, letters)
    return len(done)
