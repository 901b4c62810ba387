"""Signed addresses that switch one category off without signing in (RFC 8058)."""

from __future__ import annotations

from dataclasses import dataclass

from django.core import signing

from qazvolunteer.accounts.models import User
from qazvolunteer.core.addresses import page
from qazvolunteer.notifications.enums import ESSENTIAL_CATEGORIES, Category

_signer = signing.Signer(salt="notifications.unsubscribe", sep=".")


@dataclass(frozen=True)
class Subscription:
    """What a token speaks of."""

    user: User
    category: Category


def token(user_id: int, category: str) -> str:
    """A token for one reader and one category. It never expires: an old letter must still unsubscribe."""
    return _signer.sign_object([user_id, str(category)])


def address(user_id: int, category: str) -> str:
    """The whole address for the ``List-Unsubscribe`` header and the foot of a letter."""
    return page("unsubscribe", token(user_id, category))


def read(text: str) -> Subscription | None:
    """What the token speaks of; None when it is forged, its reader is gone, or nothing may be switched off."""
    try:
        user_id, category = _signer.unsign_object(text)
        known = Category(category)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    user = User.objects.filter(pk=user_id, anonymised_at=None).first()
    if user is None or known in ESSENTIAL_CATEGORIES:
        return None
    return Subscription(user, known)
