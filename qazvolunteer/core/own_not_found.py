"""The site's own 404 also under ``bin/run``, where Django would show a page for programmers."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.defaults import page_not_found


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """With DEBUG on, draw the 404 that everybody else sees; without it Django does so by itself."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if settings.DEBUG and response.status_code == 404 and "text/html" in response.headers.get("Content-Type", ""):
            return page_not_found(request, Http404())
        return response

    return handle
