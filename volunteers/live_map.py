"""The country now: regions shaded by their open projects, a dot wherever people are at work at this moment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import ngettext

from qazvolunteer.core import dates
from qazvolunteer.places import maps
from qazvolunteer.places.maps import Map, Mark


def live_map(regions: Sequence[Any]) -> Map:
    """``regions`` as ``statistics.by_region`` gives them; each leads to its own page."""
    land = [
        Mark(
            slug=row.slug,
            name=row.short,
            number=row.open,
            href=reverse("region", args=[row.slug]),
            said=said(row),
            longitude=_degrees(row.longitude),
            latitude=_degrees(row.latitude),
        )
        for row in regions
    ]
    people = [
        Mark(row.slug, row.centre, row.helping, "", "", "live", _degrees(row.longitude), _degrees(row.latitude))
        for row in regions
        if row.helping
    ]
    return maps.live(land, people)


def said(row: Any) -> str:
    """What a screen reader says of a region."""
    projects = ngettext("%(number)s open project", "%(number)s open projects", row.open)
    people = ngettext("%(number)s person is helping", "%(number)s people are helping", row.helping)
    parts = [projects % {"number": dates.thousands(row.open)}]
    if row.helping:
        parts.append(people % {"number": dates.thousands(row.helping)})
    return f"{row.name}: {', '.join(parts)}"


def _degrees(value: Any) -> float | None:
    return None if value is None else float(value)
