"""Pages that say the same to everybody, and the manifest a phone reads when the site is put on its home screen."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe


@login_not_required
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Who runs the platform, how projects are checked, where the data comes from."""
    return render(request, "pages/about.html")


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is known of a person, why, who sees it and for how long."""
    return render(request, "pages/privacy.html")


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """What the site does for everybody to be able to use it."""
    return render(request, "pages/accessibility.html")


@login_not_required
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """Web app manifest in the language of the page that links it."""

    def picture(size: int, purpose: str) -> dict[str, str]:
        name = f"icon-maskable-{size}" if purpose == "maskable" else f"icon-{size}"
        return {
            "src": static(f"img/app/{name}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": purpose,
        }

    content = {
        "name": "Qazvolunteer",
        "short_name": "Qazvolunteer",
        "description": gettext("The common platform of Kazakhstan's volunteers."),
        "lang": get_language(),
        "start_url": reverse("home"),
        "scope": "/",
        "display": "standalone",
        "theme_color": "#0A2C35",
        "background_color": "#F8F5EF",
        "icons": [picture(size, purpose) for size in (192, 512) for purpose in ("any", "maskable")],
    }
    response = JsonResponse(content, json_dumps_params={"ensure_ascii": False})
    response["Content-Type"] = "application/manifest+json"
    return response
