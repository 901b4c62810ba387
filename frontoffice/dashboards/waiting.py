"""Lists of the overview that need no desk: reports that are late, and shifts of the next days that lack people."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from frontoffice.office.guard import Desk
from frontoffice.office.tiles import SHOWN_BESIDE, Act, Found, Row, Tile, tile
from projects.enums import ProjectState
from projects.models import Shift
from qazvolunteer.core import dates
from qazvolunteer.core.admin_pages import change_url, list_url
from volunteers.report_models import ProjectReport
from volunteers.workplace import left_words

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from qazvolunteer.places.models import Region

# The organization sees the same shifts on its start page, with the call for help.
AHEAD = dt.timedelta(hours=48)


def late_reports(desk: Desk, region: Region | None) -> QuerySet[ProjectReport]:
    """Reports that should have been written, the latest first."""
    rows = desk.narrowed(ProjectReport.objects.to_write().filter(due_on__lt=timezone.localdate()), "project__region")
    return (rows.filter(project__region=region) if region else rows).order_by("due_on", "pk")


def overdue(desk: Desk, region: Region | None) -> Found:
    rows = late_reports(desk, region)
    shown = rows.select_related("project__organization", "project__programme")[:SHOWN_BESIDE]
    return Found([_report(row) for row in shown], rows.count(), list_url(ProjectReport))


def _report(row: ProjectReport) -> Row:
    days = (timezone.localdate() - row.due_on).days
    return Row(
        title=row.project.title,
        url=change_url(row),
        facts=row.project.organization.name,
        tag=ngettext("%(number)d day late", "%(number)d days late", days) % {"number": days},
        tone="urgent" if days > 7 else "warn",
        art=row.project.programme.art,
        act=Act(_("Remind"), reverse("office-report-remind", args=[row.pk])),
    )


def at_risk(desk: Desk, region: Region | None) -> Found:
    rows = desk.narrowed(lacking_people(region), "project__region")
    shown = rows.select_related("project__organization", "project__programme")[:SHOWN_BESIDE]
    every = reverse("office-figures", args=["risk"]) + (f"?region={region.slug}" if region else "")
    return Found([_shift(row) for row in shown], rows.count(), every)


def lacking_people(region: Region | None) -> QuerySet[Shift]:
    """Shifts of the next 48 hours that are less than half full, the soonest first; ``region`` None: of the country."""
    now = timezone.now()
    rows = Shift.objects.filter(
        project__state=ProjectState.APPROVED,
        project__published_at__isnull=False,
        cancelled_at=None,
        flexible=False,
        starts_at__gt=now,
        starts_at__lte=now + AHEAD,
        seats__gt=2 * F("seats_taken"),
    )
    return (rows.filter(project__region=region) if region else rows).order_by("starts_at", "pk")


def _shift(row: Shift) -> Row:
    return Row(
        title=row.project.title,
        url=row.project.get_absolute_url(),
        facts=_("%(when)s · %(organization)s · %(taken)d of %(seats)d places taken")
        % {
            "when": dates.span(row.starts_at, row.ends_at),
            "organization": row.project.organization.name,
            "taken": row.seats_taken,
            "seats": row.seats,
        },
        tag=left_words(row.starts_at),
        tone="warn",
        art=row.project.programme.art,
    )


tile(Tile("reports", _("Overdue reports"), _("No report is late."), overdue, order=20))
tile(
    Tile(
        "risk",
        _("Shifts that lack people"),
        _("Every shift of the next two days is at least half full."),
        at_risk,
        order=40,
    )
)
