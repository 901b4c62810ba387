"""What everybody at the same desk sees is made once: a page of figures and lists is kept for a moment.

Kept for ``PAGE_CACHE_SECONDS`` in the cache that all processes share; while that is away, every page is made anew.
Whatever is sent to ``/office/`` ends all that is kept: whoever decides sees it at once, and so does a colleague.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import get_language

if TYPE_CHECKING:
    from frontoffice.office.guard import Desk

EPOCH = "office-sight"
EPOCH_SECONDS = 24 * 60 * 60


def changed() -> None:
    """Something was done at a desk: nothing that was made before is given any more. Call it after the commit."""
    if settings.PAGE_CACHE_SECONDS:
        cache.set(EPOCH, secrets.token_hex(8), EPOCH_SECONDS)


def shared(desk: Desk, name: str, query: str, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What ``make`` returns for this desk, address and language, made now or a moment ago.

    ``make`` must not look at who asks: others with the same regions get what it returns.
    """
    if not settings.PAGE_CACHE_SECONDS:
        return make()
    # Read first: what is made of rows older than a decision is kept under the epoch before it.
    parts = (cache.get(EPOCH, ""), get_language(), timezone.localdate(), *sorted(desk.regions), name, query)
    key = f"{EPOCH}:{hashlib.blake2b(repr(parts).encode(), digest_size=16).hexdigest()}"
    found: dict[str, Any] | None = cache.get(key)
    if found is None:
        found = make()
        cache.set(key, found, settings.PAGE_CACHE_SECONDS)
    return found
