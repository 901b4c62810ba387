"""Which hours, appeals, reports, feedback and rules a member of staff sees and decides about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Q

from organizations import permissions as organizations
from organizations.enums import DECIDING_ROLES, EDITING_ROLES
from projects import permissions as projects
from volunteers.feedback_models import SMALLEST_SAMPLE, Feedback
from volunteers.hours_enums import HoursState
from volunteers.hours_models import HoursEntry, MissedAppeal
from volunteers.permissions import decides_anywhere
from volunteers.report_models import ProjectReport
from volunteers.stand_in_models import StandInTerms

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from qazvolunteer.accounts.models import User


def edits_anywhere(user: User) -> bool:
    """True when ``user`` owns or manages at least one organization. Hats only, no query."""
    return bool(user.is_superuser or organizations.organizations_with(user, EDITING_ROLES))


def looks_after_hours(user: User) -> bool:
    """Whether ``user`` confirms hours of an organization, or decides for a front office. Hats only, no query."""
    return decides_anywhere(user) or bool(organizations.regions_overseen(user))


def visible_hours(user: User) -> QuerySet[HoursEntry]:
    """Lines of the organizations whose sign-ups ``user`` decides, and those that went up to their front office."""
    regions = organizations.regions_overseen(user)
    rows = HoursEntry.objects.all()
    if user.is_superuser:
        return rows
    seen = Q(project__organization__in=organizations.organizations_with(user, DECIDING_ROLES))
    if regions & organizations.EVERYWHERE:
        seen |= Q(escalated_at__isnull=False)
    elif regions:
        seen |= Q(escalated_at__isnull=False, project__region__in=regions)
    return rows.filter(seen)


def may_decide_hours(user: User, entry: HoursEntry) -> bool:
    """The organization's staff, and the front office once the line went up to it. Never whoever earns them.

    A dispute that went up is the front office's alone.
    """
    if entry.volunteer.user_id == user.pk:
        return False
    if entry.escalated_at is None:
        return projects.may_decide_signups(user, entry.project)
    if projects.may_review(user, entry.project):
        return True
    return entry.state != HoursState.DISPUTED and projects.may_decide_signups(user, entry.project)


def visible_appeals(user: User) -> QuerySet[MissedAppeal]:
    """Appeals to the organizations whose sign-ups ``user`` decides about."""
    if user.is_superuser:
        return MissedAppeal.objects.all()
    return MissedAppeal.objects.filter(
        signup__shift__project__organization__in=organizations.organizations_with(user, DECIDING_ROLES)
    )


def visible_feedback(user: User) -> QuerySet[Feedback]:
    """Feedback about the projects ``user`` works for or oversees, once there is enough of it to be anonymous."""
    enough = (
        Feedback.objects.values("project")
        .annotate(number=Count("pk"))
        .filter(number__gte=SMALLEST_SAMPLE)
        .values("project")
    )
    rows = Feedback.objects.filter(project__in=enough)
    return rows if user.is_superuser else rows.filter(project__in=projects.visible_to(user))


def visible_reports(user: User) -> QuerySet[ProjectReport]:
    """Reports of the projects ``user`` sees."""
    rows = ProjectReport.objects.all()
    return rows if user.is_superuser else rows.filter(project__in=projects.visible_to(user))


def editable_terms(user: User) -> QuerySet[StandInTerms]:
    """The rules for stand-ins of the organizations ``user`` owns or manages."""
    if user.is_superuser:
        return StandInTerms.objects.all()
    return StandInTerms.objects.filter(organization__in=organizations.organizations_with(user, EDITING_ROLES))
