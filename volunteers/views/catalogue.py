"""The catalogue: found, filtered, paged; an address that can be shared."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import push_url

from projects import catalogue
from projects.cards import card
from projects.filters import CatalogueFilter
from volunteers.models import SignUp


@login_not_required
@vary_on_headers("HX-Request")
def projects(request: HttpRequest) -> HttpResponse:
    """The page, or for htmx only what the filters change."""
    filters = CatalogueFilter(request.GET)
    page = catalogue.page(filters, _number(request.GET.get("page", "1")))
    live = SignUp.objects.live().filter(volunteer__user=request.user.pk) if page.rows else []
    own = {signup.shift_id: signup.get_state_display() for signup in live} if request.user.is_authenticated else {}
    context = {
        "filters": filters,
        "typed": {name: request.GET.get(name, "") for name in ("q", "from", "to")},
        "page": page,
        "cards": [card(row, state=own.get(row.shift.pk, "")) for row in page.rows],
        "chips": catalogue.chips(filters, request.GET),
        "ways_out": catalogue.loosened(filters, request.GET) if not page.total else [],
        **catalogue.choices(filters, page.facets),
    }
    fragment = request.htmx and not request.htmx.history_restore_request
    if not fragment:
        return render(request, "catalogue/catalogue.html", context)
    query = catalogue.tidy(request.GET)
    return push_url(
        render(request, "catalogue/_results.html", context), f"{request.path}?{query}" if query else request.path
    )


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 7 else 1
