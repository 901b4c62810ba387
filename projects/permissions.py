"""Who may do what with a project."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from organizations import permissions as organizations
from organizations.abilities import ability
from organizations.enums import DECIDING_ROLES, EDITING_ROLES
from organizations.models import Membership
from projects.models import Project

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from qazvolunteer.accounts.models import User


def may_edit(user: User, project: Project) -> bool:
    """Owners and managers of its organization."""
    return organizations.may_edit(user, project.organization_id)


def may_review(user: User, project: Project) -> bool:
    """The front office of its region; nobody decides about a project of an organization they work for."""
    if user.is_superuser:
        return True
    works_there = project.organization_id in [hat.organization for hat in user.hats]
    return not works_there and organizations.oversees(user, project.region_id)


def editors_of(project: Project) -> QuerySet[User]:
    """The people who may edit the project: they hear of decisions about it."""
    memberships = Membership.objects.active().filter(organization=project.organization_id, role__in=EDITING_ROLES)
    return get_user_model().objects.filter(is_active=True, pk__in=memberships.values("user"))


def may_decide_signups(user: User, project: Project) -> bool:
    return organizations.may_decide_signups(user, project.organization_id)


def editable_by(user: User) -> QuerySet[Project]:
    if user.is_superuser:
        return Project.objects.all()
    return Project.objects.filter(organization__in=organizations.organizations_with(user, EDITING_ROLES))


def staffed_by(user: User) -> QuerySet[Project]:
    """Projects whose sign-ups ``user`` may see and decide."""
    if user.is_superuser:
        return Project.objects.all()
    return Project.objects.filter(organization__in=organizations.organizations_with(user, DECIDING_ROLES))


def visible_to(user: User) -> QuerySet[Project]:
    """Projects ``user`` sees in the admin: of the organizations they work for and of the regions they oversee."""
    regions = organizations.regions_overseen(user)
    if regions & organizations.EVERYWHERE:
        return Project.objects.all()
    own = Project.objects.filter(organization__in=[hat.organization for hat in user.hats if hat.organization])
    return own | Project.objects.filter(region__in=regions)


def may_keep_templates(user: User) -> bool:
    """The republican front office: whoever oversees every region."""
    return bool(organizations.regions_overseen(user) & organizations.EVERYWHERE)


ability(_("Create, change, publish and cancel projects and shifts"), EDITING_ROLES, order=60)
