"""The sender: woken by ``outbox.wake`` and by beat each minute."""

from __future__ import annotations

import datetime as dt
import logging
import time

from celery import shared_task
from django.utils import timezone

from qazvolunteer.notifications import delivery, outbox

log = logging.getLogger(__name__)

# Well below the soft time limit of tasks: a long queue is handed to the next task, not cut off.
STINT = dt.timedelta(minutes=2)
STALLED = dt.timedelta(minutes=10)


@shared_task(name="notifications.sweep")
def sweep() -> None:
    """Deliver until nothing is due. Safe to run many times at once: each row is claimed by one worker."""
    # Before looking: whatever is written from now on wakes a task of its own.
    outbox.answer_wake()
    warn_if_stalled()
    delivery.give_up()
    until = time.monotonic() + STINT.total_seconds()
    while delivery.deliver_due():
        if time.monotonic() > until:
            outbox.wake()
            return


def warn_if_stalled() -> None:
    """A line in the log when letters wait although they are due."""
    oldest = outbox.oldest_due()
    if oldest is None:
        return
    waits = timezone.now() - oldest
    if waits > STALLED:
        log.warning("The outbox is stalled.", extra={"oldest_due_seconds": int(waits.total_seconds())})
