"""The sitemap for search engines: a list of files, and the files."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from volunteers import sitemap

XML = "application/xml; charset=utf-8"


@login_not_required
@require_safe
@cache_control(public=True, max_age=3600)
def index(request: HttpRequest) -> HttpResponse:
    """Where all files are."""
    return HttpResponse(sitemap.index(), content_type=XML)


@login_not_required
@require_safe
@cache_control(public=True, max_age=3600)
def block(request: HttpRequest, section: str, number: int) -> HttpResponse:
    """One file."""
    content = sitemap.block(section, number)
    if content is None:
        raise Http404
    return HttpResponse(content, content_type=XML)
