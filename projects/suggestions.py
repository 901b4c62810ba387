"""What a person may mean while still typing: places, projects, programmes and organizations, each with its page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from organizations.models import Organization
from projects import search
from projects.models import Programme, Project
from qazvolunteer.core.content_language import shown_language
from qazvolunteer.places.models import Region, Town

# One letter may begin anything.
SHORTEST = 2
PLACES, PROJECTS, PROGRAMMES, ORGANIZATIONS = 4, 4, 2, 2
LANGUAGES = ("kk", "ru", "en")


@dataclass(frozen=True)
class Suggestion:
    """A line of the list: where it leads, and in which language its label is when not in the reader's."""

    label: str
    href: str
    icon: str
    hint: str = ""
    lang: str = ""
    art: str = ""


@dataclass(frozen=True)
class Group:
    title: str
    suggestions: list[Suggestion]


def suggest(text: str) -> list[Group]:
    """Groups with at least one line, at most twelve lines in all. Three statements, each through an index."""
    words = search.asked(text)
    if sum(map(len, words)) < SHORTEST:
        return []
    wanted = search.wanted(words)
    found: dict[str, list[Suggestion]] = {"region": [], "town": [], "programme": [], "organization": []}
    for kind, *values in _named(wanted):
        found[kind].append(LINES[kind](*values))
    groups = (
        Group(_("Regions and towns"), [*found["region"], *found["town"]][:PLACES]),
        Group(_("Projects"), [_project(project) for project in _projects(wanted)]),
        Group(_("Programmes"), found["programme"]),
        Group(_("Organizations"), found["organization"]),
    )
    return [group for group in groups if group.suggestions]


def _named(wanted: list[search.Wanted]) -> list[tuple[Any, ...]]:
    """Rows of (kind, slug, art, three labels, three hints): one statement for all that has a name."""
    regions = Region.objects.valid().annotate(weight=F("population"))
    towns = Town.objects.valid().exclude(kind="republican_city").annotate(weight=F("population"))
    programmes = Programme.objects.annotate(weight=-F("position"))
    organizations = Organization.objects.public().annotate(weight=-F("pk"))
    return list(
        _lines(regions, wanted, "region", PLACES - 1).union(
            _lines(towns, wanted, "town", PLACES, hint="region__short"),
            _lines(programmes, wanted, "programme", PROGRAMMES, label="brand", hint="name", art="art"),
            _lines(organizations, wanted, "organization", ORGANIZATIONS, hint="region__short"),
            all=True,
        )
    )


def _lines(
    rows: QuerySet[Any],
    wanted: list[search.Wanted],
    kind: str,
    most: int,
    *,
    label: str = "name",
    hint: str = "",
    art: str = "",
) -> QuerySet[Any, Any]:
    """Those whose names have all the words: whole words first, then by weight. Brands are the same everywhere."""
    whole = Q(*(Q(search_text__contains=f" {one.word} ") for one in wanted))
    for one in wanted:
        rows = rows.filter(**{f"search_text__{one.lookup}": one.pattern})
    labels = {f"label_{code}": F(label if label == "brand" else f"{label}_{code}") for code in LANGUAGES}
    hints = {f"hint_{code}": F(f"{hint}_{code}") if hint else Value("") for code in LANGUAGES}
    return (
        rows.annotate(
            line=Value(kind),
            drawing=F(art) if art else Value(""),
            rank=Case(When(whole, then=0), default=1, output_field=IntegerField()),
            **labels,
            **hints,
        )
        .order_by("rank", F("weight").desc(nulls_last=True))
        .values_list("line", "slug", "drawing", *labels, *hints)[:most]
    )


def _projects(wanted: list[search.Wanted]) -> QuerySet[Project]:
    """Running projects that have all the words, at least in names, the best fit first, then the newest."""
    rows = Project.objects.running().select_related("town", "region", "programme")
    for one in wanted:
        rows = rows.filter(**{f"search_text__{one.lookup}": one.pattern})
    score, values = search.score(wanted, "projects_project.search_text")
    columns = [
        f"{row}{name}" for row in ("town__", "region__") for name in ("name", *(f"name_{code}" for code in LANGUAGES))
    ]
    titles = [f"title_{code}" for code in LANGUAGES]
    return (
        rows.annotate(fit=RawSQL(score, values))  # noqa: S611 - constants and bound values
        .filter(fit__gte=search.IN_TITLE)
        .order_by("-fit", "-pk")
        .only("slug", "format", "title", *titles, *columns, "programme__art")[:PROJECTS]
    )


def _project(project: Project) -> Suggestion:
    where = project.town or project.region
    return Suggestion(
        project.title,
        project.get_absolute_url(),
        "calendar",
        hint=where.name,
        lang=shown_language(project, "title"),
        art=project.programme.art,
    )


def _region(slug: str, _art: str, *names: str) -> Suggestion:
    return _line(names, _catalogue(region=slug), "map")


def _town(slug: str, _art: str, *names: str) -> Suggestion:
    return _line(names, _catalogue(near=slug), "pin")


def _programme(slug: str, art: str, *names: str) -> Suggestion:
    return _line(names, reverse("programme", args=[slug]), "grid", art=art)


def _organization(slug: str, _art: str, *names: str) -> Suggestion:
    return _line(names, reverse("organization", args=[slug]), "users")


LINES: dict[str, Callable[..., Suggestion]] = {
    "region": _region,
    "town": _town,
    "programme": _programme,
    "organization": _organization,
}


def _catalogue(**query: str) -> str:
    return f"{reverse('catalogue')}?{urlencode(query)}"


def _line(names: tuple[str, ...], href: str, icon: str, *, art: str = "") -> Suggestion:
    label, lang = _in_reach(names[:3])
    hint, _lang = _in_reach(names[3:])
    return Suggestion(label, href, icon, hint=hint, lang=lang, art=art)


def _in_reach(names: tuple[str, ...]) -> tuple[str, str]:
    """Of a name in kk, ru, en: the reader's, else the first fallback's with its language."""
    by_language = dict(zip(LANGUAGES, names, strict=True))
    active = get_language() or settings.LANGUAGE_CODE
    for code in (active, *settings.MODELTRANSLATION_FALLBACK_LANGUAGES["default"]):
        if by_language.get(code):
            return by_language[code], "" if code == active else code
    return "", ""
