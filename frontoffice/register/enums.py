"""The life of an application to the register of volunteer activity."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from qazvolunteer.core.transitions import Table


class RegisterState(models.TextChoices):
    APPLIED = "applied", _("Waits for the next export")
    SENT = "sent", _("Handed over, no decision yet")
    INCLUDED = "included", _("Included in the register")
    REFUSED = "refused", _("Refused by the ministry")
    WITHDRAWN = "withdrawn", _("Withdrawn")


# What an export holds: whoever wishes to be in the register and was not refused.
EXPORTED = frozenset({RegisterState.APPLIED, RegisterState.SENT, RegisterState.INCLUDED})
LIVE = EXPORTED | {RegisterState.REFUSED}
# What the ministry can have decided about.
DECIDABLE = frozenset({RegisterState.SENT, RegisterState.INCLUDED, RegisterState.REFUSED})

TRANSITIONS = Table.of(
    {
        "apply": ({RegisterState.WITHDRAWN, RegisterState.REFUSED}, RegisterState.APPLIED),
        "send": ({RegisterState.APPLIED}, RegisterState.SENT),
        "include": ({RegisterState.SENT, RegisterState.REFUSED}, RegisterState.INCLUDED),
        "refuse": ({RegisterState.SENT, RegisterState.INCLUDED}, RegisterState.REFUSED),
        "withdraw": (LIVE, RegisterState.WITHDRAWN),
    }
)
