"""The letter to somebody whose account an organizer began at the place. Payload ``{"volunteer": id}``."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from qazvolunteer.core.addresses import page
from qazvolunteer.notifications.enums import Category
from qazvolunteer.notifications.kinds import register
from qazvolunteer.notifications.letters import Letter, Link, Notice, in_other_language
from qazvolunteer.notifications.models import Notification
from volunteers.hours_letters import OneRow
from volunteers.letter_parts import named_for
from volunteers.models import Volunteer


@register
class AccountBegun(OneRow):
    code = "volunteers.account_begun"
    label = lazy("An organizer began an account for you")
    why = lazy("You receive this letter because you gave your e-mail to an organizer at a shift.")
    category = Category.ACCOUNT
    name = "volunteer"

    def rows(self) -> Any:
        return Volunteer.objects.select_related("user")

    def is_obsolete(self, facts: Volunteer, notification: Notification) -> bool:
        return facts.user.last_login is not None or not facts.user.is_active

    def subject(self, facts: Volunteer, notification: Notification) -> str:
        return _("Your account at Qazvolunteer: your hours are there")

    def letter(self, facts: Volunteer, notification: Notification) -> Letter:
        return Letter(
            title=named_for(_("%(name)s, your hours are waiting for you"), facts.user),
            lead=[
                _("You came to a shift without an account, so the organizer began one with your consent."),
                _("Get in by a code that we send to this e-mail: no password is needed."),
            ],
            button=Link(_("Get in by a code"), page("account_request_login_code")),
            notice=Notice(
                _("It was not you?"), _("Get in by a code and delete the account, or write to the front office.")
            ),
            other_language=in_other_language("account_request_login_code"),
        )
