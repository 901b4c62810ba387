"""A person's saved searches: keep one, find it again, let it go."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from projects.catalogue import facets, find, one_moment
from projects.catalogue.forms import CatalogueForm
from qazvolunteer.core.refusals import Refusal
from volunteers import saved_searches
from volunteers.models import SavedSearch


@never_cache
@one_moment()
def searches(request: HttpRequest) -> HttpResponse:
    return render(request, "my/searches.html", {"searches": saved_searches.listed(request.user)})


@never_cache
@one_moment()
def save(request: HttpRequest) -> HttpResponse:
    """The address carries the search, so that whoever has to log in first comes back to it."""
    form = CatalogueForm(request.GET)
    if request.method == "POST":
        try:
            saved_searches.save(request.user, form, name=request.POST.get("name", "").replace("\x00", ""))
        except Refusal as refusal:
            messages.error(request, f"{refusal.sentence} {refusal.way_out}")
        else:
            messages.success(request, _("The search is saved."))
        return redirect("saved-searches")
    context = {
        "filters": form,
        "chips": facets.chips(form),
        "name": saved_searches.suggested_name(form)[: saved_searches.LONGEST_NAME],
        "total": find(form.query, size=1).total,
    }
    return render(request, "my/search_save.html", context)


@require_POST
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    get_object_or_404(SavedSearch, pk=pk, user=request.user).delete()
    messages.success(request, _("The search is removed."))
    return redirect("saved-searches")
