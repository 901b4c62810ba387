"""Accounts of people without e-mail: their address is one that nothing can be sent to."""

from __future__ import annotations

import uuid

# Nothing under .invalid can ever receive mail (RFC 2606).
NO_MAILBOX = "no-mailbox.invalid"


def no_mailbox() -> str:
    """A fresh address for an account whose owner has no e-mail."""
    return f"{uuid.uuid4().hex}@{NO_MAILBOX}"


def has_mailbox(email: str) -> bool:
    """Whether a letter to the address can arrive."""
    return not email.endswith(f"@{NO_MAILBOX}")
