"""The page of a town: what there is to do in it and not far from it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from projects import share_pictures
from projects.cards import cards
from projects.catalogue import Query, browse, one_moment, tally
from projects.catalogue.forms import of_one
from projects.catalogue.index import distance_km
from projects.catalogue.query import DISTANCES
from projects.catalogue.reference import Reference
from projects.maps import Line
from projects.ways import LIST, address, programmes
from qazvolunteer.core.page_cache import same_for_visitors
from qazvolunteer.places.models import Town

SOONEST = 6
FARTHEST = DISTANCES[-1]
NEIGHBOURS = 8


@login_not_required
@same_for_visitors()
@one_moment()
def town(request: HttpRequest, slug: str) -> HttpResponse:
    """Projects in the town, soonest first; the nearest other towns with projects, and how far they are."""
    form, found = of_one("town", slug)
    page, counted = browse(form.query, size=SOONEST)
    near = tally(Query(near=found.pk, km=FARTHEST))
    region = form.reference.regions[found.region_id]
    context = {
        "town": found,
        "region": region,
        "district": form.reference.districts.get(found.district_id or ""),
        "trail": [
            (_("Regions"), reverse("regions")),
            (region.name, reverse("region", args=[region.slug])),
            (found.name, ""),
        ],
        "share_picture": share_pictures.of_town(found, region).address,
        "tally": counted,
        "found": page,
        "cards": cards(page.hits),
        "programmes": programmes(form, counted),
        "around": near.total - near.town[found.pk],
        "farthest": FARTHEST,
        "neighbours": _neighbours(form.reference, found, near.town),
        "list_url": address(LIST, form.pairs),
        "near_url": address(LIST, [("near", slug), ("km", str(FARTHEST)), ("sort", "nearest")]),
    }
    return render(request, "place/town.html", context)


def _neighbours(reference: Reference, town: Town, projects: dict[str, int]) -> list[tuple[int, Line]]:
    """(whole kilometres, town with projects), the nearest first."""
    here = reference.point(town.pk)
    if here is None:
        return []
    far = [
        (
            round(distance_km(here, reference.point(row.pk))),
            Line(row.name, projects[row.pk], reverse("town", args=[row.slug])),
        )
        for row in reference.towns.values()
        if row.pk != town.pk and projects[row.pk] and reference.point(row.pk)
    ]
    return sorted(far, key=lambda one: one[0])[:NEIGHBOURS]
