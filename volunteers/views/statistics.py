"""Public statistics: the page, and its table to take away."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.catalogue import Query, one_moment, tally
from projects.catalogue.forms import CatalogueForm
from qazvolunteer.core.page_cache import same_for_visitors
from qazvolunteer.core.spreadsheets import csv_file
from volunteers import national, statistics
from volunteers.national import MEASURES, ORGANIZATIONS, PROJECTS, VOLUNTEERS


@login_not_required
@same_for_visitors("by", "region")
@one_moment()
def statistics_page(request: HttpRequest) -> HttpResponse:
    """National numbers; regions on a map and in a table by one measure (``by``), one of them chosen (``region``)."""
    known = CatalogueForm(QueryDict()).reference
    numbers, counted = statistics.now(), tally(Query())
    rows = national.lines(known, counted, numbers)
    measure = request.GET.get("by", "")
    measure = measure if measure in MEASURES else PROJECTS
    ranked = national.ranked(rows, measure)
    asked = request.GET.get("region", "")
    chosen = next((row for row in rows if row.region.slug == asked), ranked[0] if ranked else None)
    context = {
        "numbers": numbers,
        "open_projects": counted.total,
        "measures": _measures(measure, asked),
        "measure": measure,
        "map": national.map_of(rows, measure),
        "rows": [(row, national.words(row, VOLUNTEERS), row.number(measure)) for row in ranked],
        "most": max((row.number(measure) for row in rows), default=0),
        "chosen": chosen,
        "chosen_slug": chosen.region.slug if chosen else "",
        "chosen_number": national.words(chosen, measure) if chosen else "",
        "chosen_volunteers": national.words(chosen, VOLUNTEERS) if chosen else "",
        "place": ranked.index(chosen) + 1 if chosen else 0,
        "shares": national.shares(known, counted),
        "smallest": statistics.SMALLEST_GROUP,
    }
    return render(request, "statistics/statistics.html", context)


@login_not_required
@same_for_visitors()
@one_moment()
def regions_csv(request: HttpRequest) -> HttpResponse:
    """The table of the regions. A group of volunteers too small to be shown is an empty cell."""
    known = CatalogueForm(QueryDict()).reference
    rows = national.lines(known, tally(Query()), statistics.now())
    head = ["KATO", _("Region"), _("Open projects"), _("Organizations"), _("Volunteers"), _("population")]
    body = [
        [row.region.pk, row.region.name, row.projects, row.organizations, row.volunteers, row.region.population]
        for row in rows
    ]
    return csv_file(f"qazvolunteer-regions-{timezone.localdate():%Y-%m-%d}", head, body)


def _measures(current: str, region: str) -> list[dict[str, Any]]:
    """Links of the segmented control."""
    labels = {PROJECTS: _("Open projects"), ORGANIZATIONS: _("Organizations"), VOLUNTEERS: _("Volunteers")}
    kept = f"&region={region}" if region.isascii() and region.replace("-", "").isalnum() else ""
    return [
        {"label": label, "url": f"{reverse('statistics')}?by={name}{kept}#map", "current": name == current}
        for name, label in labels.items()
    ]
