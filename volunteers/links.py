"""Signed links of a letter: they open one sign-up without signing in, to see it, accept, pass or withdraw."""

from __future__ import annotations

from django.core import signing

from qazvolunteer.core.addresses import page
from qazvolunteer.notifications.letters import Link, in_other_language
from volunteers.models import SignUp

# The dot is the only mark that stands neither in base64 nor in need of escaping.
_signer = signing.Signer(salt="volunteers.signup", sep=".")


def token(signup: SignUp) -> str:
    """What names ``signup`` in a link; nobody can make one for another sign-up."""
    return _signer.sign(str(signup.pk))


def read(text: str) -> int | None:
    """The id of the sign-up that ``text`` names; None when it was not made by us."""
    try:
        return int(_signer.unsign(text))
    except (signing.BadSignature, ValueError):
        return None


def signup_link(signup: SignUp) -> str:
    """The whole address of the sign-up's page, in the active language."""
    return page("signup-by-link", token(signup))


def calendar_link(signup: SignUp) -> str:
    """The whole address of the sign-up as a calendar file."""
    return page("signup-calendar-by-link", token(signup))


def in_another_language(signup: SignUp) -> Link:
    """The sign-up's page for whoever prefers the other language."""
    return in_other_language("signup-by-link", token(signup))
