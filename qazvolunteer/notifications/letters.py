"""Letters out of parts: a kind says what is to be told, one pair of templates draws it as HTML and as text.

Whatever the HTML says, the text says too, because both are drawn from the same ``Letter``.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import segno
from django.utils.translation import get_language

from qazvolunteer.core.addresses import page
from qazvolunteer.core.png import two_colour_png
from qazvolunteer.notifications.kinds import Kind

if TYPE_CHECKING:
    from qazvolunteer.notifications.models import Notification

TICKET_IMAGE = "pass"
# Whoever reads Kazakh is offered Russian; the others are offered Kazakh. Each language is named in itself.
OTHER_LANGUAGE = {"kk": ("ru", "По-русски")}
KAZAKH = ("kk", "Қазақша")


@dataclass(frozen=True)
class Link:
    """``url`` is whole; ``label`` says what happens, never "click here"; ``lang`` is the label's, if another."""

    label: str
    url: str
    lang: str = ""


def in_other_language(name: str, *args: Any) -> Link:
    """The page called ``name`` for whoever prefers to read it in the other language."""
    code, label = OTHER_LANGUAGE.get(get_language() or "", KAZAKH)
    return Link(label, page(name, *args, language=code), code)


@dataclass(frozen=True)
class Fact:
    """One row of the table: a label, a bold value, and below it a note or a link."""

    label: str
    value: str
    note: str = ""
    link: Link | None = None
    # What stood here before a change; shown struck through.
    before: str = ""
    # Language of the value when it is not the letter's.
    lang: str = ""


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
        """The QR as PNG, dark on white, large enough for a good screen; the letter frames it with a quiet zone."""
        return two_colour_png(segno.make(self.url, error="m", micro=False).matrix, scale=8, border=1)


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
    """``title``: the heading; ``preview``: the line a mailbox shows beside the subject; ``lead``: paragraphs below."""

    title: str
    preview: str = ""
    lead: Sequence[str] = ()
    # A code to type in, shown large.
    one_time_code: str = ""
    facts: Sequence[Fact] = ()
    quote: Quote | None = None
    ticket: Ticket | None = None
    # "gold" is kept for accepting a place; everything else is "action".
    button: Link | None = None
    button_tone: str = "action"
    second: Link | None = None
    listing: Listing | None = None
    notice: Notice | None = None
    # The landscape below the head: for letters that invite, not for those about safety or work.
    picture: bool = True
    # The page the letter speaks of, in the other language; the home page when none is named.
    other_language: Link | None = None


class LetterKind(Kind):
    """A kind drawn by ``email/letter.html`` and ``email/letter.txt``: it only says ``letter``."""

    @abstractmethod
    def letter(self, facts: Any, notification: Notification) -> Letter:
        """What is told."""

    def context(self, facts: Any, notification: Notification) -> dict[str, Any]:
        letter = self.letter(facts, notification)
        return {"letter": letter, "other_language": letter.other_language or in_other_language("home")}

    def images(self, context: Mapping[str, Any]) -> dict[str, bytes]:
        ticket = context["letter"].ticket
        return {TICKET_IMAGE: ticket.image} if ticket else {}

    @property
    def template(self) -> str:
        return "email/letter"
