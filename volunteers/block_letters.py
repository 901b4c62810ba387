"""Letters about objections to a block. Payload ``{"objection": id}``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from qazvolunteer.core import dates
from qazvolunteer.core.addresses import page
from qazvolunteer.core.content_language import shown_language
from qazvolunteer.core.transitions import said
from qazvolunteer.notifications.enums import Category
from qazvolunteer.notifications.kinds import register
from qazvolunteer.notifications.letters import Fact, Letter, LetterKind, Link, Quote, in_other_language
from qazvolunteer.notifications.models import Notification
from volunteers.block_models import BlockObjection


class ObjectionKind(LetterKind):
    def load(self, notification: Notification) -> BlockObjection | None:
        return self.load_many([notification])[notification.pk]

    def load_many(self, notifications: Sequence[Notification]) -> Mapping[UUID, BlockObjection | None]:
        wanted = {notification.payload["objection"] for notification in notifications}
        rows = BlockObjection.objects.select_related("block__organization", "block__volunteer__user").in_bulk(wanted)
        return {notification.pk: rows.get(notification.payload["objection"]) for notification in notifications}

    def facts_of(self, row: BlockObjection) -> list[Fact]:
        organization = row.block.organization
        return [
            Fact(_("Organization"), organization.name, lang=shown_language(organization, "name")),
            Fact(_("Blocked since"), dates.day(row.block.created_at)),
        ]


@register
class BlockKept(ObjectionKind):
    """To the volunteer."""

    code = "volunteers.block_kept"
    label = lazy("The front office keeps the block you objected to")
    category = Category.SIGNUP

    def subject(self, facts: BlockObjection, notification: Notification) -> str:
        return _("The block stays: %(organization)s") % {"organization": facts.block.organization.name}

    def letter(self, facts: BlockObjection, notification: Notification) -> Letter:
        return Letter(
            title=_("The front office has read your objection. The block stays."),
            preview=facts.block.organization.name,
            lead=[_("All other organizations are open to you as before.")],
            facts=self.facts_of(facts),
            quote=Quote(_("What the front office wrote"), said(facts.reply)),
            button=Link(_("See my shifts"), page("my-shifts")),
            other_language=in_other_language("my-shifts"),
            picture=False,
        )


@register
class BlockLifted(ObjectionKind):
    """To owners and managers of the organization."""

    code = "volunteers.block_lifted"
    label = lazy("The front office lifted a block of your organization")
    category = Category.WORK

    def subject(self, facts: BlockObjection, notification: Notification) -> str:
        return _("The front office lifted a block: %(organization)s") % {"organization": facts.block.organization.name}

    def letter(self, facts: BlockObjection, notification: Notification) -> Letter:
        person = facts.block.volunteer.user.full_name or _("A volunteer")
        return Letter(
            title=_("The front office lifted a block of your organization"),
            preview=facts.block.organization.name,
            lead=[_("The volunteer had objected. They can sign up for your shifts again.")],
            facts=[Fact(_("Volunteer"), person), *self.facts_of(facts)],
            quote=Quote(_("What the front office wrote"), said(facts.reply)),
            button=Link(_("Open the workplace"), page("admin:index")),
            picture=False,
        )
