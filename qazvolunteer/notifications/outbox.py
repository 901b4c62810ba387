"""Writing a notification: one row, in the caller's transaction; after the commit the sender is woken."""

from __future__ import annotations

import datetime as dt
import logging
from typing import TYPE_CHECKING, Any

from celery import current_app
from django.db import connection, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError
from redis import RedisError

from qazvolunteer.notifications import kinds
from qazvolunteer.notifications.models import Notification

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User

log = logging.getLogger(__name__)


def notify(
    recipient: User | None,
    kind: str,
    *,
    payload: dict[str, Any],
    key: str | None = None,
    not_before: dt.datetime | None = None,
    address: str = "",
    language: str = "",
) -> None:
    """Write one outbox row. With ``key``, a second call with the same key does nothing.

    Refuses to run outside a transaction: a message without its cause, or a cause without its message,
    must be impossible. Raises LookupError for an unknown kind.
    """
    kinds.get(kind)
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("A notification is written with its cause.")
    row = Notification(
        kind=kind,
        recipient=recipient,
        address=address,
        language=language,
        payload=payload,
        key=key,
        next_at=not_before or timezone.now(),
    )
    Notification.objects.bulk_create([row], ignore_conflicts=key is not None)
    if not_before is None:
        transaction.on_commit(wake, robust=True)


def wake() -> None:
    """Tell a worker that the outbox has work. Losing this message loses nothing: beat sweeps each minute."""
    try:
        current_app.send_task("notifications.sweep")
    except (OperationalError, RedisError, OSError):
        log.warning("The broker cannot be reached; the sweep will deliver.")
