"""What the workplace lists: the queue of submitted projects, coming shifts, projects that take new shifts."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import DropdownFilter

from organizations import permissions as organizations
from organizations.enums import EDITING_ROLES
from projects import permissions
from projects.enums import EDITABLE, ProjectState
from projects.models import Project, ProjectTransition, Shift
from qazvolunteer.core.transitions import last_time

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from qazvolunteer.accounts.models import User

QUEUE = ProjectState.SUBMITTED


def since_submission(projects: QuerySet[Project]) -> QuerySet[Project]:
    """Adds ``submitted_at``: when each was last submitted."""
    return projects.annotate(submitted_at=last_time(ProjectTransition, "submit"))


def queue_of(user: User) -> QuerySet[Project]:
    """Submitted projects this person decides about, the longest waiting first; none of their own organizations."""
    regions = organizations.regions_overseen(user)
    rows = Project.objects.filter(state=QUEUE)
    if not regions & organizations.EVERYWHERE:
        rows = rows.filter(region__in=regions)
    if not user.is_superuser:
        rows = rows.exclude(organization__in=[hat.organization for hat in user.hats if hat.organization])
    return since_submission(rows).order_by("submitted_at", "pk")


def own_projects(user: User) -> QuerySet[Project]:
    """Projects of the organizations where the person is owner or manager."""
    return Project.objects.filter(organization__in=organizations.organizations_with(user, EDITING_ROLES))


def own_shifts(user: User) -> QuerySet[Shift]:
    """Shifts that take place, of running projects of the organizations the person works for, soonest first."""
    own = [hat.organization for hat in user.hats if hat.organization]
    rows = Shift.objects.filter(cancelled_at=None, project__organization__in=own, project__state=ProjectState.APPROVED)
    return rows.order_by("starts_at", "pk")


def open_for_shifts(user: User) -> QuerySet[Project]:
    """Projects to which the person may add a shift."""
    return permissions.editable_by(user).filter(state__in=[*EDITABLE, ProjectState.APPROVED])


def works_as_editor(user: User) -> bool:
    """Whether the person may begin projects for some organization."""
    return bool(user.is_superuser or organizations.organizations_with(user, EDITING_ROLES))


def days_since(moment: dt.datetime | None) -> int:
    return (timezone.localdate() - timezone.localtime(moment).date()).days if moment else 0


def waiting_words(moment: dt.datetime | None) -> str:
    """ "since today", "1 day", "4 days" """
    days = days_since(moment)
    if not days:
        return gettext("since today")
    return ngettext("%(number)d day", "%(number)d days", days) % {"number": days}


class WhenFilter(DropdownFilter):
    """Coming shifts unless one asks for the past."""

    title = _("time")
    parameter_name = "when"
    all_option = ["", _("Coming")]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("past", _("Past")), ("cancelled", _("Cancelled")), ("all", _("All"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Shift]) -> QuerySet[Shift]:
        now = timezone.now()
        match self.value():
            case "past":
                return queryset.filter(ends_at__lte=now, cancelled_at=None).order_by("-starts_at", "-pk")
            case "cancelled":
                return queryset.exclude(cancelled_at=None)
            case "all":
                return queryset
        # Asked for one project, its shifts are all of interest.
        if "project" in request.GET or "project__id__exact" in request.GET:
            return queryset
        return queryset.filter(ends_at__gt=now, cancelled_at=None)
