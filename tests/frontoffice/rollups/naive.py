"""The figures once more, out of the records, row by row in Python: nothing of ``frontoffice.rollups`` is used."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from frontoffice.rollups.models import DayFigures
from frontoffice.rollups.periods import Period, Scope
from organizations.models import Organization
from projects.models import Project, Shift
from volunteers.attendance_models import Attendance
from volunteers.hours_models import HoursEntry
from volunteers.models import Volunteer

ALMATY = ZoneInfo("Asia/Almaty")
Cell = tuple[dt.date, str | None, str | None, int | None, int | None]
NAMES = (
    "shifts", "cancelled_shifts", "seats", "taken", "came", "missed", "excused", "minutes", "minutes_scanned",
    "minutes_witnessed", "minutes_told", "minutes_imported", "minutes_open", "entries", "entries_open",
    "new_projects", "new_organizations", "new_volunteers",
)  # fmt: skip
EVIDENCE = {"scanned": "scanned", "confirmed": "witnessed", "self_reported": "told", "imported": "imported"}


def today() -> dt.date:
    return dt.datetime.now(ALMATY).date()


def _day(moment: dt.datetime) -> dt.date:
    return moment.astimezone(ALMATY).date()


def _of(day: dt.date, project: Project) -> Cell:
    return day, project.region_id, project.district_id, project.programme_id, project.organization_id


def cells() -> dict[Cell, dict[str, int]]:
    """Every cell that is not empty, days to come left out."""
    found: dict[Cell, Counter[str]] = defaultdict(Counter)
    for shift in Shift.objects.select_related("project"):
        if shift.project.published_at is None:
            continue
        cell = found[_of(_day(shift.starts_at), shift.project)]
        if shift.cancelled_at:
            cell["cancelled_shifts"] += 1
        else:
            cell["shifts"] += 1
            cell["seats"] += shift.seats
            cell["taken"] += shift.seats_taken
    for mark in Attendance.objects.select_related("signup__shift__project"):
        shift = mark.signup.shift
        if mark.state in {"came", "missed", "excused"} and not shift.cancelled_at:
            found[_of(_day(shift.starts_at), shift.project)][mark.state] += 1
    lines = {line.pk: line for line in HoursEntry.objects.select_related("project")}
    for line in lines.values():
        cell = found[_of(line.day, line.project)]
        if line.state == "confirmed":
            known = lines[line.corrects_id] if line.corrects_id else line
            cell["minutes"] += line.minutes
            cell[f"minutes_{EVIDENCE[known.evidence]}"] += line.minutes
            cell["entries"] += line.kind != "correction"
        elif line.state != "rejected":
            cell["minutes_open"] += line.minutes
            cell["entries_open"] += 1
    for project in Project.objects.exclude(published_at=None):
        found[_of(_day(project.published_at), project)]["new_projects"] += 1  # type: ignore[arg-type]
    for one in Organization.objects.exclude(verified_at=None):
        found[_day(one.verified_at), one.region_id, None, None, one.pk]["new_organizations"] += 1  # type: ignore[arg-type]
    for person in Volunteer.objects.select_related("town"):
        region = person.town.region_id if person.town else None
        found[_day(person.created_at), region, None, None, None]["new_volunteers"] += 1
    return {
        key: {name: cell[name] for name in NAMES}
        for key, cell in found.items()
        if key[0] <= today() and any(cell.values())
    }


def kept() -> dict[Cell, dict[str, int]]:
    """What the figures say, cells of zeros left out: a line that was rejected leaves none, a correction to zero one."""
    columns = ("day", "region_id", "district_id", "programme_id", "organization_id")
    rows = DayFigures.objects.values(*columns, *NAMES)
    found = {tuple(row[name] for name in columns): {name: row[name] for name in NAMES} for row in rows}
    return {key: values for key, values in found.items() if any(values.values())}  # type: ignore[misc]


def active_days() -> Iterator[tuple[int, dt.date, Project]]:
    """(volunteer, day, project) of every reason to call somebody active."""
    for mark in Attendance.objects.filter(state="came").select_related("signup__shift__project"):
        if not mark.signup.shift.cancelled_at:
            yield mark.signup.volunteer_id, _day(mark.signup.shift.starts_at), mark.signup.shift.project
    # A day's work is what its lines and their corrections leave, in a region.
    lines = list(HoursEntry.objects.filter(state="confirmed").select_related("project"))
    minutes: Counter[tuple[int, dt.date, str]] = Counter()
    made: Counter[tuple[int, dt.date, str]] = Counter()
    for line in lines:
        key = line.volunteer_id, line.day, line.project.region_id
        minutes[key] += line.minutes
        made[key] += line.quantity or 0
    for line in lines:
        key = line.volunteer_id, line.day, line.project.region_id
        if minutes[key] > 0 or made[key] > 0:
            yield line.volunteer_id, line.day, line.project


def active(scope: Scope, period: Period) -> int:
    people = set()
    for volunteer, day, project in active_days():
        if period.first <= day <= min(period.last, today()) and scope.region in {None, project.region_id}:
            people.add(volunteer)
    return len(people)


def totals(scope: Scope, period: Period) -> dict[str, int]:
    found = Counter[str]()
    for (day, region, district, programme, organization), values in cells().items():
        wanted = (
            (scope.region, region), (scope.district, district),
            (scope.programme, programme), (scope.organization, organization),
        )  # fmt: skip
        if period.first <= day <= period.last and all(one in {None, other} for one, other in wanted):
            found.update(values)
    return {name: found[name] for name in NAMES}
