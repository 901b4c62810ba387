"""A letter that failed is tried again, because somebody mended what stopped it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qazvolunteer.core.locks import locked
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.notifications import kinds, outbox
from qazvolunteer.notifications.enums import State
from qazvolunteer.notifications.models import Notification

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User


@transaction.atomic
def retry(notification: Notification, *, by: User) -> Notification:
    """Put a failed row back into the queue, with all its attempts. Whether it is still true is asked before sending.

    Raises Refusal ``not_allowed``, ``not_failed``, or ``forgotten`` for letters whose secret (a code, a link) was
    erased when they ended: the person asks for a new one.
    """
    if not by.is_superuser:
        raise Refusal("not_allowed", _("Only the administrator of the platform can do this."))
    row = locked(Notification.objects.filter(pk=notification.pk)).get()
    if row.state != State.FAILED:
        raise Refusal("not_failed", _("This letter has not failed."))
    if _secrets(row.kind) - row.payload.keys():
        raise Refusal("forgotten", _("The code in this letter is erased. The person asks for a new one."))
    row.state, row.attempts, row.problem = State.PENDING, 0, ""
    row.next_at, row.finished_at = timezone.now(), None
    row.save(update_fields=["state", "attempts", "problem", "next_at", "finished_at"])
    transaction.on_commit(outbox.wake, robust=True)
    return row


def _secrets(code: str) -> frozenset[str]:
    try:
        return kinds.get(code).secrets
    except LookupError:
        return frozenset()
