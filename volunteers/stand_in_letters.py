"""Letters about stand-ins. Payload ``{"stand_in": id}``."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from qazvolunteer.core.addresses import page
from qazvolunteer.notifications.kinds import register
from qazvolunteer.notifications.letters import Letter, Link, in_other_language
from qazvolunteer.notifications.models import Notification
from volunteers.hours_enums import StandInState
from volunteers.hours_letters import OneRow
from volunteers.letter_facts import SignUpFacts
from volunteers.letter_parts import named_for, table
from volunteers.models import SignUp
from volunteers.stand_in_models import StandIn


class StandInKind(OneRow):
    name = "stand_in"

    def rows(self) -> Any:
        place = "signup__shift__project__"
        return StandIn.objects.select_related(
            "signup__volunteer__user",
            "invited__user",
            *(f"{place}{name}" for name in ("programme", "organization", "town", "district", "region")),
        )


def about(signup: SignUp) -> SignUpFacts:
    return SignUpFacts(signup)


@register
class StandInAsked(StandInKind):
    """To the next of the queue: somebody cannot come and asks whether you would."""

    code = "volunteers.stand_in_asked"
    label = lazy("You are asked to stand in for somebody")

    def is_obsolete(self, facts: StandIn, notification: Notification) -> bool:
        begun = facts.signup.shift.starts_at <= timezone.now()
        return facts.state != StandInState.OPEN or facts.invited is None or begun

    def subject(self, facts: StandIn, notification: Notification) -> str:
        return _("Would you stand in? %(project)s") % {"project": facts.signup.shift.project.title}

    def letter(self, facts: StandIn, notification: Notification) -> Letter:
        person = facts.invited.user if facts.invited else facts.signup.volunteer.user
        return Letter(
            title=named_for(_("%(name)s, would you stand in?"), person),
            preview=facts.signup.shift.project.title,
            lead=[
                _("Somebody with a place perhaps cannot come and asks you, because you are next in the queue."),
                _("Take the place over, or say no, and the next person is asked. Your place in the queue stays."),
            ],
            facts=table(about(facts.signup)),
            button=Link(_("Answer"), page("stand-in", facts.secret)),
            button_tone="gold",
            other_language=in_other_language("stand-in", facts.secret),
        )


@register
class StandInFound(StandInKind):
    """To whoever looked: somebody took the place over."""

    code = "volunteers.stand_in_found"
    label = lazy("Somebody stands in for you")

    def is_obsolete(self, facts: StandIn, notification: Notification) -> bool:
        return facts.state != StandInState.TAKEN

    def subject(self, facts: StandIn, notification: Notification) -> str:
        return _("Somebody stands in for you: %(project)s") % {"project": facts.signup.shift.project.title}

    def letter(self, facts: StandIn, notification: Notification) -> Letter:
        return Letter(
            title=named_for(_("%(name)s, somebody stands in for you"), facts.signup.volunteer.user),
            preview=facts.signup.shift.project.title,
            lead=[_("You need not come, and you are excused. Thank you for taking care of it.")],
            facts=table(about(facts.signup)),
            button=Link(_("Find another shift"), page("catalogue")),
            other_language=in_other_language("catalogue"),
        )
