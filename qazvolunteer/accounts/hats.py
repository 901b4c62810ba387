"""Hats: what a person may do beyond being a person. Rows of higher floors, asked through this registry.

A higher floor registers a provider in its ``AppConfig.ready``; ``User.hats`` asks all of them once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User


@dataclass(frozen=True)
class Hat:
    """One hat: ``role`` as ``<floor>.<role>``, within an organization or a region; neither means everywhere."""

    role: str
    organization: int | None = None
    region: str | None = None


Provider = Callable[["User"], Iterable[Hat]]
_providers: list[Provider] = []


def provider(function: Provider) -> Provider:
    """Register ``function`` as a source of hats."""
    if function not in _providers:
        _providers.append(function)
    return function


def worn_by(user: User) -> tuple[Hat, ...]:
    """All hats of ``user``, in the order of the floors."""
    return tuple(hat for function in _providers for hat in function(user))
