"""Monitoring reports in the front office: the list, one report, and what is done with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from frontoffice.office.guard import OfficeRequest, office_page
from frontoffice.reports import building, shown, signing
from frontoffice.reports.forms import AskForm, ListForm, WordsForm
from frontoffice.reports.models import MonitoringReport
from qazvolunteer.core.refusals import Refusal

ON_PAGE = 20


@require_safe
@office_page
def reports(request: OfficeRequest) -> HttpResponse:
    """The reports of this desk, the newest first; ``?kind=`` and ``?region=`` narrow them, ``?first=`` and ``?last=``
    stand in the form for another one."""
    given = {name: request.GET[name] for name in ("region", "first", "last") if request.GET.get(name)}
    return render(request, "office/reports/list.html", _list(request, AskForm(desk=request.office, initial=given)))


@require_POST
@office_page
def ask(request: OfficeRequest) -> HttpResponse:
    """A report of any period; one that is there already is opened."""
    form = AskForm(request.POST, desk=request.office)
    if form.is_valid():
        try:
            report = building.ask(form.cleaned_data["region"], form.cleaned_data["period"], by=request.user)
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            return redirect("office-report", report.slug)
    return render(request, "office/reports/list.html", _list(request, form), status=422)


@require_safe
@office_page
def report(request: OfficeRequest, slug: str) -> HttpResponse:
    """One version: progress while it is built, then figures, words, files."""
    return _page(request, _found(request, slug))


@require_safe
@office_page
def progress(request: OfficeRequest, slug: str) -> HttpResponse:
    """How far it is, as a part of its page; a report that is ready asks for the whole page."""
    row = _found(request, slug)
    response = render(request, "office/reports/_progress.html", {"report": row, "job": row.job})
    if not row.is_running:
        response["HX-Refresh"] = "true"
    return response


@require_POST
@office_page
def cancel(request: OfficeRequest, slug: str) -> HttpResponse:
    return _done(request, slug, building.cancel, _("It is not built any further."))


@require_POST
@office_page
def retry(request: OfficeRequest, slug: str) -> HttpResponse:
    return _done(request, slug, building.retry, _("It is built anew."))


@require_POST
@office_page
def write(request: OfficeRequest, slug: str) -> HttpResponse:
    row = _found(request, slug)
    form = WordsForm(request.POST, instance=row)
    if not form.is_valid():
        return _page(request, row, form=form, status=422)
    words = {name.removeprefix("words_"): text for name, text in form.cleaned_data.items()}
    return _done(request, slug, signing.write, _("The words were saved and the sheets drawn."), words=words)


@require_POST
@office_page
def sign_off(request: OfficeRequest, slug: str) -> HttpResponse:
    return _done(request, slug, signing.sign_off, _("The report is signed off and public."))


@require_POST
@office_page
def correct(request: OfficeRequest, slug: str) -> HttpResponse:
    """Goes on to the new version."""
    row = _found(request, slug)
    try:
        corrected = signing.correct(row, reason=request.POST.get("reason", ""), by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal.sentence))
        return redirect("office-report", slug)
    return redirect("office-report", corrected.slug)


@require_POST
@office_page
def send(request: OfficeRequest, slug: str) -> HttpResponse:
    addresses = request.POST.get("addresses", "")
    return _done(request, slug, signing.send, _("The letters are on their way."), addresses=addresses)


@require_safe
@office_page
def download(request: OfficeRequest, slug: str, language: str, format: str) -> HttpResponse:
    """A file of a draft or a signed-off report."""
    return shown.file(_found(request, slug), language, format)


def _found(request: OfficeRequest, slug: str) -> MonitoringReport:
    rows = MonitoringReport.objects.select_related("region", "job", "asked_by", "signed_by")
    return get_object_or_404(request.office.narrowed(rows), slug=slug)


def _done(request: OfficeRequest, slug: str, verb: Callable[..., Any], said: str, **values: Any) -> HttpResponse:
    try:
        verb(_found(request, slug), by=request.user, **values)
    except Refusal as refusal:
        messages.error(request, str(refusal.sentence))
    else:
        messages.success(request, said)
    return redirect("office-report", slug)


def _page(
    request: OfficeRequest, row: MonitoringReport, *, form: WordsForm | None = None, status: int = 200
) -> HttpResponse:
    context = shown.context(row, signing.later_of(row)) | {
        "job": row.job,
        "form": form or WordsForm(instance=row),
        "recipients": list(row.recipients.all()),
        "usual": signing.usual_recipients(row) if row.is_signed_off else [],
        "history": list(row.transitions.select_related("by")),
    }
    return render(request, "office/reports/report.html", context, status=status)


def _list(request: OfficeRequest, form: AskForm) -> dict[str, Any]:
    rows = request.office.narrowed(MonitoringReport.objects.select_related("region").defer("figures", "changes"))
    region = request.office.region(request.GET["region"]) if request.GET.get("region") else None
    if region is not None:
        rows = rows.filter(region=region)
    narrowing = ListForm(request.GET)
    kind = narrowing.cleaned_data["kind"] if narrowing.is_valid() else ""
    if kind:
        rows = rows.filter(kind=kind)
    page = Paginator(rows.newest_first(), ON_PAGE).get_page(request.GET.get("page"))
    return {
        "region": region,
        "kind": kind,
        "kinds": narrowing.fields["kind"].choices,  # type: ignore[attr-defined]
        "page": page,
        "lines": [shown.line(row) for row in page],
        "form": form,
    }
