"""Public statistics: the page, its tables to take away, and what every number means."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from frontoffice.opendata import counting, national, year
from frontoffice.opendata.counting import YEARS
from frontoffice.opendata.national import (
    ACTIVE,
    HOURS,
    LEAST,
    MEASURES,
    ORGANIZATIONS,
    PER_THOUSAND,
    PROJECTS,
    RegionLine,
)
from frontoffice.opendata.suppression import ALL
from frontoffice.opendata.year import Year
from frontoffice.rollups import figures
from frontoffice.rollups.definitions import DEFINITIONS
from projects.catalogue import Query, Tally, one_moment, tally
from projects.catalogue.forms import CatalogueForm
from projects.catalogue.reference import Reference
from qazvolunteer.core.addresses import absolute
from qazvolunteer.core.page_cache import same_for_visitors
from qazvolunteer.core.spreadsheets import csv_file
from volunteers import statistics
from volunteers.statistics import Numbers

TABLE = "table"


@dataclass(frozen=True)
class Asked:
    """What the address names: a measure, a year, a region, map or table; anything odd counts as not named."""

    measure: str
    year: int
    region: str
    view: str = ""

    @classmethod
    def of(cls, request: HttpRequest) -> Asked:
        by, region, number, view = (request.GET.get(name, "") for name in ("by", "region", "year", "view"))
        known = {str(one): one for one in years()}
        clean = region if region.isascii() and region.replace("-", "").isalnum() else ""
        return cls(
            by if by in MEASURES else ACTIVE, known.get(number, years()[0]), clean, TABLE if view == TABLE else ""
        )

    def address(self, **changed: object) -> str:
        values = {"by": self.measure, "region": self.region, "year": self.year, "view": self.view, **changed}
        return reverse("statistics") + "?" + "&".join(f"{name}={value}" for name, value in values.items() if value)

    @property
    def is_table(self) -> bool:
        return self.view == TABLE


def years() -> list[int]:
    """The years to choose from, the latest first."""
    this = timezone.localdate().year
    return [this - back for back in range(YEARS)]


@dataclass
class Known:
    """Everything that the page and its tables are made of."""

    asked: Asked
    reference: Reference = field(default_factory=lambda: CatalogueForm(QueryDict()).reference)
    numbers: Numbers = field(default_factory=statistics.now)
    tally: Tally = field(default_factory=lambda: tally(Query()))

    def years(self) -> dict[int, Year]:
        return year.of_years(
            [self.asked.year, self.asked.year - 1],
            regions=list(self.reference.regions),
            programmes=list(self.reference.programmes),
        )


@login_not_required
@same_for_visitors("by", "region", "year", "view")
@one_moment()
def statistics_page(request: HttpRequest) -> HttpResponse:
    """A year in numbers; regions by one measure (``by``), on a map with one of them chosen (``region``) or, with
    ``view=table``, as a table."""
    asked = Asked.of(request)
    known = Known(asked)
    both = known.years()
    this, before = both[asked.year], both[asked.year - 1]
    rows = national.lines(known.reference, known.tally, known.numbers, this)
    ranked = national.ranked(rows, asked.measure)
    columns = _columns(asked.measure)
    chosen = next((row for row in rows if row.region.slug == asked.region), ranked[0] if ranked else None)
    return render(
        request,
        "statistics/statistics.html",
        {
            "asked": asked,
            "numbers": known.numbers,
            "open_projects": known.tally.total,
            "country": this.place(),
            "country_hours": _whole(this.place().hours),
            "trends": national.trends(this.period),
            "years": [
                {"label": str(one), "url": asked.address(year=one), "current": one == asked.year} for one in years()
            ],
            "measures": [
                {"label": label, "url": f"{asked.address(by=name)}#map", "current": name == asked.measure}
                for name, label in _labels().items()
            ],
            "views": [
                {"label": label, "url": f"{asked.address(view=view)}#map", "current": view == asked.view, "icon": icon}
                for view, label, icon in (("", _("Map"), "map"), (TABLE, _("Table"), "list"))
            ],
            "measure_words": _labels()[asked.measure],
            "map": None if asked.is_table else national.map_of(rows, asked.measure, f"&year={asked.year}"),
            "columns": columns,
            "rows": [
                (row, [(column, words[column["name"]]) for column in columns], row.number(asked.measure))
                for row in ranked
                for words in (row.words | {"attendance": row.attendance},)
            ],
            "tables": _table_names().items(),
            "most": max((row.number(asked.measure) for row in rows), default=0),
            "chosen": chosen,
            "chosen_words": chosen.words if chosen else {},
            "chosen_number": national.words(chosen, asked.measure) if chosen else "",
            "place": ranked.index(chosen) + 1 if chosen and chosen.number(asked.measure) else 0,
            "shares": national.shares(known.reference, this),
            "ages": national.ages(this),
            "most_of_age": max((number or 0 for number in this.ages.values()), default=0),
            "chart": national.months(this, before),
            "as_of": figures.as_of(),
            "definitions": DEFINITIONS.values(),
            "smallest": LEAST,
        },
    )


def _columns(measure: str) -> list[dict[str, Any]]:
    """Of the table of regions: two of them fit on a phone; attendance stands in the whole table alone."""
    defined = {ACTIVE: "active", PROJECTS: "open_projects"}
    phone = {measure, HOURS if measure == ACTIVE else ACTIVE}
    labels = _labels() | {HOURS: _("Hours")}
    found = [
        {"name": name, "label": label, "define": defined.get(name, name), "sorted": name == measure}
        for name, label in labels.items()
    ]
    found.insert(3, {"name": "attendance", "label": _("Attendance"), "define": "attendance_rate", "whole": True})
    return [column | {"phone": column["name"] in phone} for column in found]


def _table_names() -> dict[str, str]:
    return {
        "country": _("the country"),
        "regions": _("regions"),
        "months": _("months"),
        "programmes": _("programmes"),
        "ages": _("ages"),
    }


def _labels() -> dict[str, str]:
    return {
        ACTIVE: _("Active volunteers"),
        PER_THOUSAND: _("Per 1,000 inhabitants"),
        HOURS: _("Verified hours"),
        PROJECTS: _("Open projects"),
        ORGANIZATIONS: _("Organizations"),
    }


@login_not_required
@same_for_visitors()
def definitions(request: HttpRequest) -> HttpResponse:
    """Every figure in words, and the SQL that counts it from the records: of this year, as the statistics show it."""
    period = counting.so_far(timezone.localdate().year)
    known = [(one, one.statement(period)) for one in DEFINITIONS.values()]
    return render(request, "statistics/definitions.html", {"definitions": known, "smallest": LEAST})


Table = tuple[list[str], list[list[object]]]


@login_not_required
@same_for_visitors("year")
@one_moment()
def table_csv(request: HttpRequest, table: str) -> HttpResponse:
    """A table of the page. What would show few people is an empty cell."""
    if table not in TABLES:
        raise Http404
    known = Known(Asked.of(request))
    head, rows = TABLES[table](known, known.years()[known.asked.year])
    return csv_file(f"qazvolunteer-{table}-{known.asked.year}-{timezone.localdate():%Y-%m-%d}", head, rows)


def _regions(known: Known, this: Year) -> Table:
    head = ["KATO", _("Region"), _("Active volunteers"), _("Per 1,000 inhabitants"), _("Verified hours")]
    head += [_("Attendance"), _("Open projects"), _("Organizations"), _("population")]
    rows = national.lines(known.reference, known.tally, known.numbers, this)
    return head, [_region(row) for row in rows]


def _region(row: RegionLine) -> list[object]:
    region = row.region
    year = [row.volunteers, row.per_thousand, row.hours, _percent(row.shown.attendance_rate)]
    return [region.pk, region.name, *year, row.projects, row.organizations, region.population]


def _country(known: Known, this: Year) -> Table:
    """The counters at the head of the page, each with the moment it was counted and what it means."""
    counted = figures.as_of()
    year, now = str(known.asked.year), _("now")
    rows: list[tuple[str, str, int | None, str, dt.datetime | None]] = [
        ("active", _("Active volunteers"), this.place().active, year, counted),
        ("hours", _("Verified hours"), _whole(this.place().hours), year, counted),
        ("organizations", _("Verified organizations"), known.numbers.organizations, now, known.numbers.counted_at),
        ("open_projects", _("Open projects"), known.tally.total, now, timezone.now()),
        ("helping", _("Helping right now"), known.numbers.helping, now, known.numbers.counted_at),
        ("volunteers", _("Registered volunteers"), known.numbers.volunteers, now, known.numbers.counted_at),
    ]
    head = [_("Figure"), _("Number"), _("Period"), _("Counted at"), _("Definition")]
    page = absolute(reverse("statistics"))
    return head, [
        [title, number, period, f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else "", f"{page}#define-{name}"]
        for name, title, number, period, at in rows
    ]


def _months(known: Known, this: Year) -> Table:
    cells = [(f"{month:%Y-%m}", this.place(ALL, f"{month:%Y-%m}")) for month in this.months]
    return [_("Month"), _("Active volunteers"), _("Verified hours")], [
        [name, cell.active, _whole(cell.hours)] for name, cell in cells
    ]


def _programmes(known: Known, this: Year) -> Table:
    cells = [(row.brand, this.programme(row.pk)) for row in known.reference.programmes.values()]
    return [_("Programme"), _("Active volunteers"), _("Verified hours")], [
        [name, cell.active, _whole(cell.hours)] for name, cell in cells
    ]


def _ages(known: Known, this: Year) -> Table:
    return [_("Age"), _("Active volunteers")], [[line.words, line.number] for line in national.ages(this)]


def _whole(number: float | None) -> int | None:
    return None if number is None else round(number)


def _percent(share: float | None) -> int | None:
    return None if share is None else round(100 * share)


TABLES: Mapping[str, Callable[[Known, Year], Table]] = {
    "country": _country,
    "regions": _regions,
    "months": _months,
    "programmes": _programmes,
    "ages": _ages,
}
