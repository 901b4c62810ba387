"""Matters begin and end in the transaction of their cause: the desk watches the rows that others change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from frontoffice.desk import checks, kinds
from frontoffice.desk.enums import GONE
from frontoffice.desk.kinds import Kind
from frontoffice.desk.models import FieldMark, Matter
from qazvolunteer.core import transitions

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User

CHECKED_AT_ONCE = 200


def watch() -> None:
    """Hear of every change to a row that may wait for a decision. Called once, when the apps are ready."""
    for kind in kinds.every():
        transitions.watch(kind.model, _watcher(kind))


def _watcher(kind: Kind) -> transitions.Watcher:
    def heard(row: Any, action: str, by: User | None) -> None:
        follow(kind, row, action=action, by=by)

    return heard


def follow(kind: Kind, row: Any, *, action: str, by: User | None) -> None:
    """Bring the matter in line with the row: it waits, or it does not any more. The caller holds the row."""
    if not kind.concerns(row):
        return
    if kind.waits(row):
        open_one(kind, row)
        if action == "submit":
            settle_marks(row)
        elif action == "escalate":
            Matter.objects.about(row).open().filter(kind=kind.code).update(escalated_at=timezone.now())
    else:
        close(kind, row, outcome=action, by=by)


def open_one(kind: Kind, row: Any, *, since: dt.datetime | None = None) -> None:
    """A decision is due; nothing happens where it is already. The database knows that one waits once."""
    if not Matter.objects.about(row).open().filter(kind=kind.code).exists():
        made = _made(kind, row, since or timezone.now(), clear=checks.all_pass(kind, row))
        Matter.objects.bulk_create([made], ignore_conflicts=True)


def open_many(kind: Kind, rows: Sequence[Any]) -> int:
    """As ``open_one`` for rows that carry ``waits_since``. Where they are many, nobody waits for the checks of all."""
    looked_at = len(rows) <= CHECKED_AT_ONCE
    made = [
        _made(kind, row, row.waits_since or timezone.now(), clear=looked_at and checks.all_pass(kind, row))
        for row in rows
    ]
    Matter.objects.bulk_create(made, ignore_conflicts=True, batch_size=500)
    return len(made)


def _made(kind: Kind, row: Any, since: dt.datetime, *, clear: bool) -> Matter:
    return Matter(
        kind=kind.code,
        subject_type=kind.model._meta.label_lower,
        subject_id=row.pk,
        region_id=kind.region_of(row),
        opened_at=since,
        due_at=kind.due(row, since),
        clear=clear,
    )


def close(kind: Kind, row: Any, *, outcome: str, by: User | None) -> None:
    """The decision was taken, here or elsewhere, or its cause is gone; nothing happens where none was due."""
    due = Matter.objects.about(row).open().filter(kind=kind.code)
    due.update(closed_at=timezone.now(), outcome=outcome or GONE, decided_by=by)


def forget(matter: Matter) -> int:
    """The row itself is gone."""
    gone = Matter.objects.open().filter(pk=matter.pk)
    return gone.update(closed_at=timezone.now(), outcome=GONE)


def settle_marks(row: Any) -> None:
    """What was marked has been answered: the row is submitted again."""
    FieldMark.objects.filter(subject_type=row._meta.label_lower, subject_id=row.pk, settled_at=None).update(
        settled_at=timezone.now()
    )
