"""Until when a line of hours waits for the organization; then it goes to the front office."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qazvolunteer.core import dates, due_words
from volunteers.hours_enums import OPEN, HoursState
from volunteers.hours_models import HoursEntry

HAND_UP_AFTER = dt.timedelta(days=30)
# An objection is answered sooner: somebody waits for it.
DISPUTE_ANSWERED_WITHIN = dt.timedelta(days=14)


def handed_up_at(entry: HoursEntry) -> dt.datetime:
    """When an open line passes to the front office: a month after it was written, two weeks after an objection."""
    if entry.state == HoursState.DISPUTED:
        objected = entry.transitions.filter(action="dispute").order_by("-at").values_list("at", flat=True).first()
        return (objected or entry.proposed_at) + DISPUTE_ANSWERED_WITHIN
    return entry.proposed_at + HAND_UP_AFTER


def words(entry: HoursEntry) -> str:
    """Whose turn it is and how much time is left, for both sides; "" once it is decided."""
    if entry.state not in OPEN:
        return ""
    if entry.escalated_at is not None:
        return f"{_('The front office decides about it.')} {due_words.words(entry)}".strip()
    until = handed_up_at(entry)
    left = (timezone.localdate(until) - timezone.localdate()).days
    if left < 1:
        return _("The organization has not decided in time. It passes to the front office of the region.")
    return ngettext(
        "The organization decides by %(day)s: %(number)d day left. Then the front office of the region does.",
        "The organization decides by %(day)s: %(number)d days left. Then the front office of the region does.",
        left,
    ) % {"day": dates.date(until), "number": left}
