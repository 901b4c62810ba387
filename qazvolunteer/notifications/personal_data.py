"""What the outbox knows of a person: given out on request, dropped when the person is erased."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import override

from qazvolunteer.accounts.personal_data import eraser, exporter
from qazvolunteer.notifications.models import Notification, Preference
from qazvolunteer.notifications.outbox import notify

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User


@exporter("notifications")
def give(user: User) -> dict[str, Any]:
    """Which letters were written, when, and what the person switched off; never the codes in them."""
    letters = Notification.objects.filter(recipient=user).values(
        "kind", "channel", "state", "created_at", "finished_at"
    )
    return {
        "letters": list(letters.values("kind", "channel", "state", "created_at", "finished_at")),
        "preferences": list(Preference.objects.filter(user=user).values("category", "channel", "enabled")),
    }


@eraser("notifications")
def forget(user: User) -> None:
    """Every letter to the person goes, sent or not; one last letter says that the account is deleted."""
    Notification.objects.filter(recipient=user).delete()
    Preference.objects.filter(user=user).delete()
    if user.anonymised_at is None:
        with override(user.language):
            notify(None, "accounts.deleted", payload={}, address=user.email, language=user.language)
