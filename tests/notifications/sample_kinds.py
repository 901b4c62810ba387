"""Kinds for tests alone: they read nothing and say what the payload tells them to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from qazvolunteer.notifications import kinds
from qazvolunteer.notifications.enums import Category
from qazvolunteer.notifications.letters import Letter, LetterKind
from qazvolunteer.notifications.models import Notification


class Sample(LetterKind):
    """``payload["gone"]`` makes it obsolete, ``payload["broken"]`` makes its words impossible."""

    code = "tests.sample"
    label = "sample"
    category = Category.SIGNUP
    secrets = frozenset({"secret"})

    def load(self, notification: Notification) -> Any:
        if notification.payload.get("unreadable"):
            raise RuntimeError("unreadable")
        return notification.payload

    def is_obsolete(self, facts: Any, notification: Notification) -> bool:
        return bool(facts.get("gone"))

    def subject(self, facts: Any, notification: Notification) -> str:
        if facts.get("broken"):
            raise RuntimeError("the reader's name must not be logged")
        return f"Sample\r\n{facts.get('number', '')}"

    def letter(self, facts: Any, notification: Notification) -> Letter:
        return Letter(title="Sample")


class Essential(Sample):
    code = "tests.essential"
    category = Category.ACCOUNT


@contextmanager
def registered() -> Iterator[None]:
    """The samples are known only inside: other tests walk over every kind."""
    for kind in (Sample, Essential):
        kinds.register(kind)
    try:
        yield
    finally:
        for kind in (Sample, Essential):
            kinds._kinds.pop(kind.code)
