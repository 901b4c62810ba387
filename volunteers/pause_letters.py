"""What volunteers are told when a front office pauses a project, and when it goes on. Payload ``{"signup": id}``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from organizations import halts
from organizations.halt_models import Halt
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


@dataclass
class PausedFacts(SignUpFacts):
    """With what pauses the project."""

    halt: Halt | None = None


@register
class Paused(OfPause):
    """True while it is paused."""

    code = "volunteers.paused"
    label = lazy("A project is paused")

    def load_many(self, notifications: Sequence[Notification]) -> Mapping[UUID, SignUpFacts | None]:
        found = {pk: one for pk, one in super().load_many(notifications).items() if one is not None}
        standing = halts.standing_in({one.project.organization_id for one in found.values()})
        return {pk: self._with_halt(one, standing) for pk, one in found.items()}

    def _with_halt(self, one: SignUpFacts, standing: Mapping[tuple[int, int | None], Halt]) -> PausedFacts:
        stopped = one.project.pk if one.project.state == ProjectState.PAUSED else None
        halt = standing.get((one.project.organization_id, stopped))
        return PausedFacts(one.signup, one.reason, one.companions, halt)

    def is_obsolete(self, facts: SignUpFacts, notification: Notification) -> bool:
        return super().is_obsolete(facts, notification) or not facts.project.is_paused

    def subject(self, facts: SignUpFacts, notification: Notification) -> str:
        return _("Paused for now: %(project)s") % {"project": facts.project.title}

    def letter(self, facts: SignUpFacts, notification: Notification) -> Letter:
        halt = facts.halt if isinstance(facts, PausedFacts) else None
        return Letter(
            title=parts.named(_("%(name)s, the project is paused for now"), facts),
            preview=facts.project.title,
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
