"""People who work for an organization: taken in, given another role, removed, leaving.

Every verb holds the organization's row, so that two of its last owners cannot leave at once, and reads the actor's
role under that lock: whoever was removed a moment ago grants nothing any more. Nobody gives or touches a role above
their own. Each change leaves a record and a letter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations import permissions
from organizations.enums import STAFFING_ROLES, OrganizationKind, OrganizationState, Role, not_above
from organizations.models import Invitation, Membership, MembershipChange, Organization
from qazvolunteer.accounts import ages
from qazvolunteer.core.locks import locked
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.notifications.outbox import Message, notify, notify_many

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User

# Nobody works for what has ended.
OVER = frozenset({OrganizationState.CLOSED, OrganizationState.MERGED})


def held(organization_id: int) -> Organization:
    """The organization's row, locked: whoever changes its people comes through here."""
    return locked(Organization.objects.filter(pk=organization_id)).get()


def grantable_now(by: User, organization: Organization) -> tuple[str, ...]:
    """What ``by`` may give there at this moment, read from the rows, not from the hats of the request."""
    if by.is_superuser:
        return not_above(Role.OWNER)
    role = Membership.objects.active().filter(organization=organization, user=by).values_list("role", flat=True).first()
    return not_above(role) if role in STAFFING_ROLES else ()


def take_in(
    organization: Organization, user: User, role: str, *, by: User, action: str, reason: str = ""
) -> Membership:
    """Make ``user`` a member; the caller holds the organization and has checked who may. Raises ``already_member``."""
    if Membership.objects.active().filter(organization=organization, user=user).exists():
        raise Refusal(
            "already_member",
            _("You already work for this organization."),
            _("An owner or a manager can change your role."),
        )
    membership = Membership.objects.create(organization=organization, user=user, role=role)
    _record(membership, action, "", role, by=by, reason=reason)
    return membership


@transaction.atomic
def change_role(membership: Membership, role: str, *, by: User) -> Membership:
    """Give another role. Raises ``not_allowed``, ``above_own_role``, ``last_owner``, ``gone`` or ``wrong_role``."""
    organization, row = _both(membership)
    grantable = grantable_now(by, organization)
    _require_staffing(grantable)
    if role not in Role.values:
        raise Refusal("wrong_role", _("Choose one of the four roles."))
    if role not in grantable or row.role not in grantable:
        raise _above()
    if role == row.role:
        return row
    before = row.role
    if before == Role.OWNER:
        _keep_an_owner(row)
    row.role = role
    row.save(update_fields=["role"])
    _record(row, "change_role", before, role, by=by)
    _take_back_invitations_of(row.user, organization)
    notify(row.user, "organizations.role_changed", payload=_payload(row, before=before, role=role))
    return row


@transaction.atomic
def remove(membership: Membership, *, by: User, note: str = "") -> Membership:
    """End somebody's work. Raises ``not_allowed``, ``above_own_role``, ``last_owner``, ``responsible`` or ``gone``."""
    organization, row = _both(membership)
    grantable = grantable_now(by, organization)
    _require_staffing(grantable)
    if row.role not in grantable:
        raise _above()
    _end(organization, row, action="remove", by=by, reason=note.strip())
    notify(row.user, "organizations.member_removed", payload=_payload(row, note=note.strip()))
    return row


@transaction.atomic
def leave(membership: Membership, *, by: User) -> Membership:
    """End one's own work. Raises ``not_allowed``, ``last_owner``, ``responsible`` or ``gone``."""
    organization, row = _both(membership)
    if row.user_id != by.pk:
        raise Refusal("not_allowed", _("Only the member can do this."))
    _end(organization, row, action="leave", by=by)
    people = permissions.people_with(organization.pk, [Role.OWNER])
    notify_many("organizations.member_left", [Message(person, _payload(row)) for person in people])
    return row


@transaction.atomic
def take_responsibility(organization: Organization, *, by: User) -> Organization:
    """An adult owner becomes the responsible adult of an initiative group, in place of the former one."""
    organization = held(organization.pk)
    owner = Membership.objects.active().filter(organization=organization, user=by, role=Role.OWNER)
    if organization.kind != OrganizationKind.INITIATIVE_GROUP or not owner.exists():
        raise Refusal("not_allowed", _("Only an owner of an initiative group can become its responsible adult."))
    require_adult(by)
    organization.responsible = by
    organization.save(update_fields=["responsible"])
    _record(owner.get(), "responsible", Role.OWNER, Role.OWNER, by=by)
    return organization


def require_adult(person: User) -> None:
    """Raises Refusal ``age_unknown`` or ``too_young`` unless ``person`` is known to be 18 or older."""
    age = ages.age_of(person, today=timezone.localdate())
    if age is None:
        raise Refusal(
            "age_unknown",
            _("An initiative group needs a responsible adult, and your date of birth is not known."),
            _("Write your date of birth in your profile."),
        )
    if age < ages.ADULT:
        raise Refusal(
            "too_young",
            _("An initiative group is registered by an adult, 18 or older, who is responsible for it."),
            _("Ask an adult to register it and to invite you: members may be younger."),
        )


def end_everybody(organization: Organization, *, by: User, action: str, reason: str = "") -> list[Membership]:
    """End all memberships and invitations of what has itself ended. The caller holds it. Who worked there."""
    rows = list(Membership.objects.active().filter(organization=organization).select_related("user"))
    for row in rows:
        _close(row, action=action, by=by, reason=reason)
    organization.invitations.unanswered().update(withdrawn_at=timezone.now())
    return rows


def _both(membership: Membership) -> tuple[Organization, Membership]:
    organization = held(membership.organization_id)
    row = locked(Membership.objects.select_related("user", "organization").filter(pk=membership.pk)).get()
    if row.ended_at is not None or organization.state in OVER:
        raise Refusal("gone", _("This person no longer works for the organization."))
    return organization, row


def _end(organization: Organization, row: Membership, *, action: str, by: User, reason: str = "") -> None:
    if row.role == Role.OWNER:
        _keep_an_owner(row)
    if organization.kind == OrganizationKind.INITIATIVE_GROUP and organization.responsible_id == row.user_id:
        raise Refusal(
            "responsible",
            _("The responsible adult of an initiative group cannot leave it without another."),
            _("Another adult owner first takes over the responsibility on the group's page."),
        )
    _close(row, action=action, by=by, reason=reason)
    _take_back_invitations_of(row.user, organization)


def _close(row: Membership, *, action: str, by: User, reason: str) -> None:
    row.ended_at = timezone.now()
    row.save(update_fields=["ended_at"])
    _record(row, action, row.role, "", by=by, reason=reason)


def _keep_an_owner(row: Membership) -> None:
    others = Membership.objects.active().filter(organization=row.organization_id, role=Role.OWNER)
    if not others.exclude(pk=row.pk).filter(user__is_active=True).exists():
        raise Refusal(
            "last_owner",
            _("An organization needs an owner, and there is no other."),
            _("Make somebody else an owner first."),
        )


def _take_back_invitations_of(user: User, organization: Organization) -> None:
    """What somebody promised falls with the role they promised it by."""
    Invitation.objects.unanswered().filter(organization=organization, invited_by=user).update(
        withdrawn_at=timezone.now()
    )


def _record(row: Membership, action: str, before: str, after: str, *, by: User, reason: str = "") -> None:
    MembershipChange.objects.create(
        membership=row, action=action, from_role=before, to_role=after, by=by, reason=reason
    )


def _payload(row: Membership, **more: str) -> dict[str, object]:
    return {"organization": row.organization_id, "membership": row.pk, **more}


def _require_staffing(grantable: tuple[str, ...]) -> None:
    if not grantable:
        raise Refusal("not_allowed", _("Only owners and managers decide who works for the organization."))


def _above() -> Refusal:
    return Refusal("above_own_role", _("Nobody gives or takes away a role above their own."))
