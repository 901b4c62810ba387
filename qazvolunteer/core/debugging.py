"""Pages for whoever runs the demonstration: not there at all where DEBUG is off."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

View = Callable[..., HttpResponse]


def only_in_debug(view: View) -> View:
    """404 wherever DEBUG is off; otherwise open to everybody, never stored, and a GET only."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.DEBUG:
            raise Http404
        return view(request, *args, **kwargs)

    return login_not_required(never_cache(require_safe(guarded)))
