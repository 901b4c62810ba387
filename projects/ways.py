"""Addresses of the pages that look at a query: the list, the map, the calendar of a month."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from django.urls import reverse

LIST, MAP, CALENDAR = "catalogue", "catalogue-map", "catalogue-calendar"

Pair = tuple[str, str]


def address(page: str, pairs: Sequence[Pair] = ()) -> str:
    """The page with a query, which may be empty."""
    return f"{reverse(page)}?{urlencode(pairs)}" if pairs else reverse(page)
