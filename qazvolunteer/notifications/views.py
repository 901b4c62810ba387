"""Preferences, and switching a category off by the link of a letter."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from qazvolunteer.notifications import preferences, unsubscribing
from qazvolunteer.notifications.forms import HINTS, PreferencesForm

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def notification_preferences(request: HttpRequest) -> HttpResponse:
    """Which letters one wants."""
    form = PreferencesForm(cast("User", request.user), request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
        messages.success(request, _("Saved."))
        return redirect("notification-preferences")
    return render(request, "notifications/preferences.html", {"form": form})


# Exempt because mail programs send it without cookies (RFC 8058): the signed token is the permission.
@csrf_exempt
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks, POST switches off, POST with ``undo`` switches on again; always in the reader's language."""
    subscription = unsubscribing.read(token)
    if subscription is None:
        raise Http404
    user, category = subscription.user, subscription.category
    if request.method == "POST":
        preferences.switch(user, category, on="undo" in request.POST)
    with translation.override(user.language):
        context = {
            "category": category.label,
            "hint": HINTS[category],
            "is_on": preferences.is_on(user, category),
            "answered": request.method == "POST",
        }
        response = render(request, "notifications/unsubscribe.html", context)
        response["Content-Language"] = user.language
        return response
