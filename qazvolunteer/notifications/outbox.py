"""Writing a notification: one row, in the caller's transaction; after the commit the sender is woken."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from celery import current_app
from django.core.cache import cache
from django.db import connection, transaction
from django.db.models import Count
from django.utils import timezone
from kombu.exceptions import OperationalError
from redis import RedisError

from qazvolunteer.core.statements import Part
from qazvolunteer.notifications import kinds
from qazvolunteer.notifications.enums import Channel, State
from qazvolunteer.notifications.models import Notification

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User

log = logging.getLogger(__name__)

# Set while a wake-up is on its way: a thousand letters written at once wake one task, not a thousand.
WAKE_KEY = "notifications.awake"
WAKE_SECONDS = 30


@dataclass(frozen=True)
class Message:
    """One letter to write: who reads it, the ids it speaks of, and what makes it unique."""

    recipient: User | None
    payload: dict[str, Any]
    key: str | None = None
    address: str = ""
    language: str = ""


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
    notify_many(kind, [Message(recipient, payload, key, address, language)], not_before=not_before)


def notify_many(kind: str, messages: Iterable[Message], *, not_before: dt.datetime | None = None) -> None:
    """Write many rows of one kind in one statement; otherwise as ``notify``."""
    kinds.get(kind)
    notify_each([(kind, message) for message in messages], not_before=not_before)


def notify_each(letters: Sequence[tuple[str, Message]], *, not_before: dt.datetime | None = None) -> None:
    """Write many rows, each with its kind, in one statement; otherwise as ``notify``."""
    for kind in {kind for kind, _message in letters}:
        kinds.get(kind)
    _require_transaction()
    due = not_before or timezone.now()
    rows = [
        Notification(
            kind=kind,
            recipient=message.recipient,
            address=message.address,
            language=message.language,
            payload=message.payload,
            key=message.key,
            next_at=due,
        )
        for kind, message in letters
    ]
    keyed = any(row.key is not None for row in rows)
    Notification.objects.bulk_create(rows, ignore_conflicts=keyed, batch_size=1000)
    if rows and due <= timezone.now():
        wake_on_commit()


def notify_selected(kind: str, select: str, parameters: Sequence[Any]) -> int:
    """Write a row for each line of ``select``, whose columns are reader id, payload (jsonb) and key (text).

    One statement, whatever the number of readers; a key that exists is skipped. Returns how many were written.
    ``select`` is the code's own SQL, never a person's input.
    """
    part = letter_part(kind, select, parameters)
    with connection.cursor() as cursor:
        cursor.execute(part.sql, part.parameters)
        written: int = cursor.rowcount
    if written:
        wake_on_commit()
    return written


def letter_part(kind: str, select: str, parameters: Sequence[Any]) -> Part:
    """What ``notify_selected`` runs, as the part ``letter`` of a larger statement; it says ``wake_on_commit`` itself.

    ``select`` may read from the parts before it.
    """
    kinds.get(kind)
    _require_transaction()
    now = timezone.now()
    statement = f"""
        INSERT INTO notifications_notification
            (id, kind, channel, recipient_id, address, language, payload, key,
             state, attempts, next_at, created_at, problem)
        SELECT gen_random_uuid(), %s, %s, reader.id, '', '', reader.payload, reader.key, %s, 0,
            %s::timestamptz, %s::timestamptz, ''
        FROM ({select}) AS reader (id, payload, key)
        ON CONFLICT (key, channel) DO NOTHING
    """  # noqa: S608
    return Part("letter", statement, [kind, Channel.EMAIL, State.PENDING, now, now, *parameters])


def wake_on_commit() -> None:
    """Whoever wrote letters that are due wakes the sender after the commit."""
    transaction.on_commit(wake, robust=True)


def wake() -> None:
    """Tell a worker that the outbox has work. Losing this message loses nothing: beat sweeps each minute."""
    try:
        if cache.add(WAKE_KEY, 1, WAKE_SECONDS):
            current_app.send_task("notifications.sweep", expires=WAKE_SECONDS)
    except (OperationalError, RedisError, OSError):
        log.warning("The broker cannot be reached; the sweep will deliver.")


def answer_wake() -> None:
    """The sweep is awake: the next letter wakes another one."""
    try:
        cache.delete(WAKE_KEY)
    except (RedisError, OSError):
        log.warning("The cache cannot be reached.")


@dataclass(frozen=True)
class Status:
    """How the outbox is: rows by state, how many are due now, and since when the oldest of them waits."""

    by_state: dict[str, int]
    due: int
    oldest_due: dt.datetime | None


def status() -> Status:
    """The state of the outbox. Counts every row, finished ones included: for the operator, not for each minute."""
    rows = Notification.objects.order_by().values_list("state").annotate(rows=Count("pk"))
    by_state = dict.fromkeys(State.values, 0) | dict(rows)
    return Status(by_state, Notification.objects.due().count(), oldest_due())


def oldest_due() -> dt.datetime | None:
    """Since when the longest-waiting due letter is due; None when nothing is."""
    return Notification.objects.due().values_list("next_at", flat=True).first()


def _require_transaction() -> None:
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("A notification is written with its cause.")
