"""What the queue knows of a person: as somebody who decides, and as somebody about whom colleagues write notes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from frontoffice.desk.models import Matter, MatterEntry
from qazvolunteer.accounts.personal_data import eraser, exporter
from volunteers.models import BlockObjection, HoursEntry, MissedAppeal

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User


@exporter("desk")
def give(user: User) -> dict[str, Any] | None:
    """What the person decided for a front office, and the notes they wrote. None without any."""
    decided = Matter.objects.filter(decided_by=user).order_by("pk").values("kind", "outcome", "closed_at")
    notes = MatterEntry.objects.filter(by=user).exclude(text="").order_by("pk").values("text", "at")
    return {"decided": list(decided), "notes": list(notes)} if decided or notes else None


@eraser("desk")
def forget(user: User) -> None:
    """Nobody waits for them any more, and notes about them go; what they decided stays without a name."""
    Matter.objects.open().filter(assigned_to=user).update(assigned_to=None)
    MatterEntry.objects.filter(by=user).update(text="")
    MatterEntry.objects.filter(matter__in=Matter.objects.filter(_about(user)).values("pk")).update(text="")


def _about(user: User) -> Q:
    """Matters about the person's hours, appeals and objections."""
    found = Q(pk__in=[])
    for rows in (
        HoursEntry.objects.filter(volunteer__user=user),
        MissedAppeal.objects.filter(signup__volunteer__user=user),
        BlockObjection.objects.filter(block__volunteer__user=user),
    ):
        found |= Q(subject_type=rows.model._meta.label_lower, subject_id__in=rows.values("pk"))
    return found
