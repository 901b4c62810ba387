"""Personal data where it must be recognised, not read: enough to tell two people apart."""

from __future__ import annotations

import re

# What follows these opens somebody's page without signing in: pass, signed links, calendar feed.
SECRET_ADDRESS = re.compile(r"(/(?:calendar|concern|guardian|p|s|u)/)[^/\s?\"]+")


def masked_email(address: str) -> str:
    """``aigerim@mail.kz`` → ``a•••@mail.kz``; nothing for nothing."""
    name, at, host = address.partition("@")
    return f"{name[:1]}•••{at}{host}" if at else ""


def masked_phone(number: str) -> str:
    """``+77011234567`` → ``+7 ••• 67``; nothing for nothing."""
    return f"{number[:2]} ••• {number[-2:]}" if number else ""


def masked_addresses(text: str) -> str:
    """``/kk/p/3Hs…/`` → ``/kk/p/•••/``: the addresses in a line of a log, without the secrets they carry."""
    return SECRET_ADDRESS.sub(r"\1•••", text)
