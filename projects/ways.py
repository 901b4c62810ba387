"""Addresses of the pages that look at a query, the list, the map, the calendar of a month; and ways to narrow it."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from django.urls import reverse

from projects.catalogue import Tally
from projects.catalogue.forms import CatalogueForm
from projects.models import Programme

LIST, MAP, CALENDAR = "catalogue", "catalogue-map", "catalogue-calendar"

Pair = tuple[str, str]


def address(page: str, pairs: Sequence[Pair] = ()) -> str:
    """The page with a query, which may be empty."""
    return f"{reverse(page)}?{urlencode(pairs)}" if pairs else reverse(page)


def programmes(form: CatalogueForm, counted: Tally) -> list[tuple[Programme, int, str]]:
    """(programme, its open projects within the query, their list), where there are any."""
    return [
        (row, counted.programme[row.pk], address(LIST, [*form.pairs, ("programme", row.slug)]))
        for row in form.reference.programmes.values()
        if counted.programme[row.pk]
    ]
