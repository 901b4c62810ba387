"""Random secrets: one for addresses, one for human hands."""

import secrets

# Without 0 O 1 I L: read aloud and typed by hand.
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def new_secret() -> str:
    """A random secret for a URL: 128 bits, 22 characters."""
    return secrets.token_urlsafe(16)


def new_code() -> str:
    """A short code of eight characters, typed where a QR cannot be read. About 40 bits: look-ups are rate limited."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(8))
