"""Whole addresses, for letters, QR codes and calendars: whoever reads them is not on the site."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation


def absolute(path: str) -> str:
    """``path`` (with its leading slash) on this site; a whole address stays itself."""
    return path if "://" in path else f"{settings.SITE_URL}{path}"


def page(name: str, *args: Any, language: str | None = None) -> str:
    """The whole address of the page called ``name``, in ``language`` or in the active one. Raises NoReverseMatch."""
    if language is None:
        return absolute(reverse(name, args=args))
    with translation.override(language):
        return absolute(reverse(name, args=args))


def picture(path: str) -> str:
    """The whole address of a file under ``static/``."""
    return absolute(static(path))


def host() -> str:
    """The host name of the site, without port: the right-hand side of Message-IDs."""
    return urlsplit(settings.SITE_URL).hostname or "localhost"
