"""The tables behind the charts and numbers: on a page, as CSV and as XLSX, all from the same rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Q, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from frontoffice.dashboards.asked import Asked
from frontoffice.rollups import figures
from frontoffice.rollups.figures import Totals
from frontoffice.rollups.periods import Period
from organizations.models import Organization
from projects.models import Programme, Project, Shift
from qazvolunteer.core import dates
from qazvolunteer.places.models import District, Region
from volunteers.enums import AttendanceState
from volunteers.hours_models import HoursEntry
from volunteers.models import Attendance

# More than these are in the file; the page shows the first.
ON_PAGE = 100
IN_FILE = 10_000
# The column of the verified hours in the table of the regions.
HOURS_OF_REGION = 4


@dataclass(frozen=True)
class Line:
    """One row: its name, where it leads, the numbers as they are."""

    name: str
    cells: Sequence[object]
    url: str = ""


@dataclass(frozen=True)
class Table:
    """``head`` names the columns, the name's first. ``note`` says what the reader should know."""

    title: str
    head: Sequence[str]
    lines: Sequence[Line]
    note: str = ""

    def ranked(self, column: int) -> Table:
        """By a column of numbers, the most first (1 is the first after the name); unchanged where there are none."""
        known = [line for line in self.lines if isinstance(_cell(line, column), int | float)]
        if not known:
            return self
        rest = [line for line in self.lines if line not in known]
        ranked = sorted(known, key=lambda line: -float(str(_cell(line, column))))
        return replace(self, lines=[*ranked, *rest])

    @property
    def rows(self) -> list[list[object]]:
        """As a file has them."""
        return [[line.name, *line.cells] for line in self.lines]


def _cell(line: Line, column: int) -> object:
    return line.cells[column - 1] if 0 < column <= len(line.cells) else None


def _measures() -> list[str]:
    return [
        _("Verified hours"),
        _("Of them scanned"),
        _("Of them told by volunteers"),
        _("Came"),
        _("Missed"),
        _("Attendance, %"),
        _("Shifts held"),
        _("Places"),
        _("Places taken"),
    ]


def _cells(total: Totals) -> list[object]:
    rate = total.attendance_rate
    return [
        _hours(total.minutes),
        _hours(total.minutes_scanned),
        _hours(total.minutes_told),
        total.came,
        total.missed,
        None if rate is None else round(100 * rate),
        total.shifts,
        total.seats,
        total.taken,
    ]


def _hours(minutes: int) -> float | int:
    hours = round(minutes / 60, 1)
    return int(hours) if hours.is_integer() else hours


def _office(asked: Asked) -> str:
    return f"{reverse('office')}?{asked.query}"


def months(asked: Asked) -> Table:
    """Of the period; a period of one month shows the year that ends with it."""
    period = asked.so_far
    if len(period.months) == 1:
        period = Period.last_months(12, period.last)
    found = figures.by_month(asked.scope, period)
    lines = [
        Line(dates.month(month), [total.active, *_cells(total)], _office(asked.of_month(month)))
        for month, total in found.items()
    ]
    return Table(_("By month"), [_("Month"), _("Active volunteers"), *_measures()], lines)


def programmes(asked: Asked) -> Table:
    found = figures.by_programme(asked.scope, asked.so_far)
    known = Programme.objects.in_bulk(list(found))
    lines = [
        Line(known[key].brand, _cells(total), _office(asked.narrowed(programme=known[key])))
        for key, total in sorted(found.items(), key=lambda pair: -pair[1].minutes)
    ]
    return Table(_("By programme"), [_("Programme"), *_measures()], lines)


def parts(asked: Asked) -> Table:
    """Regions of the country with several honest measures, or districts of a region."""
    if asked.region is not None:
        return _districts(asked, asked.region)
    found = figures.by_region(asked.so_far, programme=asked.programme.pk if asked.programme else None)
    lines = []
    for region in Region.objects.valid().in_order():
        total = found.get(region.pk, Totals())
        people = region.population
        per = round(1000 * total.active / people, 2) if total.active is not None and people else None
        hours = round(total.hours / total.active, 1) if total.active else None
        lines.append(
            Line(region.name, [total.active, per, hours, *_cells(total)], _office(asked.narrowed(region=region)))
        )
    head = [_("Region"), _("Active volunteers"), _("Per 1,000 inhabitants"), _("Hours per volunteer"), *_measures()]
    return Table(_("By region"), head, lines).ranked(HOURS_OF_REGION)


def _districts(asked: Asked, region: Region) -> Table:
    found = figures.by_district(region.pk, asked.so_far)
    lines = [
        Line(row.name, _cells(found.get(row.pk, Totals())), _office(asked.narrowed(district=row)))
        for row in District.objects.valid().filter(region=region).in_order()
    ]
    if None in found:
        lines.append(Line(_("In no district: remote or in the whole region"), _cells(found[None])))
    return Table(_("By district"), [_("District"), *_measures()], lines)


def organizations(asked: Asked) -> Table:
    found = figures.by_organization(asked.scope, asked.so_far, limit=IN_FILE)
    known = Organization.objects.in_bulk(list(found))
    lines = [
        Line(known[key].name, _cells(total), _office(asked.narrowed(organization=known[key])))
        for key, total in found.items()
    ]
    return Table(_("By organization"), [_("Organization"), *_measures()], lines)


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
                _hours(row["minutes"]),
                row["entries"],
                came.get(key, 0),
                missed.get(key, 0),
            ],
            f"{reverse('office-figures-project', args=[known[key].slug])}?{asked.query}",
        )
        for key, row in found.items()
    ]
    head = [_("Project"), _("Organization"), _("Verified hours"), _("Lines of hours"), _("Came"), _("Missed")]
    return Table(_("By project"), head, lines)


def _marked(asked: Asked, within: Q) -> tuple[dict[int, int], dict[int, int]]:
    begin, end = _moments(asked.so_far)
    columns = {f"signup__shift__project__{name}": value for name, value in asked.scope.columns.items()}
    rows = (
        Attendance.objects.filter(signup__shift__starts_at__gte=begin, signup__shift__starts_at__lt=end, **columns)
        .filter(state__in=[AttendanceState.CAME, AttendanceState.MISSED])
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
            [shift.seats, shift.seats_taken, shift.came, shift.missed, shift.excused, _hours(hours.get(shift.pk, 0))],
            reverse("office-figures-shift", args=[project.slug, shift.pk]),
        )
        for shift in shifts
    ]
    head = [_("Shift"), _("Places"), _("Places taken"), _("Came"), _("Missed"), _("Excused"), _("Verified hours")]
    return Table(project.title, head, lines)


def lines_of(shift: Shift) -> Table:
    """The lines of hours of a shift, without names: a number for each, so that the sum can be checked."""
    entries = HoursEntry.objects.filter(signup__shift=shift).order_by("pk")
    lines = [
        Line(
            str(number),
            [
                dates.date(entry.day),
                str(entry.get_kind_display()),
                str(entry.get_evidence_display()),
                str(entry.get_state_display()),
                _hours(entry.minutes),
            ],
        )
        for number, entry in enumerate(entries[:IN_FILE], start=1)
    ]
    head = ["№", _("Day"), _("Kind"), _("How it is known"), _("Status"), _("Hours")]
    note = _("Names are left out: the front office checks numbers here, not people. Only confirmed lines are counted.")
    return Table(dates.span(shift.starts_at, shift.ends_at), head, lines, note)


Making = Callable[[Asked], Table]
TABLES: dict[str, Making] = {
    "months": months,
    "programmes": programmes,
    "parts": parts,
    "organizations": organizations,
    "projects": projects,
}


def titles(asked: Asked) -> list[dict[str, Any]]:
    """Links between the tables."""
    names = {
        "months": _("Months"),
        "programmes": _("Programmes"),
        "parts": _("Districts") if asked.region else _("Regions"),
        "organizations": _("Organizations"),
        "projects": _("Projects"),
    }
    return [
        {"name": name, "label": label, "url": f"{reverse('office-figures', args=[name])}?{asked.query}"}
        for name, label in names.items()
        # The records of the whole country are looked at region by region.
        if name != "projects" or asked.region or asked.organization
    ]


__all__ = ["ON_PAGE", "TABLES", "Line", "Table", "lines_of", "shifts_of", "titles"]
