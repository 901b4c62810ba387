"""Personal data where it must be recognised, not read: enough to tell two people apart."""

from __future__ import annotations


def masked_email(address: str) -> str:
    """``aigerim@mail.kz`` → ``a•••@mail.kz``; nothing for nothing."""
    name, at, host = address.partition("@")
    return f"{name[:1]}•••{at}{host}" if at else ""


def masked_phone(number: str) -> str:
    """``+77011234567`` → ``+7 ••• 67``; nothing for nothing."""
    return f"{number[:2]} ••• {number[-2:]}" if number else ""
