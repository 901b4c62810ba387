"""Signed links for letters: whoever holds one may see and answer one sign-up, without signing in."""

from __future__ import annotations

import datetime as dt

from django.core import signing

from qazvolunteer.core.addresses import page
from volunteers.models import SignUp

SALT = "volunteers.signup"
VALID = dt.timedelta(days=400)


def token(signup: SignUp) -> str:
    """The secret part of the link; it names the sign-up and nothing of the person."""
    return signing.dumps(signup.pk, salt=SALT)


def read(token: str) -> int | None:
    """The sign-up's id, or None for a token that is not ours or too old."""
    try:
        return int(signing.loads(token, salt=SALT, max_age=VALID))
    except signing.BadSignature:
        return None


def signup_link(signup: SignUp) -> str:
    """The whole address for a letter, in the active language."""
    return page("signup-by-link", token(signup))
