"""Eight workers at once: each row is claimed by one of them. The control shows what happens without SKIP LOCKED."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from qazvolunteer.notifications import delivery, tasks
from qazvolunteer.notifications.models import Notification
from qazvolunteer.notifications.outbox import Message, notify_many
from tests.letter_rows import person
from tests.notifications import sample_kinds

WORKERS = 8
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


@pytest.fixture(autouse=True)
def _kinds() -> Iterator[None]:
    with sample_kinds.registered():
        yield


def write(count: int) -> None:
    readers = [person() for _ in range(10)]
    with transaction.atomic():
        notify_many("tests.sample", [Message(readers[at % 10], {"number": at}) for at in range(count)])


def at_once(work: Callable[[], None]) -> None:
    """Run ``work`` in eight threads that start together; raises what any of them raised."""
    start = threading.Barrier(WORKERS)
    problems: list[BaseException] = []

    def run() -> None:
        try:
            start.wait(timeout=10)
            work()
        except BaseException as problem:
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    if problems:
        raise problems[0]


def claim_without_locks(limit: int, together: threading.Barrier) -> list[Notification]:
    """The control: the same claim, reading first and locking nothing."""
    with transaction.atomic():
        rows = list(Notification.objects.due()[:limit])
        together.wait(timeout=10)
        Notification.objects.filter(pk__in=[row.pk for row in rows]).update(
            attempts=F("attempts") + 1, next_at=timezone.now() + delivery.LEASE
        )
    return rows


def test_each_row_is_claimed_once() -> None:
    write(2000)
    claimed: Counter[UUID] = Counter()

    def work() -> None:
        while rows := delivery.claim(50):
            claimed.update(row.pk for row in rows)

    at_once(work)
    assert len(claimed) == 2000
    assert set(claimed.values()) == {1}


def test_control_without_skip_locked_rows_are_claimed_twice() -> None:
    write(100)
    claimed: Counter[UUID] = Counter()
    together = threading.Barrier(WORKERS)
    at_once(lambda: claimed.update(row.pk for row in claim_without_locks(50, together)))
    assert max(claimed.values()) > 1


def test_eight_sweeps_send_each_letter_once(letters: Callable[[], list[EmailMessage]]) -> None:
    write(200)
    at_once(tasks.sweep)
    assert len(letters()) == 200
    assert not Notification.objects.exclude(state="sent", attempts=1).exists()
