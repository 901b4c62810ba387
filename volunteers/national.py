"""The page of statistics: national numbers, and the same for each region and programme. Nothing here is estimated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from projects.catalogue import Tally
from projects.catalogue.reference import Reference, ordered
from projects.models import Programme
from qazvolunteer.core import dates
from qazvolunteer.places import maps
from qazvolunteer.places.maps import Map, Mark
from qazvolunteer.places.models import Region
from volunteers.statistics import SMALLEST_GROUP, Numbers

PROJECTS, ORGANIZATIONS, VOLUNTEERS = MEASURES = ("projects", "organizations", "volunteers")


@dataclass(frozen=True)
class RegionLine:
    """One region. ``volunteers`` is None for a group too small to be shown."""

    region: Region
    projects: int
    organizations: int
    volunteers: int | None

    @property
    def per_thousand(self) -> float | None:
        """Volunteers among a thousand inhabitants."""
        people = self.region.population
        return round(1000 * self.volunteers / people, 1) if self.volunteers is not None and people else None

    def number(self, measure: str) -> int:
        return getattr(self, measure) or 0


@dataclass(frozen=True)
class Share:
    """A programme's part of the open projects, in whole percent; ``start`` and ``width`` are of the bar, of 1000."""

    programme: Programme
    number: int
    percent: int
    start: int
    width: int


def lines(reference: Reference, tally: Tally, numbers: Numbers) -> list[RegionLine]:
    """Every region in the reader's order."""
    return [
        RegionLine(
            region=row,
            projects=tally.region[row.pk],
            organizations=numbers.organizations_in.get(row.pk, 0),
            volunteers=numbers.volunteers_in.get(row.pk),
        )
        for row in ordered(reference.regions.values())
    ]


def ranked(rows: Sequence[RegionLine], measure: str) -> list[RegionLine]:
    """The largest number first; equal ones as they stand."""
    return sorted(rows, key=lambda row: -row.number(measure))


def map_of(rows: Sequence[RegionLine], measure: str) -> Map:
    """Regions shaded by one measure; each leads to its own panel on this page."""
    page = reverse("statistics")
    return maps.country(
        [
            Mark(
                slug=row.region.slug,
                name=row.region.short,
                number=row.number(measure),
                href=f"{page}?by={measure}&region={row.region.slug}#region",
                said=f"{row.region.name}: {words(row, measure)}",
                longitude=None if row.region.longitude is None else float(row.region.longitude),
                latitude=None if row.region.latitude is None else float(row.region.latitude),
            )
            for row in rows
        ]
    )


def words(row: RegionLine, measure: str) -> str:
    """The number of a region as it is shown."""
    if measure == VOLUNTEERS and row.volunteers is None:
        return _("fewer than %(number)d") % {"number": SMALLEST_GROUP}
    return dates.thousands(row.number(measure))


def shares(reference: Reference, tally: Tally) -> list[Share]:
    """Programmes with open projects, the largest first."""
    counted = [(row, tally.programme[row.pk]) for row in reference.programmes.values() if tally.programme[row.pk]]
    total = sum(number for _row, number in counted)
    found, start = [], 0.0
    for row, number in sorted(counted, key=lambda one: -one[1]):
        width = 1000 * number / total
        found.append(Share(row, number, round(100 * number / total), round(start), round(start + width) - round(start)))
        start += width
    return found
