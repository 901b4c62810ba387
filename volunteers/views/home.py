"""The home page: search, what is soon, what helps now, programmes, organizations."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from organizations.models import Organization
from projects.cards import Card, cards
from projects.catalogue import Query, find, one_moment
from projects.enums import Format, ProgrammeKind
from projects.models import Programme, Project
from qazvolunteer.core import structured_data
from qazvolunteer.core.page_cache import same_for_visitors
from qazvolunteer.places import outline
from volunteers import statistics

FEATURED = 5
ORGANIZATIONS = 5


@login_not_required
@same_for_visitors()
@one_moment()
def home(request: HttpRequest) -> HttpResponse:
    """The same page for everybody: it knows nothing of the visitor."""
    running = Q(projects__in=Project.objects.open())
    numbers = statistics.now()
    regions = statistics.by_region(numbers)
    context = {
        "structured": [structured_data.website()],
        "regions": regions,
        "spots": outline.spots(regions),
        "map_height": outline.drawing().height,
        "cards": _one_of_each_programme(cards(find(Query(places=True), size=FEATURED * 8).hits)),
        "numbers": numbers,
        "open_projects": sum(region.open for region in regions),  # type: ignore[attr-defined]
        "programmes": Programme.objects.filter(kind=ProgrammeKind.DIRECTION).annotate(open=Count("projects", running)),
        "organizations": Organization.objects.public()
        .annotate(open=Count("projects", running))
        .order_by("-open", "pk")[:ORGANIZATIONS],
    }
    return render(request, "home/home.html", {**context, **_shortcuts()})


def _shortcuts() -> dict[str, str]:
    """Addresses of ready-made searches: today and tomorrow, the coming weekend, from home, with places left."""
    today = timezone.localdate()
    saturday = today + dt.timedelta(days=max(0, 5 - today.weekday()))
    sunday = today + dt.timedelta(days=6 - today.weekday())
    ready = {
        "today_url": {"from": today, "to": today + dt.timedelta(days=1)},
        "weekend_url": {"from": saturday, "to": sunday} if saturday <= sunday else {"from": today, "to": today},
        "home_format_url": {"format": [Format.REMOTE.value, Format.AT_HOME.value]},
        "places_url": {"places": "on"},
    }
    return {name: f"{reverse('catalogue')}?{urlencode(query, doseq=True)}" for name, query in ready.items()}


def _one_of_each_programme(soonest: list[Card]) -> list[Card]:
    """Five of them at a fixed hour, of different programmes as far as possible."""
    found, seen, others = [], set(), []
    for card in soonest:
        (others if card.face.programme in seen or card.flexible else found).append(card)
        seen.add(card.face.programme)
    return (found + others)[:FEATURED]
