"""The letter about an answer to feedback."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from qazvolunteer.core.addresses import page
from qazvolunteer.notifications.kinds import register
from qazvolunteer.notifications.letters import Letter, Link, Listing, Quote, in_other_language
from qazvolunteer.notifications.models import Notification
from volunteers.feedback_models import Feedback
from volunteers.hours_letters import OneRow, project_facts
from volunteers.letter_parts import named_for


@register
class FeedbackAnswered(OneRow):
    """Payload ``{"feedback": id}``. The platform knows whose words they are; the organization does not."""

    code = "volunteers.feedback_answered"
    label = lazy("An organization answers what you said of it")
    name = "feedback"

    def rows(self) -> Any:
        return Feedback.objects.select_related("signup__volunteer__user", "project__organization")

    def is_obsolete(self, facts: Feedback, notification: Notification) -> bool:
        return not facts.reply or facts.hidden_at is not None

    def subject(self, facts: Feedback, notification: Notification) -> str:
        return _("An answer to your words: %(project)s") % {"project": facts.project.title}

    def letter(self, facts: Feedback, notification: Notification) -> Letter:
        return Letter(
            title=named_for(_("%(name)s, the organization answers your words"), facts.signup.volunteer.user),
            preview=facts.project.title,
            lead=[_("The answer stands below your words on the project's page. Your name is not shown to anybody.")],
            facts=project_facts(facts.project),
            quote=Quote(_("The organization answers"), facts.reply),
            listing=Listing(_("What you wrote"), [facts.text]) if facts.text else None,
            button=Link(_("See the project"), page("project", facts.project.slug)),
            other_language=in_other_language("project", facts.project.slug),
            picture=False,
        )
