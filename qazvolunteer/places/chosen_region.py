"""The region a visitor says is theirs: chosen by hand, remembered in a cookie, never guessed from an address."""

from __future__ import annotations

import re

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from qazvolunteer.core.going_back import back
from qazvolunteer.places.models import Region

COOKIE = "region"
YEAR = 60 * 60 * 24 * 365
SLUG = re.compile(r"[a-z0-9-]{2,80}")


def is_possible(value: str) -> bool:
    """Whether a cookie may hold this; there may still be no such region."""
    return SLUG.fullmatch(value) is not None


def slug_of(request: HttpRequest) -> str:
    """The slug of the visitor's region as the cookie has it; "" for none."""
    value = request.COOKIES.get(COOKIE, "")
    return value if is_possible(value) else ""


# Exempt so that a page for visitors carries no token and can be shared; a forged request could change what is near.
@csrf_exempt
@login_not_required
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """POST ``region`` = slug, nothing or ``forget`` to forget it, and ``next``; back to the page, never elsewhere."""
    response = back(request)
    slug = "" if "forget" in request.POST else request.POST.get("region", "")
    if is_possible(slug) and Region.objects.valid().filter(slug=slug).exists():
        response.set_cookie(
            COOKIE, slug, max_age=YEAR, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
        )
    else:
        response.delete_cookie(COOKIE)
    return response
