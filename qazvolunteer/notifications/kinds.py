"""The registry of notification kinds: higher floors declare theirs in their ``notifications`` module.

A kind is a small class: what it is called, which category switches it off, which templates draw it,
which facts they need, and when the message is no longer true.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from qazvolunteer.notifications.enums import Category

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from qazvolunteer.notifications.models import Notification


class Kind:
    """Base of a kind. ``code`` is ``<app>.<name>``; the templates are ``email/<app>/<name>.html`` and ``.txt``.

    ``subject`` and ``context`` run with the reader's language active.
    """

    code: ClassVar[str]
    label: ClassVar[str | Promise]
    category: ClassVar[Category]

    def load(self, notification: Notification) -> Any:
        """The rows the message speaks of, or None when they are gone (then it is obsolete)."""
        return notification.payload

    def is_obsolete(self, facts: Any, notification: Notification) -> bool:
        """True when the message must not be sent any more. Asked right before sending."""
        return False

    def subject(self, facts: Any, notification: Notification) -> str:
        raise NotImplementedError

    def context(self, facts: Any, notification: Notification) -> dict[str, Any]:
        return {}

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
