"""Giving a person their data, and forgetting a person (Law 94-V; Digital Code of 2026).

Higher floors take part through this registry: an exporter gives what its app knows of the person, an eraser forgets
it. Deleting a person anonymises: the rows that totals are counted from stay, without anything that says who it was.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qazvolunteer.accounts.enums import Language
from qazvolunteer.accounts.models import Consent, SavedView, User
from qazvolunteer.core.locks import locked
from qazvolunteer.core.refusals import Refusal

Exporter = Callable[[User], Any]
Eraser = Callable[[User], None]

_exporters: dict[str, Exporter] = {}
_erasers: dict[str, Eraser] = {}

# Nothing under .invalid can ever receive mail (RFC 2606).
NOBODY = "deleted-%d@anonymous.invalid"


def exporter(name: str) -> Callable[[Exporter], Exporter]:
    """Register what one app gives out; ``name`` is its key in the file. The value is made of JSON's types and dates."""

    def register(function: Exporter) -> Exporter:
        _exporters[name] = function
        return function

    return register


def eraser(name: str) -> Callable[[Eraser], Eraser]:
    """Register how one app forgets a person; runs in one transaction with all others, the highest floor first."""

    def register(function: Eraser) -> Eraser:
        _erasers[name] = function
        return function

    return register


def export(user: User) -> dict[str, Any]:
    """Everything the platform holds about ``user``, by app."""
    return {
        "made_at": timezone.now().isoformat(),
        "account": _account(user),
        **{name: function(user) for name, function in _exporters.items()},
    }


def refusal_to_erase(user: User) -> Refusal | None:
    """Why ``user`` cannot be erased now, or None. Whoever holds an office hands it over first."""
    if user.is_staff:
        return Refusal(
            "has_hats",
            _("You work for an organization or a front office, so the account cannot be deleted yet."),
            _("Hand your work over first: its owner or the republican office can end your role."),
        )
    return None


@transaction.atomic
def erase(user: User) -> None:
    """Forget ``user``: names, address, telephone, consents' addresses, keys and sessions; totals stay.

    Raises Refusal ``has_hats`` (see ``refusal_to_erase``). Erasing twice is erasing once.
    """
    refusal = refusal_to_erase(user)
    if refusal is not None:
        raise refusal
    # From the highest floor down: seats are freed and queues move on while the person can still be named.
    for function in reversed(_erasers.values()):
        function(user)
    user = locked(User.objects.filter(pk=user.pk)).get()
    for session in UserSession.objects.filter(user=user):
        session.end()
    Authenticator.objects.filter(user=user).delete()
    EmailAddress.objects.filter(user=user).delete()
    Consent.objects.in_force().filter(user=user).update(withdrawn_at=timezone.now())
    Consent.objects.filter(user=user).update(ip=None)
    SavedView.objects.filter(user=user).delete()
    content_type = ContentType.objects.get_for_model(user)
    LogEntry.objects.filter(content_type=content_type, object_id=str(user.pk)).update(
        object_repr="—", change_message=""
    )
    user.email = NOBODY % user.pk
    user.first_name = user.last_name = user.phone = ""
    user.language = Language.KK
    user.last_login = None
    user.is_active = False
    user.set_unusable_password()
    user.anonymised_at = user.anonymised_at or timezone.now()
    user.save()


def _account(user: User) -> dict[str, Any]:
    return {
        "email": user.email,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "phone": user.phone,
        "language": user.language,
        "registered_at": user.date_joined,
        "last_login": user.last_login,
        "addresses": list(EmailAddress.objects.filter(user=user).values("email", "verified", "primary")),
        "second_factors": [
            {"type": row.type, "created_at": row.created_at, "last_used_at": row.last_used_at}
            for row in Authenticator.objects.filter(user=user)
        ],
        "sessions": list(UserSession.objects.filter(user=user).values("created_at", "ip", "user_agent")),
        "saved_views": list(SavedView.objects.filter(user=user).values("page", "name", "query", "created_at")),
        "consents": [
            {
                "kind": consent.text.kind,
                "version": consent.text.version,
                "given_at": consent.given_at,
                "withdrawn_at": consent.withdrawn_at,
                "ip": consent.ip,
                "by_telephone": consent.recorded_by_id is not None,
            }
            for consent in Consent.objects.filter(user=user).select_related("text")
        ],
    }
