"""A variable that does not resolve fails the test when one of our own templates asks for it.

Templates of packages lean on missing variables, so theirs show the empty text as in production.
"""

from __future__ import annotations

import sys
from pathlib import Path
from types import FrameType

from django.template.base import Node, Template

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


class UnresolvedVariableError(AssertionError):
    """A template of ours named something that its view does not give."""


class Strict(str):
    """Stands for ``string_if_invalid``: Django formats it with the name of each variable that is missing."""

    __slots__ = ()

    def __contains__(self, item: object) -> bool:
        return item == "%s" or super().__contains__(str(item))

    def __mod__(self, variable: object) -> str:
        template = asking_template(sys._getframe(1))
        if template is not None and Path(template).is_relative_to(TEMPLATES):
            raise UnresolvedVariableError(f"{template}: {{{{ {variable} }}}} is not there.")
        return ""

    def __bool__(self) -> bool:
        return True


def asking_template(frame: FrameType | None) -> str | None:
    """The file of the template that is being rendered, found from the node on the stack."""
    while frame is not None:
        asker = frame.f_locals.get("self")
        origin = getattr(asker, "origin", None)
        if isinstance(asker, Node | Template) and origin is not None:
            return str(origin.name)
        frame = frame.f_back
    return None
