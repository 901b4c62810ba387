"""Pages that say the same to everybody, and the manifest a phone reads when the site is put on its home screen."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from qazvolunteer.core import pictures
from qazvolunteer.core.addresses import absolute
from qazvolunteer.core.page_cache import same_for_visitors

# One filter makes a page worth finding ("projects in Almaty"), two make millions of pages that say the same. What only
# its owner may open would show a crawler the way in.
CLOSED_TO_CRAWLERS = (
    "/*/accounts/",
    "/*/admin/",
    "/*/check-in/",
    "/*/here/",
    "/*/my/",
    "/*/office/",
    "/*/guardian/",
    "/*/s/",
    "/*/p/",
    "/*/projects/*/shifts/",
    "/*/projects/*?*&",
    "/*?*after=",
    "/*?*before=",
    # The months have no end.
    "/*?*month=",
    "/*?*day=",
    "/*.ics",
    "/*.atom?",
    "/dev/",
    "/region/",
    "/theme/",
    "/u/",
)


@login_not_required
@same_for_visitors()
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Who runs the platform, how projects are checked, where the data comes from."""
    return render(request, "pages/about.html")


@login_not_required
@same_for_visitors()
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is known of a person, why, who sees it and for how long."""
    return render(request, "pages/privacy.html")


@login_not_required
@same_for_visitors()
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

    def shortcut(name: str, words: str, drawing: str) -> dict[str, object]:
        icons = [{"src": static(f"img/app/shortcut-{drawing}-96.png"), "sizes": "96x96", "type": "image/png"}]
        return {"name": words, "url": reverse(name), "icons": icons}

    content = {
        # The same application in every language: switching it makes no second one.
        "id": "/",
        "name": "Qazvolunteer",
        "short_name": "Qazvolunteer",
        "description": gettext("The common platform of Kazakhstan's volunteers."),
        "lang": get_language(),
        "start_url": reverse("home"),
        "dir": "ltr",
        "scope": "/",
        "categories": ["lifestyle", "social"],
        "display": "standalone",
        "theme_color": "#0A2C35",
        "background_color": "#F8F5EF",
        "icons": [picture(size, purpose) for size in (192, 512) for purpose in ("any", "maskable")],
        "shortcuts": [
            shortcut("catalogue", gettext("Find a project"), "search"),
            shortcut("my-shifts", gettext("My shifts"), "calendar"),
        ],
    }
    response = JsonResponse(content, json_dumps_params={"ensure_ascii": False})
    response["Content-Type"] = "application/manifest+json"
    return response


@login_not_required
@require_safe
@cache_control(public=True, max_age=86400)
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may read: every public page once, no one's own pages, no endless combinations of filters."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED_TO_CRAWLERS), ""]
    lines.append(f"Sitemap: {absolute(reverse('sitemap'))}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@login_not_required
@require_safe
@cache_control(public=True, max_age=86400)
def favicon(request: HttpRequest) -> HttpResponse:
    """Where old programs look for the icon of a site, whatever its pages say."""
    return redirect(static("img/app/favicon.ico"))


@login_not_required
@require_safe
def picture(request: HttpRequest, name: str) -> HttpResponse:
    """A picture that somebody uploaded and we have redrawn. What a name shows never changes."""
    try:
        content = pictures.read(name)
    except FileNotFoundError:
        raise Http404 from None
    response = HttpResponse(content, content_type="image/jpeg")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
