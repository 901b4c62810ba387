"""Public pages about who offers projects, and the suggestions of the search field."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from organizations.models import Organization
from projects import share_pictures, structured_data
from projects.cards import cards
from projects.catalogue import Query, find
from projects.enums import ProjectState
from projects.models import Project
from projects.suggestions import suggest
from qazvolunteer.core.content_language import shown_language
from qazvolunteer.places.models import Region

PER_PAGE = 30
LONGEST_QUESTION = 100


@login_not_required
def organizations(request: HttpRequest) -> HttpResponse:
    """Verified organizations, those with open projects first; ``region`` narrows."""
    open_projects = Q(projects__in=Project.objects.open())
    found = (
        Organization.objects.public().select_related("region", "town").annotate(open=Count("projects", open_projects))
    )
    asked = request.GET.get("region", "").replace("\x00", "")
    region = Region.objects.filter(slug=asked).first() if asked else None
    if region is not None:
        found = found.filter(region=region)
    page = Paginator(found.order_by("-open", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "region": region, "regions": Region.objects.valid().in_order()}
    return render(request, "organization/organizations.html", context)


@login_not_required
def organization(request: HttpRequest, slug: str) -> HttpResponse:
    """Who they are, how we know, and what they offer now."""
    found = get_object_or_404(Organization.objects.public().select_related("region", "town"), slug=slug)
    page = find(Query(organization=found.pk), after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    context = {
        "organization": found,
        "lang": shown_language(found, "about"),
        "share_picture": share_pictures.of_organization(found).address,
        "structured": [structured_data.organization(found)],
        "trail": [(_("Organizations"), reverse("organizations")), (found.name, "")],
        "found": page,
        "cards": cards(page.hits),
        "completed": Project.objects.shown().filter(organization=found, state=ProjectState.COMPLETED).count(),
    }
    return render(request, "organization/organization.html", context)


@require_safe
@login_not_required
@cache_control(max_age=60)
def suggestions(request: HttpRequest) -> HttpResponse:
    """The list under a search field for ``q``: part of a page, the same for everybody."""
    groups = suggest(request.GET.get("q", "")[:LONGEST_QUESTION])
    count = sum(len(group.suggestions) for group in groups)
    return render(request, "components/search_suggestions.html", {"groups": groups, "count": count})
