"""The registry of notification kinds: higher floors declare theirs in their ``notifications`` module.

A kind is a small class: what it is called, which category switches it off, which templates draw it,
which facts they need, and when the message is no longer true.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from qazvolunteer.notifications.enums import Category

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from qazvolunteer.notifications.models import Notification


class Kind(ABC):
    """Base of a kind. ``code`` is ``<app>.<name>``; the templates are ``email/<app>/<name>.html`` and ``.txt``.

    ``subject``, ``context`` and ``images`` run with the reader's language and the site's time zone active.
    They read rows that may be a minute old: what must be true is asked by ``is_obsolete``.
    """

    code: ClassVar[str]
    label: ClassVar[str | Promise]
    category: ClassVar[Category]
    # One sentence for the foot of the letter; empty means the category's own.
    why: ClassVar[str | Promise] = ""
    # Payload keys erased as soon as the row is finished, however it ended: one-time codes and the like.
    secrets: ClassVar[frozenset[str]] = frozenset()

    def load(self, notification: Notification) -> Any:
        """The rows the message speaks of, or None when they are gone (then it is obsolete)."""
        return notification.payload

    def load_many(self, notifications: Sequence[Notification]) -> Mapping[UUID, Any]:
        """The facts of many messages by notification id; missing or None means gone.

        Kinds that read rows override this with a handful of queries for the whole batch.
        """
        return {notification.pk: self.load(notification) for notification in notifications}

    def is_obsolete(self, facts: Any, notification: Notification) -> bool:
        """True when the message must not be sent any more. Asked right before sending."""
        return False

    @abstractmethod
    def subject(self, facts: Any, notification: Notification) -> str:
        """The line above the letter."""

    def context(self, facts: Any, notification: Notification) -> dict[str, Any]:
        return {}

    def reply_to(self, facts: Any, notification: Notification) -> str:
        """Who gets the answer to the letter; empty means nobody reads it."""
        return ""

    def images(self, context: Mapping[str, Any]) -> dict[str, bytes]:
        """PNG pictures that travel inside the letter: the template shows ``name`` as ``cid:name``."""
        return {}

    def after_sent(self, facts: Any, notification: Notification) -> None:  # noqa: B027 - most kinds do nothing then
        """Called in the transaction that marks the row as sent; may change ``notification.payload``, which is saved."""

    @property
    def template(self) -> str:
        """Path of the templates without their ending."""
        return "email/" + self.code.replace(".", "/")


_kinds: dict[str, Kind] = {}


def register(kind: type[Kind]) -> type[Kind]:
    """Class decorator: make the kind known. Raises ValueError on a second kind of the same code."""
    known = _kinds.get(kind.code)
    if known is not None and type(known) is not kind:
        raise ValueError(f"Two notification kinds are called {kind.code}.")
    _kinds[kind.code] = kind()
    return kind


def get(code: str) -> Kind:
    """The kind called ``code``. Raises LookupError for an unknown one."""
    try:
        return _kinds[code]
    except KeyError:
        raise LookupError(f"No notification kind is called {code}.") from None


def every() -> list[Kind]:
    """All kinds, by code."""
    return [_kinds[code] for code in sorted(_kinds)]
