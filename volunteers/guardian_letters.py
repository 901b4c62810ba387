"""Letters about a guardian's consent. Payload ``{"consent": id}``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from qazvolunteer.core.addresses import page
from qazvolunteer.notifications.enums import Category
from qazvolunteer.notifications.kinds import register
from qazvolunteer.notifications.letters import Letter, LetterKind, Link, Notice
from qazvolunteer.notifications.models import Notification
from volunteers import guardians
from volunteers.models import GuardianConsent


class GuardianKind(LetterKind):
    """Facts are the consent's row."""

    category = Category.ACCOUNT

    def load(self, notification: Notification) -> GuardianConsent | None:
        return self.load_many([notification]).get(notification.pk)

    def load_many(self, notifications: Sequence[Notification]) -> Mapping[UUID, GuardianConsent | None]:
        wanted = {notification.pk: notification.payload["consent"] for notification in notifications}
        rows = GuardianConsent.objects.select_related("volunteer__user").in_bulk(list(wanted.values()))
        return {pk: rows.get(consent) for pk, consent in wanted.items()}


@register
class GuardianAsked(GuardianKind):
    """To the guardian, who has no account: by the link they read and agree, and later withdraw."""

    code = "volunteers.guardian_asked"
    label = lazy("A child asks for your consent")
    why = lazy("You receive this letter because a child named you as parent or guardian.")

    def is_obsolete(self, facts: GuardianConsent, notification: Notification) -> bool:
        return facts.withdrawn_at is not None or facts.given_at is not None or not facts.email

    def subject(self, facts: GuardianConsent, notification: Notification) -> str:
        return _("%(name)s asks for your consent to volunteer") % {"name": facts.volunteer.user.short_name}

    def letter(self, facts: GuardianConsent, notification: Notification) -> Letter:
        name = facts.volunteer.user.short_name
        address = page("guardian-answer", guardians.token(facts))
        return Letter(
            title=_("%(name)s would like to volunteer") % {"name": name},
            preview=_("Please read and decide: it takes a minute."),
            lead=[
                _("%(name)s has registered at Qazvolunteer, the platform of Kazakhstan's volunteers, and named you.")
                % {"name": name},
                _("Until the age of %(age)d a parent or another guardian must agree before a child takes a shift.")
                % {"age": settings.GUARDIAN_CONSENT_AGE},
            ],
            button=Link(_("Read and decide"), address),
            notice=Notice(
                _("Keep this letter."),
                _("The request can be answered for 30 days. By the same link you can withdraw the consent later."),
            ),
        )


@register
class GuardianAgreed(GuardianKind):
    code = "volunteers.guardian_agreed"
    label = lazy("Your guardian has agreed")

    def is_obsolete(self, facts: GuardianConsent, notification: Notification) -> bool:
        return facts.withdrawn_at is not None

    def subject(self, facts: GuardianConsent, notification: Notification) -> str:
        return _("Your guardian has agreed")

    def letter(self, facts: GuardianConsent, notification: Notification) -> Letter:
        return Letter(
            title=_("Your guardian has agreed"),
            preview=_("You can sign up for shifts now."),
            lead=[_("You can now sign up for every shift that is open at your age.")],
            button=Link(_("Find a project"), page("catalogue")),
        )


@register
class GuardianWithdrew(GuardianKind):
    code = "volunteers.guardian_withdrew"
    label = lazy("Your guardian has not agreed")

    def subject(self, facts: GuardianConsent, notification: Notification) -> str:
        return _("Your guardian does not agree") if facts.given_at is None else _("Your guardian withdrew the consent")

    def letter(self, facts: GuardianConsent, notification: Notification) -> Letter:
        lead = [
            _("Until you are %(age)d you cannot take shifts without this consent.")
            % {"age": settings.GUARDIAN_CONSENT_AGE}
        ]
        if notification.payload.get("ended"):
            lead.append(_("Your sign-ups that needed it have ended, and the places went to others."))
        lead.append(_("Talk to your guardian. You can send a new request at any time."))
        return Letter(
            title=self.subject(facts, notification),
            preview=lead[0],
            lead=lead,
            button=Link(_("See how it stands"), page("guardian")),
        )
