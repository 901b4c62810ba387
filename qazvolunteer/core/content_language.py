"""Which language a piece of translated content really speaks: pages mark it when it is not the reader's."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import get_language


def shown_language(row: Any, field: str) -> str:
    """The language whose column ``row.<field>`` falls back to; "" when it is the reader's own, or nothing is there."""
    active = get_language() or settings.LANGUAGE_CODE
    for code in (active, *settings.MODELTRANSLATION_FALLBACK_LANGUAGES["default"]):
        if getattr(row, f"{field}_{code}", None):
            return "" if code == active else code
    return ""


def label(name: object, code: str) -> str:
    """The label of a content field of one language: "title · Қазақша"."""
    return f"{name} · {dict(settings.LANGUAGES).get(code, code)}"
