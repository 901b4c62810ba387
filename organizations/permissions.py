"""Who may do what with an organization, as plain predicates over hats. Oversight is registered from above."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from organizations.enums import CHECK_IN_ROLES, DECIDING_ROLES, EDITING_ROLES, OVERFILL_ROLES
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


def hats_of(user: User) -> Iterable[Hat]:
    """One hat for each active membership: ``organization.<role>``."""
    for organization, role in Membership.objects.active().filter(user=user).values_list("organization", "role"):
        yield Hat(PREFIX + role, organization=organization)


def overseer(function: Oversight) -> Oversight:
    """Register who oversees which regions."""
    if function not in _overseers:
        _overseers.append(function)
    return function


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
