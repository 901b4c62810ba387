"""Whoever wears a staff hat needs a second factor before the workplaces open."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

WORKPLACES = ("/admin/", "/office/")


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Send staff without a second factor to the page where they set one up; everything else passes."""

    def handle(request: HttpRequest) -> HttpResponse:
        if (
            settings.STAFF_SECOND_FACTOR_REQUIRED
            and any(place in request.path for place in WORKPLACES)
            and request.user.is_authenticated
            and request.user.is_staff
            and not is_mfa_enabled(request.user)
        ):
            messages.warning(request, _("Set up a second factor first: your work concerns other people's data."))
            return redirect("mfa_index")
        return get_response(request)

    return handle
