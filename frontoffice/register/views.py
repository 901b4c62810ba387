"""The register in the republican office: who has applied, what was handed over, and what the ministry decided."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from frontoffice.office.guard import OfficeRequest, republican_page
from frontoffice.register import deciding, exporting
from frontoffice.register.enums import DECIDABLE, RegisterState
from frontoffice.register.forms import DecisionForm
from frontoffice.register.models import RegisterApplication, RegisterExport
from qazvolunteer.core.paging import CappedPaginator
from qazvolunteer.core.refusals import Refusal

ON_PAGE = 50
EXPORTS = 10
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TONES = {RegisterState.APPLIED: "warn", RegisterState.INCLUDED: "ok", RegisterState.REFUSED: "urgent"}


@require_safe
@republican_page
def register(request: OfficeRequest) -> HttpResponse:
    """Applications, the newest first, and the last exports; ``?state=`` narrows them."""
    return _page(request, DecisionForm(initial={"decided_on": timezone.localdate()}))


@require_POST
@republican_page
def export(request: OfficeRequest) -> HttpResponse:
    try:
        exporting.ask(by=request.user, language=get_language() or "kk")
    except Refusal as refusal:
        messages.error(request, str(refusal.sentence))
    else:
        messages.success(request, _("The file is being made. Load the page again in a moment."))
    return redirect("office-register")


@require_POST
@republican_page
def fetch(request: OfficeRequest, pk: int) -> HttpResponse | StreamingHttpResponse:
    """The file, for its owner; posted, because the look is written down."""
    row = get_object_or_404(exporting.owned_by(request.user), pk=pk)
    try:
        length, pieces = exporting.fetch(row, by=request.user)
    except Refusal as refusal:
        messages.warning(request, str(refusal.sentence))
        return redirect("office-register")
    answer = StreamingHttpResponse(pieces, content_type=TYPE)
    answer["Content-Length"] = str(length)
    answer["Content-Disposition"] = f'attachment; filename="register-{row.asked_at:%Y-%m-%d}.xlsx"'
    return answer


@require_POST
@republican_page
def decide(request: OfficeRequest) -> HttpResponse:
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    values = form.cleaned_data
    try:
        done = deciding.decide(
            values["rows"],
            included=values["outcome"] == "include",
            decided_on=values["decided_on"],
            decision=values["decision"],
            by=request.user,
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal.sentence))
        return _page(request, form, status=422)
    said = ngettext("%(number)d decision is written down.", "%(number)d decisions are written down.", done)
    messages.success(request, said % {"number": done})
    return redirect("office-register")


def _page(request: OfficeRequest, form: DecisionForm, *, status: int = 200) -> HttpResponse:
    rows = RegisterApplication.objects.select_related("user", "organization", "export")
    state = request.GET.get("state", "")
    rows = rows.filter(state=state) if state in RegisterState.values else rows
    page = CappedPaginator(rows.order_by("-applied_at", "-pk"), ON_PAGE).get_page(request.GET.get("page"))
    ticked = set(form.data.getlist("rows")) if form.is_bound else set()
    lines: list[dict[str, Any]] = [
        {
            "row": row,
            "tone": TONES.get(RegisterState(row.state), "info"),
            "decidable": row.state in DECIDABLE,
            "ticked": str(row.pk) in ticked,
        }
        for row in page
    ]
    exports = RegisterExport.objects.select_related("owner").prefetch_related("looks__by")[:EXPORTS]
    context = {
        "lines": lines,
        "page": page,
        "state": state,
        "states": [("", _("All")), *RegisterState.choices],
        "exports": list(exports),
        "form": form,
        "decidable": any(line["decidable"] for line in lines),
    }
    return render(request, "office/register.html", context, status=status)
