"""The catalogue for feed readers and calendars: the same address as the page, in another form."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from projects.catalogue import one_moment
from projects.catalogue.forms import CatalogueForm
from qazvolunteer.core.addresses import absolute
from volunteers import feeds

KEPT = "public, max-age=900"


@login_not_required
@require_safe
@one_moment()
def atom(request: HttpRequest) -> HttpResponse:
    """The newest projects of a query."""
    form = CatalogueForm(request.GET)
    content, changed = feeds.atom(form, page=_whole("catalogue", form), address=_whole("catalogue-feed", form))
    return _answer(request, content, "application/atom+xml; charset=utf-8", changed)


@login_not_required
@require_safe
@one_moment()
def calendar(request: HttpRequest) -> HttpResponse:
    """The soonest shifts of a query."""
    form = CatalogueForm(request.GET)
    content, changed = feeds.calendar(form, address=_whole("catalogue-ics", form))
    return _answer(request, content, "text/calendar; charset=utf-8", changed)


def _whole(name: str, form: CatalogueForm) -> str:
    """The whole address of a form of the catalogue for this query."""
    path = reverse(name)
    return absolute(f"{path}?{form.address}" if form.address else path)


def _answer(request: HttpRequest, content: bytes, content_type: str, changed: dt.datetime | None) -> HttpResponse:
    """The file, or "unchanged" to whoever has it.

    The digest alone decides: a shift that has begun leaves the list, though nothing of it was changed since.
    """
    tag = f'"{hashlib.sha256(content).hexdigest()[:24]}"'
    response = HttpResponse(content, content_type=content_type)
    response["ETag"] = tag
    response["Cache-Control"] = KEPT
    if changed is not None:
        response["Last-Modified"] = http_date(changed.timestamp())
    return get_conditional_response(request, etag=tag, response=response)
