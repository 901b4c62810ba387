"""Letters about posts in a front office. Payload: ``post``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from frontoffice.models import Coordinator
from qazvolunteer.core import dates
from qazvolunteer.core.addresses import page
from qazvolunteer.core.content_language import shown_language
from qazvolunteer.notifications.enums import Category
from qazvolunteer.notifications.kinds import register
from qazvolunteer.notifications.letters import Fact, Letter, LetterKind, Link
from qazvolunteer.notifications.models import Notification


class _OfPost(LetterKind):
    category = Category.ACCOUNT
    why = lazy("You receive this letter because it concerns your work in a front office.")

    def load(self, notification: Notification) -> Coordinator | None:
        return self.load_many([notification]).get(notification.pk)

    def load_many(self, notifications: Sequence[Notification]) -> Mapping[UUID, Coordinator | None]:
        wanted = {row.pk: row.payload["post"] for row in notifications}
        found = Coordinator.objects.select_related("office", "user").in_bulk(set(wanted.values()))
        return {pk: found.get(post) for pk, post in wanted.items()}

    def facts_of(self, post: Coordinator) -> list[Fact]:
        facts = [
            Fact(_("Front office"), post.office.name, lang=shown_language(post.office, "name")),
            Fact(_("Post"), post.get_role_display()),
            Fact(_("Since"), dates.day(post.started_at)),
        ]
        if post.ended_at is not None:
            facts.append(Fact(_("Until"), dates.day(post.ended_at)))
        return facts


@register
class Appointed(_OfPost):
    """To whoever got a post."""

    code = "frontoffice.appointed"
    label = lazy("You work in a front office")

    def subject(self, facts: Coordinator, notification: Notification) -> str:
        return _("You work in a front office: %(office)s") % {"office": facts.office.name}

    def letter(self, facts: Coordinator, notification: Notification) -> Letter:
        return Letter(
            title=_("You have a post in a front office"),
            preview=facts.office.name,
            lead=[_("The republican front office gave you a post. Set up a second factor, then your desk opens.")],
            facts=self.facts_of(facts),
            button=Link(_("To the desk"), page("office")),
            picture=False,
        )


@register
class PostEnded(_OfPost):
    """To whoever had it."""

    code = "frontoffice.post_ended"
    label = lazy("Your post in a front office has ended")

    def subject(self, facts: Coordinator, notification: Notification) -> str:
        return _("Your post has ended: %(office)s") % {"office": facts.office.name}

    def letter(self, facts: Coordinator, notification: Notification) -> Letter:
        return Letter(
            title=_("Your post in a front office has ended"),
            preview=facts.office.name,
            lead=[_("The pages of the front office are closed to you from now on. Thank you for your work.")],
            facts=self.facts_of(facts),
            picture=False,
        )
