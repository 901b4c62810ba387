"""Hats: what a person may do beyond being a person. Rows of higher floors, asked through this registry.

A higher floor registers a provider in its ``AppConfig.ready``; ``User.hats`` asks all of them once. Whether somebody
wears any is read together with the person (``worn_by_row``), so that the many who wear none cost no statement more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import Combinable

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User


@dataclass(frozen=True)
class Hat:
    """One hat: ``role`` as ``<floor>.<role>``, within an organization or a region; neither means everywhere."""

    role: str
    organization: int | None = None
    region: str | None = None


Provider = Callable[["User"], Iterable[Hat]]
_providers: dict[Provider, QuerySet[Any]] = {}


def provider(function: Provider, rows: QuerySet[Any]) -> None:
    """Register ``function`` as a source of hats, and the ``rows`` it makes them of, each with its ``user``."""
    _providers[function] = rows


def worn_by_row() -> Combinable | Q:
    """For a query of people: whether each wears any hat."""
    worn = Q()
    for rows in _providers.values():
        worn |= Q(Exists(rows.filter(user=OuterRef("pk"))))
    return worn or Value(False)


def worn_by(user: User) -> tuple[Hat, ...]:
    """All hats of ``user``, in the order of the floors."""
    return tuple(hat for function in _providers for hat in function(user))
