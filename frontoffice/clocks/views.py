"""The table of deadlines in ``/office/``, and the public page of service times."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from frontoffice.clocks import service_times, setting
from frontoffice.clocks.forms import DaysForm
from frontoffice.desk import kinds
from frontoffice.office.guard import OfficeRequest, republican_page
from organizations import service_days
from organizations.service_days import ServiceDays
from qazvolunteer.core.page_cache import same_for_visitors
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.places.models import Region

CHANGES = 30


@require_http_methods(["GET", "POST"])
@republican_page
def deadlines(request: OfficeRequest) -> HttpResponse:
    """What each kind of decision has, who changed it when, and the form that changes it."""
    form = DaysForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            setting.set_days(by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            messages.success(request, _("The deadline holds for what comes from now on."))
            return redirect("office-deadlines")
    days = service_days.in_force()
    times = service_times.times(None)
    titles = dict(kinds.known())
    changes = ServiceDays.objects.select_related("by")[:CHANGES]
    context = {
        "form": form,
        "lines": [(title, days.get(code, service_days.OTHERS), times.of(None, code)) for code, title in titles.items()],
        "changes": [(change, titles.get(change.kind, change.kind)) for change in changes],
    }
    return render(request, "office/deadlines.html", context, status=422 if form.errors else 200)


@login_not_required
@same_for_visitors()
def public(request: HttpRequest) -> HttpResponse:
    """How long decisions take, by region and kind, with the definition beside the numbers."""
    times, days = service_times.times(), service_days.in_force()
    shown = [(code, title, days.get(code, service_days.OTHERS)) for code, title in kinds.known()]
    shown = [one for one in shown if any(kind == one[0] for _region, kind in times.rows)]
    regions: list[tuple[Any, list[Any]]] = [(None, [times.of(None, code) for code, _title, _days in shown])]
    regions += [
        (region, [times.of(region.pk, code) for code, _title, _days in shown])
        for region in Region.objects.valid().in_order()
    ]
    context = {
        "kinds": shown,
        "regions": regions,
        "counted": times.any_row,
        "days": service_times.DAYS,
        "smallest": service_times.SMALLEST,
    }
    return render(request, "region/service_times.html", context)
