"""The public archive of signed-off reports."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from frontoffice.reports import naming, shown, signing
from frontoffice.reports.enums import ReportKind
from frontoffice.reports.models import MonitoringReport
from qazvolunteer.places.models import Region

ON_PAGE = 30


@require_safe
@login_not_required
def archive(request: HttpRequest) -> HttpResponse:
    """All signed-off reports, the newest first; ``?region=`` and ``?kind=`` narrow them."""
    rows = MonitoringReport.objects.signed_off().select_related("region").defer("figures", "changes")
    regions = list(Region.objects.valid().in_order())
    region = next((one for one in regions if one.slug == request.GET.get("region")), None)
    if request.GET.get("region") and region is None:
        raise Http404
    if region is not None:
        rows = rows.filter(region=region)
    kind = request.GET.get("kind", "")
    if kind in ReportKind.values:
        rows = rows.filter(kind=kind)
    page = Paginator(rows.newest_first(), ON_PAGE).get_page(request.GET.get("page"))
    context = {
        "region": region,
        "regions": regions,
        "kind": kind,
        "kinds": [("", _("All kinds")), *ReportKind.choices],
        "page": page,
        "lines": [shown.line(row) for row in page],
        "trail": [(_("Statistics"), reverse("statistics")), (_("Monitoring reports"), "")],
    }
    return render(request, "report/archive.html", context)


@require_safe
@login_not_required
def one(request: HttpRequest, slug: str) -> HttpResponse:
    """A signed-off version; one that was replaced says so."""
    row = _found(slug)
    later = signing.later_of(row)
    context = shown.context(row, later if later and later.is_signed_off else None) | {
        "trail": [
            (_("Statistics"), reverse("statistics")),
            (_("Monitoring reports"), reverse("reports")),
            (naming.title_of(row), ""),
        ],
    }
    return render(request, "report/report.html", context)


@require_safe
@login_not_required
def download(request: HttpRequest, slug: str, language: str, format: str) -> HttpResponse:
    return shown.file(_found(slug), language, format)


def _found(slug: str) -> MonitoringReport:
    rows = MonitoringReport.objects.signed_off().select_related("region", "signed_by")
    return get_object_or_404(rows, slug=slug)
