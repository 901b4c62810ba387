"""The letter with the ministry's decision. Payload: ``application``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from frontoffice.register.deciding import DECIDED
from frontoffice.register.enums import RegisterState
from frontoffice.register.models import RegisterApplication
from qazvolunteer.core import dates
from qazvolunteer.core.addresses import page
from qazvolunteer.core.content_language import shown_language
from qazvolunteer.notifications.enums import Category
from qazvolunteer.notifications.kinds import register
from qazvolunteer.notifications.letters import Fact, Letter, LetterKind, Link
from qazvolunteer.notifications.models import Notification


@register
class RegisterDecided(LetterKind):
    """To the person who applied, or to the owners and managers of the organization."""

    code = DECIDED
    label = lazy("A decision about the register of volunteer activity")
    category = Category.ACCOUNT
    why = lazy("You receive this letter because you, or an organization you work for, applied to the register.")

    def load(self, notification: Notification) -> RegisterApplication | None:
        return self.load_many([notification]).get(notification.pk)

    def load_many(self, notifications: Sequence[Notification]) -> Mapping[UUID, RegisterApplication | None]:
        wanted = {row.pk: row.payload["application"] for row in notifications}
        found = RegisterApplication.objects.select_related("organization").in_bulk(set(wanted.values()))
        return {pk: found.get(application) for pk, application in wanted.items()}

    def is_obsolete(self, facts: RegisterApplication, notification: Notification) -> bool:
        return facts.state not in {RegisterState.INCLUDED, RegisterState.REFUSED}

    def subject(self, facts: RegisterApplication, notification: Notification) -> str:
        return _("The ministry has decided about the register of volunteer activity")

    def letter(self, facts: RegisterApplication, notification: Notification) -> Letter:
        known = [Fact(_("Decision"), facts.get_state_display())]
        if facts.organization:
            known.append(
                Fact(_("Organization"), facts.organization.name, lang=shown_language(facts.organization, "name"))
            )
        if facts.decided_on:
            known.append(Fact(_("Date of the decision"), dates.date(facts.decided_on)))
        if facts.decision:
            known.append(Fact(_("In the ministry's words"), facts.decision))
        where = page("organization", facts.organization.slug) if facts.organization else page("profile-consents")
        return Letter(
            title=_("The ministry has decided about the register"),
            preview=str(facts.get_state_display()),
            lead=[_("The register is voluntary: whoever is in it can take the application back at any time.")],
            facts=known,
            button=Link(_("Open the page"), where),
            picture=False,
        )
