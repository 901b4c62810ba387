"""How old a person is. A floor above knows dates of birth and registers itself here; floors below it may ask."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User

ADULT = 18

Source = Callable[["User"], "dt.date | None"]
_sources: list[Source] = []


def source(function: Source) -> Source:
    """Register who knows the date on which a person was born."""
    if function not in _sources:
        _sources.append(function)
    return function


def age_of(user: User, *, today: dt.date) -> int | None:
    """Full years of ``user`` on ``today``; None when nobody knows."""
    born = next((date for function in _sources if (date := function(user)) is not None), None)
    if born is None:
        return None
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
