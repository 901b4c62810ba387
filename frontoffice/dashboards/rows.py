"""The records behind the figures: projects, the shifts of one, lines of hours. Of people there are only numbers."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db.models import Count, Q, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from frontoffice.dashboards.asked import Asked
from frontoffice.dashboards.table import IN_FILE, Line, Table, in_hours
from frontoffice.dashboards.waiting import lacking_people
from frontoffice.rollups.periods import Period
from projects.models import Project, Shift
from qazvolunteer.core import dates
from volunteers.enums import AttendanceState
from volunteers.hours_models import HoursEntry
from volunteers.models import Attendance

if TYPE_CHECKING:
    from django.db.models import QuerySet


def projects(asked: Asked) -> Table:
    """Those with confirmed hours or marked people in the period, the most hours first."""
    within = Q(**{f"project__{name}": value for name, value in asked.scope.columns.items()})
    hours = (
        HoursEntry.objects.counted()
        .filter(within, day__range=(asked.so_far.first, asked.so_far.last))
        .values("project")
        .annotate(minutes=Sum("minutes"), entries=Count("pk"))
        .order_by("-minutes", "project")[:IN_FILE]
    )
    found = {row["project"]: row for row in hours}
    came, missed = _marked(asked, within)
    for key in (*came, *missed):
        found.setdefault(key, {"minutes": 0, "entries": 0})
    known = Project.objects.select_related("organization").in_bulk(list(found))
    lines = [
        Line(
            known[key].title,
            [
                known[key].organization.name,
                in_hours(row["minutes"]),
                row["entries"],
                came.get(key, 0),
                missed.get(key, 0),
            ],
            f"{reverse('office-figures-project', args=[known[key].slug])}?{asked.query}",
        )
        for key, row in found.items()
    ]
    head = [
        _("Project"),
        _("Organization"),
        _("Verified hours"),
        _("Lines of hours"),
        pgettext("figure", "Came"),
        _("Missed"),
    ]
    return Table(_("By project"), head, lines)


def _marked(asked: Asked, within: Q) -> tuple[dict[int, int], dict[int, int]]:
    begin, end = _moments(asked.so_far)
    columns = {f"signup__shift__project__{name}": value for name, value in asked.scope.columns.items()}
    rows = (
        Attendance.objects.filter(signup__shift__starts_at__gte=begin, signup__shift__starts_at__lt=end, **columns)
        .filter(state__in=[AttendanceState.CAME, AttendanceState.MISSED], signup__shift__cancelled_at=None)
        .values_list("signup__shift__project", "state")
        .annotate(number=Count("pk"))
    )
    came: dict[int, int] = {}
    missed: dict[int, int] = {}
    for project, state, number in rows:
        (came if state == AttendanceState.CAME else missed)[project] = number
    return came, missed


def _moments(period: Period) -> tuple[dt.datetime, dt.datetime]:
    begin, end = (dt.datetime.combine(day, dt.time.min) for day in (period.first, period.last + dt.timedelta(days=1)))
    return timezone.make_aware(begin), timezone.make_aware(end)


def shifts_of(project: Project, asked: Asked) -> Table:
    """The shifts of a project in the period, with the confirmed hours of each."""
    begin, end = _moments(asked.so_far)
    rows = Shift.objects.filter(project=project, starts_at__gte=begin, starts_at__lt=end, cancelled_at=None)
    marks = {"came": AttendanceState.CAME, "missed": AttendanceState.MISSED, "excused": AttendanceState.EXCUSED}
    counted = rows.annotate(
        **{name: Count("signups", filter=Q(signups__attendance__state=state)) for name, state in marks.items()}
    ).order_by("starts_at", "pk")
    shifts = list(counted[:IN_FILE])
    hours = dict(
        HoursEntry.objects.counted()
        .filter(signup__shift__in=[shift.pk for shift in shifts])
        .values_list("signup__shift")
        .annotate(Sum("minutes"))
    )
    lines = [
        Line(
            dates.span(shift.starts_at, shift.ends_at),
            [shift.seats, shift.seats_taken, shift.came, shift.missed, shift.excused, in_hours(hours.get(shift.pk, 0))],
            f"{reverse('office-figures-shift', args=[project.slug, shift.pk])}?{asked.query}",
        )
        for shift in shifts
    ]
    whole = _lines_in(project, asked).aggregate(whole=Sum("minutes"))["whole"] or 0
    url = f"{reverse('office-figures-project', args=[project.slug])}?{asked.query}&show=lines"
    lines.append(Line(_("All lines of hours of these days"), [None] * 5 + [in_hours(whole)], url))
    head = [
        _("Shift"),
        _("Places"),
        _("Places taken"),
        pgettext("figure", "Came"),
        _("Missed"),
        pgettext("figure", "Excused"),
        _("Verified hours"),
    ]
    return Table(project.title, head, lines)


def _lines_in(project: Project, asked: Asked) -> QuerySet[HoursEntry]:
    """What the verified hours of a project in a period are the sum of, whether or not a shift stands behind it."""
    days = (asked.so_far.first, asked.so_far.last)
    return HoursEntry.objects.counted().filter(project=project, day__range=days).order_by("day", "pk")


def lines_in(project: Project, asked: Asked) -> Table:
    """Those lines, without names: they add up to the hours of the project."""
    return _lines(project.title, _lines_in(project, asked))


def lines_of(shift: Shift) -> Table:
    """All lines of hours of a shift, without names."""
    return _lines(
        dates.span(shift.starts_at, shift.ends_at), HoursEntry.objects.filter(signup__shift=shift).order_by("pk")
    )


def _lines(title: str, entries: QuerySet[HoursEntry]) -> Table:
    """A number for each line, so that the sum can be checked."""
    lines = [
        Line(
            str(number),
            [
                dates.date(entry.day),
                str(entry.get_kind_display()),
                str(entry.get_evidence_display()),
                str(entry.get_state_display()),
                in_hours(entry.minutes),
            ],
        )
        for number, entry in enumerate(entries[:IN_FILE], start=1)
    ]
    head = ["№", _("Day"), _("Kind"), _("How it is known"), _("Status"), _("Hours")]
    note = _("Names are left out: the front office checks numbers here, not people. Only confirmed lines are counted.")
    return Table(title, head, lines, note)


def risk(asked: Asked) -> Table:
    """Shifts of the next two days that are less than half full, the soonest first."""
    rows = lacking_people(asked.region).select_related("project__organization", "project__region")[:IN_FILE]
    lines = [
        Line(
            row.project.title,
            [
                row.project.organization.name,
                row.project.region.short if row.project.region else "",
                dates.span(row.starts_at, row.ends_at),
                row.seats_taken,
                row.seats,
            ],
            row.project.get_absolute_url(),
        )
        for row in rows
    ]
    head = [_("Project"), _("Organization"), _("Region"), _("Shift"), _("Places taken"), _("Places")]
    note = _("Shifts of the next two days that are less than half full, as of this moment.")
    return Table(_("Shifts that lack people"), head, lines, note)
