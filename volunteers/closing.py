"""What others wait for before an organization may close itself: people, hours, appeals, reports, projects."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import ngettext

from organizations import closing
from organizations.models import Organization
from projects.enums import ProjectState
from projects.models import Project
from volunteers.hours_enums import AppealState
from volunteers.hours_models import HoursEntry, MissedAppeal
from volunteers.models import SignUp
from volunteers.report_enums import ReportState
from volunteers.report_models import ProjectReport


def shifts_ahead(organization: Organization) -> str:
    rows = SignUp.objects.live().filter(shift__project__organization=organization, shift__ends_at__gt=timezone.now())
    number = rows.values("shift").distinct().count()
    words = ngettext(
        "%(number)d shift ahead has people: cancel it, or wait until it is over.",
        "%(number)d shifts ahead have people: cancel them, or wait until they are over.",
        number,
    )
    return words % {"number": number} if number else ""


def open_hours(organization: Organization) -> str:
    number = HoursEntry.objects.open().filter(project__organization=organization).count()
    words = ngettext(
        "%(number)d line of hours waits for a decision.", "%(number)d lines of hours wait for a decision.", number
    )
    return words % {"number": number} if number else ""


def open_appeals(organization: Organization) -> str:
    rows = MissedAppeal.objects.filter(signup__shift__project__organization=organization, state=AppealState.OPEN)
    number = rows.count()
    words = ngettext("%(number)d appeal waits for an answer.", "%(number)d appeals wait for an answer.", number)
    return words % {"number": number} if number else ""


def open_reports(organization: Organization) -> str:
    rows = ProjectReport.objects.filter(project__organization=organization).exclude(state=ReportState.ACCEPTED)
    number = rows.count()
    words = ngettext(
        "%(number)d report has not been handed in and accepted.",
        "%(number)d reports have not been handed in and accepted.",
        number,
    )
    return words % {"number": number} if number else ""


def running_projects(organization: Organization) -> str:
    rows = Project.objects.filter(organization=organization, state__in=[ProjectState.SUBMITTED, ProjectState.APPROVED])
    number = rows.count()
    words = ngettext(
        "%(number)d project is published or being checked: complete it, or cancel it.",
        "%(number)d projects are published or being checked: complete them, or cancel them.",
        number,
    )
    return words % {"number": number} if number else ""


def register() -> None:
    """Called once, when the apps are ready."""
    for function in (shifts_ahead, open_hours, open_appeals, open_reports, running_projects):
        closing.blocker(function)
