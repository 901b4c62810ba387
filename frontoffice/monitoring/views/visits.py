"""Visits at a desk: whom to visit, the plan, the checklist, the findings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frontoffice.monitoring import checklists, field_notes, field_sheet, permissions, visit_choice, visits
from frontoffice.monitoring.enums import Basis, FindingState, VisitState
from frontoffice.monitoring.models import Checklist, Finding, Visit, VisitSample
from frontoffice.monitoring.visit_forms import ChecklistForm, DrawForm, PlanForm
from frontoffice.office.guard import OfficeRequest, office_page, republican_page
from projects.models import Project
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.places.models import Region

PER_PAGE, SAMPLES = 30, 5


@require_safe
@office_page
def listing(request: OfficeRequest) -> HttpResponse:
    """Visits of this desk; ``?state=`` narrows them."""
    region = request.office.region(request.GET["region"]) if request.GET.get("region") else None
    rows = request.office.narrowed(Visit.objects.with_findings().select_related("project", "organization", "region"))
    rows = rows.filter(region=region) if region else rows
    state = request.GET.get("state", "")
    rows = rows.filter(state=state) if state in VisitState.values else rows
    page = Paginator(rows.prefetch_related("visitors"), PER_PAGE).get_page(request.GET.get("page"))
    states = [(value, label, value == state) for value, label in VisitState.choices]
    context = {"page": page, "region": region, "states": states, "state": state, "all": not state}
    return render(request, "monitoring/visits.html", context)


@require_safe
@office_page
def choose(request: OfficeRequest) -> HttpResponse:
    """Whom to visit: by risk, or out of a random draw."""
    return render(request, "monitoring/visit_choice.html", _choice(request, DrawForm(regions=_regions(request))))


@require_POST
@office_page
def draw(request: OfficeRequest) -> HttpResponse:
    """Draw projects; the draw is kept."""
    form = DrawForm(request.POST, regions=_regions(request))
    if form.is_valid():
        try:
            visit_choice.draw(form.cleaned_data["region"], by=request.user, size=form.cleaned_data["size"])
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            messages.success(request, _("The draw is kept: its seed repeats it."))
            return redirect("office-visit-choose")
    return render(request, "monitoring/visit_choice.html", _choice(request, form), status=422)


def _regions(request: OfficeRequest) -> Any:
    return Region.objects.filter(pk__in=[one.pk for one in request.office.offered]).in_order()


def _choice(request: OfficeRequest, form: DrawForm) -> dict[str, Any]:
    samples = list(request.office.narrowed(VisitSample.objects.select_related("region", "by"))[:SAMPLES])
    drawn = Project.objects.select_related("organization").in_bulk({pk for one in samples for pk in one.projects})
    return {
        "suggested": visit_choice.suggested(request.office.narrowed(Project.objects.all())),
        "form": form,
        "samples": [(one, [drawn[pk] for pk in one.projects if pk in drawn]) for one in samples],
    }


@require_http_methods(["GET", "HEAD", "POST"])
@office_page
def plan(request: OfficeRequest, project: int) -> HttpResponse:
    """Plan a visit of a project; ``?basis=``, ``?follows=`` and ``?sample=`` say why."""
    found = get_object_or_404(request.office.narrowed(Project.objects.select_related("organization")), pk=project)
    form = PlanForm(request.POST or None, project=found, people=permissions.colleagues(found.region_id))
    if request.method == "POST" and form.is_valid():
        try:
            visit = visits.plan(found, by=request.user, **_why(request, found), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, f"{refusal.sentence} {refusal.way_out}".strip())
        else:
            messages.success(request, _("The visit is planned."))
            return redirect("office-visit", visit.pk)
    status = 422 if form.is_bound else 200
    return render(request, "monitoring/visit_plan.html", {"project": found, "form": form}, status=status)


def _why(request: OfficeRequest, project: Project) -> dict[str, Any]:
    basis, follows, sample = request.GET.get("basis", ""), request.GET.get("follows", ""), request.GET.get("sample", "")
    before = Visit.objects.filter(pk=follows, project=project).first() if follows.isdigit() else None
    drawn = VisitSample.objects.filter(pk=sample).first() if sample.isdigit() else None
    if drawn is not None and project.pk not in drawn.projects:
        drawn = None
    if before is not None:
        basis = Basis.FOLLOW_UP
    elif drawn is not None:
        basis = Basis.SAMPLE
    elif basis not in {Basis.RISK, Basis.COMPLAINT}:
        basis = Basis.HAND
    return {"basis": basis, "follows": before, "sample": drawn}


@require_safe
@office_page
def one(request: OfficeRequest, pk: int) -> HttpResponse:
    """One visit: planned, or made with its findings."""
    visit = _seen(request, pk)
    may = permissions.may_handle(request.user, region=visit.region_id, organization=visit.organization_id)
    refused = [(row, field_sheet.subject(row), field_sheet.said(row)) for row in field_notes.refused(visit)]
    findings = list(visit.findings.for_a_page())  # type: ignore[attr-defined]
    context = {
        "visit": visit,
        "findings": findings,
        "settled": all(row.state == FindingState.SETTLED for row in findings),
        "loose": visit.photos.filter(finding=None).only("pk"),
        "refused": refused,
        "visitors": visit.visitors.all(),
        "may": may,
        "cancelled": visit.transitions.filter(action="cancel").first(),
        "followed_by": visit.followed_by.all(),
    }
    return render(request, "monitoring/visit.html", context)


@require_POST
@office_page
def cancel(request: OfficeRequest, pk: int) -> HttpResponse:
    """It is not made."""
    reason = request.POST.get("reason", "")
    return _act(request, pk, lambda visit: visits.cancel(visit, by=request.user, reason=reason))


@require_POST
@office_page
def close(request: OfficeRequest, pk: int) -> HttpResponse:
    """Everything is settled."""
    return _act(request, pk, lambda visit: visits.close(visit, by=request.user))


@require_POST
@office_page
def finding(request: OfficeRequest, pk: int, number: int) -> HttpResponse:
    """Settle a finding, or send the answer back."""
    row = get_object_or_404(Finding, pk=number, visit=_seen(request, pk))
    note, days = request.POST.get("note", ""), request.POST.get("days", "")

    def verb(visit: Visit) -> None:
        if request.POST.get("action") == "settle":
            visits.settle(row, by=request.user, note=note)
        else:
            visits.send_back(row, by=request.user, note=note, days=int(days) if days.isdigit() else 0)

    return _act(request, pk, verb)


@require_http_methods(["GET", "HEAD", "POST"])
@republican_page
def checklist(request: OfficeRequest) -> HttpResponse:
    """The checklists in force, and another version of one; ``?of=`` begins with the one in force."""
    rows = Checklist.objects.select_related("programme", "by").order_by("programme__position", "-version")
    newest = {row.programme_id: row for row in reversed(rows)}
    begun = next((row for row in newest.values() if str(row.pk) == request.GET.get("of")), None)
    form = ChecklistForm(request.POST or None, initial=begun and begun.as_lines())
    if request.method == "POST" and form.is_valid():
        lines = {code: form.cleaned_data[code].splitlines() for code in ("kk", "ru", "en")}
        try:
            checklists.write(by=request.user, programme=form.cleaned_data["programme"], lines=lines)
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            messages.success(request, _("The new version is used for visits planned from now on."))
            return redirect("office-checklists")
    context = {"form": form, "checklists": list(newest.values())}
    return render(request, "monitoring/checklists.html", context, status=422 if form.is_bound else 200)


def _act(request: OfficeRequest, pk: int, verb: Callable[[Visit], Any]) -> HttpResponse:
    try:
        verb(_seen(request, pk))
    except Refusal as refusal:
        messages.error(request, str(refusal.sentence))
    else:
        messages.success(request, _("Done."))
    return redirect("office-visit", pk)


def _seen(request: OfficeRequest, pk: int) -> Visit:
    rows = Visit.objects.select_related("project", "organization", "region", "checklist__programme", "shift", "follows")
    return get_object_or_404(request.office.narrowed(rows), pk=pk)
