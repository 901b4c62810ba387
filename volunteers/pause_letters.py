"""What volunteers are told when a front office pauses a project, and when it goes on. Payload ``{"signup": id}``."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from organizations import halts
from projects.enums import ProjectState
from qazvolunteer.core.addresses import absolute
from qazvolunteer.notifications.kinds import register
from qazvolunteer.notifications.letters import Letter, Link
from qazvolunteer.notifications.models import Notification
from volunteers import letter_parts as parts
from volunteers import links
from volunteers.enums import LIVE
from volunteers.letter_facts import SignUpFacts, SignUpKind


class OfPause(SignUpKind):
    states = LIVE

    def button(self, facts: SignUpFacts) -> Link:
        return Link(_("See the project"), absolute(facts.project.get_absolute_url()))


@register
class Paused(OfPause):
    """True while it is paused."""

    code = "volunteers.paused"
    label = lazy("A project is paused")

    def is_obsolete(self, facts: SignUpFacts, notification: Notification) -> bool:
        return super().is_obsolete(facts, notification) or not facts.project.is_paused

    def subject(self, facts: SignUpFacts, notification: Notification) -> str:
        return _("Paused for now: %(project)s") % {"project": facts.project.title}

    def letter(self, facts: SignUpFacts, notification: Notification) -> Letter:
        project = facts.project
        stopped = project.pk if project.state == ProjectState.PAUSED else None
        halt = halts.standing(project.organization_id, stopped)
        return Letter(
            title=parts.named(_("%(name)s, the project is paused for now"), facts),
            preview=project.title,
            lead=[
                *([halt.public_sentence] if halt else []),
                _("You keep your place. Please do not come until we write that the project goes on."),
                _("If you would rather be free, you can withdraw at any time."),
            ],
            facts=parts.short_table(facts),
            button=self.button(facts),
            second=Link(_("See my sign-up"), links.signup_link(facts.signup)),
            notice=parts.changed_your_mind(facts),
            other_language=links.in_another_language(facts.signup),
            picture=False,
        )


@register
class Resumed(OfPause):
    """True while it is not paused again."""

    code = "volunteers.resumed"
    label = lazy("A paused project goes on")

    def is_obsolete(self, facts: SignUpFacts, notification: Notification) -> bool:
        return super().is_obsolete(facts, notification) or facts.project.is_paused

    def subject(self, facts: SignUpFacts, notification: Notification) -> str:
        return _("It goes on: %(project)s") % {"project": facts.project.title}

    def letter(self, facts: SignUpFacts, notification: Notification) -> Letter:
        return Letter(
            title=parts.named(_("%(name)s, the project goes on"), facts),
            preview=parts.when_and_where(facts),
            lead=[_("The front office has looked at it, and the project goes on as planned. Your place is kept.")],
            facts=parts.short_table(facts),
            button=Link(_("See my sign-up"), links.signup_link(facts.signup)),
            second=self.button(facts),
            notice=parts.changed_your_mind(facts),
            other_language=links.in_another_language(facts.signup),
        )
