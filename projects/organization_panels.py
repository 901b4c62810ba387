"""What higher floors say of an organization on its public page: asked through this registry."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from organizations.models import Organization

Provider = Callable[["Organization"], dict[str, Any]]
_providers: list[Provider] = []


def provider(function: Provider) -> Provider:
    """Register a source of values for the template ``organization/organization.html``."""
    if function not in _providers:
        _providers.append(function)
    return function


def values(organization: Organization) -> dict[str, Any]:
    """What all of them say."""
    return {name: value for function in _providers for name, value in function(organization).items()}
