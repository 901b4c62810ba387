"""The home page: search, what is soon, what helps now, programmes, organizations."""

from __future__ import annotations

import datetime as dt
from copy import copy
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from organizations.models import Organization
from projects.cards import Card, cards
from projects.catalogue import Query, counts, find, one_moment
from projects.catalogue.upkeep import fresh
from projects.enums import Format, ProgrammeKind
from projects.models import Programme
from qazvolunteer.core import structured_data
from qazvolunteer.core.page_cache import same_for_visitors
from qazvolunteer.places import chosen_region
from qazvolunteer.places.models import Region
from volunteers import statistics
from volunteers.live_map import live_map

FEATURED = 5
ORGANIZATIONS = 5


@login_not_required
@same_for_visitors()
@one_moment()
def home(request: HttpRequest) -> HttpResponse:
    """The same page for everybody who remembers the same region, or none."""
    numbers = statistics.now()
    regions = statistics.by_region(numbers)
    mine = next((region for region in regions if region.slug == chosen_region.slug_of(request)), None)
    context = {
        "structured": [structured_data.website()],
        "regions": regions,
        "mine": mine,
        "map": live_map(regions),
        **_soon(mine),
        "numbers": numbers,
        "numbers_url": reverse("statistics"),
        "open_projects": sum(region.open for region in regions),  # type: ignore[attr-defined]
        "programmes": _programmes(),
        "organizations": _busiest(),
    }
    return render(request, "home/home.html", {**context, **_shortcuts(mine)})


def _soon(mine: Region | None) -> dict[str, Any]:
    """``cards`` of what is soonest and has places; ``near`` says that they are of the visitor's region."""
    wanted = Query(places=True)
    found = find(replace(wanted, region=mine.pk), size=FEATURED * 8).hits if mine else []
    near = bool(found)
    if not near:
        found = find(wanted, size=FEATURED * 8).hits
    return {"cards": _one_of_each_programme(cards(found)), "near": near}


def _programmes() -> list[Programme]:
    """The seven directions with their ``open`` projects."""
    opened = counts(Query(), "programme")
    with fresh() as catalogue:
        rows = [copy(row) for row in catalogue.reference.programmes.values() if row.kind == ProgrammeKind.DIRECTION]
    for row in rows:
        row.open = opened[row.pk]  # type: ignore[attr-defined]
    return rows


def _busiest() -> list[Organization]:
    """The organizations with most ``open`` projects."""
    opened = dict(counts(Query(), "organization").most_common(ORGANIZATIONS))
    rows = sorted(Organization.objects.public().filter(pk__in=opened), key=lambda row: (-opened[row.pk], row.pk))
    for row in rows:
        row.open = opened[row.pk]  # type: ignore[attr-defined]
    return rows


def _shortcuts(mine: Region | None) -> dict[str, str]:
    """Addresses of ready-made searches: today and tomorrow, the coming weekend, from home, with places left; all but
    work from home in the visitor's region. ``all_url`` is the whole list."""
    today = timezone.localdate()
    saturday = today + dt.timedelta(days=max(0, 5 - today.weekday()))
    sunday = today + dt.timedelta(days=6 - today.weekday())
    where = {"region": mine.slug} if mine else {}
    ready: dict[str, dict[str, Any]] = {
        "all_url": where,
        "today_url": {**where, "from": today, "to": today + dt.timedelta(days=1)},
        "weekend_url": {**where, "from": saturday, "to": sunday},
        "home_format_url": {"format": [Format.REMOTE.value, Format.AT_HOME.value]},
        "places_url": {**where, "places": "on"},
    }
    return {
        name: f"{reverse('catalogue')}?{urlencode(query, doseq=True)}" if query else reverse("catalogue")
        for name, query in ready.items()
    }


def _one_of_each_programme(soonest: list[Card]) -> list[Card]:
    """Five of them at a fixed hour, of different programmes as far as possible."""
    found, seen, others = [], set(), []
    for card in soonest:
        (others if card.face.programme in seen or card.flexible else found).append(card)
        seen.add(card.face.programme)
    return (found + others)[:FEATURED]
