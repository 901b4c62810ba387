"""The names the catalogue speaks of: places, programmes, skills. A few hundred rows, kept in each process."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple, Self

from django.utils.translation import get_language

from projects.models import Programme, Skill
from qazvolunteer.places.models import District, Region, Town


class Name(NamedTuple):
    """A row as the reader reads it. ``within``: the region of a district or town."""

    pk: Any
    slug: str
    label: str
    within: str = ""


LABELS = {"regions": "short", "programmes": "brand"}
# Without a region, so many of the biggest towns are offered to look around.
BIG_TOWNS = 20


@dataclass
class Reference:
    """Rows by primary key; places in the order of the Kazakh alphabet, see ``names`` and ``ordered``."""

    regions: dict[str, Region] = field(default_factory=dict)
    districts: dict[str, District] = field(default_factory=dict)
    towns: dict[str, Town] = field(default_factory=dict)
    programmes: dict[int, Programme] = field(default_factory=dict)
    skills: dict[int, Skill] = field(default_factory=dict)

    @classmethod
    def load(cls) -> Self:
        """Five statements, when the process starts and whenever one of the rows changed."""
        return cls(
            regions={row.pk: row for row in Region.objects.valid().order_by("sort_key")},
            districts={row.pk: row for row in District.objects.valid().order_by("sort_key")},
            towns={row.pk: row for row in Town.objects.valid().order_by("sort_key")},
            programmes={row.pk: row for row in Programme.objects.order_by("position", "pk")},
            skills={row.pk: row for row in Skill.objects.order_by("position", "pk")},
        )

    @cached_property
    def _by_slug(self) -> dict[str, dict[str, Any]]:
        tables = ("regions", "districts", "towns", "programmes", "skills")
        return {table: {row.slug: row for row in getattr(self, table).values()} for table in tables}

    @cached_property
    def _names(self) -> dict[tuple[str, str], tuple[Name, ...]]:
        return {}

    def names(self, table: str) -> tuple[Name, ...]:
        """Every row of ``table`` in the reader's language and order: places by its alphabet, others as they stand."""
        language = get_language() or ""
        found = self._names.get((table, language))
        if found is None:
            column = LABELS.get(table, "name")
            rows = getattr(self, table).values()
            names = (
                Name(row.pk, row.slug, str(getattr(row, column)), getattr(row, "region_id", None) or "") for row in rows
            )
            # The rows stand in the order of the Kazakh alphabet.
            by_name = language != "kk" and table in ("regions", "districts", "towns")
            found = tuple(sorted(names, key=lambda name: name.label)) if by_name else tuple(names)
            self._names[table, language] = found
        return found

    @cached_property
    def big_towns(self) -> frozenset[str]:
        """The biggest towns of the country."""
        towns = sorted(self.towns.values(), key=lambda row: -(row.population or 0))
        return frozenset(row.pk for row in towns[:BIG_TOWNS])

    def named(self, table: str, slug: str) -> Any:
        """The row of ``table`` at this address, or None."""
        return self._by_slug[table].get(slug)

    def point(self, town: str | None) -> tuple[float, float] | None:
        """Latitude and longitude of a town in degrees, where they are known."""
        row = self.towns.get(town) if town else None
        return located(row)

    def centre(self, region: str | None) -> tuple[float, float] | None:
        """Of a region's centre."""
        return located(self.regions.get(region) if region else None)


def located(row: Region | Town | None) -> tuple[float, float] | None:
    if row is None or row.latitude is None or row.longitude is None:
        return None
    return float(row.latitude), float(row.longitude)


def ordered(rows: Iterable[Any]) -> list[Any]:
    """Places in the reader's alphabet: as they are kept for Kazakh, by their names for others."""
    return list(rows) if get_language() == "kk" else sorted(rows, key=lambda row: str(row.name))
