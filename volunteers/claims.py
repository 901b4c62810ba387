"""Taking over an account that an organizer began at the place: by a signed link, once, with one's own e-mail.

The link is good while nobody has logged in to the account. The e-mail proves itself by the code that is sent to it;
mistyped, it can be set anew by the same link.
"""

from __future__ import annotations

import datetime as dt

from allauth.account.models import EmailAddress
from django.core import signing
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from qazvolunteer.accounts.models import User
from qazvolunteer.core.addresses import page
from qazvolunteer.core.locks import locked
from qazvolunteer.core.refusals import Refusal
from volunteers.models import Volunteer

SALT = "account.claim"
VALID_FOR = dt.timedelta(days=90)


def address(volunteer: Volunteer) -> str:
    """The whole address that the person opens."""
    return page("account-claim", signing.dumps(volunteer.user_id, salt=SALT))


def by_token(token: str) -> User | None:
    """Whose account the link opens; None for a forged or old link, and for one that somebody has logged in to."""
    try:
        pk = signing.loads(token, salt=SALT, max_age=VALID_FOR)
    except signing.BadSignature:
        return None
    return User.objects.filter(pk=pk, is_active=True, last_login=None).first()


@transaction.atomic
def claim(user: User, *, email: str) -> User:
    """The account gets the e-mail by which its owner logs in. Raises Refusal ``claimed``, ``email_taken``."""
    user = locked(User.objects.filter(pk=user.pk)).get()
    if user.last_login is not None or EmailAddress.objects.filter(user=user, verified=True).exists():
        raise Refusal("claimed", _("This account has an owner already."), _("Log in by the e-mail of the account."))
    email = email.strip().lower()
    taken = User.objects.filter(email=email).exclude(pk=user.pk).exists()
    if taken or EmailAddress.objects.filter(email=email).exclude(user=user).exists():
        raise Refusal(
            "email_taken",
            _("This e-mail cannot be used here."),
            _("If you have an account with it, ask the organizer to sign you up by that one."),
        )
    user.email = email
    user.save(update_fields=["email"])
    EmailAddress.objects.filter(user=user).delete()
    EmailAddress.objects.create(user=user, email=email, primary=True, verified=False)
    return user
