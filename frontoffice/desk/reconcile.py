"""The nightly comparison of the queue with the rows that wait: what is missing is opened, what is over is closed."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from django.db import transaction

from frontoffice.desk import kinds, matters
from frontoffice.desk.enums import GONE
from frontoffice.desk.kinds import Kind
from frontoffice.desk.models import Matter
from qazvolunteer.core.locks import locked

log = logging.getLogger(__name__)


@dataclass
class Found:
    """How many matters were opened, closed, and led to another region."""

    opened: int = 0
    closed: int = 0
    moved: int = 0


def fill() -> Found:
    """Bring every kind in line."""
    found = Found()
    for kind in kinds.every():
        _compare(kind, found)
    return found


def run() -> Found:
    """As ``fill``; whatever it had to set right is worth a line in the log."""
    found = fill()
    if found != Found():
        log.warning("The queue was set right: %d opened, %d closed, %d moved.", found.opened, found.closed, found.moved)
    return found


@transaction.atomic
def _compare(kind: Kind, found: Found) -> None:
    waiting = {row.pk: row for row in kind.waiting()}
    rows = Matter.objects.open().filter(kind=kind.code, subject_type=kind.model._meta.label_lower)
    known = {matter.subject_id: matter for matter in rows}
    found.opened += matters.open_many(kind, [row for pk, row in waiting.items() if pk not in known])
    for pk, matter in known.items():
        if pk not in waiting:
            found.closed += _close(kind, matter)
        elif matter.region_id != kind.region_of(waiting[pk]):
            found.moved += Matter.objects.filter(pk=matter.pk).update(region=kind.region_of(waiting[pk]))


def _close(kind: Kind, matter: Matter) -> int:
    """Nothing waits there any more. Asked again under the row's lock: somebody may be handing it in this moment."""
    row = locked(kind.rows().filter(pk=matter.subject_id)).first()
    if row is not None and kind.waits(row):
        return 0
    if row is not None:
        matters.close(kind, row, outcome=GONE, by=None)
        return 1
    return matters.forget(matter)
