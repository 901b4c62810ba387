"""What a query finds, as a map with its table: the country by region, or one region by town and district.

Only work on site is on a map. Every number is the total of the list its link opens.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import ngettext

from projects.catalogue import Query, Tally
from projects.catalogue.forms import CatalogueForm
from projects.catalogue.reference import Reference, ordered
from projects.enums import Format
from projects.ways import LIST, Pair, address
from qazvolunteer.core import dates
from qazvolunteer.places import maps
from qazvolunteer.places.maps import Map, Mark
from qazvolunteer.places.models import District, Region, Town

# So many towns are dots on the map of the country.
TOWNS = 24
CITY = "city"
ON_SITE = Format.ON_SITE.value

Address = Callable[[str, str], str]


@dataclass(frozen=True)
class Line:
    """One line of the table beside a map."""

    name: str
    count: int
    href: str
    place: Any = None


@dataclass(frozen=True)
class Mapped:
    """A map, its tables, and how many projects are on it."""

    map: Map
    total: int
    regions: Sequence[Line] = ()
    districts: Sequence[Line] = ()
    towns: Sequence[Line] = ()
    is_city: bool = False

    @property
    def most(self) -> Line | None:
        """The place with the most projects."""
        lines = [line for line in (*self.regions, *self.towns, *self.districts) if line.count]
        return max(lines, key=lambda line: line.count, default=None)

    @property
    def places(self) -> int:
        """In how many places of the table there is something to do."""
        return sum(line.count > 0 for line in self.regions or self.districts)


def on_site(query: Query) -> Query | None:
    """The part of a query that has places; None when it asks for work from home alone."""
    if query.formats and ON_SITE not in query.formats:
        return None
    return replace(query, formats=(ON_SITE,))


def listed(form: CatalogueForm) -> Address:
    """Addresses of the list: this query on site, with one place chosen instead of those it has."""
    return lambda name, slug: address(LIST, [*_less(form, "format"), ("format", ON_SITE), *_place(form, name, slug)])


def shown(form: CatalogueForm, page: str) -> Address:
    """Addresses of ``page`` with this query and one place chosen instead of those it has."""
    return lambda name, slug: address(page, [*_less(form), *_place(form, name, slug)])


def _less(form: CatalogueForm, *names: str) -> list[Pair]:
    return [pair for pair in form.pairs if pair[0] not in {"region", "district", "town", "near", "km", *names}]


def _place(form: CatalogueForm, name: str, slug: str) -> list[Pair]:
    """One place in the address; a district stands in its region."""
    if name != "district":
        return [(name, slug)]
    region = form.reference.regions[form.reference.named("districts", slug).region_id]
    return [("region", region.slug), ("district", slug)]


def of_country(reference: Reference, tally: Tally, *, region: Address, town: Address | None = None) -> Mapped:
    """Regions by their numbers, and the towns with the most projects as dots."""
    rows = ordered(reference.regions.values())
    lines = [Line(row.name, tally.region[row.pk], region("region", row.slug), row) for row in rows]
    land = [_mark(line, name=line.place.short, kind="region") for line in lines]
    biggest = []
    if town is not None:
        cities = {row.pk for row in rows if row.kind == CITY}
        often = [pk for pk, _number in tally.town.most_common() if _town(reference, pk, cities)][:TOWNS]
        towns = [reference.towns[pk] for pk in often]
        biggest = [Line(row.name, tally.town[row.pk], town("town", row.slug), row) for row in towns]
    dots = [_mark(line, kind="town") for line in biggest]
    return Mapped(maps.country(land, dots), sum(line.count for line in lines), regions=lines, towns=biggest)


def of_region(
    reference: Reference, region: Region, towns: Counter, districts: Counter, total: int, *, address: Address
) -> Mapped:
    """The towns of a region as dots; a ring for a district that has projects outside its towns. A city of republican
    significance has districts alone."""
    found_towns = [
        Line(row.name, towns[row.pk], address("town", row.slug), row)
        for row in ordered(row for row in reference.towns.values() if row.region_id == region.pk)
    ]
    found_districts = [
        Line(row.name, districts[row.pk], address("district", row.slug), row)
        for row in ordered(row for row in reference.districts.values() if row.region_id == region.pk)
    ]
    is_city = region.kind == CITY
    if is_city:
        # Its only town is the city itself.
        found_towns = []
        marks = [_mark(line, kind="district") for line in found_districts]
    else:
        in_towns: Counter = Counter()
        for line in found_towns:
            in_towns[line.place.district_id] += line.count
        rings = [line for line in found_districts if line.count > in_towns[line.place.pk]]
        marks = [_mark(line, kind="district") for line in rings] + [_mark(line, kind="town") for line in found_towns]
    drawn = maps.region(region.slug, marks, [row.slug for row in reference.regions.values()])
    return Mapped(drawn, total, districts=found_districts, towns=found_towns, is_city=is_city)


def around(reference: Reference, tally: Tally, *, address: Address) -> Mapped:
    """Whatever lies near a town: the towns with projects, and the ground they stand on."""
    rows = ordered(row for row in reference.towns.values() if tally.town[row.pk])
    lines = [Line(row.name, tally.town[row.pk], address("town", row.slug), row) for row in rows]
    marks = [_mark(line, kind="town") for line in lines]
    return Mapped(maps.region("", marks, [row.slug for row in reference.regions.values()]), tally.total, towns=lines)


def said(name: str, number: int) -> str:
    """What a screen reader says of a place: "Kyzylorda Region: 84 open projects"."""
    words = ngettext("%(place)s: %(number)s open project", "%(place)s: %(number)s open projects", number)
    return words % {"place": name, "number": dates.thousands(number)}


def _mark(line: Line, *, kind: str, name: str = "") -> Mark:
    place: Region | District | Town = line.place
    # A dot without projects is there for orientation and leads nowhere; a region always does.
    leads = line.count or kind == "region"
    return Mark(
        slug=place.slug,
        name=name or line.name,
        number=line.count,
        href=line.href if leads else "",
        said=said(line.name, line.count),
        kind=kind,
        longitude=None if place.longitude is None else float(place.longitude),
        latitude=None if place.latitude is None else float(place.latitude),
    )


def _town(reference: Reference, pk: str, cities: set[str]) -> bool:
    """Whether a town is a dot of its own: the cities of republican significance are drawn as regions."""
    row = reference.towns.get(pk)
    return row is not None and row.region_id not in cities
