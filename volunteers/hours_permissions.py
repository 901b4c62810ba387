"""Which hours, appeals, reports, feedback and rules a member of staff sees and decides about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from organizations import permissions as organizations
from organizations.enums import DECIDING_ROLES, EDITING_ROLES
from projects import permissions as projects
from volunteers.feedback_models import SMALLEST_SAMPLE, Feedback
from volunteers.hours_enums import AppealState, HoursState
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
    """Appeals to the organizations whose sign-ups ``user`` decides, and those that went up to their front office."""
    rows = MissedAppeal.objects.all()
    if user.is_superuser:
        return rows
    own = organizations.organizations_with(user, DECIDING_ROLES)
    return rows.filter(Q(signup__shift__project__organization__in=own) | _gone_up(user))


def appeals_waiting_for(user: User) -> QuerySet[MissedAppeal]:
    """Open appeals that ``user`` may answer: of their organizations in time, of their front office after that."""
    own = organizations.organizations_with(user, DECIDING_ROLES)
    in_time = Q(escalated_at=None, signup__shift__project__organization__in=own)
    mine = [hat.organization for hat in user.hats if hat.organization]
    gone_up = _gone_up(user) & ~Q(signup__shift__project__organization__in=mine)
    rows = MissedAppeal.objects.filter(in_time | gone_up, state=AppealState.OPEN)
    return rows.exclude(signup__volunteer__user=user)


def _gone_up(user: User) -> Q:
    """Appeals that the organizations of the regions ``user`` oversees did not answer in time."""
    regions = organizations.regions_overseen(user)
    if regions & organizations.EVERYWHERE:
        return Q(escalated_at__isnull=False)
    return Q(escalated_at__isnull=False, signup__shift__project__region__in=regions)


def may_decide_appeal(user: User, row: MissedAppeal) -> bool:
    """The organization's staff, and once it did not answer in time the front office alone. Nobody in their own case."""
    project = row.signup.shift.project
    if row.signup.volunteer.user_id == user.pk:
        return False
    if row.escalated_at is None:
        return projects.may_decide_signups(user, project)
    return projects.may_review(user, project)


def visible_feedback(user: User) -> QuerySet[Feedback]:
    """Feedback about the projects ``user`` works for or oversees, once there is enough of it to be anonymous."""
    # Whether there is a last one of the smallest sample: an index knows without counting the others.
    last_needed = Feedback.objects.filter(project=OuterRef("project")).order_by("-pk")[
        SMALLEST_SAMPLE - 1 : SMALLEST_SAMPLE
    ]
    rows = Feedback.objects.filter(Exists(last_needed))
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
