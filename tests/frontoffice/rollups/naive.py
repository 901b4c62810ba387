"""The figures once more, out of the records, row by row in Python: nothing of ``frontoffice.rollups`` is used."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
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


@dataclass(frozen=True)
class _Shift:
    """What a shift says of the facts about it, its project's places included."""

    day: dt.date
    counts: bool
    place: tuple[str | None, str | None, int | None, int | None]


def _places() -> dict[int, tuple[str | None, str | None, int | None, int | None]]:
    rows = Project.objects.values_list("pk", "region_id", "district_id", "programme_id", "organization_id")
    return {pk: (region, district, programme, organization) for pk, region, district, programme, organization in rows}


def _lines() -> Iterator[Any]:
    names = (
        "pk",
        "volunteer_id",
        "project_id",
        "day",
        "minutes",
        "quantity",
        "kind",
        "state",
        "evidence",
        "corrects_id",
    )
    return HoursEntry.objects.order_by().values_list(*names, named=True).iterator()


def _marks(places: dict[int, Any]) -> Iterator[tuple[str, int, _Shift]]:
    """(state, volunteer, shift) of whoever was expected."""
    shifts = {
        pk: _Shift(_day(starts_at), cancelled_at is None, places[project])
        for pk, project, starts_at, cancelled_at in Shift.objects.values_list(
            "pk", "project_id", "starts_at", "cancelled_at"
        )
    }
    for state, volunteer, shift in Attendance.objects.values_list("state", "signup__volunteer_id", "signup__shift_id"):
        yield state, volunteer, shifts[shift]


def cells() -> dict[Cell, dict[str, int]]:
    """Every cell that is not empty, days to come left out."""
    found: dict[Cell, Counter[str]] = defaultdict(Counter)
    places = _places()
    published = dict(Project.objects.exclude(published_at=None).values_list("pk", "published_at"))
    columns = ("project_id", "starts_at", "cancelled_at", "seats", "seats_taken")
    for project, starts_at, cancelled_at, seats, taken in Shift.objects.values_list(*columns):
        if project not in published:
            continue
        cell = found[(_day(starts_at), *places[project])]
        if cancelled_at:
            cell["cancelled_shifts"] += 1
        else:
            cell["shifts"] += 1
            cell["seats"] += seats
            cell["taken"] += taken
    for state, _volunteer, shift in _marks(places):
        if state in {"came", "missed", "excused"} and shift.counts:
            found[(shift.day, *shift.place)][state] += 1
    lines = {line.pk: line for line in _lines()}
    for line in lines.values():
        cell = found[(line.day, *places[line.project_id])]
        if line.state == "confirmed":
            known = lines[line.corrects_id] if line.corrects_id else line
            cell["minutes"] += line.minutes
            cell[f"minutes_{EVIDENCE[known.evidence]}"] += line.minutes
            cell["entries"] += line.kind != "correction"
        elif line.state != "rejected":
            cell["minutes_open"] += line.minutes
            cell["entries_open"] += 1
    for pk, moment in published.items():
        found[(_day(moment), *places[pk])]["new_projects"] += 1
    for pk, region, moment in Organization.objects.exclude(verified_at=None).values_list(
        "pk", "region_id", "verified_at"
    ):
        found[_day(moment), region, None, None, pk]["new_organizations"] += 1
    for moment, region in Volunteer.objects.values_list("created_at", "town__region_id"):
        found[_day(moment), region, None, None, None]["new_volunteers"] += 1
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


def active_days() -> list[tuple[int, dt.date, str | None]]:
    """(volunteer, day, region) of every reason to call somebody active."""
    places = _places()
    found = [
        (volunteer, shift.day, shift.place[0])
        for state, volunteer, shift in _marks(places)
        if state == "came" and shift.counts
    ]
    # A day's work is what its lines and their corrections leave, in a region.
    minutes: Counter[tuple[int, dt.date, str | None]] = Counter()
    made: Counter[tuple[int, dt.date, str | None]] = Counter()
    for line in _lines():
        if line.state == "confirmed":
            key = line.volunteer_id, line.day, places[line.project_id][0]
            minutes[key] += line.minutes
            made[key] += line.quantity or 0
    return [*found, *(key for key in minutes if minutes[key] > 0 or made[key] > 0)]


def active(scope: Scope, period: Period, days: list[tuple[int, dt.date, str | None]] | None = None) -> int:
    """Different people; ``days``: of ``active_days``, for who asks more than once."""
    return len(
        {
            volunteer
            for volunteer, day, region in (active_days() if days is None else days)
            if period.first <= day <= min(period.last, today()) and scope.region in {None, region}
        }
    )


def totals(scope: Scope, period: Period, counted: dict[Cell, dict[str, int]] | None = None) -> dict[str, int]:
    """The sums of ``counted``, which ``cells`` counts where it is not given."""
    found = Counter[str]()
    for (day, region, district, programme, organization), values in (cells() if counted is None else counted).items():
        wanted = (
            (scope.region, region), (scope.district, district),
            (scope.programme, programme), (scope.organization, organization),
        )  # fmt: skip
        if period.first <= day <= period.last and all(one in {None, other} for one, other in wanted):
            found.update(values)
    return {name: found[name] for name in NAMES}
