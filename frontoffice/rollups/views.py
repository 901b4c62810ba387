"""Where figures differed from the records, by day and figure; for the republican office."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import F
from django.db.models.lookups import IsNull
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from frontoffice.office.guard import OfficeRequest, republican_page
from frontoffice.rollups import definitions, settling
from frontoffice.rollups.models import MEASURES, FiguresDrift
from qazvolunteer.core import dates
from qazvolunteer.core.paging import CappedPaginator
from qazvolunteer.core.refusals import Refusal

ON_PAGE = 30


@require_safe
@republican_page
def drifts(request: OfficeRequest) -> HttpResponse:
    """What is not settled first, then the newest."""
    settled = IsNull(F("settled_at"), False)
    rows = FiguresDrift.objects.select_related("settled_by").order_by(settled, "-found_at", "day", "pk")
    page = CappedPaginator(rows, ON_PAGE).get_page(request.GET.get("page"))
    lines = [{"drift": row, "figures": _figures(row)} for row in page]
    return render(request, "office/drifts.html", {"page": page, "lines": lines})


@require_POST
@republican_page
def settle(request: OfficeRequest, pk: int) -> HttpResponse:
    """Count the day of a difference anew."""
    try:
        row = settling.settle(pk, by=request.user)
    except FiguresDrift.DoesNotExist:
        raise Http404 from None
    except Refusal as refusal:
        messages.error(request, str(refusal.sentence))
    else:
        messages.success(request, _("The figures of %(day)s were counted anew.") % {"day": dates.day(row.day)})
    return redirect("office-drifts")


def _figures(row: FiguresDrift) -> list[dict[str, Any]]:
    """Each figure that differed, by its title, in the order of the definitions."""
    return [
        {"title": _title(name), "kept": _said(name, row.kept.get(name, 0)), "counted": _said(name, row.counted[name])}
        for name in (*MEASURES, "active")
        if name in row.counted
    ]


def _title(name: str) -> str:
    """What has no definition is a part of others, and called as its column is."""
    known = definitions.DEFINITIONS.get("hours" if name == "minutes" else name)
    return str(known.title) if known else name


def _said(name: str, value: int) -> str:
    return dates.hours(value) if name.startswith("minutes") else dates.thousands(value)
