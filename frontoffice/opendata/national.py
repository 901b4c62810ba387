"""The page of statistics: a year of the country, and the same for each region and programme. Nothing is estimated."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from frontoffice.dashboards import board, charts
from frontoffice.dashboards.board import Trend
from frontoffice.dashboards.charts import BarChart, Column
from frontoffice.opendata.suppression import ALL
from frontoffice.opendata.year import Shown, Year
from frontoffice.rollups import figures, people
from frontoffice.rollups.periods import EVERYWHERE, Period, month_of
from projects.catalogue import Tally
from projects.catalogue.reference import Reference, ordered
from projects.models import Programme
from qazvolunteer.core import dates
from qazvolunteer.core.small_cells import LEAST
from qazvolunteer.places import maps
from qazvolunteer.places.maps import Map, Mark
from qazvolunteer.places.models import Region
from volunteers.statistics import Numbers

ACTIVE, PER_THOUSAND, HOURS, PROJECTS, ORGANIZATIONS = MEASURES = (
    "volunteers",
    "per_thousand",
    "hours",
    "projects",
    "organizations",
)
# People among a thousand are compared in hundredths.
PARTS = {PER_THOUSAND: 100}
RECENT = dt.timedelta(days=29)
UNKNOWN = "–"


@dataclass(frozen=True)
class RegionLine:
    """One region in the year; what is None is not shown."""

    region: Region
    projects: int
    organizations: int
    shown: Shown

    @property
    def volunteers(self) -> int | None:
        return self.shown.active

    @property
    def hours(self) -> int | None:
        return None if self.shown.hours is None else round(self.shown.hours)

    @property
    def per_thousand(self) -> float | None:
        """Active volunteers among a thousand inhabitants."""
        people = self.region.population
        return round(1000 * self.volunteers / people, 2) if self.volunteers is not None and people else None

    @property
    def attendance(self) -> str:
        return board.percent(self.shown.attendance_rate)

    @property
    def words(self) -> dict[str, str]:
        """Every measure as it is shown."""
        return {measure: words(self, measure) for measure in MEASURES}

    def number(self, measure: str) -> int:
        """To compare with: whole, in ``PARTS`` of one."""
        return round((getattr(self, measure) or 0) * PARTS.get(measure, 1))


@dataclass(frozen=True)
class Share:
    """A programme's part of the hours, in whole percent; ``start`` and ``width`` are of the bar, of 1000."""

    programme: Programme
    number: int
    percent: int
    start: int
    width: int


@dataclass(frozen=True)
class AgeLine:
    """An age group; ``number`` None where it is not shown."""

    words: str
    number: int | None


def lines(reference: Reference, tally: Tally, numbers: Numbers, year: Year) -> list[RegionLine]:
    """Every region in the reader's order."""
    return [
        RegionLine(
            region=row,
            projects=tally.region[row.pk],
            organizations=numbers.organizations_in.get(row.pk, 0),
            shown=year.place(row.pk),
        )
        for row in ordered(reference.regions.values())
    ]


def ranked(rows: Sequence[RegionLine], measure: str) -> list[RegionLine]:
    """The largest number first; equal ones as they stand."""
    return sorted(rows, key=lambda row: -row.number(measure))


def map_of(rows: Sequence[RegionLine], measure: str, kept: str) -> Map:
    """Regions shaded by one measure; each leads to its own panel on this page. ``kept``: the rest of the address."""
    page = reverse("statistics")
    return maps.country(
        [
            Mark(
                slug=row.region.slug,
                name=row.region.short,
                number=row.number(measure),
                href=f"{page}?by={measure}&region={row.region.slug}{kept}#region",
                said=f"{row.region.name}: {words(row, measure)}",
                longitude=None if row.region.longitude is None else float(row.region.longitude),
                latitude=None if row.region.latitude is None else float(row.region.latitude),
                text=words(row, measure) if measure == PER_THOUSAND else "",
            )
            for row in rows
        ],
        parts=PARTS.get(measure, 1),
    )


def words(row: RegionLine, measure: str) -> str:
    """The number of a region as it is shown."""
    number = getattr(row, measure)
    if number is None:
        return UNKNOWN if measure == PER_THOUSAND and not row.region.population else hidden_words()
    return formats.number_format(number, decimal_pos=2) if measure == PER_THOUSAND else dates.thousands(number)


def hidden_words() -> str:
    """Instead of a number that would show few people, or let them be worked out."""
    return _("not shown")


@dataclass(frozen=True)
class Trends:
    """How the numbers of the country move: people and hours against the same days a year before, the rest by what was
    new in thirty days. None where there is nothing to compare with, or where it would show few people."""

    active: Trend | None
    hours: Trend | None
    organizations: Trend | None
    projects: Trend | None
    volunteers: Trend | None


def trends(period: Period) -> Trends:
    """In two statements. ``period``: the year so far."""
    today = timezone.localdate()
    before = period.year_before()
    now, then, recent = figures.totals_of(EVERYWHERE, [period, before, Period(today - RECENT, today)], active=False)
    here, there = people.active_of(EVERYWHERE, [period, before])
    against = _("against the same days of %(year)s") % {"year": before.first.year}
    shown = min(here, there) >= LEAST
    return Trends(
        active=board.change(here, there, against) if shown else None,
        hours=board.change(now.hours, then.hours, against) if shown else None,
        organizations=_new(recent.new_organizations, 1),
        projects=_new(recent.new_projects, 1),
        volunteers=_new(recent.new_volunteers, LEAST),
    )


def _new(number: int, least: int) -> Trend | None:
    return Trend(f"+{dates.thousands(number)}", _("new in 30 days"), 1) if number >= least else None


def shares(reference: Reference, year: Year) -> list[Share]:
    """Programmes with hours that are shown, the most first. Percent are of the hours shown."""
    counted = [(row, year.programme(row.pk).hours or 0) for row in reference.programmes.values()]
    counted = [(row, hours) for row, hours in counted if hours > 0]
    total = sum(hours for _row, hours in counted)
    found, start = [], 0.0
    for row, hours in sorted(counted, key=lambda one: -one[1]):
        width = 1000 * hours / total
        percent = round(100 * hours / total)
        found.append(Share(row, round(hours), percent, round(start), round(start + width) - round(start)))
        start += width
    return found


def ages(year: Year) -> list[AgeLine]:
    names = {
        "under-18": _("under 18"),
        "18-24": _("18–24"),
        "25-34": _("25–34"),
        "35-59": _("35–59"),
        "60-plus": _("60 and older"),
    }
    return [AgeLine(names[group], number) for group, number in year.ages.items()]


def months(year: Year, before: Year) -> BarChart:
    """Hours of the country by month, the year before as a line. A month that is not shown has no bar."""
    this = month_of(timezone.localdate())
    columns = []
    for month in year.months:
        hours = year.place(ALL, f"{month:%Y-%m}").hours
        ago = before.place(ALL, f"{month.replace(year=month.year - 1):%Y-%m}").hours
        said = _("%(month)s: %(hours)s hours, a year before %(before)s") % {
            "month": dates.month(month),
            "hours": hidden_words() if hours is None else dates.thousands(round(hours)),
            "before": hidden_words() if ago is None else dates.thousands(round(ago)),
        }
        columns.append(
            Column(label=dates.month_short(month), value=hours or 0, before=ago, said=said, unfinished=month == this)
        )
    return charts.bars(columns)


__all__ = [
    "ACTIVE",
    "HOURS",
    "LEAST",
    "MEASURES",
    "ORGANIZATIONS",
    "PER_THOUSAND",
    "PROJECTS",
    "AgeLine",
    "RegionLine",
    "Share",
]
