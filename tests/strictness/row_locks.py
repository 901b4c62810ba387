"""Our own code says which rows it locks: a lock without ``of`` also locks every joined row."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from django.db.models import QuerySet

ROOT = Path(__file__).resolve().parents[2]


def is_ours(file: str) -> bool:
    path = Path(file)
    return path.is_relative_to(ROOT) and "site-packages" not in path.parts


def asker(frame: FrameType) -> str:
    """The file that asked; a manager only passes the question on."""
    while frame.f_code.co_filename.endswith("django/db/models/manager.py") and frame.f_back is not None:
        frame = frame.f_back
    return frame.f_code.co_filename


@contextmanager
def named() -> Iterator[None]:
    """``select_for_update`` called by our code without ``of`` raises AssertionError."""
    original = QuerySet.select_for_update

    def checked(self: QuerySet[Any], *arguments: Any, of: tuple[str, ...] = (), **options: Any) -> Any:
        caller = asker(sys._getframe(1))
        assert of or not is_ours(caller), f"{caller}: select_for_update says which rows with of=(…)."
        return original(self, *arguments, of=of, **options)

    QuerySet.select_for_update = checked  # type: ignore[method-assign,assignment]
    try:
        yield
    finally:
        QuerySet.select_for_update = original  # type: ignore[method-assign]
