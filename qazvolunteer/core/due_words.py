"""Until when a decision about a row is due. The floor of the front offices knows, and says it here."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db.models import Model

_sources: dict[str, Callable[[Any], str]] = {}


def source(model: type[Model], function: Callable[[Any], str]) -> None:
    """Register who knows the clock of a model's rows, in a sentence."""
    _sources[model._meta.label] = function


def words(row: Model) -> str:
    """The deadline and the time left; "" when nothing is due."""
    function = _sources.get(row._meta.label)
    return function(row) if function else ""
