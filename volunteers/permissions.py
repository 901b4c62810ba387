"""Which sign-ups the staff of an organization sees. Front offices see counts, never names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from organizations import permissions as organizations
from organizations.enums import DECIDING_ROLES
from projects import permissions as projects
from volunteers.models import SignUp

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from qazvolunteer.accounts.models import User


def decides_anywhere(user: User) -> bool:
    """True when ``user`` decides about the sign-ups of at least one organization. Hats only, no query."""
    return bool(user.is_superuser or organizations.organizations_with(user, DECIDING_ROLES))


def visible_signups(user: User) -> QuerySet[SignUp]:
    """Sign-ups of the projects whose sign-ups ``user`` decides about."""
    if user.is_superuser:
        return SignUp.objects.all()
    return SignUp.objects.filter(
        shift__project__organization__in=organizations.organizations_with(user, DECIDING_ROLES)
    )


def may_decide(user: User, signup: SignUp) -> bool:
    return projects.may_decide_signups(user, signup.shift.project)
