"""Who the session says somebody is, read in one statement."""

from __future__ import annotations

from allauth.account.auth_backends import AuthenticationBackend

from qazvolunteer.accounts import hats
from qazvolunteer.accounts.models import User


class Backend(AuthenticationBackend):
    """allauth's, with the person read as pages need them: the header asks whether they have a workplace."""

    def get_user(self, user_id: int) -> User | None:
        user = User.objects.annotate(wears_hats=hats.worn_by_row()).filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
