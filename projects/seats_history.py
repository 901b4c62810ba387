"""Why a shift has more or fewer places, for its history."""

from __future__ import annotations

from django.utils.translation import gettext as _

from organizations.history import Entry
from projects.models import Shift
from projects.records import SeatsRecord


def seats_history(shift: Shift) -> list[Entry]:
    """The reasons that were written when the places changed; the numbers stand in the versions of the row."""
    records = SeatsRecord.objects.filter(shift=shift).exclude(reason="").select_related("by")
    return [
        Entry(at=row.at, by=str(row.by) if row.by else "", what=_("The reason for other places"), note=row.reason)
        for row in records
    ]
