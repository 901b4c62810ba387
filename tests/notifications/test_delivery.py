"""Delivery through real rows into a mail folder: what is sent, what is not, what is tried again."""

from __future__ import annotations

import datetime as dt
import logging
import smtplib
import time
import uuid
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from typing import Any

import pytest
import time_machine
from django.core.mail import EmailMessage as Letter
from django.db import transaction
from django.utils import timezone

from qazvolunteer.core import mailbox
from qazvolunteer.notifications import delivery, postman, preferences, tasks
from qazvolunteer.notifications.models import Notification
from qazvolunteer.notifications.outbox import notify
from tests.letter_rows import person
from tests.notifications import sample_kinds

Letters = Callable[[], list[EmailMessage]]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _kinds() -> Iterator[None]:
    with sample_kinds.registered():
        yield


def write(reader: Any = None, kind: str = "tests.sample", **payload: Any) -> Notification:
    key = uuid.uuid4().hex
    with transaction.atomic():
        notify(reader or person(), kind, payload=payload, key=key)
    return Notification.objects.get(key=key)


def state_of(row: Notification) -> str:
    row.refresh_from_db()
    return row.state


def test_sends_and_marks(letters: Letters) -> None:
    row = write(person(email="aigerim@example.kz", language="ru"))
    assert delivery.deliver_due() == 1
    assert state_of(row) == "sent"
    assert row.finished_at is not None
    (letter,) = letters()
    assert letter["To"] == "aigerim@example.kz"
    assert letter["Message-ID"] == f"<{row.pk}@qazvolunteer.example>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Content-Language"] == "ru"
    assert letter["Subject"] == "Sample"
    assert [part.get_content_type() for part in letter.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert delivery.deliver_due() == 0


def test_sent_again_replaces_itself(letters: Letters) -> None:
    """The mark was lost after the sending: the same letter, not a second one."""
    row = write()
    delivery.deliver_due()
    Notification.objects.update(state="pending", next_at=timezone.now())
    delivery.deliver_due()
    assert len(letters()) == 1
    assert row.pk.hex in mailbox.names()[0].replace("-", "")


def test_one_click_headers_are_for_what_can_be_switched_off(letters: Letters) -> None:
    write()
    delivery.deliver_due()
    assert letters()[0]["List-Unsubscribe"].strip().startswith("<https://qazvolunteer.example/u/")
    assert letters()[0]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    write(kind="tests.essential")
    delivery.deliver_due()
    essential = next(letter for letter in letters() if letter["List-Unsubscribe"] is None)
    assert essential["List-Unsubscribe-Post"] is None


def test_obsolete_is_not_sent(letters: Letters) -> None:
    row = write(gone=True)
    delivery.deliver_due()
    assert state_of(row) == "obsolete"
    assert letters() == []


def test_a_preference_is_obeyed_except_for_the_account(letters: Letters) -> None:
    reader = person()
    preferences.switch(reader, "signup", on=False)
    optional, essential = write(reader), write(reader, "tests.essential")
    delivery.deliver_due()
    assert (state_of(optional), state_of(essential)) == ("suppressed", "sent")
    assert len(letters()) == 1


@pytest.mark.parametrize("change", [{"is_active": False}, {"anonymised_at": timezone.now()}])
def test_nobody_writes_to_a_closed_account(letters: Letters, change: dict[str, Any]) -> None:
    row = write(person(**change), "tests.essential")
    delivery.deliver_due()
    assert state_of(row) == "suppressed"
    assert letters() == []


def test_a_person_without_account_is_reached_in_the_rows_language(letters: Letters) -> None:
    with transaction.atomic():
        notify(None, "tests.sample", payload={}, address="guardian@example.kz", language="en")
    delivery.deliver_due()
    (letter,) = letters()
    assert (letter["To"], letter["Content-Language"]) == ("guardian@example.kz", "en")
    assert letter["List-Unsubscribe"] is None


def test_the_rows_address_wins() -> None:
    with transaction.atomic():
        notify(person(email="old@example.kz"), "tests.essential", payload={}, address="new@example.kz")
    delivery.deliver_due()
    assert mailbox.headers(mailbox.names()[0])["To"] == "new@example.kz"


@pytest.mark.parametrize("payload", [{}, {"gone": True}])
def test_secrets_are_erased_however_it_ended(payload: dict[str, Any]) -> None:
    row = write(secret="482913", kept=1, **payload)
    delivery.deliver_due()
    row.refresh_from_db()
    assert row.payload == {"kept": 1, **payload}


def test_after_sent_may_change_the_payload(monkeypatch: pytest.MonkeyPatch) -> None:
    def forget(self: object, facts: Any, notification: Notification) -> None:
        notification.payload["token"] = ""

    monkeypatch.setattr(sample_kinds.Sample, "after_sent", forget)
    row = write(token="abc")
    delivery.deliver_due()
    row.refresh_from_db()
    assert row.payload == {"token": ""}


def test_a_broken_letter_stops_no_other(letters: Letters) -> None:
    broken, unreadable, good = write(broken=True), write(unreadable=True), write()
    delivery.deliver_due()
    assert state_of(good) == "sent"
    assert (state_of(broken), broken.problem) == ("pending", "RuntimeError")
    assert (state_of(unreadable), unreadable.problem) == ("pending", "RuntimeError")
    assert len(letters()) == 1


@pytest.mark.expects_errors
def test_gives_up_after_six_attempts_with_growing_pauses(caplog: pytest.LogCaptureFixture) -> None:
    with time_machine.travel("2026-06-12T10:00:00Z", tick=False) as clock:
        row = write(broken=True, secret="x")
        pauses = []
        for attempt in range(1, delivery.LIMIT + 1):
            delivery.deliver_due()
            row.refresh_from_db()
            assert row.attempts == attempt
            if row.state == "pending":
                pauses.append(int((row.next_at - timezone.now()).total_seconds() // 60))
                assert delivery.deliver_due() == 0
                clock.move_to(row.next_at)
        assert pauses == [1, 5, 15, 60, 240]
        assert row.state == "failed"
        assert row.payload == {"broken": True}
        clock.shift(dt.timedelta(days=30))
        assert delivery.deliver_due() == 0
    (record,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert record.problem == "RuntimeError"  # type: ignore[attr-defined]


def test_an_unknown_kind_waits_for_newer_code() -> None:
    row = Notification.objects.create(recipient=person(), kind="tests.of_tomorrow")
    delivery.deliver_due()
    assert (state_of(row), row.problem) == ("pending", "LookupError")


def test_the_servers_refusal_names_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: object, letter: Letter) -> None:
        raise smtplib.SMTPRecipientsRefused({"aigerim@example.kz": (550, b"no aigerim@example.kz here")})

    monkeypatch.setattr(mailbox.FolderBackend, "send_messages", refuse)
    row = write(person(email="aigerim@example.kz"))
    delivery.deliver_due()
    assert (state_of(row), row.problem) == ("pending", "SMTPRecipientsRefused 550")


def test_an_outage_of_the_mail_server_costs_no_attempt(monkeypatch: pytest.MonkeyPatch, letters: Letters) -> None:
    def away(self: object) -> None:
        raise ConnectionRefusedError

    row = write()
    with monkeypatch.context() as during:
        during.setattr(mailbox.FolderBackend, "open", away)
        for _ in range(10):
            assert delivery.deliver_due() == 0
    assert (state_of(row), row.attempts) == ("pending", 0)
    assert delivery.deliver_due() == 1
    assert len(letters()) == 1


def test_a_line_that_breaks_gives_the_rest_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server dies on the second of three letters and stays away."""
    rows = [write(number=number) for number in range(3)]
    alive = mailbox.FolderBackend.send_messages
    sent = 0

    def send(self: mailbox.FolderBackend, letters: list[Letter]) -> int:
        nonlocal sent
        sent += 1
        if sent == 2:
            monkeypatch.setattr(mailbox.FolderBackend, "open", away)
            raise smtplib.SMTPServerDisconnected
        return alive(self, letters)

    def away(self: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(mailbox.FolderBackend, "send_messages", send)
    delivery.deliver_due()
    first, second, third = rows
    assert state_of(first) == "sent"
    assert (state_of(second), second.attempts, second.problem) == ("pending", 1, "SMTPServerDisconnected")
    assert (state_of(third), third.attempts) == ("pending", 0)
    assert third.next_at <= timezone.now()


def test_a_dead_workers_letters_come_after_the_lease(letters: Letters) -> None:
    with time_machine.travel("2026-06-12T10:00:00Z", tick=False) as clock:
        row = write()
        assert [claimed.pk for claimed in delivery.claim(10)] == [row.pk]
        assert delivery.deliver_due() == 0
        clock.shift(delivery.LEASE)
        assert delivery.deliver_due() == 1
    assert (state_of(row), row.attempts) == ("sent", 2)
    assert letters()[0]["Message-ID"] == f"<{row.pk}@qazvolunteer.example>"


@pytest.mark.expects_errors
def test_a_letter_that_kills_its_worker_takes_no_other_along(letters: Letters) -> None:
    """Claimed together, they die together once; after that the lost ones are tried one at a time, and end."""
    with time_machine.travel("2026-06-12T10:00:00Z", tick=False) as clock:
        poison, others = write(number=0), [write(number=number) for number in (1, 2, 3)]
        delivery.claim(10)
        for _ in range(20):
            clock.shift(delivery.LEASE)
            delivery.give_up()
            claimed = delivery.claim(1, lost=True)
            if claimed and claimed[0].pk != poison.pk:
                with delivery.Postman() as line:
                    delivery._deliver(claimed, line)
    assert [state_of(row) for row in others] == ["sent", "sent", "sent"]
    assert (state_of(poison), poison.attempts, poison.problem) == ("failed", delivery.LIMIT, "Worker lost")


def test_whoever_lost_the_lease_does_not_write_the_end() -> None:
    row = write()
    (mine,) = delivery.claim(1)
    Notification.objects.update(attempts=2)
    delivery._finish(mine, sample_kinds.Sample(), delivery.State.SENT)
    assert state_of(row) == "pending"


def test_a_batch_that_takes_too_long_is_given_back(monkeypatch: pytest.MonkeyPatch, letters: Letters) -> None:
    def slowly(self: mailbox.FolderBackend, batch: list[Letter]) -> int:
        time.sleep(0.25)
        return quickly(self, batch)

    rows = [write(number=number) for number in range(3)]
    claimed = delivery.claim(10)
    quickly = mailbox.FolderBackend.send_messages
    monkeypatch.setattr(mailbox.FolderBackend, "send_messages", slowly)
    monkeypatch.setattr(delivery, "LEASE", dt.timedelta(seconds=0.6))
    with postman.Postman() as line:
        assert delivery._deliver(claimed, line) == 1
    assert len(letters()) == 1
    rest = [row for row in rows if state_of(row) == "pending"]
    assert [row.attempts for row in rest] == [0, 0]


def test_the_mark_survives_a_restart_of_the_database(monkeypatch: pytest.MonkeyPatch, letters: Letters) -> None:
    row = write()
    real, calls = delivery._finish, []

    def finish(*arguments: Any, **named: Any) -> None:
        calls.append(1)
        if len(calls) == 1:
            raise delivery.OperationalError("server closed the connection unexpectedly")
        real(*arguments, **named)

    monkeypatch.setattr(delivery, "_finish", finish)
    monkeypatch.setattr(delivery.time, "sleep", lambda seconds: None)
    delivery.deliver_due()
    assert state_of(row) == "sent"
    assert len(letters()) == 1


def test_the_sweep_empties_the_outbox(monkeypatch: pytest.MonkeyPatch, letters: Letters) -> None:
    monkeypatch.setattr(delivery, "BATCH", 2)
    for number in range(5):
        write(number=number)
    tasks.sweep()
    assert len(letters()) == 5
    assert not Notification.objects.due().exists()


def test_the_sweep_warns_of_a_stalled_outbox(caplog: pytest.LogCaptureFixture) -> None:
    write()
    tasks.warn_if_stalled()
    assert caplog.records == []
    Notification.objects.update(next_at=timezone.now() - dt.timedelta(minutes=11))
    tasks.warn_if_stalled()
    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    assert record.oldest_due_seconds >= 660  # type: ignore[attr-defined]
