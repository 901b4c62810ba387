"""What keeps a verified organization open: work that others wait for. The floors above register what it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from organizations.models import Organization

# A sentence that says what is still open and how much of it; "" for nothing.
Blocker = Callable[["Organization"], str]
_blockers: list[Blocker] = []


def blocker(function: Blocker) -> Blocker:
    """Register what must be done before an organization closes itself."""
    if function not in _blockers:
        _blockers.append(function)
    return function


def still_open(organization: Organization) -> list[str]:
    """What has to be done first, in sentences; empty when the organization may close."""
    return [words for function in _blockers if (words := function(organization))]
