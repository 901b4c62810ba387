"""Signals: what the records show, why, and what came of it."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from frontoffice.monitoring import permissions, signal_words, signals
from frontoffice.monitoring.enums import SignalKind
from frontoffice.monitoring.forms import SignalVerdictForm
from frontoffice.monitoring.models import Signal
from frontoffice.office.guard import OfficeRequest, office_page
from qazvolunteer.accounts.models import User
from qazvolunteer.core.refusals import Refusal

PER_PAGE = 30


@require_safe
@office_page
def listing(request: OfficeRequest) -> HttpResponse:
    """Signals of this desk, the newest first; ``?kind=`` one kind, ``?state=closed`` what is over."""
    region = request.office.region(request.GET["region"]) if request.GET.get("region") else None
    rows = request.office.narrowed(Signal.objects.select_related("project", "organization", "region"))
    if region:
        rows = rows.filter(region=region)
    kind = request.GET.get("kind", "")
    if kind in SignalKind.values:
        rows = rows.filter(kind=kind)
    closed = request.GET.get("state") == "closed"
    rows = rows.filter(closed_at__isnull=False).order_by("-closed_at", "-pk") if closed else rows.open()
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(row, signal_words.why(row)) for row in page],
        "region": region,
        "closed": closed,
        "open": not closed,
        "kinds": SignalKind.choices,
        "kind": kind,
    }
    return render(request, "monitoring/signals.html", context)


@require_safe
@office_page
def one(request: OfficeRequest, pk: int) -> HttpResponse:
    """One signal: why it fired, what was found before, and the verdict."""
    return _page(request, _seen(request, pk), SignalVerdictForm())


@require_POST
@office_page
def close(request: OfficeRequest, pk: int) -> HttpResponse:
    """End it with a verdict."""
    signal = _seen(request, pk)
    form = SignalVerdictForm(request.POST)
    if form.is_valid():
        try:
            signals.close(signal, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, f"{refusal.sentence} {refusal.way_out}".strip())
        else:
            messages.success(request, _("The signal is closed. It comes back for new facts alone."))
            return redirect("office-signals")
    return _page(request, signal, form, status=422)


def _seen(request: OfficeRequest, pk: int) -> Signal:
    rows = Signal.objects.select_related("project", "organization", "region", "closed_by")
    return get_object_or_404(request.office.narrowed(rows), pk=pk)


def _page(request: OfficeRequest, signal: Signal, form: SignalVerdictForm, status: int = 200) -> HttpResponse:
    alike = Signal.objects.filter(organization=signal.organization_id).exclude(pk=signal.pk)
    may = permissions.may_handle(request.user, region=signal.region_id, organization=signal.organization_id)
    person = signal.figures.get("person")
    context = {
        "signal": signal,
        "why": signal_words.why(signal),
        "threshold": signal_words.threshold(signal),
        "person": User.objects.filter(pk=person).first() if person else None,
        "others": [(row, signal_words.why(row)) for row in alike.order_by("-opened_at")[:10]],
        "may": may and signal.is_open,
        "works_there": not may,
        "form": form,
    }
    return render(request, "monitoring/signal.html", context, status=status)
