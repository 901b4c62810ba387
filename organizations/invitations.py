"""Members come by invitation: a link sent to an e-mail, good for a week, for one person, once.

The link is the key, whichever account the person has; so its secret leaves the platform in that letter alone and the
database keeps a hash. Who accepted it is recorded and told to whoever invited.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations import memberships, permissions
from organizations.enums import UNDECIDED, OrganizationState, Role
from organizations.models import Invitation, Membership, Organization
from qazvolunteer.core.locks import locked
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.core.secret_codes import new_secret
from qazvolunteer.notifications.outbox import Message, notify, notify_many

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User

VALID_FOR = dt.timedelta(days=7)
# Strangers get letters by this: few before the organization was checked.
MOST_OPEN, MOST_OPEN_UNCHECKED = 50, 5
OPEN_TO_MEMBERS = UNDECIDED | {OrganizationState.VERIFIED, OrganizationState.SUSPENDED}


def hashed(secret: str) -> str:
    """What is kept of a secret of 128 random bits: nothing leads back, and no salt is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def by_secret(secret: str) -> Invitation | None:
    """The invitation of a link, however it stands; None for an invented one."""
    rows = Invitation.objects.select_related("organization__region", "invited_by")
    return rows.filter(secret_hash=hashed(secret)).first()


@transaction.atomic
def invite(organization: Organization, *, email: str, role: str, language: str, by: User) -> Invitation:
    """Send a link; an earlier one to the same address is void.

    Raises ``not_allowed``, ``above_own_role``, ``ended``, ``already_member`` or ``too_many``.
    """
    organization = memberships.held(organization.pk)
    grantable = memberships.grantable_now(by, organization)
    if not grantable:
        raise Refusal("not_allowed", _("Only owners and managers invite people."))
    if role not in grantable:
        raise Refusal("above_own_role", _("Nobody gives or takes away a role above their own."))
    _require_open(organization)
    email = email.strip().lower()
    if Membership.objects.active().filter(organization=organization, user__email=email).exists():
        raise Refusal("member_there", _("This person already works for the organization."))
    waiting = organization.invitations.unanswered()
    waiting.filter(email=email).update(withdrawn_at=timezone.now())
    most = MOST_OPEN if organization.is_verified else MOST_OPEN_UNCHECKED
    if waiting.open().count() >= most:
        raise Refusal(
            "too_many",
            _("%(number)d invitations already wait for an answer.") % {"number": most},
            _("Take back one of them first."),
        )
    secret = new_secret()
    invitation = Invitation.objects.create(
        organization=organization,
        email=email,
        role=role,
        language=language,
        secret_hash=hashed(secret),
        invited_by=by,
        expires_at=timezone.now() + VALID_FOR,
    )
    notify(
        None,
        "organizations.invited",
        payload={"organization": organization.pk, "invitation": invitation.pk, "secret": secret},
        key=f"organizations.invited:{invitation.pk}",
        address=email,
        language=language,
    )
    return invitation


@transaction.atomic
def accept(invitation: Invitation, *, by: User) -> Membership:
    """Become a member. Of two who press at once, one comes in.

    Raises ``used``, ``withdrawn``, ``expired``, ``ended`` or ``already_member`` (then the link stays good).
    """
    organization = memberships.held(invitation.organization_id)
    row = locked(Invitation.objects.filter(pk=invitation.pk)).get()
    if row.accepted_at is not None:
        raise Refusal("used", _("This invitation has been used already."), _("Ask for a new one."))
    if row.withdrawn_at is not None:
        raise Refusal("withdrawn", _("This invitation was taken back."), _("Ask the organization why."))
    if not row.is_open:
        raise Refusal("expired", _("This invitation has run out: it was good for a week."), _("Ask for a new one."))
    _require_open(organization)
    membership = memberships.take_in(organization, by, row.role, by=by, action="join")
    row.accepted_at, row.accepted_by = timezone.now(), by
    row.save(update_fields=["accepted_at", "accepted_by"])
    told = permissions.people_with(organization.pk, [Role.OWNER]).exclude(pk=by.pk)
    if row.invited_by_id is not None:
        told = told | permissions.people_with(organization.pk, Role.values).filter(pk=row.invited_by_id)
    payload = {"organization": organization.pk, "membership": membership.pk, "invitation": row.pk}
    notify_many("organizations.member_joined", [Message(person, payload) for person in told.distinct()])
    return membership


@transaction.atomic
def withdraw(invitation: Invitation, *, by: User) -> Invitation:
    """Take an unanswered invitation back. Raises ``not_allowed``, ``above_own_role`` or ``used``."""
    organization = memberships.held(invitation.organization_id)
    row = locked(Invitation.objects.filter(pk=invitation.pk)).get()
    grantable = memberships.grantable_now(by, organization)
    if not grantable:
        raise Refusal("not_allowed", _("Only owners and managers take invitations back."))
    if row.role not in grantable:
        raise Refusal("above_own_role", _("Nobody gives or takes away a role above their own."))
    if row.accepted_at is not None:
        raise Refusal("used", _("This invitation has been used already."))
    row.withdrawn_at = row.withdrawn_at or timezone.now()
    row.save(update_fields=["withdrawn_at"])
    return row


def _require_open(organization: Organization) -> None:
    if organization.state not in OPEN_TO_MEMBERS:
        raise Refusal("ended", _("This organization takes no new members any more."))
