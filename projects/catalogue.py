"""Lists of projects as visitors see them: found, counted by facet, each with its soonest shift."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from projects.enums import Format, ProgrammeKind
from projects.filters import FACETS, CatalogueFilter
from projects.models import Programme, Project, Shift
from qazvolunteer.places.models import Region


@dataclass(frozen=True)
class Row:
    """A project in a list: ``shift`` is its soonest one that matches, ``more`` how many others follow."""

    project: Project
    shift: Shift
    more: int


@dataclass(frozen=True)
class Chip:
    """An active filter: its words, and the address without it."""

    label: str
    query: str

    @property
    def href(self) -> str:
        return f"?{self.query}"


@dataclass(frozen=True)
class Page:
    """One page of the list. ``number`` is from 1; ``total`` counts the projects of all pages."""

    rows: list[Row]
    number: int
    total: int
    facets: dict[str, Counter[Any]]

    @property
    def last(self) -> int:
        return max(1, math.ceil(self.total / settings.CATALOGUE_PAGE_SIZE))

    @property
    def first_shown(self) -> int:
        return (self.number - 1) * settings.CATALOGUE_PAGE_SIZE + 1 if self.rows else 0

    @property
    def last_shown(self) -> int:
        return self.first_shown + len(self.rows) - 1 if self.rows else 0


def page(filters: CatalogueFilter, number: int) -> Page:
    """Page ``number`` of what ``filters`` ask for, soonest first, the same order every time.

    Three queries: facets (their sum is the total), projects, shifts. A number past the end gives the last page.
    """
    facets, total = _facets(filters)
    number = min(max(number, 1), max(1, math.ceil(total / settings.CATALOGUE_PAGE_SIZE)))
    start = (number - 1) * settings.CATALOGUE_PAGE_SIZE
    found = soonest_first(filters.qs, filters.shifts())[start : start + settings.CATALOGUE_PAGE_SIZE] if total else []
    return Page(rows=rows(found, filters.shifts()), number=number, total=total, facets=facets)


def soonest_first(projects: QuerySet[Project], shifts: QuerySet[Shift]) -> QuerySet[Project]:
    """Order by the moment of each project's soonest matching shift, then by id; with everything a card shows."""
    first = shifts.filter(project=OuterRef("pk")).soonest_first().values("by")[:1]
    return (
        projects.annotate(soonest=Subquery(first))
        .select_related("organization", "programme", "region", "district", "town")
        .defer("search_text", *(f"description_{code}" for code in ("kk", "ru", "en")))
        .order_by("soonest", "pk")
    )


def rows(projects: Iterable[Project], shifts: QuerySet[Shift]) -> list[Row]:
    """Each project with its soonest matching shift: one query for all."""
    projects = list(projects)
    if not projects:
        return []
    by_project: dict[int, list[Shift]] = {}
    for shift in shifts.filter(project__in=[project.pk for project in projects]).soonest_first():
        by_project.setdefault(shift.project_id, []).append(shift)
    return [
        Row(project, by_project[project.pk][0], len(by_project[project.pk]) - 1)
        for project in projects
        if project.pk in by_project
    ]


@dataclass(frozen=True)
class Choice:
    """One value of a facet as the form shows it, with the number of projects behind it."""

    value: Any
    label: str
    count: int


def choices(filters: CatalogueFilter, facets: dict[str, Counter[Any]]) -> dict[str, list[Any]]:
    """``regions programmes formats`` with their counts, in the order of the form. Partner programmes and campaigns
    are left out while they offer nothing."""
    regions = [
        Choice(region, region.short, facets["region"][region.pk]) for region in Region.objects.valid().in_order()
    ]
    programmes = [
        Choice(programme, programme.brand, facets["programme"][programme.pk]) for programme in Programme.objects.all()
    ]
    chosen = set(filters.chosen.get("programme", ()))
    return {
        "regions": regions,
        "programmes": [
            one for one in programmes if one.count or one.value in chosen or one.value.kind == ProgrammeKind.DIRECTION
        ],
        "formats": [Choice(value, str(label), facets["format"][value]) for value, label in Format.choices],
    }


def chips(filters: CatalogueFilter, query: QueryDict) -> list[Chip]:
    """One chip for each active filter, in the order of the form."""
    return [Chip(_label(name, value), without(query, name, value)) for name, value in filters.active()]


def without(query: QueryDict, name: str, value: Any) -> str:
    """The query without one value of one filter, and without the page."""
    left = query.copy()
    left.pop("page", None)
    raw = str(getattr(value, "slug", value))
    if name in ("programme", "format"):
        left.setlist(name, [one for one in left.getlist(name) if one != raw])
    else:
        left.pop(name, None)
    return tidy(left)


def tidy(query: QueryDict) -> str:
    """The query without the fields left empty: an address fit to be shared."""
    left = query.copy()
    for name in query:
        left.setlist(name, [value for value in query.getlist(name) if value])
    return left.urlencode()


def loosened(filters: CatalogueFilter, query: QueryDict) -> list[tuple[Chip, int]]:
    """The way out of an empty list: each active filter taken away, with what would then be found (if anything)."""
    ways = []
    for name, value in filters.active():
        count = filters.without(name, value).qs.count()
        if count:
            ways.append((Chip(_label(name, value), without(query, name, value)), count))
    return ways


def _facets(filters: CatalogueFilter) -> tuple[dict[str, Counter[Any]], int]:
    """Counts for every value of every facet, each under the other facets' choice; and the total.

    One grouped query over the projects that match the rest.
    """
    chosen = filters.chosen
    picked = {
        "region": {chosen["region"].pk} if chosen.get("region") else set(),
        "programme": {programme.pk for programme in chosen.get("programme", ())},
        "format": set(chosen.get("format", ())),
    }
    counts: dict[str, Counter[Any]] = {facet: Counter() for facet in FACETS}
    total = 0
    groups = filters.before_facets().order_by().values_list("region", "programme", "format").annotate(n=Count("pk"))
    for *values, number in groups:
        hits = [not picked[facet] or value in picked[facet] for facet, value in zip(FACETS, values, strict=True)]
        total += number if all(hits) else 0
        for place, (facet, value) in enumerate(zip(FACETS, values, strict=True)):
            if all(hits[:place] + hits[place + 1 :]):
                counts[facet][value] += number
    return counts, total


def _label(name: str, value: Any) -> str:
    if name == "q":
        return str(value)
    if name == "region":
        return str(value.short)
    if name == "from":
        return _("from %(date)s") % {"date": date_format(value, "MONTH_DAY_FORMAT")}
    if name == "to":
        return _("until %(date)s") % {"date": date_format(value, "MONTH_DAY_FORMAT")}
    if name == "format":
        return str(Format(value).label)
    if name == "places":
        return _("places left")
    return str(value)


def open_projects() -> QuerySet[Project]:
    """Running projects with at least one coming shift: what the country offers now."""
    return Project.objects.running().filter(Q(pk__in=Shift.objects.upcoming().values("project")))
