"""The catalogue: found, filtered, paged; an address that can be shared."""

from __future__ import annotations

from dataclasses import replace

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import push_url

from projects.cards import Card, cards
from projects.catalogue import browse, facets, one_moment
from projects.catalogue.forms import CURSORS, PARAMETERS, CatalogueForm
from qazvolunteer.core.page_cache import same_for_visitors
from qazvolunteer.places import chosen_region
from volunteers.own_states import own_states


@login_not_required
@same_for_visitors(*PARAMETERS, *CURSORS)
@one_moment()
@vary_on_headers("HX-Request")
def projects(request: HttpRequest) -> HttpResponse:
    """The page, or for htmx only what the filters change."""
    form = CatalogueForm(request.GET, home=chosen_region.slug_of(request))
    found, tally = browse(form.query, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    context = {
        "filters": form,
        "found": found,
        "tally": tally,
        "cards": _with_own_states(request, cards(found.hits)),
        "rail": facets.rail(form, tally),
        "chips": facets.chips(form),
        "sorts": facets.sorts(form),
        # The order makes no other list: feeds have their own, and search engines keep one page of it.
        "canonical_query": form.address_with("sort", ""),
        "ways_out": [] if tally.total else facets.loosened(form),
    }
    if not request.htmx or request.htmx.history_restore_request:
        return render(request, "catalogue/catalogue.html", context)
    here = f"{request.path}?{form.address}" if form.address else request.path
    return push_url(render(request, "catalogue/_fragment.html", context), here)


def _with_own_states(request: HttpRequest, shown: list[Card]) -> list[Card]:
    """The reader's own state on the cards of shifts they are in."""
    if not shown or not request.user.is_authenticated:
        return shown
    own = own_states(request.user, [card.shift for card in shown])
    return [replace(card, state=str(own[card.shift].label)) if card.shift in own else card for card in shown]
