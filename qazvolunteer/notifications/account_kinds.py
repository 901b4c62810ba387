"""Letters of the account: one-time codes, and word of every change that concerns who can get in.

They cannot be switched off. A letter that carries a code is not sent once the code has run out, and the code is
erased from the outbox with the sending.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from qazvolunteer.core import dates
from qazvolunteer.core.addresses import page
from qazvolunteer.notifications.enums import Category
from qazvolunteer.notifications.kinds import register
from qazvolunteer.notifications.letters import Fact, Letter, LetterKind, Link, Notice
from qazvolunteer.notifications.models import Notification

Payload = dict[str, Any]


# Nothing under .invalid can ever receive mail (RFC 2606).
ERASED = "erased@anonymous.invalid"


class AccountKind(LetterKind):
    """Facts are the payload itself."""

    category = Category.ACCOUNT


def forget_address(notification: Notification) -> None:
    """An address without account is not kept longer than it takes to write to it."""
    Notification.objects.filter(pk=notification.pk).update(address=ERASED)


class CodeKind(AccountKind):
    """A one-time code: payload ``code`` and ``valid_until`` (ISO moment)."""

    secrets = frozenset({"code"})
    title: ClassVar[str | Promise]
    lead: ClassVar[str | Promise]

    def is_obsolete(self, facts: Payload, notification: Notification) -> bool:
        return "code" not in facts or timezone.now() >= dt.datetime.fromisoformat(facts["valid_until"])

    def subject(self, facts: Payload, notification: Notification) -> str:
        return _("%(code)s is your code for Qazvolunteer") % {"code": facts["code"]}

    def letter(self, facts: Payload, notification: Notification) -> Letter:
        until = dates.clock(dt.datetime.fromisoformat(facts["valid_until"]))
        return Letter(
            title=str(self.title),
            preview=_("Valid until %(time)s.") % {"time": until},
            lead=[str(self.lead)],
            one_time_code=facts["code"],
            facts=[Fact(_("Valid until"), until, note=_("Works once."))],
            notice=Notice(
                _("It was not you?"),
                _("Then do nothing: without the code nobody gets any further. Never tell it to anybody."),
            ),
        )


@register
class ConfirmEmail(CodeKind):
    code = "accounts.confirm_email"
    label = lazy("Code that confirms an e-mail")
    title = lazy("Confirm your e-mail")
    lead = lazy("Enter this code on the page where you registered, and the account is yours.")


@register
class ConfirmNewEmail(CodeKind):
    code = "accounts.confirm_new_email"
    label = lazy("Code that confirms a new e-mail")
    title = lazy("Confirm your new e-mail")
    lead = lazy("Enter this code on the page where you changed the e-mail. Until then the old one stays.")


@register
class LoginCode(CodeKind):
    code = "accounts.login_code"
    label = lazy("Code to log in")
    title = lazy("Your code to log in")
    lead = lazy("Enter this code on the page where you asked for it, and you are in without a password.")


@register
class PasswordResetCode(CodeKind):
    code = "accounts.password_reset_code"
    label = lazy("Code to set a new password")
    title = lazy("Set a new password")
    lead = lazy("Enter this code on the page where you asked for it, and choose a new password.")


@register
class UnknownAddress(AccountKind):
    """Somebody asked for a code with an address that has no account. Goes to the address, in the page's language."""

    code = "accounts.unknown_address"
    label = lazy("There is no account with this e-mail")

    def subject(self, facts: Payload, notification: Notification) -> str:
        return _("There is no account with this e-mail")

    def letter(self, facts: Payload, notification: Notification) -> Letter:
        return Letter(
            title=_("There is no account with this e-mail"),
            preview=_("Somebody tried to log in with your address."),
            lead=[
                _("Somebody, perhaps you, tried to log in to Qazvolunteer with this address, but it has no account."),
                _("If it was you, try another address, or register. If not, do nothing: we will not write again."),
            ],
            button=Link(_("Register"), page("account_signup")),
        )

    def after_sent(self, facts: Payload, notification: Notification) -> None:
        forget_address(notification)


@register
class AlreadyRegistered(AccountKind):
    """Somebody tried to register with the address of an account. The page said nothing; the owner is told."""

    code = "accounts.already_registered"
    label = lazy("Somebody tried to register with your e-mail")

    def subject(self, facts: Payload, notification: Notification) -> str:
        return _("You already have an account")

    def letter(self, facts: Payload, notification: Notification) -> Letter:
        return Letter(
            title=_("You already have an account"),
            preview=_("Somebody tried to register with your address."),
            lead=[
                _("Somebody, perhaps you, tried to register at Qazvolunteer with this address. It has an account."),
                _("If it was you, log in. If you forgot the password, log in with a code that we send by e-mail."),
            ],
            button=Link(_("Log in"), page("account_login")),
            notice=Notice(_("It was not you?"), _("Then do nothing: your account was not touched.")),
        )


class ChangeKind(AccountKind):
    """Something about getting in was changed: payload ``at`` (ISO moment), ``ip`` and ``device``."""

    title: ClassVar[str | Promise]
    lead: ClassVar[str | Promise]
    tells_device: ClassVar[bool] = True

    def subject(self, facts: Payload, notification: Notification) -> str:
        return str(self.title)

    def letter(self, facts: Payload, notification: Notification) -> Letter:
        moment = dt.datetime.fromisoformat(facts["at"])
        rows = [Fact(_("When"), f"{dates.day(moment)}, {dates.clock(moment)}")]
        if self.tells_device:
            rows.append(Fact(_("From where"), facts.get("ip", ""), note=facts.get("device", "")))
        return Letter(
            title=str(self.title),
            preview=str(self.lead),
            lead=[str(self.lead)],
            facts=rows + self.more_facts(facts),
            notice=Notice(
                _("It was not you?"),
                _("Set a new password at once and end the other sessions."),
                Link(_("Set a new password"), page("account_reset_password")),
            ),
        )

    def more_facts(self, facts: Payload) -> list[Fact]:
        return []


@register
class PasswordChanged(ChangeKind):
    code = "accounts.password_changed"
    label = title = lazy("Your password was changed")
    lead = lazy("The password of your account was changed. Other devices were logged out.")


@register
class EmailChanged(ChangeKind):
    """Goes to the old address."""

    code = "accounts.email_changed"
    label = title = lazy("Your e-mail was changed")
    lead = lazy("From now on we write to the new address, and you log in with it.")

    def more_facts(self, facts: Payload) -> list[Fact]:
        return [Fact(_("New e-mail"), facts["to_email"], before=facts["from_email"])]


@register
class EmailRemoved(ChangeKind):
    code = "accounts.email_removed"
    label = title = lazy("An e-mail was removed from your account")
    lead = lazy("It can no longer be used to log in.")


@register
class AppAdded(ChangeKind):
    code = "accounts.totp_activated"
    label = title = lazy("The authenticator app was switched on")
    lead = lazy("From now on the app's code is asked for when you log in.")


@register
class AppRemoved(ChangeKind):
    code = "accounts.totp_deactivated"
    label = title = lazy("The authenticator app was switched off")
    lead = lazy("Its code is no longer asked for when you log in.")


@register
class KeyAdded(ChangeKind):
    code = "accounts.webauthn_added"
    label = title = lazy("A passkey was added")
    lead = lazy("It can be used to log in to your account.")


@register
class KeyRemoved(ChangeKind):
    code = "accounts.webauthn_removed"
    label = title = lazy("A passkey was removed")
    lead = lazy("It can no longer be used to log in to your account.")


@register
class RecoveryCodesMade(ChangeKind):
    code = "accounts.recovery_codes_generated"
    label = title = lazy("New recovery codes were made")
    lead = lazy("The earlier ones are no longer valid.")


@register
class AccountDeleted(AccountKind):
    """The last letter, to an address that is erased with the sending."""

    code = "accounts.deleted"
    label = lazy("Your account was deleted")

    def subject(self, facts: Payload, notification: Notification) -> str:
        return _("Your account was deleted")

    def letter(self, facts: Payload, notification: Notification) -> Letter:
        return Letter(
            title=_("Your account was deleted"),
            preview=_("Your name and contacts are erased."),
            lead=[
                _("Your name, contacts, date of birth and town are erased, and the places you held are free."),
                _("What you did still counts in the totals, without your name. Thank you for it."),
            ],
            button=Link(_("See the projects"), page("home")),
        )

    def after_sent(self, facts: Payload, notification: Notification) -> None:
        forget_address(notification)
