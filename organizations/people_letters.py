"""Letters about who works for an organization, and about networks. Payloads carry ids; roles by their value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from organizations.enums import AffiliationState, OrganizationState, Role
from organizations.models import Affiliation, Invitation, Membership, Organization
from qazvolunteer.core import dates
from qazvolunteer.core.addresses import absolute, page
from qazvolunteer.core.content_language import shown_language
from qazvolunteer.notifications.account_kinds import forget_address
from qazvolunteer.notifications.enums import Category
from qazvolunteer.notifications.kinds import register
from qazvolunteer.notifications.letters import Fact, Letter, LetterKind, Link, Notice, Quote
from qazvolunteer.notifications.models import Notification


def _named(organization: Organization) -> Fact:
    return Fact(_("Organization"), organization.name, lang=shown_language(organization, "name"))


def _role(value: str) -> str:
    return str(Role(value).label) if value in Role.values else value


@register
class Invited(LetterKind):
    """To an address that may have no account: the link is the key. Payload ``invitation`` and its ``secret``."""

    code = "organizations.invited"
    label = lazy("An organization invites you to work for it")
    category = Category.ACCOUNT
    why = lazy("You receive this letter because somebody of the organization wrote your address.")
    secrets = frozenset({"secret"})

    def load(self, notification: Notification) -> Invitation | None:
        return self.load_many([notification]).get(notification.pk)

    def load_many(self, notifications: Sequence[Notification]) -> Mapping[UUID, Invitation | None]:
        wanted = {row.pk: row.payload["invitation"] for row in notifications}
        found = Invitation.objects.select_related("organization__region", "invited_by").in_bulk(set(wanted.values()))
        return {pk: found.get(invitation) for pk, invitation in wanted.items()}

    def is_obsolete(self, facts: Invitation, notification: Notification) -> bool:
        return not facts.is_open or "secret" not in notification.payload

    def subject(self, facts: Invitation, notification: Notification) -> str:
        return _("Invitation to work for %(organization)s") % {"organization": facts.organization.name}

    def letter(self, facts: Invitation, notification: Notification) -> Letter:
        who = facts.invited_by.full_name if facts.invited_by else facts.organization.name
        until = f"{dates.day(facts.expires_at)}, {dates.clock(facts.expires_at)}"
        return Letter(
            title=_("You are invited to work for an organization"),
            preview=facts.organization.name,
            lead=[
                _("%(name)s invites you to help run volunteer projects on Qazvolunteer.") % {"name": who},
                _("Open the link, log in or register, and accept. You see there what the role may do."),
            ],
            facts=[
                _named(facts.organization),
                Fact(_("Region"), facts.organization.region.name),
                Fact(_("Your role"), _role(facts.role)),
                Fact(_("Valid until"), until, note=_("Works once.")),
            ],
            button=Link(_("See the invitation"), page("invitation", notification.payload.get("secret", ""))),
            notice=Notice(
                _("You do not know this organization?"),
                _("Then do nothing. Do not pass the link on: whoever opens it can accept in your place."),
            ),
            picture=False,
        )

    def after_sent(self, facts: Invitation, notification: Notification) -> None:
        forget_address(notification)


class MembershipKind(LetterKind):
    """Facts are the membership with its person and its organization. Payload ``membership``."""

    category = Category.WORK
    title: ClassVar[str | Promise]

    def load(self, notification: Notification) -> Membership | None:
        return self.load_many([notification]).get(notification.pk)

    def load_many(self, notifications: Sequence[Notification]) -> Mapping[UUID, Membership | None]:
        wanted = {row.pk: row.payload.get("membership") for row in notifications}
        found = Membership.objects.select_related("organization", "user").in_bulk(set(wanted.values()) - {None})
        return {pk: found.get(membership) for pk, membership in wanted.items()}

    def subject(self, facts: Membership, notification: Notification) -> str:
        return f"{self.title}: {facts.organization.name}"


@register
class MemberJoined(MembershipKind):
    """To the owners and whoever invited. Payload also ``invitation``: the letter says where that was sent."""

    code = "organizations.member_joined"
    label = title = lazy("Somebody joined your organization")

    def load_many(self, notifications: Sequence[Notification]) -> Mapping[UUID, Membership | None]:
        found = super().load_many(notifications)
        wanted = {row.pk: row.payload.get("invitation") for row in notifications}
        sent = dict(Invitation.objects.filter(pk__in=set(wanted.values()) - {None}).values_list("pk", "email"))
        for pk, membership in found.items():
            if membership is not None:
                membership.invited_as = sent.get(wanted[pk], "")  # type: ignore[attr-defined]
        return found

    def is_obsolete(self, facts: Membership, notification: Notification) -> bool:
        return facts.ended_at is not None

    def letter(self, facts: Membership, notification: Notification) -> Letter:
        return Letter(
            title=str(self.title),
            preview=facts.user.full_name,
            lead=[_("%(name)s accepted the invitation.") % {"name": facts.user.full_name}],
            facts=[
                _named(facts.organization),
                Fact(_("Role"), _role(facts.role)),
                Fact(_("The invitation was sent to"), getattr(facts, "invited_as", "") or "—"),
            ],
            button=Link(_("See who works for it"), page("admin:organizations_membership_changelist")),
            notice=Notice(
                _("You expected somebody else?"), _("Remove this member at once; the link worked only once.")
            ),
            picture=False,
        )


@register
class MemberLeft(MembershipKind):
    code = "organizations.member_left"
    label = title = lazy("Somebody left your organization")

    def letter(self, facts: Membership, notification: Notification) -> Letter:
        return Letter(
            title=str(self.title),
            preview=facts.user.full_name,
            lead=[
                _("%(name)s no longer works for the organization, by their own wish.") % {"name": facts.user.full_name}
            ],
            facts=[_named(facts.organization), Fact(_("Role"), _role(facts.role))],
            button=Link(_("See who works for it"), page("admin:organizations_membership_changelist")),
            picture=False,
        )


@register
class RoleChanged(MembershipKind):
    """Payload also ``before`` and ``role``."""

    code = "organizations.role_changed"
    label = title = lazy("Your role was changed")

    def is_obsolete(self, facts: Membership, notification: Notification) -> bool:
        return facts.ended_at is not None or facts.role != notification.payload.get("role")

    def letter(self, facts: Membership, notification: Notification) -> Letter:
        before = _role(notification.payload.get("before", ""))
        return Letter(
            title=str(self.title),
            preview=_role(facts.role),
            lead=[_("From now on you see and do in the workplace what the new role allows.")],
            facts=[_named(facts.organization), Fact(_("Role"), _role(facts.role), before=before)],
            button=Link(_("Open the workplace"), page("admin:index")),
            second=Link(_("What each role may do"), page("organization-roles")),
            picture=False,
        )


@register
class MemberRemoved(MembershipKind):
    code = "organizations.member_removed"
    label = title = lazy("You no longer work for an organization")

    def is_obsolete(self, facts: Membership, notification: Notification) -> bool:
        return facts.ended_at is None

    def letter(self, facts: Membership, notification: Notification) -> Letter:
        note = notification.payload.get("note", "")
        return Letter(
            title=str(self.title),
            preview=facts.organization.name,
            lead=[_("An owner or a manager ended your role. Your own account and your shifts stay as they are.")],
            facts=[_named(facts.organization), Fact(_("Role"), _role(facts.role))],
            quote=Quote(_("What they wrote"), note) if note else None,
            button=Link(_("My organizations"), page("my-organizations")),
            picture=False,
        )


@register
class OrganizationMerged(LetterKind):
    """To everybody of both. Payload ``organization`` (that stays), ``former`` (name of the other) and ``note``."""

    code = "organizations.merged"
    label = lazy("Two records of your organization were merged")
    category = Category.WORK

    def load(self, notification: Notification) -> Organization | None:
        return self.load_many([notification]).get(notification.pk)

    def load_many(self, notifications: Sequence[Notification]) -> Mapping[UUID, Organization | None]:
        wanted = {row.pk: row.payload["organization"] for row in notifications}
        found = Organization.objects.in_bulk(set(wanted.values()))
        return {pk: found.get(organization) for pk, organization in wanted.items()}

    def is_obsolete(self, facts: Organization, notification: Notification) -> bool:
        return facts.state != OrganizationState.VERIFIED

    def subject(self, facts: Organization, notification: Notification) -> str:
        return f"{self.label}: {facts.name}"

    def letter(self, facts: Organization, notification: Notification) -> Letter:
        note = notification.payload.get("note", "")
        return Letter(
            title=str(self.label),
            preview=facts.name,
            lead=[
                _("The republican front office found that both are one organization. Projects and people are together.")
            ],
            facts=[
                Fact(_("It is called"), facts.name, lang=shown_language(facts, "name")),
                Fact(_("Merged into it"), notification.payload.get("former") or "—"),
            ],
            quote=Quote(_("What the front office wrote"), note) if note else None,
            button=Link(_("Open the workplace"), page("admin:organizations_organization_change", facts.pk)),
            second=Link(_("See the public page"), absolute(facts.get_absolute_url())),
            picture=False,
        )


class AffiliationKind(LetterKind):
    """Facts are the place in the network with both sides. Payload ``affiliation`` and ``note``. True in ``state``."""

    category = Category.WORK
    title: ClassVar[str | Promise]
    sentence: ClassVar[str | Promise]
    states: ClassVar[frozenset[str]]
    act: ClassVar[str | Promise] = lazy("Open the networks")

    def load(self, notification: Notification) -> Affiliation | None:
        return self.load_many([notification]).get(notification.pk)

    def load_many(self, notifications: Sequence[Notification]) -> Mapping[UUID, Affiliation | None]:
        wanted = {row.pk: row.payload.get("affiliation") for row in notifications}
        found = Affiliation.objects.select_related("network", "member").in_bulk(set(wanted.values()) - {None})
        return {pk: found.get(affiliation) for pk, affiliation in wanted.items()}

    def is_obsolete(self, facts: Affiliation, notification: Notification) -> bool:
        return facts.state not in self.states

    def subject(self, facts: Affiliation, notification: Notification) -> str:
        return f"{self.title}: {facts.network.name}"

    def letter(self, facts: Affiliation, notification: Notification) -> Letter:
        note = notification.payload.get("note", "")
        return Letter(
            title=str(self.title),
            preview=facts.network.name,
            lead=[str(self.sentence)],
            facts=[
                Fact(_("Network"), facts.network.name, lang=shown_language(facts.network, "name")),
                Fact(_("Organization"), facts.member.name, lang=shown_language(facts.member, "name")),
            ],
            quote=Quote(_("What they wrote"), note) if note else None,
            button=Link(str(self.act), page("admin:organizations_affiliation_change", facts.pk)),
            picture=False,
        )


@register
class AffiliationProposed(AffiliationKind):
    code = "organizations.affiliation_proposed"
    label = title = lazy("A network and your organization")
    sentence = lazy(
        "The other side would like you to be connected. A network sees totals of its members, not their people."
    )
    states = frozenset({AffiliationState.INVITED, AffiliationState.ASKED})
    act = lazy("Answer")


@register
class AffiliationAccepted(AffiliationKind):
    code = "organizations.affiliation_accepted"
    label = title = lazy("The place in the network is agreed")
    sentence = lazy("The other side has accepted.")
    states = frozenset({AffiliationState.MEMBER})


@register
class AffiliationDeclined(AffiliationKind):
    code = "organizations.affiliation_declined"
    label = title = lazy("The place in the network is declined")
    sentence = lazy("The other side has declined. You can propose it again later.")
    states = frozenset({AffiliationState.DECLINED})


@register
class AffiliationEnded(AffiliationKind):
    code = "organizations.affiliation_ended"
    label = title = lazy("The place in the network has ended")
    sentence = lazy("The other side has ended it. The network no longer sees any totals.")
    states = frozenset({AffiliationState.ENDED})
