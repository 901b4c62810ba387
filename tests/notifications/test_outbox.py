"""A notification is a row in its cause's transaction; the message to the worker only wakes it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from django.utils import timezone
from redis.exceptions import ConnectionError as BrokerGone

from qazvolunteer.notifications import outbox
from qazvolunteer.notifications.models import Notification
from qazvolunteer.notifications.outbox import Message, notify, notify_many, notify_selected
from tests.letter_rows import person
from tests.notifications import sample_kinds

KIND = "tests.sample"


@pytest.fixture(autouse=True)
def _kinds() -> Iterator[None]:
    with sample_kinds.registered():
        yield


@pytest.mark.django_db(transaction=True)
def test_refuses_to_write_without_a_transaction() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        notify(person(), KIND, payload={})


@pytest.mark.django_db(transaction=True)
def test_is_gone_with_its_cause(wakes: list[str]) -> None:
    reader = person()
    with pytest.raises(RuntimeError), transaction.atomic():
        notify(reader, KIND, payload={})
        raise RuntimeError
    assert not Notification.objects.exists()
    assert wakes == []


@pytest.mark.django_db
def test_refuses_an_unknown_kind() -> None:
    with pytest.raises(LookupError):
        notify(person(), "tests.unheard", payload={})


@pytest.mark.django_db
def test_a_key_is_written_once() -> None:
    reader = person()
    notify(reader, KIND, payload={"number": 1}, key="once")
    notify(reader, KIND, payload={"number": 2}, key="once")
    notify(reader, KIND, payload={"number": 3})
    notify(reader, KIND, payload={"number": 4})
    assert sorted(row.payload["number"] for row in Notification.objects.all()) == [1, 3, 4]


@pytest.mark.django_db
def test_many_are_one_statement(django_assert_num_queries) -> None:
    readers = [person() for _ in range(20)]
    with django_assert_num_queries(1):
        notify_many(KIND, [Message(reader, {}, key=f"many:{reader.pk}") for reader in readers])
    assert Notification.objects.count() == 20


@pytest.mark.django_db
def test_selected_readers_are_one_statement_and_written_once(django_assert_num_queries) -> None:
    for _ in range(5):
        person()
    select = "SELECT id, jsonb_build_object('number', id), 'call:' || id FROM accounts_user WHERE id > %s"
    with django_assert_num_queries(1):
        assert notify_selected(KIND, select, [0]) == 5
    assert notify_selected(KIND, select, [0]) == 0
    row = Notification.objects.earliest("created_at")
    assert row.payload == {"number": row.recipient_id}
    assert row.state == "pending"
    assert row.attempts == 0


@pytest.mark.django_db(transaction=True)
def test_wakes_the_sender_after_the_commit(wakes: list[str]) -> None:
    reader = person()
    with transaction.atomic():
        notify(reader, KIND, payload={})
        assert wakes == []
    assert wakes == ["notifications.sweep"]
    with transaction.atomic():
        notify(reader, KIND, payload={}, not_before=timezone.now() + dt.timedelta(hours=1))
    assert wakes == ["notifications.sweep"]


@pytest.mark.django_db(transaction=True)
def test_a_dead_broker_stops_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise BrokerGone("no route to broker")

    monkeypatch.setattr(outbox, "cache", SimpleNamespace(add=fail))
    with transaction.atomic():
        notify(person(), KIND, payload={})
    assert Notification.objects.due().count() == 1


def test_a_thousand_letters_wake_one_task(monkeypatch: pytest.MonkeyPatch, wakes: list[str]) -> None:
    flags: set[str] = set()

    def add(key: str, value: object, timeout: int) -> bool:
        fresh = key not in flags
        flags.add(key)
        return fresh

    monkeypatch.setattr(outbox, "cache", SimpleNamespace(add=add, delete=flags.discard))
    for _ in range(1000):
        outbox.wake()
    assert len(wakes) == 1
    outbox.answer_wake()
    outbox.wake()
    assert len(wakes) == 2


@pytest.mark.django_db
def test_status_counts_and_finds_the_oldest() -> None:
    assert outbox.status().oldest_due is None
    reader = person()
    earlier = timezone.now() - dt.timedelta(minutes=5)
    notify(reader, KIND, payload={}, not_before=earlier)
    notify(reader, KIND, payload={})
    notify(reader, KIND, payload={}, not_before=timezone.now() + dt.timedelta(hours=1))
    Notification.objects.create(recipient=reader, kind=KIND, state="failed")
    status = outbox.status()
    assert status.by_state == {"pending": 3, "sent": 0, "obsolete": 0, "suppressed": 0, "failed": 1}
    assert status.due == 2
    assert status.oldest_due == earlier


@pytest.mark.django_db
def test_due_rows_are_found_by_their_index() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = Notification.objects.due()[:100].explain()
    assert "notifications_due" in plan
