"""The open data as bytes: tables in CSV and JSON, and a ``datapackage.json`` that says what they are (Frictionless).

The same records give the same bytes. Figures reach to the end of the last whole month, so that two versions of one
month do not show by their difference who came between them.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils import translation

from frontoffice.opendata import counting
from frontoffice.opendata.suppression import ALL
from frontoffice.opendata.year import Shown, Year, of_years
from frontoffice.rollups.definitions import DEFINITIONS
from frontoffice.rollups.models import MonthFigures
from frontoffice.rollups.periods import DAY, month_of
from organizations.models import Organization
from projects.models import Programme, Project
from qazvolunteer.core.addresses import absolute
from qazvolunteer.core.small_cells import LEAST
from qazvolunteer.core.spreadsheets import cell
from qazvolunteer.places.models import Region

LANGUAGES = ("kk", "ru", "en")
COUNTRY = "KZ"
LICENSE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0 International",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
Row = Sequence[object]


@dataclass(frozen=True)
class Field:
    """A column. ``definition``: the name of the figure that says what it means."""

    name: str
    type: str = "string"
    text: str = ""
    definition: str = ""

    @property
    def described(self) -> dict[str, object]:
        found: dict[str, object] = {"name": self.name, "type": self.type}
        if self.definition:
            found["title"] = str(DEFINITIONS[self.definition].title)
            found["description"] = str(DEFINITIONS[self.definition].text)
        elif self.text:
            found["description"] = self.text
        return found


@dataclass(frozen=True)
class Known:
    """What the tables are made of, read once."""

    until: dt.date
    years: dict[int, Year]
    regions: list[Region]
    programmes: list[Programme]


@dataclass(frozen=True)
class Dataset:
    name: str
    title: str
    fields: Sequence[Field]
    rows: Callable[[Known], Iterable[Row]]


@dataclass(frozen=True)
class File:
    name: str
    content: bytes

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def through(day: dt.date) -> dt.date:
    """The last day of the last month that was whole when ``day`` ended."""
    return day if (day + DAY).day == 1 else month_of(day) - DAY


def build(day: dt.date) -> list[File]:
    """Every file of the version of ``day``, ``datapackage.json`` last."""
    until = through(day)
    with translation.override("en"):
        known = _known(until)
        tables = [(dataset, [list(row) for row in dataset.rows(known)]) for dataset in DATASETS]
        files = [file for dataset, rows in tables for file in (_csv(dataset, rows), _json(dataset, rows))]
        return [*files, _package(day, until, files)]


def _known(until: dt.date) -> Known:
    regions = list(Region.objects.valid().order_by("pk"))
    programmes = list(Programme.objects.order_by("slug"))
    first = MonthFigures.objects.order_by("month").values_list("month", flat=True).first()
    begun = range(min(first.year, until.year) if first else until.year, until.year + 1)
    found = of_years(
        list(begun), regions=[row.pk for row in regions], programmes=[row.pk for row in programmes], until=until
    )
    return Known(until, found, regions, programmes)


# --- Tables -------------------------------------------------------------------------------------------


def _spans(known: Known) -> Iterator[tuple[str, str, Year]]:
    """(as it is written, column of the year's table, the year): every year so far, then its months."""
    for number, year in known.years.items():
        yield str(number), ALL, year
        for month in year.months:
            yield f"{month:%Y-%m}", f"{month:%Y-%m}", year


def _figures(shown: Shown) -> list[object]:
    hours = None if shown.hours is None else round(shown.hours)
    rate = None if shown.attendance_rate is None else round(100 * shown.attendance_rate)
    return [shown.active, hours, rate, shown.shifts]


def _names(row: Region) -> list[str]:
    return [getattr(row, f"name_{code}") for code in LANGUAGES]


def _regions(known: Known) -> Iterator[Row]:
    for period, column, year in _spans(known):
        yield [period, COUNTRY, "Қазақстан", "Казахстан", "Kazakhstan", *_figures(year.place(ALL, column))]
        for region in known.regions:
            yield [period, region.pk, *_names(region), *_figures(year.place(region.pk, column))]


def _programmes(known: Known) -> Iterator[Row]:
    for period, column, year in _spans(known):
        for row in known.programmes:
            yield [period, row.slug, row.brand, *_figures(year.programme(row.pk, column))]


def _ages(known: Known) -> Iterator[Row]:
    for number, year in known.years.items():
        for group in counting.AGES:
            yield [str(number), group, year.ages[group]]


def _organizations(known: Known) -> Iterator[Row]:
    rows = Organization.objects.public().filter(verified_at__date__lte=known.until).order_by("slug")
    for slug, name, kind, region in rows.values_list("slug", "name", "kind", "region_id"):
        yield [slug, name, kind, region, absolute(f"/en/organizations/{slug}/")]


def _projects(known: Known) -> Iterator[Row]:
    rows = Project.objects.shown().filter(published_at__date__lte=known.until).order_by("slug")
    columns = ("slug", "title_kk", "title_ru", "title_en", "programme__slug", "organization__slug", "region_id")
    for row in rows.values_list(*columns, "published_at__date", "state"):
        yield [*row[:7], row[7].isoformat(), row[8], absolute(f"/en/projects/{row[0]}/")]


_PERIOD = Field("period", text="A month (YYYY-MM) or a year until the last whole month (YYYY).")
_KATO = Field("kato", text="Code of the region in the national classifier; KZ is the whole country.")
_NAMES = tuple(Field(f"name_{code}") for code in LANGUAGES)
_FIGURES = (
    Field("active", "integer", definition="active"),
    Field("hours", "integer", definition="hours"),
    Field("attendance_percent", "integer", definition="attendance_rate"),
    Field("shifts", "integer", definition="shifts"),
)
DATASETS = (
    Dataset("regions", "Regions by month and year", (_PERIOD, _KATO, *_NAMES, *_FIGURES), _regions),
    Dataset(
        "programmes",
        "Programmes by month and year",
        (_PERIOD, Field("programme"), Field("name"), *_FIGURES),
        _programmes,
    ),
    Dataset(
        "ages",
        "Active volunteers by age and year",
        (Field("period"), Field("age", text="Years of age on the last day of the period."), _FIGURES[0]),
        _ages,
    ),
    Dataset(
        "organizations",
        "Verified organizations and groups",
        (Field("slug"), Field("name"), Field("kind"), Field("kato"), Field("address", text="Its public page.")),
        _organizations,
    ),
    Dataset(
        "projects",
        "Published projects",
        (
            Field("slug"),
            *(Field(f"title_{code}") for code in LANGUAGES),
            Field("programme"),
            Field("organization"),
            Field("kato"),
            Field("published", "date"),
            Field("state"),
            Field("address", text="Its public page."),
        ),
        _projects,
    ),
)


# --- Bytes --------------------------------------------------------------------------------------------


def _csv(dataset: Dataset, rows: Sequence[Row]) -> File:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([field.name for field in dataset.fields])
    writer.writerows([cell(value) for value in row] for row in rows)
    return File(f"{dataset.name}.csv", text.getvalue().encode())


def _json(dataset: Dataset, rows: Sequence[Row]) -> File:
    names = [field.name for field in dataset.fields]
    return File(f"{dataset.name}.json", _dumped([dict(zip(names, row, strict=True)) for row in rows]))


def _package(day: dt.date, until: dt.date, files: Sequence[File]) -> File:
    by_name = {file.name: file for file in files}
    resources = []
    for dataset in DATASETS:
        for kind, media in (("csv", "text/csv"), ("json", "application/json")):
            file = by_name[f"{dataset.name}.{kind}"]
            resources.append(
                {
                    "name": dataset.name if kind == "csv" else f"{dataset.name}-json",
                    "title": dataset.title,
                    "profile": "tabular-data-resource",
                    "path": file.name,
                    "format": kind,
                    "mediatype": media,
                    "encoding": "utf-8",
                    "bytes": len(file.content),
                    "hash": f"sha256:{file.digest}",
                    "schema": {"fields": [field.described for field in dataset.fields], "missingValues": [""]},
                }
            )
    package = {
        "profile": "tabular-data-package",
        "name": "qazvolunteer",
        "title": "Volunteer activity in Kazakhstan",
        "description": (
            f"Figures until {until.isoformat()}. Groups of fewer than {LEAST} people are empty cells, and so are "
            "further cells from which they could be worked out. Shifts are no people and are always given."
        ),
        "homepage": absolute("/en/open-data/"),
        "version": day.isoformat(),
        "created": f"{day.isoformat()}T00:00:00+05:00",
        "licenses": [LICENSE],
        "resources": resources,
    }
    return File("datapackage.json", _dumped(package))


def _dumped(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
