"""The sitemap: every page that visitors may open, in three languages, for search engines.

Projects and organizations come in blocks of ids, so that a block reads one range of the primary key however many
there are, and stays the same block while others come. Protocol: sitemaps.org 0.9, at most 50,000 addresses a file;
the languages as Google asks for them, each address with all of its siblings.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation

from organizations.models import Organization
from projects.changes import with_change
from projects.models import Programme, Project
from qazvolunteer.core.addresses import absolute
from qazvolunteer.places.models import Region, Town

# Ids in a block: 6,000 addresses at most, about 3 MB of text that packs to a thirtieth.
BLOCK = 2000
# Stands in an address until the slug of a row takes its place.
SLUG = "slug-of-the-row"
PAGES = (
    "home",
    "catalogue",
    "programmes",
    "regions",
    "statistics",
    "statistics-definitions",
    "open-data",
    "organizations",
    "about",
    "privacy",
    "accessibility",
    "consents",
)

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
)
INDEX_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
)

Row = tuple[str, dt.datetime | None]


@dataclass(frozen=True)
class Section:
    """One kind of page: the name of its address, how many blocks there are, and (slug, last change) of each row."""

    address: str
    blocks: Callable[[], int]
    rows: Callable[[int], Iterable[Row]]


def in_blocks(address: str, shown: Callable[[], QuerySet]) -> Section:
    """A section of the rows that ``shown`` gives: their ids make the blocks, their history the day of the change."""

    def blocks() -> int:
        last = shown().order_by("-pk").values_list("pk", flat=True).first()
        return last // BLOCK + 1 if last else 0

    def rows(block: int) -> Iterable[Row]:
        found = shown().filter(pk__gte=block * BLOCK, pk__lt=(block + 1) * BLOCK)
        return found.order_by("pk").values_list("slug", "changed")

    return Section(address, blocks, rows)


def all_of(address: str, shown: Callable[[], QuerySet]) -> Section:
    """A section of a table of a few hundred rows, in one block."""
    return Section(address, lambda: 1, lambda block: ((slug, None) for slug in shown().values_list("slug", flat=True)))


SECTIONS = {
    "pages": Section("", lambda: 1, lambda block: ((name, None) for name in PAGES)),
    "projects": in_blocks("project", lambda: with_change(Project.objects.listed(), "published_at")),
    "programmes": all_of("programme", Programme.objects.all),
    "regions": all_of("region", Region.objects.valid),
    "towns": all_of("town", Town.objects.valid),
    "organizations": in_blocks("organization", lambda: with_change(Organization.objects.public(), "verified_at")),
}


def index() -> str:
    """The list of all files. A few small statements, whatever the number of rows."""
    files = [
        absolute(reverse("sitemap-block", args=[name, block]))
        for name, section in SECTIONS.items()
        for block in range(section.blocks())
    ]
    return INDEX_HEAD + "".join(f"<sitemap><loc>{one}</loc></sitemap>\n" for one in files) + "</sitemapindex>\n"


def block(name: str, number: int) -> str | None:
    """One file; None where there is none. One statement."""
    section = SECTIONS.get(name)
    if section is None or number >= section.blocks():
        return None
    return HEAD + "".join(_entries(section, number)) + "</urlset>\n"


def _entries(section: Section, number: int) -> Iterator[str]:
    pattern = _addresses(section.address, SLUG) if section.address else {}
    for slug, changed in section.rows(number):
        own = {code: address.replace(SLUG, slug) for code, address in pattern.items()} if pattern else _addresses(slug)
        siblings = "".join(
            f'<xhtml:link rel="alternate" hreflang="{code}" href="{address}"/>'
            for code, address in [*own.items(), ("x-default", own[settings.LANGUAGE_CODE])]
        )
        day = f"<lastmod>{changed.astimezone(dt.UTC):%Y-%m-%d}</lastmod>" if changed else ""
        for address in own.values():
            yield f"<url><loc>{address}</loc>{day}{siblings}</url>\n"


def _addresses(name: str, *arguments: str) -> dict[str, str]:
    """The whole address of a page in each language."""
    found = {}
    for code, _label in settings.LANGUAGES:
        with translation.override(code):
            found[code] = absolute(reverse(name, args=arguments))
    return found
