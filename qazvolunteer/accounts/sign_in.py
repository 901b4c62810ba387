"""Who the session says somebody is, read in one statement."""

from __future__ import annotations

from functools import cache
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from qazvolunteer.accounts import hats
from qazvolunteer.accounts.models import User

NOBODY = -1


class Backend(AuthenticationBackend):
    """allauth's, with the person read as pages need them: the header asks whether they have a workplace."""

    def get_user(self, user_id: Any) -> User | None:
        statement, parameters = _question()
        pk = User._meta.pk.to_python(user_id)
        found = User.objects.raw(statement, [pk if one == NOBODY else one for one in parameters])
        user: User | None = next(iter(found), None)
        return user if user is not None and self.user_can_authenticate(user) else None


@cache
def _question() -> tuple[str, tuple[Any, ...]]:
    """Put together once, with a key that nobody has: every page of whoever is signed in begins with it."""
    person = User.objects.annotate(wears_hats=hats.worn_by_row()).filter(pk=NOBODY).order_by()
    return person.query.sql_with_params()
