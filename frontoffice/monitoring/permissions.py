"""Who watches over whom: the front office of the region, nobody over an organization they work for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from organizations import permissions as organizations
from qazvolunteer.core.refusals import Refusal

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from qazvolunteer.accounts.models import User


def may_handle(user: User, *, region: str | None, organization: int | None) -> bool:
    """``region`` (KATO) None: the republican office."""
    if user.is_superuser:
        return True
    if organization is not None and organization in [hat.organization for hat in user.hats]:
        return False
    return organizations.oversees(user, region) if region else organizations.oversees_everything(user)


def require(user: User, *, region: str | None, organization: int | None) -> None:
    """Raises Refusal ``not_allowed``."""
    if not may_handle(user, region=region, organization=organization):
        raise Refusal(
            "not_allowed",
            _("Only the front office of the region does this, and nobody for an organization they work for."),
        )


def colleagues(region: str | None) -> QuerySet[User]:
    """Whom the work can be given to: people of the region's office, and of the republican one."""
    republic = organizations.deciders_of(None)
    return (organizations.deciders_of(region) | republic if region else republic).distinct()


def told(region: str | None) -> QuerySet[User]:
    """Who hears of something new: the region's office; the republican one where that has nobody."""
    people = organizations.deciders_of(region)
    return people if region is None or people.exists() else organizations.deciders_of(None)
