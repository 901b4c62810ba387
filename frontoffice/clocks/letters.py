"""Letters about decisions that are overdue. Payload: ``{"matter": id}``."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from frontoffice.clocks import waiting_sides
from frontoffice.desk.matter_letters import Due, OfMatter
from qazvolunteer.core.addresses import page
from qazvolunteer.notifications.kinds import register
from qazvolunteer.notifications.letters import Letter, Link
from qazvolunteer.notifications.models import Notification


@register
class Overdue(OfMatter):
    """To whoever waits."""

    code = "frontoffice.overdue"
    label = lazy("A decision you wait for is overdue")

    def subject(self, facts: Due, notification: Notification) -> str:
        return _("The decision is overdue, and has climbed: %(name)s") % {"name": facts.name}

    def letter(self, facts: Due, notification: Notification) -> Letter:
        _people, address = waiting_sides.of(facts.row)
        return Letter(
            title=_("The decision is overdue, and has climbed"),
            preview=facts.name,
            lead=[
                _(
                    "The front office of the region has not decided in time. The republican front office has been "
                    "asked to. You need not do anything."
                )
            ],
            facts=self.facts_of(facts),
            button=Link(_("See how it stands"), address or page("home")),
            picture=False,
        )


@register
class PassedOn(OfMatter):
    """To the republican office."""

    code = "frontoffice.passed_on"
    label = lazy("An overdue decision was passed to the republican office")
    why = lazy("You receive this letter because you work in a front office.")

    def subject(self, facts: Due, notification: Notification) -> str:
        return _("An overdue decision waits for you: %(name)s") % {"name": facts.name}

    def letter(self, facts: Due, notification: Notification) -> Letter:
        return Letter(
            title=_("An overdue decision waits for you"),
            preview=facts.name,
            lead=[_("The front office of the region has not decided in time. Please decide.")],
            facts=self.facts_of(facts),
            button=Link(_("To the decision"), page("office-matter", facts.matter.pk)),
            picture=False,
        )
