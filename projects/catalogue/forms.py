"""The catalogue's address, checked: every value that makes sense becomes part of the query, the rest is left out.

Not a Django form: nothing of it is stored, its choices are rows the index holds anyway, and it is read on each visit.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, QueryDict
from django.utils.translation import gettext as _

from organizations.models import Organization
from projects.catalogue.query import DISTANCES, Query, Sort
from projects.catalogue.reference import Reference
from projects.catalogue.upkeep import fresh
from projects.enums import Format, ProjectKind
from qazvolunteer.accounts.enums import Language
from qazvolunteer.places.models import Region

LONGEST = 100
ON = "on"
# (name in the address, field of the query, table of the reference)
NAMED = (("region", "regions"), ("district", "districts"), ("town", "towns"), ("near", "towns"))
LISTED = (("programme", "programmes", "programmes"), ("skill", "skills", "skills"))
CHOSEN = (("kind", "kinds", ProjectKind), ("format", "formats", Format), ("language", "languages", Language))
TICKED = ("weekend", "evening", "places", "accessible")
# Parameters that name a place in the list, not what is looked for.
CURSORS = ("after", "before")
# Shows the long list of skills.
MORE = "more"
PARAMETERS = (
    "q", "km", "from", "to", "age", "organization", "sort", MORE, *TICKED,
    *(name for name, *_rest in (*NAMED, *LISTED, *CHOSEN)),
)  # fmt: skip

Pair = tuple[str, str]


class CatalogueForm:
    """``CatalogueForm(request.GET)``: ``query`` to ask with, ``pairs`` (name, value) as a tidy address has them,
    ``errors`` by name, ``typed`` what stood in the fields of free text.

    ``home`` is the region the visitor chose to be theirs, by its address.
    """

    def __init__(self, data: QueryDict, *, home: str = "") -> None:
        with fresh() as catalogue:
            self.reference: Reference = catalogue.reference
        self.data = data
        self.errors: dict[str, str] = {}
        self.pairs: list[Pair] = []
        self.typed = {name: _clean(data.get(name, "")) for name in ("q", "from", "to", "age")}
        self.organization: Organization | None = None
        self.home = self.reference.named("regions", home)
        values: dict[str, Any] = {"home": self.home.pk if self.home else None}
        values |= self._words() | self._places() | self._days() | self._boxes() | self._lists() | self._rest()
        self.query = Query(**values)

    @property
    def address(self) -> str:
        """The tidy query string: fit to be shared, saved and compared."""
        return urlencode(self.pairs)

    @property
    def region(self) -> Region | None:
        """The region that was chosen."""
        return self.reference.regions.get(self.query.region) if self.query.region else None

    @property
    def shows_more(self) -> bool:
        return self.data.get(MORE) == ON

    @property
    def more_address(self) -> str:
        """The address with every skill shown."""
        return urlencode([*self.pairs, (MORE, ON)])

    def address_without(self, *dropped: Pair) -> str:
        """The address less these values; the distance goes with the town."""
        gone = {*dropped, *((pair for pair in self.pairs if pair[0] == "km") if _names(dropped) & {"near"} else ())}
        if _names(dropped) & {"region"}:
            gone |= {pair for pair in self.pairs if pair[0] == "district"}
        return urlencode([pair for pair in self.pairs if pair not in gone])

    def address_with(self, name: str, value: str) -> str:
        """The address with one field set anew; an empty value takes it away."""
        kept = [pair for pair in self.pairs if pair[0] != name]
        return urlencode([*kept, (name, value)] if value else kept)

    # --- Reading --------------------------------------------------------------------------------------

    def _take(self, name: str, raw: str, value: Any) -> Any:
        self.pairs.append((name, raw))
        return value

    def _words(self) -> dict[str, Any]:
        words = " ".join(self.typed["q"].split())[:LONGEST]
        return {"q": self._take("q", words, words)} if words else {}

    def _places(self) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for name, table in NAMED:
            row = self.reference.named(table, _clean(self.data.get(name, "")))
            if row is not None and not (name == "district" and row.region_id != values.get("region")):
                values[name] = self._take(name, row.slug, row.pk)
        km = _whole(self.data.get("km", ""))
        if "near" in values and km in DISTANCES and km != Query().km:
            values["km"] = self._take("km", str(km), km)
        return values

    def _days(self) -> dict[str, Any]:
        first, last = self._day("from"), self._day("to")
        if first and last and last < first:
            self.errors["to"] = _("The last day is before the first. Swap them.")
            last = None
        values: dict[str, Any] = {}
        if first:
            values["first"] = self._take("from", first.isoformat(), first)
        if last:
            values["last"] = self._take("to", last.isoformat(), last)
        return values

    def _day(self, name: str) -> dt.date | None:
        text = self.typed[name]
        if not text:
            return None
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            self.errors[name] = _("There is no such date. Check the day.")
            return None

    def _boxes(self) -> dict[str, Any]:
        return {name: self._take(name, ON, True) for name in TICKED if self.data.get(name) == ON}

    def _lists(self) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for name, field, table in LISTED:
            rows = (self.reference.named(table, _clean(slug)) for slug in self.data.getlist(name))
            keys = {row.pk: row.slug for row in rows if row is not None}
            values[field] = tuple(self._take(name, slug, key) for key, slug in sorted(keys.items()))
        for name, field, choices in CHOSEN:
            known = sorted({value for value in self.data.getlist(name) if value in choices.values})
            values[field] = tuple(self._take(name, value, value) for value in known)
        return values

    def _rest(self) -> dict[str, Any]:
        values: dict[str, Any] = {}
        age = _whole(self.typed["age"])
        if age is not None and 5 <= age <= 120:
            values["age"] = self._take("age", str(age), age)
        elif self.typed["age"]:
            self.errors["age"] = _("Write the age in full years, for example 16.")
        if slug := _clean(self.data.get("organization", "")):
            self.organization = Organization.objects.public().filter(slug=slug).first()
            if self.organization is not None:
                values["organization"] = self._take("organization", slug, self.organization.pk)
        if (sort := self.data.get("sort", "")) in list(Sort):
            values["sort"] = self._take("sort", sort, sort)
        return values


def of_one(name: str, slug: str) -> tuple[CatalogueForm, Any]:
    """The form that asks for one region, town or programme alone, and that row. Raises Http404 when there is none."""
    form = CatalogueForm(QueryDict(f"{name}={slug}"))
    found = form.reference.named(f"{name}s", slug)
    if found is None:
        raise Http404
    return form, found


def _names(pairs: Iterable[Pair]) -> set[str]:
    return {name for name, _value in pairs}


def _clean(text: str) -> str:
    """Without the character no database takes, and not endless."""
    return text.replace("\x00", "").strip()[: 2 * LONGEST]


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else None
