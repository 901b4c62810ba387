"""Visits as the organization sees them: when somebody comes, what was found, and the answer to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from frontoffice.monitoring import visits
from frontoffice.monitoring.enums import VISITED
from frontoffice.monitoring.models import Finding, Visit, VisitPhoto
from organizations.permissions import editable_by
from qazvolunteer.core.refusals import Refusal

if TYPE_CHECKING:
    from django.db.models import QuerySet

MOST = 100


def _own(request: HttpRequest) -> QuerySet[Visit]:
    """Of one's own organizations: made, or announced."""
    rows = Visit.objects.filter(organization__in=editable_by(request.user)).select_related("project", "organization")
    return rows.filter(Q(state__in=VISITED) | Q(announced=True))


@never_cache
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Visits to one's organizations, the newest first."""
    return render(request, "monitoring/own_visits.html", {"visits": _own(request)[:MOST]})


@never_cache
@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """What was found, and where to answer."""
    visit = get_object_or_404(_own(request).select_related("checklist"), pk=pk)
    findings = visit.findings.for_a_page()  # type: ignore[attr-defined]
    return render(request, "monitoring/own_visit.html", {"visit": visit, "findings": findings})


@never_cache
@require_safe
def photo(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A picture of a finding, once the visit is written down."""
    visit = get_object_or_404(_own(request).filter(state__in=VISITED), pk=pk)
    found = get_object_or_404(VisitPhoto, pk=number, visit=visit, finding__isnull=False)
    return HttpResponse(bytes(found.content), content_type="image/jpeg")


@never_cache
@require_POST
def answer(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Say what was done about a finding."""
    finding = get_object_or_404(Finding, pk=number, visit=get_object_or_404(_own(request), pk=pk))
    try:
        visits.answer(finding, by=request.user, text=request.POST.get("text", ""))
    except Refusal as refusal:
        messages.error(request, str(refusal.sentence))
    else:
        messages.success(request, _("The front office has your answer."))
    return redirect("my-visit", pk)
