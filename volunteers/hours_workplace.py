"""Hours, appeals and reports in the menu and on the start page of the workplace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import DropdownFilter

from organizations import permissions as organizations
from organizations.enums import EDITING_ROLES
from projects.project_lists import waiting_words
from qazvolunteer.core import dates
from qazvolunteer.core.admin_pages import change_url, list_url
from qazvolunteer.core.workplace import MenuEntry, Panel, Row, Waiting, menu_entry, once, panel
from volunteers import hours_permissions, missed
from volunteers.hours_enums import AppealState, HoursState
from volunteers.hours_models import HoursEntry, MissedAppeal
from volunteers.report_enums import ReportState
from volunteers.report_models import ProjectReport

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

SHOWN = 5


class OpenFilter(DropdownFilter):
    """Lines that wait for somebody unless one asks for the others."""

    title = _("status")
    parameter_name = "state"
    all_option = ["", _("Waiting for a decision")]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [*HoursState.choices, ("office", _("With the front office")), ("all", _("All"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[HoursEntry]) -> QuerySet[HoursEntry]:
        if self.value() in HoursState.values:
            return queryset.filter(state=self.value())
        if self.value() == "all":
            return queryset
        if self.value() == "office":
            return queryset.open().filter(escalated_at__isnull=False)  # type: ignore[attr-defined,no-any-return]
        return queryset.open()  # type: ignore[attr-defined,no-any-return]


def lines_for(request: HttpRequest) -> QuerySet[HoursEntry]:
    """Open lines that this person may decide; none of their own. Oldest first."""
    rows = hours_permissions.visible_hours(request.user).open()
    return rows.exclude(volunteer__user=request.user).order_by("proposed_at", "pk")


def hours_count(request: HttpRequest) -> int:
    """How many lines wait. The superuser has no organization, so none wait for them."""
    if request.user.is_superuser or not hours_permissions.looks_after_hours(request.user):
        return 0
    return int(once(request, "volunteers.hours", lambda: lines_for(request).count()))


def hours_to_confirm(request: HttpRequest) -> Waiting | None:
    total = hours_count(request)
    if not total:
        return None
    found = lines_for(request).select_related("volunteer__user", "project")[:SHOWN]
    rows = [
        Row(
            title=row.volunteer.user.full_name or _("A volunteer"),
            url=change_url(row),
            facts=(row.project.title, dates.day(row.day), dates.hours(row.minutes)),
            tag=row.get_state_display() if row.state == HoursState.DISPUTED else waiting_words(row.proposed_at),
            tone="urgent" if row.state == HoursState.DISPUTED or row.is_late else "",
        )
        for row in found
    ]
    return Waiting(rows=rows, total=total, url=list_url(HoursEntry))


def appeals_count(request: HttpRequest) -> int:
    if request.user.is_superuser or not hours_permissions.looks_after_hours(request.user):
        return 0
    return int(once(request, "volunteers.appeals", hours_permissions.appeals_waiting_for(request.user).count))


def appeals(request: HttpRequest) -> Waiting | None:
    total = appeals_count(request)
    if not total:
        return None
    now = timezone.now()
    found = hours_permissions.appeals_waiting_for(request.user).order_by("created_at", "pk")
    rows = [
        Row(
            title=row.signup.volunteer.user.full_name or _("A volunteer"),
            url=change_url(row),
            facts=(row.signup.shift.project.title, dates.day(row.signup.shift.starts_at)),
            tag=_("Due by %(day)s") % {"day": dates.date(missed.answer_due(row))},
            tone="urgent" if missed.answer_due(row) < now else "warn",
        )
        for row in found.select_related("signup__volunteer__user", "signup__shift__project")[:SHOWN]
    ]
    return Waiting(rows=rows, total=total, url=list_url(MissedAppeal, state__exact=AppealState.OPEN))


def own_reports(request: HttpRequest) -> QuerySet[ProjectReport]:
    """Reports that this person's organizations have to write, the first due first."""
    own = organizations.organizations_with(request.user, EDITING_ROLES)
    return ProjectReport.objects.to_write().filter(project__organization__in=own).order_by("due_on", "pk")


def reports_to_read(request: HttpRequest) -> QuerySet[ProjectReport]:
    """Reports that wait for this person's front office, oldest first; none of their own organizations."""
    regions = organizations.regions_overseen(request.user)
    rows = ProjectReport.objects.filter(state=ReportState.SUBMITTED)
    if not regions & organizations.EVERYWHERE:
        rows = rows.filter(project__region__in=regions)
    if not request.user.is_superuser:
        own = [hat.organization for hat in request.user.hats if hat.organization]
        rows = rows.exclude(project__organization__in=own)
    return rows.order_by("submitted_at", "pk")


def due_count(request: HttpRequest) -> int:
    if not organizations.organizations_with(request.user, EDITING_ROLES):
        return 0
    return int(once(request, "volunteers.reports_due", lambda: own_reports(request).count()))


def to_read_count(request: HttpRequest) -> int:
    if not organizations.regions_overseen(request.user):
        return 0
    return int(once(request, "volunteers.reports_to_read", lambda: reports_to_read(request).count()))


def reports_late(request: HttpRequest) -> bool:
    return bool(once(request, "volunteers.reports_late", lambda: own_reports(request).overdue().exists()))


def reports_due(request: HttpRequest) -> Waiting | None:
    total = due_count(request)
    if not total:
        return None
    rows = [
        Row(
            title=row.project.title,
            url=change_url(row),
            facts=(row.project.organization, row.get_state_display()),
            tag=_("Overdue since %(day)s") % {"day": dates.date(row.due_on)}
            if row.is_overdue
            else _("Due on %(day)s") % {"day": dates.date(row.due_on)},
            tone="urgent" if row.is_overdue else "warn",
        )
        for row in own_reports(request).select_related("project__organization")[:SHOWN]
    ]
    return Waiting(rows=rows, total=total, url=list_url(ProjectReport))


def reports_queue(request: HttpRequest) -> Waiting | None:
    total = to_read_count(request)
    if not total:
        return None
    rows = [
        Row(
            title=row.project.title,
            url=change_url(row),
            facts=(row.project.organization, row.project.region),
            tag=waiting_words(row.submitted_at) if row.submitted_at else "",
        )
        for row in reports_to_read(request).select_related("project__organization", "project__region")[:SHOWN]
    ]
    return Waiting(rows=rows, total=total, url=list_url(ProjectReport, state__exact=ReportState.SUBMITTED))


def register() -> None:
    """Called once, when the admin is assembled."""
    entries = (
        MenuEntry(
            title=_("Hours"),
            icon="schedule",
            url_name="admin:volunteers_hoursentry_changelist",
            shown=lambda request: hours_permissions.looks_after_hours(request.user),
            count=hours_count,
            order=42,
        ),
        MenuEntry(
            title=_("Appeals"),
            icon="gavel",
            url_name="admin:volunteers_missedappeal_changelist",
            shown=lambda request: hours_permissions.looks_after_hours(request.user),
            count=appeals_count,
            order=43,
        ),
        MenuEntry(
            title=_("Reports"),
            icon="summarize",
            url_name="admin:volunteers_projectreport_changelist",
            shown=lambda request: request.user.is_staff,
            count=lambda request: due_count(request) + to_read_count(request),
            late=reports_late,
            order=44,
        ),
        MenuEntry(
            title=_("Feedback"),
            icon="reviews",
            url_name="admin:volunteers_feedback_changelist",
            shown=lambda request: request.user.is_staff,
            order=46,
        ),
        MenuEntry(
            title=_("Rule for stand-ins"),
            icon="swap_horiz",
            url_name="admin:volunteers_standinterms_changelist",
            shown=lambda request: hours_permissions.edits_anywhere(request.user),
            order=48,
        ),
    )
    for entry in entries:
        menu_entry(entry)
    panel(Panel(title=_("Reports due"), load=reports_due, order=45))
    panel(Panel(title=_("Hours to confirm"), load=hours_to_confirm, order=52))
    panel(Panel(title=_("Appeals against “missed”"), load=appeals, order=54))
    panel(Panel(title=_("Reports to read"), load=reports_queue, order=15))
