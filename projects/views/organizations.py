"""Public pages about who offers projects."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from organizations import halts
from organizations.halt_enums import PUBLIC, Ground
from organizations.models import Organization
from projects import organization_list, organization_panels, share_pictures, structured_data
from projects.cards import cards
from projects.catalogue import Query, browse, one_moment
from projects.catalogue.forms import CatalogueForm
from projects.catalogue.reference import ordered
from projects.enums import ProjectState
from projects.models import Project
from projects.ways import LIST, MAP, address
from qazvolunteer.core.content_language import shown_language
from qazvolunteer.core.page_cache import same_for_visitors

# The last few projects that are over.
PAST = 5
LONGEST = 100


@login_not_required
@same_for_visitors("q", "region", "after", "before")
@one_moment()
def organizations(request: HttpRequest) -> HttpResponse:
    """Verified organizations, those with open projects first; ``q`` and ``region`` narrow."""
    known = CatalogueForm(QueryDict()).reference
    words = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST]
    region = known.named("regions", request.GET.get("region", ""))
    found = organization_list.listed(
        words=words,
        region=region.pk if region else None,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    regions = ordered(known.regions.values())
    context = {"found": found, "words": words, "region": region, "regions": regions, "narrowed": words or region}
    return render(request, "organization/organizations.html", context)


@login_not_required
@same_for_visitors("after", "before")
@one_moment()
def organization(request: HttpRequest, slug: str) -> HttpResponse:
    """Who they are, how we know, what they offer now and what they have done."""
    found = Organization.objects.shown().select_related("region", "town").filter(slug=slug).first()
    if found is None:
        # The second record of another organization leads there.
        former = get_object_or_404(Organization, slug=slug, merged_into__in=Organization.objects.public())
        return redirect(former.merged_into, permanent=True)
    if found.is_suspended:
        return _suspended(request, found)
    known, pairs = CatalogueForm(QueryDict()).reference, [("organization", slug)]
    page, counted = browse(
        Query(organization=found.pk), after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )
    past = Project.objects.shown().filter(organization=found, state=ProjectState.COMPLETED)
    context = {
        "organization": found,
        "lang": shown_language(found, "about"),
        "share_picture": share_pictures.of_organization(found).address,
        "structured": [structured_data.organization(found)],
        "trail": [(_("Organizations"), reverse("organizations")), (found.name, "")],
        "found": page,
        "tally": counted,
        "cards": cards(page.hits),
        "programmes": [
            (row, counted.programme[row.pk], address(LIST, [*pairs, ("programme", row.slug)]))
            for row in known.programmes.values()
            if counted.programme[row.pk]
        ],
        "completed": past.count(),
        "past": past.select_related("programme").order_by("-pk")[:PAST],
        "map_url": address(MAP, pairs) if counted.mapped else "",
        "list_url": address(LIST, pairs),
        **organization_panels.values(found),
    }
    return render(request, "organization/organization.html", context)


def _suspended(request: HttpRequest, found: Organization) -> HttpResponse:
    """Whoever knows the address reads that it is suspended and why; nothing else of it is shown."""
    halt = halts.standing(found.pk)
    context = {
        "organization": found,
        "reason": halt.public_sentence if halt else str(PUBLIC[Ground.OTHER]),
        "trail": [(_("Organizations"), reverse("organizations")), (found.name, "")],
    }
    return render(request, "organization/suspended.html", context)
