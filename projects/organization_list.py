"""The list of organizations: those with open projects first, the most of them before; then the others as they came.

Paged by keyset and never counted. How many projects each has open comes from the catalogue's index; what is left to
the database are two reads by primary key.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import QuerySet

from organizations.models import Organization
from projects.catalogue import Query, counts
from qazvolunteer.core.folding import fold

PAGE = 24
MOST_WORDS = 6

# (minus the open projects, primary key): what the list is ordered by.
Key = tuple[int, int]


@dataclass(frozen=True)
class Listed:
    """One page: (organization, open projects), and the cursors of the pages beside it, "" where there is none."""

    rows: list[tuple[Organization, int]]
    previous: str = ""
    next: str = ""


def listed(*, words: str = "", region: str | None = None, after: str = "", before: str = "") -> Listed:
    """One page of the verified organizations of a region (KATO) whose name holds all ``words``."""
    found = named(Organization.objects.public(), words)
    if region is not None:
        found = found.filter(region=region)
    active = counts(Query(), "organization")
    edge = _cursor(after or before)
    backwards = edge is not None and not after
    keys = _keys(found, active, edge, backwards)
    more, keys = len(keys) > PAGE, keys[:PAGE]
    if not keys and edge is not None:
        return listed(words=words, region=region)
    if backwards:
        keys.reverse()
    rows = Organization.objects.public().select_related("region", "town").in_bulk([pk for _open, pk in keys])
    return Listed(
        rows=[(rows[pk], -number) for number, pk in keys if pk in rows],
        previous=_write(keys[0]) if keys and (more if backwards else edge is not None) else "",
        next=_write(keys[-1]) if keys and (backwards or more) else "",
    )


def busiest(query: Query, most: int) -> list[tuple[Organization, int]]:
    """(organization, open projects the query finds), the most of them first."""
    found = counts(query, "organization").most_common(most)
    rows = Organization.objects.public().in_bulk([pk for pk, _number in found])
    return [(rows[pk], number) for pk, number in found if pk in rows]


def named(organizations: QuerySet, words: str) -> QuerySet:
    """Those whose name in one of the languages holds every word, in whatever spelling."""
    for word in fold(words).split()[:MOST_WORDS]:
        organizations = organizations.filter(search_text__contains=word)
    return organizations


def _keys(found: QuerySet, active: Counter, edge: Key | None, backwards: bool) -> list[Key]:
    """Up to one page and one more beyond ``edge``, nearest to it first."""
    ranked = sorted((-number, pk) for pk, number in active.items())
    parts = [_among(found, ranked, edge, backwards), _among_rest(found, list(active), edge, backwards)]
    keys: list[Key] = []
    for part in reversed(parts) if backwards else parts:
        if len(keys) <= PAGE:
            keys += part
    return keys[: PAGE + 1]


def _among(found: QuerySet, ranked: list[Key], edge: Key | None, backwards: bool) -> list[Key]:
    """Organizations with open projects."""
    beyond = [key for key in ranked if edge is None or (key < edge if backwards else key > edge)]
    if not beyond:
        return []
    fitting = set(found.filter(pk__in=[pk for _number, pk in beyond]).values_list("pk", flat=True))
    kept = [key for key in beyond if key[1] in fitting]
    return (kept[::-1] if backwards else kept)[: PAGE + 1]


def _among_rest(found: QuerySet, active: list[int], edge: Key | None, backwards: bool) -> list[Key]:
    """Organizations without any, by primary key; all of them stand behind whoever has one."""
    rest = found.exclude(pk__in=active).order_by("-pk" if backwards else "pk")
    if edge is not None and edge[0] == 0:
        rest = rest.filter(pk__lt=edge[1]) if backwards else rest.filter(pk__gt=edge[1])
    elif backwards:
        return []
    return [(0, pk) for pk in rest.values_list("pk", flat=True)[: PAGE + 1]]


def _write(key: Key) -> str:
    return f"{-key[0]}_{key[1]}"


def _cursor(text: str) -> Key | None:
    """What ``_write`` wrote; None for anything else."""
    number, _sign, pk = text.partition("_")
    if not all(part.isascii() and part.isdecimal() and len(part) < 19 for part in (number, pk)):
        return None
    return -int(number), int(pk)
