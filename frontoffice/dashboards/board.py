"""What stands on a dashboard: four numbers with their run, hours by month, programmes, and the parts of the place.

All figures come from ``rollups.figures`` in five statements, however large the country is; open projects from the
catalogue, as on every public page.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from frontoffice.dashboards import charts, goals
from frontoffice.dashboards.asked import Asked
from frontoffice.dashboards.charts import BarChart, Column, Spark
from frontoffice.dashboards.goals import Progress
from frontoffice.rollups import figures, people
from frontoffice.rollups.figures import EVERYWHERE, Totals
from frontoffice.rollups.periods import DAY, Period, later, month_of
from projects.catalogue import Query, tally
from projects.models import Programme
from qazvolunteer.core import dates
from qazvolunteer.places import maps
from qazvolunteer.places.maps import Map, Mark
from qazvolunteer.places.models import District, Region

MONTHS = 12
WEEK = 7
BEST = 8


@dataclass(frozen=True)
class Trend:
    """``words``: the signed change; ``against``: compared with what. ``direction``: 1, 0 or -1."""

    words: str
    against: str
    direction: int


@dataclass(frozen=True)
class Tile:
    """One number: ``name`` of its definition, the value in words, its trend and run, and where its rows are."""

    name: str
    title: str
    value: str
    trend: Trend | None
    spark: Spark | None
    url: str


@dataclass(frozen=True)
class Share:
    """A programme's part of the hours; ``planned`` its part in the plan, where there is one."""

    programme: Programme
    hours: float
    percent: int
    url: str


@dataclass(frozen=True)
class PartRow:
    """A region or a district: hours, attendance, the change of hours against the period before."""

    name: str
    hours: int
    attendance: float | None
    change: Trend | None
    url: str
    active: int | None = None
    per_thousand: float | None = None
    projects: int = 0

    @property
    def attendance_words(self) -> str:
        return percent(self.attendance)


@dataclass(frozen=True)
class Board:
    """Everything of one dashboard but the lists of waiting work."""

    tiles: Sequence[Tile]
    chart: BarChart
    months: Sequence[tuple[dt.date, Totals, Totals]]
    shares: Sequence[Share]
    goals: Sequence[Progress]
    parts: Sequence[PartRow]
    map: Map
    as_of: dt.datetime | None


def board(asked: Asked) -> Board:
    """Read and arrange."""
    today = timezone.localdate()
    this_month = month_of(min(asked.period.last, today))
    months = [later(this_month, -back) for back in reversed(range(2 * MONTHS))]
    spans = [Period(month, min(later(month, 1) - DAY, max(today, month))) for month in months]
    now = asked.so_far
    periods = [now, asked.before, now.year_before(), *spans]
    # People of a week would have to be counted in the records.
    *found, week = figures.totals_of(
        asked.scope, [*periods, Period(today - (WEEK - 1) * DAY, today)], active=len(periods)
    )
    current, before, year_ago, *by_month = found
    recent = list(zip(months[MONTHS:], by_month[MONTHS:], by_month[:MONTHS], strict=True))
    shares, progress = _by_programme(asked)
    return Board(
        tiles=_tiles(asked, current, before, year_ago, week, recent),
        chart=charts.bars([_column(asked, month, total, ago) for month, total, ago in recent]),
        months=recent,
        shares=shares,
        goals=progress,
        **_parts(asked),
        as_of=figures.as_of(),
    )


def _tiles(
    asked: Asked,
    now: Totals,
    before: Totals,
    year_ago: Totals,
    week: Totals,
    months: Sequence[tuple[dt.date, Totals, Totals]],
) -> list[Tile]:
    recent = [total for _month, total, _ago in months]
    new = week.new_projects
    earlier = _against(asked.before)
    last_year = _against(asked.so_far.year_before())
    rate = _points(now.attendance_rate, before.attendance_rate, earlier)
    # The records of the whole country are looked at region by region.
    table = "projects" if asked.region or asked.organization else "parts"
    rows = reverse("office-figures", args=[table]) + f"?{asked.query}"
    return [
        Tile(
            "active",
            _("Active volunteers"),
            dates.thousands(now.active or 0),
            change(now.active or 0, before.active or 0, earlier),
            charts.spark([total.active for total in recent]),
            rows,
        ),
        Tile(
            "hours",
            _("Verified hours"),
            dates.thousands(round(now.hours)),
            change(now.hours, year_ago.hours, last_year),
            charts.spark([total.hours for total in recent]),
            reverse("office-figures", args=["months"]) + f"?{asked.query}",
        ),
        Tile(
            "attendance_rate",
            _("Attendance"),
            percent(now.attendance_rate),
            rate,
            charts.spark([total.attendance_rate for total in recent]),
            rows,
        ),
        Tile(
            "open_projects",
            _("Open projects"),
            dates.thousands(open_projects(asked)),
            Trend(f"+{new}" if new else "0", _("published in a week"), min(new, 1)),
            charts.spark([total.new_projects for total in recent]),
            _catalogue(asked),
        ),
    ]


def open_projects(asked: Asked) -> int:
    """As the catalogue counts them at this moment."""
    query = Query(
        region=asked.region.pk if asked.region else None,
        district=asked.district.pk if asked.district else None,
        programmes=(asked.programme.pk,) if asked.programme else (),
        organization=asked.organization.pk if asked.organization else None,
    )
    return tally(query).total


def _catalogue(asked: Asked) -> str:
    kept = [
        f"{name}={value}" for name, value in asked.pairs if name in {"region", "district", "programme", "organization"}
    ]
    return reverse("catalogue") + (f"?{'&'.join(kept)}" if kept else "")


def _column(asked: Asked, month: dt.date, total: Totals, ago: Totals) -> Column:
    hours, before = dates.thousands(round(total.hours)), dates.thousands(round(ago.hours))
    said = _("%(month)s: %(hours)s hours, a year before %(before)s") % {
        "month": dates.month(month),
        "hours": hours,
        "before": before,
    }
    return Column(
        label=dates.month_short(month),
        value=total.hours,
        before=ago.hours,
        said=said,
        unfinished=month == month_of(timezone.localdate()),
        href=f"{reverse('office')}?{asked.of_month(month).query}",
    )


def _by_programme(asked: Asked) -> tuple[list[Share], list[Progress]]:
    """Parts of the hours, and for the country its goals: in one statement where both are of the whole country."""
    standing = [] if asked.region else goals.standing(asked)
    periods = [goals.so_far(goal) for goal in standing]
    if asked.scope == EVERYWHERE:
        now, *found = figures.parts_of(EVERYWHERE, [asked.so_far, *periods], "programme_id")
    else:
        now = figures.by_programme(asked.scope, asked.so_far)
        found = figures.parts_of(EVERYWHERE, periods, "programme_id") if periods else []
    return _shares(asked, now), goals.progress(asked, standing, found)


def _shares(asked: Asked, found: Mapping[int, Totals]) -> list[Share]:
    whole = sum(max(total.minutes, 0) for total in found.values())
    known = Programme.objects.in_bulk(list(found))
    rows = sorted(
        ((known[key], total) for key, total in found.items() if total.minutes > 0), key=lambda row: -row[1].minutes
    )
    return [
        Share(
            programme,
            total.hours,
            round(100 * total.minutes / whole),
            f"{reverse('office')}?{asked.narrowed(programme=programme).query}",
        )
        for programme, total in rows
    ]


def _parts(asked: Asked) -> dict[str, object]:
    """Regions of the country, or districts of a region, with a map."""
    now, before = asked.so_far, asked.before
    if asked.region is None:
        here, earlier = figures.parts_of(asked.scope, [now, before], "region_id")
        active = people.active_by_region(now) if asked.programme is None and asked.organization is None else {}
        regions = list(Region.objects.valid().in_order())
        rows = [_row(asked, region, here, earlier, active, region=region) for region in regions]
        marks = [_mark(region, row) for region, row in zip(regions, rows, strict=True)]
        return {"parts": _most_first(rows), "map": maps.country(marks)}
    here, earlier = figures.parts_of(asked.scope, [now, before], "district_id")
    districts = list(District.objects.valid().filter(region=asked.region).in_order())
    rows = [_row(asked, district, here, earlier, {}, district=district) for district in districts]
    marks = [_mark(district, row) for district, row in zip(districts, rows, strict=True)]
    neighbours = Region.objects.valid().values_list("slug", flat=True)
    return {"parts": _most_first(rows), "map": maps.region(asked.region.slug, marks, list(neighbours))}


def _most_first(rows: Sequence[PartRow]) -> list[PartRow]:
    return sorted(rows, key=lambda row: -row.hours)


def _row(
    asked: Asked,
    place: Region | District,
    here: Mapping[str, Totals],
    earlier: Mapping[str, Totals],
    active: Mapping[str, int],
    **narrowed: object,
) -> PartRow:
    now, before = here.get(place.pk, Totals()), earlier.get(place.pk, Totals())
    helped = active.get(place.pk, 0) if isinstance(place, Region) and active else None
    inhabitants = getattr(place, "population", None)
    return PartRow(
        name=getattr(place, "short", "") or place.name,
        hours=round(now.hours),
        attendance=now.attendance_rate,
        change=change(now.hours, before.hours, ""),
        url=f"{reverse('office')}?{asked.narrowed(**narrowed).query}",
        active=helped,
        per_thousand=round(1000 * helped / inhabitants, 2) if helped is not None and inhabitants else None,
    )


def _mark(place: Region | District, row: PartRow) -> Mark:
    return Mark(
        slug=place.slug,
        name=row.name,
        number=row.hours,
        href=row.url,
        said=_("%(place)s: %(hours)s hours") % {"place": row.name, "hours": dates.thousands(row.hours)},
        kind="region" if isinstance(place, Region) else "district",
        longitude=None if place.longitude is None else float(place.longitude),
        latitude=None if place.latitude is None else float(place.latitude),
    )


# --- Words --------------------------------------------------------------------------------------------


def _against(period: Period) -> str:
    # Translators: "against 1–14 May", beside a change in percent.
    return _("against %(period)s") % {"period": dates.days(period.first, period.last)}


def change(now: float, before: float, against: str) -> Trend | None:
    """The change in percent; None where there was nothing before."""
    if before <= 0:
        return None
    part = round(100 * (now - before) / before)
    sign = {1: "+", 0: "", -1: "−"}[_direction(part)]
    return Trend(f"{sign}{dates.thousands(abs(part))}\u00a0%", against, _direction(part))


def _points(now: float | None, before: float | None, against: str) -> Trend | None:
    """The change of a share, in percentage points."""
    if now is None or before is None:
        return None
    points = round(100 * now) - round(100 * before)
    sign = {1: "+", 0: "", -1: "−"}[_direction(points)]
    # Translators: percentage points.
    return Trend(_("%(number)s pp") % {"number": f"{sign}{abs(points)}"}, against, _direction(points))


def _direction(number: int) -> int:
    return (number > 0) - (number < 0)


def percent(share: float | None) -> str:
    """A share in whole percent; a dash where nothing is known."""
    return "–" if share is None else f"{round(100 * share)}\u00a0%"
