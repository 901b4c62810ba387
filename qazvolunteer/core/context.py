"""What every page knows."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

THEMES = ("light", "dark")


def site(request: HttpRequest) -> dict[str, object]:
    """``site_url`` without a trailing slash, and the chosen ``theme``: "light", "dark" or "" for the system's."""
    theme = request.COOKIES.get("theme", "")
    return {"site_url": settings.SITE_URL, "theme": theme if theme in THEMES else "", "debug": settings.DEBUG}
