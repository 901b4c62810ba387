"""Letters in which the organizer speaks or has acted for somebody: messages, calls, moves, blocks, calls by phone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from organizations.models import Organization
from projects.enums import ItemSection
from projects.models import ProjectItem, Shift
from qazvolunteer.accounts.enums import ConsentKind
from qazvolunteer.accounts.models import Consent
from qazvolunteer.core import dates
from qazvolunteer.core.addresses import absolute, page
from qazvolunteer.core.content_language import shown_language
from qazvolunteer.core.transitions import said
from qazvolunteer.notifications.enums import Category
from qazvolunteer.notifications.kinds import register
from qazvolunteer.notifications.letters import Fact, Letter, LetterKind, Link, Notice, Quote, in_other_language
from qazvolunteer.notifications.models import Notification
from volunteers import letter_parts as parts
from volunteers import links
from volunteers.enums import LIVE, SignUpState
from volunteers.export_models import ExportFile
from volunteers.letter_facts import SignUpFacts, SignUpKind
from volunteers.message_models import OrganizationMute, OrganizerMessage
from volunteers.message_texts import filled, paragraphs, values_for
from volunteers.models import OrganizationBlock, SignUp
from volunteers.notifications import ShiftChanged


@dataclass
class MessageFacts:
    """A message, the shift it speaks of to this reader, their sign-up if any, and whether they hear of it at all."""

    message: OrganizerMessage
    shift: Shift
    signup: SignUp | None = None
    unwanted: bool = False
    is_in: bool = False


class OrganizerLetter(LetterKind):
    """Payload ``{"message": id, "signup": id or None}``. Answers go to the organization."""

    category = Category.ORGANIZER

    def load(self, notification: Notification) -> MessageFacts | None:
        return self.load_many([notification]).get(notification.pk)

    def load_many(self, notifications: Sequence[Notification]) -> Mapping[UUID, MessageFacts | None]:
        bring = ProjectItem.objects.filter(section=ItemSection.BRING)
        messages = (
            OrganizerMessage.objects.select_related(
                "organization", "project__organization", "project__town", "project__region", "project__district",
                "project__programme", "shift",
            )
            .prefetch_related(Prefetch("project__items", bring))
            .in_bulk({notification.payload["message"] for notification in notifications})
        )  # fmt: skip
        wanted = {notification.payload.get("signup") for notification in notifications} - {None}
        signups = SignUp.objects.select_related("shift", "volunteer__user").in_bulk(wanted)
        readers = {notification.recipient_id for notification in notifications}
        muted = set(OrganizationMute.objects.filter(user__in=readers).values_list("user", "organization"))
        unwilling, inside = self.others(messages.values(), readers)
        found: dict[UUID, MessageFacts | None] = {}
        for row in notifications:
            message = messages.get(row.payload["message"])
            signup = signups.get(row.payload.get("signup"))
            shift = (message.shift if message else None) or (signup.shift if signup else None)
            if message is None or shift is None:
                continue
            if signup is not None:
                shift = signup.shift
            shift.project = message.project
            found[row.pk] = MessageFacts(
                message,
                shift,
                signup,
                unwanted=(row.recipient_id, message.organization_id) in muted or row.recipient_id in unwilling,
                is_in=(row.recipient_id, shift.pk) in inside,
            )
        return found

    def others(self, messages: Any, readers: set[Any]) -> tuple[set[Any], set[tuple[Any, int]]]:
        """Readers who agreed to no such letter, and (reader, shift) of those who are in a shift already."""
        return set(), set()

    def reply_to(self, facts: MessageFacts, notification: Notification) -> str:
        return facts.message.organization.email

    def mute(self, organization: Organization) -> Notice:
        return Notice(
            _("No more letters from this organization?"),
            _("News about your place in a shift you will still get."),
            Link(_("Mute the organization"), page("organization-mute", organization.slug)),
        )


@register
class OrganizerMessageLetter(OrganizerLetter):
    code = "volunteers.message"
    label = lazy("A message from the organizer")

    def is_obsolete(self, facts: MessageFacts, notification: Notification) -> bool:
        """Whoever has left the shift meanwhile, or wants no such letters, gets none."""
        return facts.unwanted or facts.signup is None or facts.signup.state not in LIVE

    def subject(self, facts: MessageFacts, notification: Notification) -> str:
        return filled(facts.message.subject, self._values(facts, notification))

    def letter(self, facts: MessageFacts, notification: Notification) -> Letter:
        message, values = facts.message, self._values(facts, notification)
        return Letter(
            title=filled(message.subject, values),
            preview=message.organization.name,
            lead=paragraphs(filled(message.body, values)),
            facts=[
                Fact(_("Organizer"), message.organization.name, note=_("Your answer goes there.")),
                *(parts.short_table(SignUpFacts(facts.signup)) if facts.signup else ()),
            ],
            button=Link(_("Read and answer"), page("signup-messages", facts.signup.pk)) if facts.signup else None,
            second=Link(_("See my sign-up"), links.signup_link(facts.signup)) if facts.signup else None,
            notice=self.mute(message.organization),
            other_language=links.in_another_language(facts.signup) if facts.signup else None,
            picture=False,
        )

    def _values(self, facts: MessageFacts, notification: Notification) -> dict[str, str]:
        reader = notification.recipient
        return values_for(facts.message, facts.shift, reader.first_name if reader else "")


@register
class CallLetter(OrganizerLetter):
    code = "volunteers.call"
    label = lazy("An organizer looks for helpers")
    why = lazy(
        "You receive this letter because you agreed to invitations by e-mail and once signed up with this organizer."
    )

    def others(self, messages: Any, readers: set[Any]) -> tuple[set[Any], set[tuple[Any, int]]]:
        agreed = Consent.objects.in_force().filter(user__in=readers, text__kind=ConsentKind.NEWS)
        shifts = {message.shift_id for message in messages}
        inside = SignUp.objects.live().filter(volunteer__user__in=readers, shift__in=shifts)
        return readers - set(agreed.values_list("user", flat=True)), set(inside.values_list("volunteer__user", "shift"))

    def is_obsolete(self, facts: MessageFacts, notification: Notification) -> bool:
        shift, project = facts.shift, facts.shift.project
        open_now = project.takes_people and project.signups_open and not shift.is_cancelled and not shift.is_past
        return facts.unwanted or facts.is_in or not open_now or not shift.free or shift.waiting > 0

    def subject(self, facts: MessageFacts, notification: Notification) -> str:
        return _("Hands are needed, %(day)s: %(project)s") % {
            "day": dates.day(facts.shift.starts_at), "project": facts.message.project.title
        }  # fmt: skip

    def letter(self, facts: MessageFacts, notification: Notification) -> Letter:
        message, reader = facts.message, notification.recipient
        there = SignUpFacts(SignUp(shift=facts.shift))
        address = absolute(f"{message.project.get_absolute_url()}?shift={facts.shift.pk}")
        words = _("%(name)s, your help is needed") % {"name": reader.first_name if reader else ""}
        title = words.strip(" ,")
        return Letter(
            title=title[:1].upper() + title[1:],
            preview=parts.when_and_where(there),
            lead=[
                _("A shift of %(organization)s lacks people. Can you come?")
                % {"organization": message.organization.name},
                parts.about(there),
            ],
            facts=parts.table(there),
            button=Link(_("See the shift"), address),
            notice=self.mute(message.organization),
            other_language=in_other_language("project", message.project.slug),
        )


@register
class Moved(ShiftChanged):
    """Payload also ``changes`` as of ``ShiftChanged``, and ``reason``."""

    code = "volunteers.moved"
    label = lazy("The organizer moved you to another shift")

    def subject(self, facts: SignUpFacts, notification: Notification) -> str:
        return _("You are now in another shift: %(project)s") % {"project": facts.project.title}

    def letter(self, facts: SignUpFacts, notification: Notification) -> Letter:
        reason = notification.payload.get("reason", "")
        return replace(
            super().letter(facts, notification),
            title=parts.named(_("%(name)s, the organizer moved you to another shift"), facts),
            quote=Quote(_("What the organizer wrote"), said(reason)) if reason else None,
        )


@register
class SignedUpByPhone(SignUpKind):
    """Payload also ``position`` for whoever waits."""

    code = "volunteers.signed_up_by_phone"
    label = lazy("The organizer signed you up by telephone")
    states = LIVE
    wants_companions = True

    def subject(self, facts: SignUpFacts, notification: Notification) -> str:
        return _("You are signed up by telephone: %(project)s") % {"project": facts.project.title}

    def letter(self, facts: SignUpFacts, notification: Notification) -> Letter:
        asked = _("You asked %(organization)s for it by telephone, and agreed that your data are kept for it.") % {
            "organization": facts.project.organization.name
        }
        wrong = Notice(
            _("It was not you?"),
            _("Withdraw, and write to us: nobody may sign you up without being asked."),
            Link(_("Withdraw from the shift"), links.signup_link(facts.signup)),
        )
        if facts.signup.state == SignUpState.CONFIRMED:
            whole = parts.full_letter(facts, title=parts.named(_("%(name)s, you are in"), facts))
            return replace(whole, lead=[asked, *whole.lead], notice=wrong)
        position = notification.payload.get("position")
        return Letter(
            title=parts.named(_("%(name)s, you are on the waiting list"), facts),
            preview=parts.when_and_where(facts),
            lead=[asked],
            facts=[
                *([Fact(_("Number in the queue"), dates.thousands(position))] if position else []),
                *parts.table(facts),
            ],
            button=Link(_("See my place in the queue"), links.signup_link(facts.signup)),
            notice=wrong,
            other_language=links.in_another_language(facts.signup),
        )


class BlockKind(LetterKind):
    """Payload ``{"block": id}``."""

    category = Category.SIGNUP

    def load_many(self, notifications: Sequence[Notification]) -> Mapping[UUID, OrganizationBlock | None]:
        wanted = {notification.payload["block"] for notification in notifications}
        rows = OrganizationBlock.objects.select_related("organization", "volunteer__user").in_bulk(wanted)
        return {notification.pk: rows.get(notification.payload["block"]) for notification in notifications}

    def load(self, notification: Notification) -> OrganizationBlock | None:
        return self.load_many([notification])[notification.pk]


@register
class Blocked(BlockKind):
    code = "volunteers.blocked"
    label = lazy("An organization takes you into no shift at present")

    def is_obsolete(self, facts: OrganizationBlock, notification: Notification) -> bool:
        return not facts.is_in_force

    def subject(self, facts: OrganizationBlock, notification: Notification) -> str:
        return _("%(organization)s does not take you into its shifts") % {"organization": facts.organization.name}

    def letter(self, facts: OrganizationBlock, notification: Notification) -> Letter:
        last = facts.until - dt.timedelta(seconds=1) if facts.until else None
        return Letter(
            title=_("%(organization)s does not take you into its shifts") % {"organization": facts.organization.name},
            lead=[
                _("All other organizations are open to you as before."),
                _("If you disagree, say so on your page: the front office of the region decides."),
            ],
            facts=[Fact(_("It holds until"), dates.date(last) if last else _("it is lifted"))],
            quote=Quote(_("What the organizer wrote"), said(facts.reason)),
            button=Link(_("See the block"), page("my-organizers")),
            other_language=in_other_language("my-organizers"),
            picture=False,
        )


@register
class Unblocked(BlockKind):
    code = "volunteers.unblocked"
    label = lazy("An organization takes you into its shifts again")

    def is_obsolete(self, facts: OrganizationBlock, notification: Notification) -> bool:
        return facts.lifted_at is None or facts.lifted_at > timezone.now()

    def subject(self, facts: OrganizationBlock, notification: Notification) -> str:
        return _("%(organization)s takes you into its shifts again") % {"organization": facts.organization.name}

    def letter(self, facts: OrganizationBlock, notification: Notification) -> Letter:
        return Letter(
            title=_("%(organization)s takes you into its shifts again") % {"organization": facts.organization.name},
            lead=[_("You can sign up for its projects as before.")],
            button=Link(_("See the organization"), page("organization", facts.organization.slug)),
            other_language=in_other_language("organization", facts.organization.slug),
            picture=False,
        )


@register
class ExportReady(LetterKind):
    """Payload ``{"export": id}``."""

    code = "volunteers.export_ready"
    label = lazy("A file with sign-ups is ready")
    category = Category.WORK

    def load_many(self, notifications: Sequence[Notification]) -> Mapping[UUID, ExportFile | None]:
        wanted = {notification.payload["export"] for notification in notifications}
        rows = ExportFile.objects.select_related("project").in_bulk(wanted)
        return {notification.pk: rows.get(notification.payload["export"]) for notification in notifications}

    def load(self, notification: Notification) -> ExportFile | None:
        return self.load_many([notification])[notification.pk]

    def is_obsolete(self, facts: ExportFile, notification: Notification) -> bool:
        return not facts.is_ready

    def subject(self, facts: ExportFile, notification: Notification) -> str:
        return _("Your file is ready: %(project)s") % {"project": facts.project.title}

    def letter(self, facts: ExportFile, notification: Notification) -> Letter:
        return Letter(
            title=_("Your file with sign-ups is ready"),
            lead=[_("Only you can fetch it, and only until the time below. It holds personal data: keep it safe.")],
            facts=[
                Fact(_("Project"), facts.project.title, lang=shown_language(facts.project, "title")),
                Fact(_("Rows"), dates.thousands(facts.rows)),
                Fact(_("Can be fetched until"), parts.moment(facts.expires_at)),
            ],
            button=Link(_("Fetch the file"), page("admin:volunteers_signup_exports")),
            other_language=in_other_language("admin:volunteers_signup_exports"),
            picture=False,
        )
