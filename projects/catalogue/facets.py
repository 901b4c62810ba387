"""The filters as the page shows them: choices with their counts, chips of what is chosen, ways out of an empty list."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from projects.catalogue.finding import Tally, totals
from projects.catalogue.forms import CatalogueForm
from projects.catalogue.query import AGES, DISTANCES, Query, Sort
from projects.catalogue.reference import Name, Reference
from projects.enums import Format, ProgrammeKind, ProjectKind
from qazvolunteer.accounts.enums import Language

# So many skills are shown; the others when one asks for them.
FEW_SKILLS = 8


class Choice(NamedTuple):
    """One value of a facet: what the address says, what people read, how many projects, whether it is chosen; the
    drawings of a programme."""

    value: str
    label: str
    count: int
    chosen: bool = False
    art: str = ""


@dataclass(frozen=True)
class Chip:
    """An active filter: its words, and the address without it."""

    label: str
    query: str

    @property
    def href(self) -> str:
        return f"{reverse('catalogue')}?{self.query}" if self.query else reverse("catalogue")


def rail(form: CatalogueForm, tally: Tally) -> dict[str, Any]:
    """Everything that the rail of filters shows, as plain values: drawn once for the same ones."""
    query, shown = form.query, choices(form, tally)
    return {
        "choices": shown,
        "more_skills": _more_skills(shown, tally),
        "shows_more": form.shows_more,
        "address": form.address,
        "more_address": form.more_address,
        "region": form.region.slug if form.region else "",
        "is_home": form.region is not None and form.region == form.home,
        "is_near": query.near is not None,
        "errors": {name: form.errors.get(name, "") for name in ("from", "to")},
        "typed": {name: form.typed[name] for name in ("from", "to")},
        "is_any_age": query.age is None,
        "accessible": query.accessible,
        "accessible_count": tally.accessible,
    }


def choices(form: CatalogueForm, tally: Tally) -> dict[str, list[Choice]]:
    """Every facet by its name in the address, in the order of the page. Partner programmes and campaigns are left
    out while they offer nothing; a region's districts and towns come with the region."""
    query, known = form.query, form.reference

    def named(table: str, counts: Counter, chosen: Any) -> list[Choice]:
        return [
            Choice(name.slug, name.label, counts[name.pk], name.pk in chosen, _art(known, table, name))
            for name in known.names(table)
            if counts[name.pk] or name.pk in chosen or _is_always_there(known, table, name)
        ]

    return {
        "region": named("regions", tally.region, {query.region}),
        "district": [
            Choice(name.slug, name.label, tally.district[name.pk], name.pk == query.district)
            for name in known.names("districts")
            if name.within == query.region and (tally.district[name.pk] or name.pk == query.district)
        ],
        "near": [
            Choice(name.slug, name.label, 0, name.pk == query.near)
            for name in known.names("towns")
            if name.pk == query.near or (name.within == query.region if query.region else name.pk in known.big_towns)
        ],
        "km": [Choice(str(km), _("within %(km)d km") % {"km": km}, 0, km == query.km) for km in DISTANCES],
        "programme": named("programmes", tally.programme, query.programmes),
        "kind": _enum(ProjectKind, tally.kind, query.kinds),
        "format": _enum(Format, tally.format, query.formats),
        "language": _enum(Language, tally.language, query.languages),
        "skill": _skills(named("skills", tally.skill, query.skills), everything=form.shows_more),
        "organization": [Choice(row.slug, row.name, 0, True) for row in (form.organization,) if row],
        "age": [Choice(str(age), _age(age), tally.age[age], age == query.age) for age in AGES],
        "when": [
            Choice("weekend", _("Only weekends"), tally.weekend, query.weekend),
            Choice("evening", _("In the evening, after 18:00"), tally.evening, query.evening),
            Choice("places", _("Only with places left"), tally.places, query.places),
        ],
    }


def _skills(skills: list[Choice], *, everything: bool) -> list[Choice]:
    """The most wanted ones in their order, and those that are chosen."""
    if everything:
        return skills
    most = set(sorted(range(len(skills)), key=lambda place: -skills[place].count)[:FEW_SKILLS])
    return [one for place, one in enumerate(skills) if place in most or one.chosen]


def _more_skills(choices: dict[str, list[Choice]], tally: Tally) -> int:
    """How many more skills there are than shown."""
    return max(0, sum(1 for number in tally.skill.values() if number) - len(choices["skill"]))


def _art(known: Reference, table: str, name: Name) -> str:
    return known.programmes[name.pk].art if table == "programmes" else ""


def _is_always_there(known: Reference, table: str, name: Name) -> bool:
    """Regions and directions are shown also when they offer nothing; campaigns, partners and skills are not."""
    if table == "programmes":
        return known.programmes[name.pk].kind == ProgrammeKind.DIRECTION
    return table == "regions"


def sorts(form: CatalogueForm) -> list[Choice]:
    """The orders that make sense for this query."""
    labels = {
        Sort.FIT: _("best fit first"),
        Sort.SOONEST: _("soonest first"),
        Sort.NEWEST: _("newest first"),
        Sort.NEAREST: _("nearest first"),
    }
    query = form.query
    able = {Sort.SOONEST, Sort.NEWEST}
    able |= {Sort.FIT} if query.q else set()
    able |= {Sort.NEAREST} if query.near or query.home else set()
    return [Choice(sort.value, label, 0, sort == query.order) for sort, label in labels.items() if sort in able]


def chips(form: CatalogueForm) -> list[Chip]:
    """One chip for each active filter, in the order of the form."""
    return [
        Chip(_label(form, *pair), form.address_without(pair)) for pair in form.pairs if pair[0] not in ("km", "sort")
    ]


def loosened(form: CatalogueForm) -> list[tuple[Chip, int]]:
    """The ways out of an empty list: each active filter taken away, with what would then be found (if anything)."""
    ways = [(pair, replace(form.query, **_less(form, *pair))) for pair in form.pairs if pair[0] not in ("km", "sort")]
    found = totals(query for _pair, query in ways)
    return [
        (Chip(_label(form, *pair), form.address_without(pair)), number)
        for (pair, _query), number in zip(ways, found, strict=True)
        if number
    ]


FIELDS = {
    "from": "first", "to": "last", "programme": "programmes", "kind": "kinds", "format": "formats", "skill": "skills",
    "language": "languages",
}  # fmt: skip


def _less(form: CatalogueForm, name: str, raw: str) -> dict[str, Any]:
    """The fields of the query as they are without one value of the address."""
    field = FIELDS.get(name, name)
    value = getattr(form.query, field)
    if isinstance(value, tuple):
        rows = {"programme": form.reference.programmes, "skill": form.reference.skills}.get(name)
        return {field: tuple(one for one in value if (rows[one].slug if rows else one) != raw)}
    less = {field: getattr(Query(), field)}
    return {**less, "district": None} if name == "region" else less


def _age(age: int) -> str:
    words = _("I am %(age)d or older") if age == AGES[-1] else _("I am %(age)d")
    return words % {"age": age}


def _enum(enum: Any, counts: Any, chosen: tuple[str, ...]) -> list[Choice]:
    return [Choice(value, str(label), counts[value], value in chosen) for value, label in enum.choices]


def _label(form: CatalogueForm, name: str, raw: str) -> str:
    """The words of a chip."""
    known, query = form.reference, form.query
    match name:
        case "region":
            return str(known.regions[query.region].short)  # type: ignore[index]
        case "district":
            return str(known.districts[query.district].name)  # type: ignore[index]
        case "town":
            return str(known.towns[query.town].name)  # type: ignore[index]
        case "near":
            return _("%(town)s and %(km)d km around") % {"town": known.towns[query.near].name, "km": query.km}  # type: ignore[index]
        case "from":
            return _("from %(date)s") % {"date": date_format(query.first, "MONTH_DAY_FORMAT")}
        case "to":
            return _("until %(date)s") % {"date": date_format(query.last, "MONTH_DAY_FORMAT")}
        case "programme" | "skill":
            row = known.named(f"{name}s", raw)
            return str(row.brand if name == "programme" else row.name)
        case "kind" | "format" | "language":
            return str({"kind": ProjectKind, "format": Format, "language": Language}[name](raw).label)
        case "age":
            return _("age %(age)s") % {"age": raw}
        case "organization":
            return str(form.organization)
    return {
        "weekend": _("at the weekend"),
        "evening": _("in the evening"),
        "places": _("places left"),
        "accessible": _("accessible by wheelchair"),
    }.get(name, raw)
