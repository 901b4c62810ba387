"""Public pages of the regions: what is done there, by whom, and the front office that checks and helps."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from frontoffice.clocks import service_times
from frontoffice.models import Office
from frontoffice.office import reaching
from frontoffice.reports import shown
from frontoffice.reports.models import MonitoringReport
from projects import maps, share_pictures
from projects.cards import cards
from projects.catalogue import browse, one_moment, tally
from projects.catalogue.forms import CatalogueForm, of_one
from projects.organization_list import busiest
from projects.ways import LIST, MAP, address, programmes
from qazvolunteer.core.page_cache import same_for_visitors
from volunteers import statistics

SOONEST = 6
ORGANIZATIONS = 6
REPORTS = 3


@login_not_required
@same_for_visitors()
@one_moment()
def regions(request: HttpRequest) -> HttpResponse:
    """The country on a map, and the twenty regions with their numbers."""
    form = CatalogueForm(QueryDict())
    counted = tally(form.query)
    numbers = statistics.now()
    mapped = maps.of_country(form.reference, counted, region=lambda _name, slug: reverse("region", args=[slug]))
    context = {
        "mapped": mapped,
        "lines": [(line, numbers.organizations_in.get(line.place.pk, 0)) for line in mapped.regions],
        **_office(None),
    }
    return render(request, "region/regions.html", context)


@login_not_required
@same_for_visitors()
@one_moment()
def region(request: HttpRequest, slug: str) -> HttpResponse:
    """One region: map, towns and districts, what is soonest, who runs the most, the front office."""
    form, found = of_one("region", slug)
    numbers = statistics.now()
    page, counted = browse(form.query, size=SOONEST)
    on_site = tally(maps.on_site(form.query) or form.query)
    context = {
        "region": found,
        "share_picture": share_pictures.of_region(found).address,
        "trail": [(_("Regions"), reverse("regions")), (found.name, "")],
        "tally": counted,
        "mapped": maps.of_region(
            form.reference, found, on_site.town, on_site.district, on_site.total, address=maps.listed(form)
        ),
        "elsewhere": counted.total - counted.mapped,
        "cards": cards(page.hits),
        "programmes": programmes(form, counted),
        "volunteers": numbers.volunteers_in.get(found.pk),
        "verified": numbers.organizations_in.get(found.pk, 0),
        "helping": numbers.helping_in.get(found.pk, 0),
        "organizations": busiest(form.query, ORGANIZATIONS),
        "all_organizations_url": f"{reverse('organizations')}?region={slug}",
        **_office(found.pk),
        "times": service_times.times(found.pk).lines(found.pk, {}),
        "list_url": address(LIST, form.pairs),
        "map_url": address(MAP, form.pairs),
    }
    return render(request, "region/region.html", context)


def _office(region: str | None) -> dict[str, Any]:
    """The front office of the region (KATO; None: the republican one), its people and latest reports."""
    office = Office.objects.filter(region=region).first()
    reports = MonitoringReport.objects.signed_off().filter(region=region).select_related("region")
    return {
        "office": office,
        "office_people": reaching.named(office) if office else [],
        "office_reports": [shown.line(row) for row in reports.defer("figures", "changes").newest_first()[:REPORTS]],
    }
