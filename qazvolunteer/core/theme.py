"""The reader's theme: light, dark, or as the system has it. Kept in a cookie, written by the server into ``<html>``."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from qazvolunteer.core.context import THEMES
from qazvolunteer.core.going_back import back

COOKIE = "theme"
YEAR = 60 * 60 * 24 * 365


# Exempt so that a page for visitors carries no token and can be cached; a forged request could change a colour.
@csrf_exempt
@login_not_required
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """POST ``theme`` = light, dark or anything else (the system's) and ``next``; back to the page, never elsewhere."""
    response = back(request)
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        response.set_cookie(
            COOKIE, chosen, max_age=YEAR, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
        )
    else:
        response.delete_cookie(COOKIE)
    return response
