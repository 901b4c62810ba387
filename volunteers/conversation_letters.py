"""Letters about what a volunteer and an organization write to each other. Payload ``{"words": id}``."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from qazvolunteer.core.addresses import page
from qazvolunteer.notifications.enums import Category
from qazvolunteer.notifications.kinds import register
from qazvolunteer.notifications.letters import Fact, Letter, Link, Quote, in_other_language
from qazvolunteer.notifications.models import Notification
from volunteers import conversations
from volunteers.conversation_models import ConversationEntry
from volunteers.hours_letters import OneRow
from volunteers.letter_facts import SignUpFacts
from volunteers.letter_parts import named_for, short_table


class Words(OneRow):
    name = "words"

    def rows(self) -> Any:
        return ConversationEntry.objects.select_related(
            "conversation__signup__volunteer__user",
            "conversation__signup__shift__project__organization",
            "conversation__signup__shift__project__town",
            "conversation__signup__shift__project__region",
            "conversation__signup__shift__project__district",
        )


@register
class Answered(Words):
    """To the volunteer: the organization has answered. It answers as itself."""

    code = "volunteers.answered"
    label = lazy("The organizer has answered you")

    def is_obsolete(self, facts: ConversationEntry, notification: Notification) -> bool:
        return not facts.text

    def reply_to(self, facts: ConversationEntry, notification: Notification) -> str:
        return conversations.answers_go_to(facts.conversation.signup)

    def subject(self, facts: ConversationEntry, notification: Notification) -> str:
        organization = facts.conversation.signup.shift.project.organization
        return _("%(organization)s has answered you") % {"organization": organization.name}

    def letter(self, facts: ConversationEntry, notification: Notification) -> Letter:
        signup = facts.conversation.signup
        return Letter(
            title=named_for(_("%(name)s, the organizer has answered you"), signup.volunteer.user),
            preview=signup.shift.project.title,
            quote=Quote(_("What the organizer wrote"), facts.text),
            facts=[Fact(_("Organizer"), signup.shift.project.organization.name), *short_table(SignUpFacts(signup))],
            button=Link(_("Read and answer"), page("signup-messages", signup.pk)),
            other_language=in_other_language("signup-messages", signup.pk),
            picture=False,
        )


@register
class Asked(Words):
    """To the organization: somebody has written. Once, until it is read."""

    code = "volunteers.asked"
    label = lazy("A volunteer has written to you")
    why = lazy("You receive this letter because volunteers write to your organization.")
    category = Category.WORK

    def is_obsolete(self, facts: ConversationEntry, notification: Notification) -> bool:
        return facts.conversation.unread_since is None or not facts.text

    def subject(self, facts: ConversationEntry, notification: Notification) -> str:
        return _("A volunteer has written to you: %(project)s") % {
            "project": facts.conversation.signup.shift.project.title
        }

    def letter(self, facts: ConversationEntry, notification: Notification) -> Letter:
        signup = facts.conversation.signup
        return Letter(
            title=_("A volunteer has written to you"),
            preview=signup.shift.project.title,
            lead=[_("Answer on the page of the conversation: an answer to this letter reaches nobody.")],
            quote=Quote(signup.volunteer.user.short_name, facts.text),
            facts=short_table(SignUpFacts(signup)),
            button=Link(_("Read and answer"), page("admin:volunteers_conversation_change", facts.conversation_id)),
            other_language=in_other_language("admin:volunteers_conversation_change", facts.conversation_id),
            picture=False,
        )
