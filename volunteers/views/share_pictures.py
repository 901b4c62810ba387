"""The pictures that messengers show beside a link."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from projects.share_pictures import find
from qazvolunteer.core import share_pictures

# The version in the address changes with the words.
FOR_EVER = "public, max-age=31536000, immutable"
# What is drawn already, for a moment in which too many ask for pictures at once.
ALWAYS_THERE = "img/social/og-background-logo.png"


@login_not_required
@require_safe
def picture(request: HttpRequest, kind: str, slug: str, version: str) -> HttpResponse:
    """The picture; an address with older words (or invented ones) leads to the present one, and draws nothing."""
    poster = find(kind, slug)
    if poster is None:
        raise Http404
    if version != poster.version:
        return redirect(poster.address)
    content = share_pictures.png(poster)
    if content is None:
        response: HttpResponse = redirect(static(ALWAYS_THERE))
        response["Cache-Control"] = "no-store"
        return response
    response = HttpResponse(content, content_type="image/png")
    response["Cache-Control"] = FOR_EVER
    return response
