"""A visit on the spot: the page on a phone, with or without a network or scripts; its notes and photos."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.http.request import RawPostDataException
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from frontoffice.monitoring import field_batches, field_notes, field_sheet, permissions, visits
from frontoffice.monitoring.models import Visit, VisitPhoto
from frontoffice.monitoring.visit_forms import RecordForm, SpotForm
from frontoffice.office.guard import OfficeRequest, office_page
from qazvolunteer.core.pictures import MOST_BYTES
from qazvolunteer.core.refusals import Refusal


@require_http_methods(["GET", "HEAD", "POST"])
@office_page
def record(request: OfficeRequest, pk: int) -> HttpResponse:
    """The page of the spot. A POST is the whole form without scripts; what was typed stays beside what is wrong."""
    visit = _visited(request, pk)
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = RecordForm(*given, visit=visit)
    if form.is_valid():
        try:
            visits.record(visit, by=request.user, **form.recorded)
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            messages.success(request, _("The visit is written down; the organization was told."))
            return redirect("office-visit", pk)
    context = {"visit": visit, "form": form, "spot": SpotForm(prefix="spot"), "settings": _settings(request, visit)}
    return render(request, "monitoring/visit_field.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@office_page
def notes(request: OfficeRequest, pk: int) -> HttpResponse:
    """The visit as it stands; by POST a batch of notes, each with its verdict: sent before, it has the one it had."""
    visit = _visited(request, pk)
    verdicts: list[dict[str, Any]] = []
    if request.method == "POST":
        try:
            batch = _batch(request)
        except (ValueError, AttributeError, RawPostDataException):
            return HttpResponseBadRequest("no batch of notes", content_type="text/plain")
        verdicts = [field_sheet.verdict(field_notes.receive(note, visit=visit, by=request.user)) for note in batch]
        visit.refresh_from_db(fields=["answers", "state"])
    return JsonResponse({"verdicts": verdicts, **field_sheet.state(visit)})


def _batch(request: OfficeRequest) -> list[field_notes.Note]:
    photo = request.FILES.get("photo")
    if photo is None:
        return field_batches.from_phone(request.body)
    # One byte more than is allowed: the picture itself is refused, with a sentence.
    return field_batches.from_phone(request.POST.get("batch", ""), photo.read(MOST_BYTES + 1))


@require_safe
@office_page
def photo(request: OfficeRequest, pk: int, number: int) -> HttpResponse:
    """A picture of a visit."""
    rows = request.office.narrowed(VisitPhoto.objects.all(), "visit__region")
    found = get_object_or_404(rows, pk=number, visit=pk)
    return HttpResponse(bytes(found.content), content_type="image/jpeg")


def _visited(request: OfficeRequest, pk: int) -> Visit:
    """404 also for one's own organization: nobody visits whom they work for."""
    rows = Visit.objects.select_related("project", "organization", "region", "checklist__programme")
    visit = get_object_or_404(request.office.narrowed(rows), pk=pk)
    if not permissions.may_handle(request.user, region=visit.region_id, organization=visit.organization_id):
        raise Http404
    return visit


def _settings(request: OfficeRequest, visit: Visit) -> dict[str, Any]:
    """What the scripts of the page need; every word they may show is in the page's language."""
    return {
        "user": request.user.pk,
        "shift": f"visit-{visit.pk}",
        "marks": reverse("office-visit-notes", args=[visit.pk]),
        "page": reverse("office-visit-record", args=[visit.pk]),
        "worker": reverse("check-in-worker"),
        "language": get_language(),
        "name": visit.project.title,
        "questions": len(visit.checklist.questions),
        "texts": field_sheet.texts(),
        "state": field_sheet.state(visit),
    }
