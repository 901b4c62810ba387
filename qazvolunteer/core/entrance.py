"""The bare address: to the visitor's language, by cookie, then by what the browser asks for, else Kazakh."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.translation import get_language_from_request
from django.views.decorators.http import require_safe


@login_not_required
@require_safe
def choose_language(request: HttpRequest) -> HttpResponseRedirect:
    response = HttpResponseRedirect(f"/{get_language_from_request(request)}/")
    response["Vary"] = "Accept-Language, Cookie"
    return response
