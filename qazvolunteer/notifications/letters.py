"""Letters out of parts: a kind says what is to be told, one pair of templates draws it as HTML and as text.

Whatever the HTML says, the text says too, because both are drawn from the same ``Letter``.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import segno

from qazvolunteer.notifications.kinds import Kind

if TYPE_CHECKING:
    from qazvolunteer.notifications.models import Notification

TICKET_IMAGE = "pass"


@dataclass(frozen=True)
class Link:
    """``url`` is whole; ``label`` says what happens, never "click here"."""

    label: str
    url: str


@dataclass(frozen=True)
class Fact:
    """One row of the table: a label, a bold value, and below it a note or a link."""

    label: str
    value: str
    note: str = ""
    link: Link | None = None
    # What stood here before a change; shown struck through.
    before: str = ""


@dataclass(frozen=True)
class Ticket:
    """The pass: a QR of ``url``, and ``code`` for when the picture does not open."""

    url: str
    code: str

    @property
    def spaced_code(self) -> str:
        """In fours, as people read it aloud: "8F3K 2M7Q"."""
        return " ".join(self.code[at : at + 4] for at in range(0, len(self.code), 4))

    @property
    def image(self) -> bytes:
        """The QR as PNG, dark on white with a quiet zone, large enough for a good screen."""
        png = io.BytesIO()
        segno.make(self.url, error="m", micro=False).save(
            png, kind="png", scale=8, border=2, dark="#0A2C35", light="#FFFFFF"
        )
        return png.getvalue()


@dataclass(frozen=True)
class Listing:
    """A titled list: what to bring."""

    title: str
    lines: Sequence[str]


@dataclass(frozen=True)
class Quote:
    """Somebody's own words, such as an organizer's reason. Shown as plain text."""

    title: str
    words: str


@dataclass(frozen=True)
class Notice:
    """A bold question or statement, a sentence, and one act."""

    title: str
    text: str = ""
    link: Link | None = None


@dataclass(frozen=True)
class Letter:
    """``title`` is the heading, ``preview`` the line a mailbox shows beside the subject, ``lead`` the paragraphs below."""

    title: str
    preview: str = ""
    lead: Sequence[str] = ()
    facts: Sequence[Fact] = ()
    quote: Quote | None = None
    ticket: Ticket | None = None
    # "gold" is kept for accepting a place; everything else is "action".
    button: Link | None = None
    button_tone: str = "action"
    second: Link | None = None
    listing: Listing | None = None
    notice: Notice | None = None
    # The page the letter speaks of, in the other language.
    other_language: Link | None = None


class LetterKind(Kind):
    """A kind drawn by ``email/letter.html`` and ``email/letter.txt``: it only says ``letter``."""

    def letter(self, facts: Any, notification: Notification) -> Letter:
        raise NotImplementedError

    def context(self, facts: Any, notification: Notification) -> dict[str, Any]:
        return {"letter": self.letter(facts, notification)}

    def images(self, context: Mapping[str, Any]) -> dict[str, bytes]:
        ticket = context["letter"].ticket
        return {TICKET_IMAGE: ticket.image} if ticket else {}

    @property
    def template(self) -> str:
        return "email/letter"
