"""Over a real SMTP line: one line for a batch, the parts a mail program needs, refusals of the server."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from pytest_django import Settings

from qazvolunteer.notifications import delivery
from qazvolunteer.notifications.models import Notification
from tests import letter_rows as rows
from volunteers.models import SignUp

pytestmark = pytest.mark.django_db(transaction=True)


class Sink:
    """Keeps what it gets; refuses the address it is told to."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.lines: set[int] = set()
        self.refused = ""

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address == self.refused:
            return f"550 {address} is unknown here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.lines.add(id(session))
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        return "250 OK"


@pytest.fixture
def sink(settings: Settings) -> Iterator[Sink]:
    handler = Sink()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = port
    settings.EMAIL_TIMEOUT = 5
    yield handler
    controller.stop()


def confirmed(**values: Any) -> Notification:
    signup: SignUp = rows.signup(user=rows.person(**values))
    return Notification.objects.create(
        recipient=signup.volunteer.user, kind="volunteers.confirmed", payload={"signup": signup.pk}
    )


def test_a_batch_goes_over_one_line(sink: Sink) -> None:
    for _ in range(5):
        confirmed()
    delivery.deliver_due()
    assert len(sink.letters) == 5
    assert len(sink.lines) == 1
    assert not Notification.objects.exclude(state="sent").exists()


def test_the_letter_has_text_html_and_the_pass_inside(sink: Sink) -> None:
    row = confirmed(first_name="Әсел", language="kk")
    delivery.deliver_due()
    (letter,) = sink.letters
    kinds_of_parts = [part.get_content_type() for part in letter.walk()]
    assert kinds_of_parts == ["multipart/related", "multipart/alternative", "text/plain", "text/html", "image/png"]
    picture = list(letter.walk())[-1]
    assert (picture["Content-ID"], picture.get_content_disposition()) == ("<pass>", "inline")
    html, text = letter.get_body(("html",)), letter.get_body(("plain",))
    assert html is not None
    assert text is not None
    assert 'src="cid:pass"' in html.get_content()
    assert "Әсел" in text.get_content()
    assert letter["Message-ID"] == f"<{row.pk}@qazvolunteer.example>"
    assert "https://qazvolunteer.example/u/" in letter["List-Unsubscribe"]
    assert "\n" not in letter["List-Unsubscribe"].strip()


def test_a_refused_address_stops_no_other(sink: Sink) -> None:
    sink.refused = "gone@example.kz"
    gone, other = confirmed(email="gone@example.kz"), confirmed()
    delivery.deliver_due()
    gone.refresh_from_db()
    other.refresh_from_db()
    assert (gone.state, gone.problem) == ("pending", "SMTPRecipientsRefused 550")
    assert other.state == "sent"
    assert len(sink.letters) == 1


def test_a_server_that_is_away_keeps_the_letters(sink: Sink, settings: Settings) -> None:
    row = confirmed()
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 9
    assert delivery.deliver_due() == 0
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("pending", 0)
    settings.EMAIL_PORT = port
    assert delivery.deliver_due() == 1
