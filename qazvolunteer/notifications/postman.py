"""One connection to the mail server for a batch of letters."""

from __future__ import annotations

import smtplib
from types import TracebackType
from typing import Self

from django.core.mail import EmailMessage, get_connection


class Unreachable(Exception):  # noqa: N818 - named as a fact, like a Refusal
    """The mail server cannot be reached: no letter is to blame."""


class Refused(Exception):  # noqa: N818 - named as a fact, like a Refusal
    """The mail server did not take this letter. ``str()`` is free of personal data: a class name and a reply code."""


class Postman:
    """``with Postman() as postman: postman.send(letter)``. Raises Unreachable on entering when the server is away."""

    def __init__(self) -> None:
        self._connection = get_connection()

    def __enter__(self) -> Self:
        self._open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def send(self, letter: EmailMessage) -> None:
        """Hand one letter over. Raises Refused; when the line broke, it is opened again for the next one."""
        try:
            self._open()
            taken = self._connection.send_messages([letter])
        except smtplib.SMTPException as problem:
            # The object of a broken connection stays open to Django: close it, the next letter opens a new one.
            self._close()
            raise Refused(describe(problem)) from problem
        except OSError as problem:
            self._close()
            raise Refused(describe(problem)) from problem
        if taken != 1:
            raise Refused("No address")

    def _open(self) -> None:
        try:
            self._connection.open()
        except (OSError, smtplib.SMTPException) as problem:
            self._close()
            raise Unreachable(describe(problem)) from problem

    def _close(self) -> None:
        try:
            self._connection.close()
        except (OSError, smtplib.SMTPException):
            # The other side is gone already; Django has dropped its half.
            return


def describe(problem: BaseException) -> str:
    """The class of an error and the server's reply code. Never its text: replies repeat the reader's address."""
    code = getattr(problem, "smtp_code", None)
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        code = next((reply[0] for reply in problem.recipients.values()), None)
    return f"{type(problem).__name__} {code}" if code else type(problem).__name__
