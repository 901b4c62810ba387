"""The static files are listed once a process: each client of a test begins with middleware of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from whitenoise.middleware import WhiteNoiseMiddleware


@contextmanager
def listed_once() -> Iterator[None]:
    """Whitenoise walks through the folders once for every way in which the settings name them."""
    original = WhiteNoiseMiddleware.add_files_from_finders
    known: dict[tuple[Any, ...], dict[str, Any]] = {}

    def add_files_from_finders(self: WhiteNoiseMiddleware) -> None:
        way = (self.static_prefix, self.static_root, *settings.STATICFILES_FINDERS, *settings.STATICFILES_DIRS)
        if way not in known:
            original(self)
            known[way] = dict(self.files)
        self.files.update(known[way])

    WhiteNoiseMiddleware.add_files_from_finders = add_files_from_finders
    try:
        yield
    finally:
        WhiteNoiseMiddleware.add_files_from_finders = original
