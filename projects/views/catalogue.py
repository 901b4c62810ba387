"""Two more ways to look at what the catalogue finds: on the map, and in the calendar of a month."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from projects import maps, months
from projects.cards import cards
from projects.catalogue import facets, find, one_moment, tally
from projects.catalogue.forms import PARAMETERS, CatalogueForm
from projects.enums import Format
from projects.maps import Mapped
from projects.months import Month
from projects.ways import CALENDAR, LIST, MAP, address
from qazvolunteer.core import dates
from qazvolunteer.core.page_cache import same_for_visitors


@login_not_required
@same_for_visitors(*PARAMETERS)
@one_moment()
def catalogue_map(request: HttpRequest) -> HttpResponse:
    """The country by region; with a place in the query its region, or what lies around a town."""
    form = CatalogueForm(request.GET)
    counted = tally(form.query)
    mapped = _mapped(form)
    elsewhere = counted.total - (mapped.total if mapped else 0)
    context = {
        **_filters(form, counted, MAP),
        "mapped": mapped,
        "region": form.reference.regions.get(_region(form) or ""),
        "country_url": address(MAP, [pair for pair in form.pairs if pair[0] not in ("region", "district", "town")]),
        "list_url": address(LIST, form.pairs),
        "elsewhere": elsewhere,
        "elsewhere_url": address(LIST, _from_home(form)),
    }
    return render(request, "catalogue/map.html", context)


@login_not_required
@same_for_visitors(*PARAMETERS, "month", "day")
@one_moment()
def catalogue_calendar(request: HttpRequest) -> HttpResponse:
    """A month by day, and the projects of one day; ``month`` and ``day`` say which."""
    form = CatalogueForm(request.GET)
    month = months.month(form.query, months.asked(request.GET.get("month", "")))
    chosen = _chosen(month, request.GET.get("day", ""))
    found = find(replace(form.query, first=chosen.date, last=chosen.date)) if chosen and chosen.number else None
    day = [("from", chosen.date.isoformat()), ("to", chosen.date.isoformat())] if chosen else []
    context = {
        **_filters(form, tally(form.query), CALENDAR),
        "month": month,
        "weekdays": dates.weekdays(),
        "day_url": f"{address(CALENDAR, [*form.pairs, ('month', f'{month.first:%Y-%m}')])}&day=",
        "month_url": f"{address(CALENDAR, [*form.pairs])}{'&' if form.pairs else '?'}month=",
        "chosen": chosen,
        "found": found,
        "cards": cards(found.hits) if found else [],
        "list_url": address(LIST, [pair for pair in form.pairs if pair[0] not in ("from", "to")] + day),
    }
    return render(request, "catalogue/calendar.html", context)


def _filters(form: CatalogueForm, counted: Any, page: str) -> dict[str, Any]:
    """What the rail of filters shows; whatever is changed there leads to the same page."""
    here = reverse(page)
    return {
        "filters": form,
        "tally": counted,
        "rail": facets.rail(form, counted),
        "canonical_query": form.address_with("sort", ""),
        "chips": [(chip.label, f"{here}?{chip.query}" if chip.query else here) for chip in facets.chips(form)],
        "here": here,
    }


def _mapped(form: CatalogueForm) -> Mapped | None:
    """The map of the query's part that has places; None when it has none."""
    query = maps.on_site(form.query)
    if query is None:
        return None
    counted, known = tally(query), form.reference
    if query.near:
        return maps.around(known, counted, address=maps.listed(form))
    region = known.regions.get(_region(form) or "")
    if region is None:
        return maps.of_country(known, counted, region=maps.shown(form, MAP), town=maps.listed(form))
    return maps.of_region(known, region, counted.town, counted.district, counted.total, address=maps.listed(form))


def _region(form: CatalogueForm) -> str | None:
    """The region of the query, or of its town."""
    query = form.query
    if query.region or not query.town:
        return query.region
    return str(form.reference.towns[query.town].region_id)


def _from_home(form: CatalogueForm) -> list[tuple[str, str]]:
    asked = form.query.formats or tuple(Format.values)
    away = [("format", value) for value in asked if value != Format.ON_SITE]
    return [*(pair for pair in form.pairs if pair[0] != "format"), *away]


def _chosen(month: Month, text: str) -> months.Day | None:
    """The day whose projects are listed: the one asked for, else today, else the first with something to do."""
    days = {day.date: day for day in month.days}
    try:
        asked = dt.date.fromisoformat(text)
    except ValueError:
        asked = timezone.localdate()
    if asked in days and (days[asked].number or text):
        return days[asked]
    return next((day for day in month.days if day.number), None)
