"""Delivering the outbox: claim, ask whether it is still true and wanted, render, send, mark.

Any number of workers may run this at once: ``FOR UPDATE SKIP LOCKED`` gives each row to one of them, and the claim
is a lease. A worker that dies leaves its rows pending; when the lease lapses another one takes them, with the same
Message-ID. A row counts its claims, so nothing can be tried for ever.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from typing import Any
from uuid import UUID

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from qazvolunteer.accounts.mailboxes import has_mailbox
from qazvolunteer.notifications import kinds, preferences, rendering
from qazvolunteer.notifications.enums import State
from qazvolunteer.notifications.kinds import Kind
from qazvolunteer.notifications.models import Notification
from qazvolunteer.notifications.postman import Postman, Refused, Unreachable, describe

log = logging.getLogger(__name__)

BATCH = 100
LIMIT = 6
# After the first, second … failure; more than five hours until the last try.
BACKOFF = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
# How long a claimed row is left alone. A batch stops after a third of it, so a slow server cannot outlast the lease.
LEASE = dt.timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)
# How long to wait for a database that went away between the sending of a letter and its mark.
RECONNECT = dt.timedelta(seconds=30)


def deliver_due(limit: int = BATCH) -> int:
    """Deliver up to ``limit`` due rows; how many were finished or put off. 0 when nothing is due or mail is away."""
    if not Notification.objects.due().exists():
        return 0
    try:
        with Postman() as postman:
            handled = _deliver(claim(limit), postman)
            # Rows whose worker died are tried one at a time: if one of them kills workers, it takes no other along.
            return handled + _deliver(claim(1, lost=True), postman)
    except Unreachable as problem:
        # Claimed nothing, or gave back what was left: an outage costs no row an attempt.
        log.warning("The mail server cannot be reached; letters wait.", extra={"problem": str(problem)})
        return 0


def claim(limit: int, *, lost: bool = False) -> list[Notification]:
    """Take up to ``limit`` due rows, oldest first; nobody else gets them until the lease lapses.

    ``lost`` asks for rows that were claimed before and never finished nor put off.
    """
    lost_rows = Q(attempts__gt=0, problem="")
    with transaction.atomic():
        rows = list(
            Notification.objects.due()
            .filter(lost_rows if lost else ~lost_rows, attempts__lt=LIMIT)
            .select_related("recipient")
            .select_for_update(of=("self",), skip_locked=True, no_key=True)[:limit]
        )
        if rows:
            Notification.objects.filter(pk__in=[row.pk for row in rows]).update(
                attempts=F("attempts") + 1, next_at=timezone.now() + LEASE, problem=""
            )
    for row in rows:
        row.attempts += 1
    return rows


def give_up() -> int:
    """Fail the rows whose last allowed worker died with them; how many."""
    with transaction.atomic():
        rows = list(
            Notification.objects.due()
            .filter(attempts__gte=LIMIT)
            .select_for_update(of=("self",), skip_locked=True, no_key=True)[:BATCH]
        )
        for row in rows:
            _finish(row, _kind(row.kind), State.FAILED, problem="Worker lost")
    for row in rows:
        _report(row, "Worker lost")
    return len(rows)


def _deliver(rows: list[Notification], postman: Postman) -> int:
    """Deliver claimed rows. Raises Unreachable after giving back the rows that were not reached."""
    if not rows:
        return 0
    facts = _load(rows)
    silent = preferences.switched_off(row.recipient_id for row in rows if row.recipient_id)
    until = time.monotonic() + LEASE.total_seconds() / 3
    handled = 0
    try:
        for row in rows:
            if time.monotonic() > until:
                break
            _deliver_one(row, facts, silent, postman)
            handled += 1
    finally:
        _give_back(rows[handled:])
    return handled


def _deliver_one(row: Notification, facts: Mapping[UUID, Any], silent: set[tuple[int, str]], postman: Postman) -> None:
    try:
        kind = kinds.get(row.kind)
        known = facts[row.pk]
        if isinstance(known, Exception):
            raise known
        if reason := _why_not(row, kind, known, silent):
            _persist(lambda: _finish(row, kind, reason))
            return
        postman.send(rendering.message(row, rendering.render(row, kind, known)))
    except (SoftTimeLimitExceeded, OperationalError, InterfaceError, Unreachable):
        raise
    except Refused as problem:
        _fail(row, str(problem))
    except Exception as problem:
        # A broken template or a kind of newer code: the others must go out, this one is tried again.
        log.warning("A letter could not be written.", exc_info=problem, extra={"notification": str(row.pk)})
        _fail(row, describe(problem))
    else:
        # What most kinds need is one statement, and a transaction around it would be two more for every letter.
        _persist(lambda: _sent(row, kind, known), alone=type(kind).after_sent is Kind.after_sent)


def _why_not(row: Notification, kind: Kind, facts: Any, silent: set[tuple[int, str]]) -> State | None:
    """The state of a row that must not be sent, or None."""
    reader = row.recipient
    if reader is not None and (not reader.is_active or reader.anonymised_at is not None):
        return State.SUPPRESSED
    if reader is not None and not row.address and not has_mailbox(reader.email):
        return State.SUPPRESSED
    if (row.recipient_id, kind.category) in silent:
        return State.SUPPRESSED
    if facts is None or kind.is_obsolete(facts, row):
        return State.OBSOLETE
    return None


def _load(rows: Sequence[Notification]) -> dict[UUID, Any]:
    """The facts of each row; an exception in its place where they cannot be read."""
    by_kind: dict[str, list[Notification]] = {}
    for row in rows:
        by_kind.setdefault(row.kind, []).append(row)
    found: dict[UUID, Any] = {}
    for code, group in by_kind.items():
        found |= _load_kind(code, group)
    return found


def _load_kind(code: str, group: Sequence[Notification]) -> dict[UUID, Any]:
    try:
        known = kinds.get(code).load_many(group)
    except (SoftTimeLimitExceeded, OperationalError, InterfaceError):
        raise
    except Exception as problem:
        if len(group) == 1:
            return {group[0].pk: problem}
        # One bad row must not stop its neighbours: each is read alone.
        return {pk: facts for row in group for pk, facts in _load_kind(code, [row]).items()}
    return {row.pk: known.get(row.pk) for row in group}


def _sent(row: Notification, kind: Kind, facts: Any) -> None:
    kind.after_sent(facts, row)
    _finish(row, kind, State.SENT)


# By hand: between two letters there is nothing that costs as much as putting this statement together by the ORM.
FINISH = """
    UPDATE notifications_notification SET state = %s, finished_at = %s, problem = %s, payload = %s::jsonb
    WHERE id = %s AND state = %s AND attempts = %s
"""


def _finish(row: Notification, kind: Kind | None, state: State, *, problem: str = "") -> None:
    """Write the row's end, unless its lease lapsed meanwhile and another worker has it."""
    secrets = kind.secrets if kind else frozenset()
    row.payload = {key: value for key, value in row.payload.items() if key not in secrets}
    values = [state, timezone.now(), problem, json.dumps(row.payload), row.pk, State.PENDING, row.attempts]
    with connection.cursor() as cursor:
        cursor.execute(FINISH, values)
        if not cursor.rowcount:
            log.warning("A letter took longer than its lease.", extra={"notification": str(row.pk)})


def _fail(row: Notification, problem: str) -> None:
    """Put the row off, or end it after the last attempt."""
    if row.attempts >= LIMIT:
        _persist(lambda: _finish(row, _kind(row.kind), State.FAILED, problem=problem))
        _report(row, problem)
        return
    mine = Notification.objects.filter(pk=row.pk, state=State.PENDING, attempts=row.attempts)
    _persist(lambda: mine.update(problem=problem, next_at=timezone.now() + BACKOFF[row.attempts - 1]))


def _report(row: Notification, problem: str) -> None:
    log.error(
        "A notification could not be delivered.",
        extra={"notification": str(row.pk), "kind": row.kind, "attempts": row.attempts, "problem": problem},
    )


def _give_back(rows: Iterable[Notification]) -> None:
    """Rows that were claimed but not reached: due again at once, the attempt not counted."""
    for row in rows:
        mine = Notification.objects.filter(pk=row.pk, state=State.PENDING, attempts=row.attempts)
        mine.update(attempts=F("attempts") - 1, next_at=timezone.now())


def _kind(code: str) -> Kind | None:
    try:
        return kinds.get(code)
    except LookupError:
        return None


def _persist(write: Callable[[], object], *, alone: bool = False) -> None:
    """Run ``write`` in a transaction of its own, over a new connection if the database was restarted meanwhile.

    ``alone`` says that it is one statement, which is a transaction by itself. Only for what may be written twice: a
    mark that was lost on the way back is written again.
    """
    until = time.monotonic() + RECONNECT.total_seconds()
    while True:
        try:
            with nullcontext() if alone else transaction.atomic():
                write()
            return
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block or time.monotonic() > until:
                raise
            connection.close()
            time.sleep(0.5)
