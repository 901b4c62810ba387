"""Who may do what with an organization, as plain predicates over hats. Oversight is registered from above."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from organizations.abilities import ability
from organizations.enums import (
    CHECK_IN_ROLES,
    DECIDING_ROLES,
    EDITING_ROLES,
    LADDER,
    OVERFILL_ROLES,
    STAFFING_ROLES,
    Role,
    not_above,
)
from organizations.models import Membership, Organization
from qazvolunteer.accounts.hats import Hat

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from qazvolunteer.accounts.models import User

PREFIX = "organization."

# A front office (a higher floor) says which regions a person oversees: "all", or KATO codes.
Oversight = Callable[["User"], "frozenset[str] | None"]
_overseers: list[Oversight] = []
EVERYWHERE = frozenset({"*"})

# It also says who works in the office of a region (KATO), or in the republican one (None).
Deciders = Callable[["str | None"], "QuerySet[User]"]
_deciders: list[Deciders] = []


def hats_of(user: User) -> Iterable[Hat]:
    """One hat for each active membership: ``organization.<role>``."""
    for organization, role in Membership.objects.active().filter(user=user).values_list("organization", "role"):
        yield Hat(PREFIX + role, organization=organization)


def overseer(function: Oversight) -> Oversight:
    """Register who oversees which regions."""
    if function not in _overseers:
        _overseers.append(function)
    return function


def deciders(function: Deciders) -> Deciders:
    """Register who works in the front office of a region."""
    if function not in _deciders:
        _deciders.append(function)
    return function


def deciders_of(region_id: str | None) -> QuerySet[User]:
    """The people who decide in a region, or of the republican office: they hear of what waits for them."""
    people = get_user_model().objects.none()
    for function in _deciders:
        people = people | function(region_id)
    return people


def regions_overseen(user: User) -> frozenset[str]:
    """KATO codes of the regions whose organizations and projects ``user`` decides about; EVERYWHERE for all."""
    if user.is_superuser:
        return EVERYWHERE
    regions: set[str] = set()
    for function in _overseers:
        regions |= function(user) or set()
    return frozenset(regions)


def oversees(user: User, region_id: str) -> bool:
    """True when ``user`` decides for the region, or for the whole republic."""
    return bool(regions_overseen(user) & {region_id, *EVERYWHERE})


def oversees_everything(user: User) -> bool:
    """Republican staff and the superuser."""
    return bool(regions_overseen(user) & EVERYWHERE)


def may_decide(user: User, organization: Organization) -> bool:
    """The front office of its region; nobody decides about an organization they work for."""
    if user.is_superuser:
        return True
    works_there = organization.pk in [hat.organization for hat in user.hats]
    return not works_there and oversees(user, organization.region_id)


def organizations_with(user: User, roles: Iterable[str]) -> list[int]:
    """Ids of the organizations where ``user`` wears one of ``roles``."""
    wanted = {PREFIX + role for role in roles}
    return [hat.organization for hat in user.hats if hat.role in wanted and hat.organization is not None]


def editable_by(user: User) -> QuerySet[Organization]:
    """Organizations whose projects ``user`` may create and change: owner or manager there."""
    if user.is_superuser:
        return Organization.objects.all()
    return Organization.objects.filter(pk__in=organizations_with(user, EDITING_ROLES))


def visible_to(user: User) -> QuerySet[Organization]:
    """Organizations ``user`` sees in the admin: their own, and those of the regions they oversee."""
    regions = regions_overseen(user)
    if regions & EVERYWHERE:
        return Organization.objects.all()
    own = Organization.objects.filter(pk__in=[hat.organization for hat in user.hats if hat.organization is not None])
    return own | Organization.objects.filter(region__in=regions)


def may_edit(user: User, organization_id: int) -> bool:
    return user.is_superuser or organization_id in organizations_with(user, EDITING_ROLES)


def may_decide_signups(user: User, organization_id: int) -> bool:
    return user.is_superuser or organization_id in organizations_with(user, DECIDING_ROLES)


def may_check_in(user: User, organization_id: int) -> bool:
    """The check-in role and everybody above it."""
    return user.is_superuser or organization_id in organizations_with(user, CHECK_IN_ROLES)


def may_overfill(user: User, organization_id: int) -> bool:
    """Let somebody in at the place above the number of places, with a reason: owners and managers."""
    return user.is_superuser or organization_id in organizations_with(user, OVERFILL_ROLES)


def people_with(organization_id: int, roles: Iterable[str]) -> QuerySet[User]:
    """The active members who wear one of ``roles``: they hear of what concerns the organization."""
    memberships = Membership.objects.active().filter(organization=organization_id, role__in=list(roles))
    return get_user_model().objects.filter(is_active=True, pk__in=memberships.values("user"))


def role_in(user: User, organization_id: int) -> str:
    """The highest role of ``user`` there; "" for none. The superuser counts as an owner."""
    if user.is_superuser:
        return Role.OWNER
    worn = {hat.role.removeprefix(PREFIX) for hat in user.hats if hat.organization == organization_id}
    return next((role for role in LADDER if role in worn), "")


def grantable_roles(user: User, organization_id: int) -> tuple[str, ...]:
    """The roles ``user`` may give to others there: their own and those below it; none unless they may staff at all."""
    own = role_in(user, organization_id)
    return not_above(own) if own in STAFFING_ROLES else ()


def staffed_by(user: User) -> QuerySet[Organization]:
    """Organizations whose members ``user`` invites, changes and removes."""
    if user.is_superuser:
        return Organization.objects.all()
    return Organization.objects.filter(pk__in=organizations_with(user, STAFFING_ROLES))


def worked_for_by(user: User) -> QuerySet[Organization]:
    """Organizations ``user`` works for, in whatever role."""
    return Organization.objects.filter(pk__in=[hat.organization for hat in user.hats if hat.organization is not None])


ability(_("See the organization, its projects, shifts and figures"), Role.values, order=10)
ability(_("Change its texts, contacts and logo, and submit it for checking"), EDITING_ROLES, order=20)
ability(_("Invite members, give roles up to their own, remove members"), STAFFING_ROLES, order=30)
ability(_("Propose and answer places in networks"), EDITING_ROLES, order=40)
ability(
    _("Close the organization, or take its registration back; become the responsible adult of a group"),
    [Role.OWNER],
    order=50,
)
