"""A refusal: a rule said no, and a person can read why and what to do."""

from __future__ import annotations

from django.utils.functional import Promise

type_text = str | Promise


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """Raised by a verb, or returned by a checker, when a rule forbids the act.

    ``code`` is stable (tests, logs, icons); ``sentence`` is shown to the person in their language;
    ``way_out`` says what they can do about it, and may be empty.
    """

    def __init__(self, code: str, sentence: type_text, way_out: type_text = "") -> None:
        super().__init__(code)
        self.code = code
        self.sentence = sentence
        self.way_out = way_out

    def __str__(self) -> str:
        return str(self.sentence)
