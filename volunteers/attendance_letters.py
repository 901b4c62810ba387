"""What a volunteer is told about the day in the field. Payload ``{"signup": id}``."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from qazvolunteer.core.addresses import page
from qazvolunteer.notifications.kinds import register
from qazvolunteer.notifications.letters import Letter, Link
from qazvolunteer.notifications.models import Notification
from volunteers import letter_parts as parts
from volunteers import links
from volunteers.enums import SignUpState
from volunteers.letter_facts import SignUpFacts, SignUpKind


@register
class Leader(SignUpKind):
    code = "volunteers.leader"
    label = lazy("You lead a shift")
    states = frozenset({SignUpState.CONFIRMED})

    def subject(self, facts: SignUpFacts, notification: Notification) -> str:
        return _("You lead the shift: %(project)s, %(day)s") % {
            "project": facts.project.title,
            "day": parts.short_when(facts),
        }

    def letter(self, facts: SignUpFacts, notification: Notification) -> Letter:
        return Letter(
            title=parts.named(_("%(name)s, you lead this shift"), facts),
            preview=parts.when_and_where(facts),
            lead=[
                _("The organizer asks you to check people in at the place: from an hour before the start."),
                _("Open the page once at home: then it works at the place without a network, too."),
            ],
            facts=parts.table(facts),
            button=Link(_("Open the check-in"), page("check-in", facts.shift.pk)),
            second=Link(_("See the shift"), links.signup_link(facts.signup)),
            notice=parts.cannot_come(facts),
            other_language=links.in_another_language(facts.signup),
        )
