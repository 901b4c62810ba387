"""How signing in speaks to people: through the outbox, in their language, never in the request itself."""

from __future__ import annotations

import datetime as dt
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from qazvolunteer.accounts import consents
from qazvolunteer.accounts.models import User
from qazvolunteer.notifications.outbox import notify

# allauth's template -> our kind, and for a code the setting that says how long it is valid (seconds).
CODES = {
    "account/email/email_confirmation_signup": ("accounts.confirm_email", "EMAIL_VERIFICATION_BY_CODE_TIMEOUT"),
    "account/email/email_confirmation": ("accounts.confirm_new_email", "EMAIL_VERIFICATION_BY_CODE_TIMEOUT"),
    "account/email/login_code": ("accounts.login_code", "LOGIN_BY_CODE_TIMEOUT"),
    "account/email/password_reset_code": ("accounts.password_reset_code", "PASSWORD_RESET_BY_CODE_TIMEOUT"),
}
CHANGES = {
    "account/email/password_changed": "accounts.password_changed",
    "account/email/password_set": "accounts.password_changed",
    "account/email/password_reset": "accounts.password_changed",
    "account/email/email_changed": "accounts.email_changed",
    "account/email/email_deleted": "accounts.email_removed",
    "mfa/email/totp_activated": "accounts.totp_activated",
    "mfa/email/totp_deactivated": "accounts.totp_deactivated",
    "mfa/email/webauthn_added": "accounts.webauthn_added",
    "mfa/email/webauthn_removed": "accounts.webauthn_removed",
    "mfa/email/recovery_codes_generated": "accounts.recovery_codes_generated",
}
OTHERS = {
    "account/email/unknown_account": "accounts.unknown_address",
    "account/email/account_already_exists": "accounts.already_registered",
}
DEVICE_LENGTH = 120
# Ways to show that it is you, in the words of the site.
WAYS = {
    "reauthenticate": _("Use the password"),
    "mfa_reauthenticate": _("Use the authenticator app or a recovery code"),
    "mfa_reauthenticate:webauthn": _("Use a passkey"),
}


class AccountAdapter(DefaultAccountAdapter):
    """allauth's letters become outbox rows; what the letter needs is in the row, its words are made at sending."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write the row. Raises KeyError for a letter of allauth that has no kind here."""
        if template_prefix in CODES:
            kind, timeout = CODES[template_prefix]
            until = timezone.now() + dt.timedelta(seconds=getattr(app_settings, timeout))
            payload = {"code": context["code"], "valid_until": until.isoformat()}
        elif template_prefix in CHANGES:
            kind = CHANGES[template_prefix]
            payload = {
                "at": context["timestamp"].isoformat(),
                "ip": context["ip"],
                "device": context["user_agent"][:DEVICE_LENGTH],
                **{key: context[key] for key in ("from_email", "to_email") if key in context},
            }
        else:
            kind, payload = OTHERS[template_prefix], {}
        reader = context.get("user") or _owner(email)
        with transaction.atomic():
            notify(
                reader,
                kind,
                payload=payload,
                address=email,
                language="" if reader else (get_language() or ""),
            )

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        super().send_notification_mail(template_prefix, user, {**(context or {}), "user": user}, email)

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        return [{**way, "description": WAYS[way["id"]]} for way in super().get_reauthentication_methods(user)]

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody registers while there is no text to agree to."""
        return consents.texts_complete()


def _owner(email: str) -> User | None:
    """Whose address it is, confirmed or not."""
    address = EmailAddress.objects.filter(email=email.lower()).select_related("user").order_by("-verified").first()
    return address.user if address else User.objects.filter(email=email.lower()).first()
