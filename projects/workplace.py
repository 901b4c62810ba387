"""Projects and shifts in the menu and on the start page of the workplace."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations import permissions as organizations
from organizations.enums import EDITING_ROLES
from projects import permissions, project_lists
from projects.enums import ProjectState
from projects.models import Project, Shift
from qazvolunteer.core import dates
from qazvolunteer.core.admin_pages import change_url, list_url
from qazvolunteer.core.workplace import MenuEntry, Panel, Row, Waiting, menu_entry, once, panel

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

SHOWN = 5
# A day of a busy organization is shown whole.
NEAR = 12
# Waiting so many days is late, or soon will be.
LATE, SOON = 3, 2


def oversees(request: HttpRequest) -> bool:
    return bool(organizations.regions_overseen(request.user))


def edits(request: HttpRequest) -> bool:
    return bool(organizations.organizations_with(request.user, EDITING_ROLES))


def works_somewhere(request: HttpRequest) -> bool:
    return any(hat.organization for hat in request.user.hats)


def queue_count(request: HttpRequest) -> int:
    """How many submitted projects wait for this person."""
    if not oversees(request):
        return 0
    return int(once(request, "projects.queue", lambda: project_lists.queue_of(request.user).count()))


def queue_is_late(request: HttpRequest) -> bool:
    """True when somebody has waited for too long."""
    first = once(request, "projects.queue.first", lambda: project_lists.queue_of(request.user).first())
    return first is not None and project_lists.days_since(first.submitted_at) >= LATE


def returned_count(request: HttpRequest) -> int:
    """How many of the person's projects were returned to them."""
    if not edits(request):
        return 0
    returned = project_lists.own_projects(request.user).filter(state=ProjectState.NEEDS_WORK)
    return int(once(request, "projects.returned", returned.count))


def queue(request: HttpRequest) -> Waiting | None:
    total = queue_count(request)
    if not total:
        return None
    rows = []
    for project in project_lists.queue_of(request.user).select_related("organization", "region")[:SHOWN]:
        days = project_lists.days_since(project.submitted_at)
        rows.append(
            Row(
                title=project.title or _("Without a title"),
                url=change_url(project),
                facts=(project.organization, project.region),
                tag=project_lists.waiting_words(project.submitted_at),
                tone="urgent" if days >= LATE else "warn" if days >= SOON else "",
            )
        )
    return Waiting(rows=rows, total=total, url=list_url(Project, state__exact=project_lists.QUEUE))


def returned(request: HttpRequest) -> Waiting | None:
    total = returned_count(request)
    if not total:
        return None
    projects = project_lists.own_projects(request.user).filter(state=ProjectState.NEEDS_WORK)
    rows = [
        Row(
            title=project.title or _("Without a title"),
            url=change_url(project),
            facts=(project.organization,),
            tag=project.get_state_display(),
            tone="warn",
        )
        for project in projects.select_related("organization").order_by("pk")[:SHOWN]
    ]
    return Waiting(rows=rows, total=total, url=list_url(Project, state__exact=ProjectState.NEEDS_WORK))


def unpublished(request: HttpRequest) -> Waiting | None:
    """Approved, but nobody has put them into the catalogue."""
    if not edits(request):
        return None
    projects = project_lists.own_projects(request.user).filter(state=ProjectState.APPROVED, published_at=None)
    found = list(projects.select_related("organization").order_by("pk")[: SHOWN + 1])
    rows = [
        Row(
            title=project.title or _("Without a title"),
            url=change_url(project),
            facts=(project.organization,),
            tag=_("Publish"),
            tone="ok",
        )
        for project in found[:SHOWN]
    ]
    return Waiting(rows=rows, total=len(found), url=list_url(Project, state__exact=ProjectState.APPROVED))


def near_and_later(request: HttpRequest) -> tuple[QuerySet[Shift], QuerySet[Shift]]:
    """Coming or running shifts until the end of tomorrow, and those after it."""
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    after_tomorrow = timezone.make_aware(dt.datetime.combine(midnight.date() + dt.timedelta(days=2), dt.time.min))
    own = project_lists.own_shifts(request.user).filter(ends_at__gt=timezone.now())
    return own.filter(starts_at__lt=after_tomorrow), own.filter(starts_at__gte=after_tomorrow)


def near_shifts(request: HttpRequest) -> Waiting | None:
    """Today's and tomorrow's shifts, with how full they are."""
    if not works_somewhere(request):
        return None
    today = timezone.localdate()
    shifts, _later = near_and_later(request)
    found = list(shifts.filter(flexible=False).select_related("project")[:NEAR])
    rows = [
        Row(
            title=shift.project.title,
            url=change_url(shift),
            facts=[fact for fact in (dates.span(shift.starts_at, shift.ends_at), shift.task) if fact],
            tag=_("Today") if dates.local_date(shift.starts_at) <= today else _("Tomorrow"),
            tone="warn" if dates.local_date(shift.starts_at) <= today else "",
            taken=shift.seats_taken,
            seats=shift.seats,
        )
        for shift in found
    ]
    total = shifts.filter(flexible=False).count() if len(found) == NEAR else len(found)
    return Waiting(rows=rows, total=total, url=list_url(Shift))


def later_shifts(request: HttpRequest) -> Waiting | None:
    if not works_somewhere(request):
        return None
    _near, shifts = near_and_later(request)
    rows = [
        Row(
            title=shift.project.title,
            url=change_url(shift),
            facts=[fact for fact in (dates.span(shift.starts_at, shift.ends_at), shift.task) if fact],
            taken=shift.seats_taken,
            seats=shift.seats,
        )
        for shift in shifts.select_related("project")[:SHOWN]
    ]
    return Waiting(rows=rows, total=shifts.count() if rows else 0, url=list_url(Shift))


def register() -> None:
    """Called once, when the admin is assembled."""
    menu_entry(
        MenuEntry(
            title=_("To approve"),
            icon="fact_check",
            url_name="admin:projects_project_changelist",
            query=f"state__exact={project_lists.QUEUE}",
            shown=oversees,
            count=queue_count,
            late=queue_is_late,
            order=10,
        )
    )
    menu_entry(
        MenuEntry(
            title=_("Projects"),
            icon="volunteer_activism",
            url_name="admin:projects_project_changelist",
            shown=lambda request: request.user.is_staff,
            count=returned_count,
            order=20,
        )
    )
    menu_entry(
        MenuEntry(
            title=_("Shifts"),
            icon="event",
            url_name="admin:projects_shift_changelist",
            shown=lambda request: request.user.is_staff,
            order=30,
        )
    )
    menu_entry(
        MenuEntry(
            title=_("Programmes"),
            icon="category",
            url_name="admin:projects_programme_changelist",
            shown=lambda request: bool(request.user.is_superuser),
            group="reference",
            order=5,
        )
    )
    menu_entry(
        MenuEntry(
            title=_("Project templates"),
            icon="content_copy",
            url_name="admin:projects_projecttemplate_changelist",
            shown=lambda request: permissions.may_keep_templates(request.user),
            group="reference",
            order=6,
        )
    )
    menu_entry(
        MenuEntry(
            title=_("New project"),
            icon="add",
            url_name="admin:projects_project_begin",
            shown=edits,
            shortcut=True,
            order=10,
        )
    )
    panel(Panel(title=_("Projects to read"), load=queue, order=10))
    panel(Panel(title=_("Returned to you"), load=returned, order=30))
    panel(Panel(title=_("Approved, waiting to be published"), load=unpublished, order=40))
    panel(Panel(title=_("Today and tomorrow"), load=near_shifts, order=5, all_label=_("All shifts")))
    panel(Panel(title=_("Later shifts"), load=later_shifts, order=90, all_label=_("All shifts")))
