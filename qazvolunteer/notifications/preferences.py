"""What a reader wants to hear of. No row means on; essential categories are always on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from qazvolunteer.core.refusals import Refusal
from qazvolunteer.notifications.enums import ESSENTIAL_CATEGORIES, Category, Channel
from qazvolunteer.notifications.models import Preference

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User


def shown_to(user: User) -> list[Category]:
    """The categories that can reach ``user``: the work of an organization only reaches its people."""
    return [category for category in Category if category != Category.WORK or user.hats]


def is_on(user: User, category: str, channel: str = Channel.EMAIL) -> bool:
    """True when messages of ``category`` reach ``user`` by ``channel``."""
    if category in ESSENTIAL_CATEGORIES:
        return True
    return not Preference.objects.filter(user=user, category=category, channel=channel, enabled=False).exists()


def switched_off(users: Iterable[int], channel: str = Channel.EMAIL) -> set[tuple[int, str]]:
    """``(user id, category)`` pairs that must stay silent, for many readers in one query."""
    rows = Preference.objects.filter(user__in=set(users), channel=channel, enabled=False)
    return {
        (user, category)
        for user, category in rows.values_list("user", "category")
        if category not in ESSENTIAL_CATEGORIES
    }


def switch(user: User, category: str, *, on: bool, channel: str = Channel.EMAIL) -> None:
    """Turn a category on or off. Raises Refusal ``essential`` for what cannot be switched off."""
    if category in ESSENTIAL_CATEGORIES:
        if on:
            return
        raise Refusal("essential", _("Letters about your account and its safety cannot be switched off."))
    Preference.objects.update_or_create(user=user, category=category, channel=channel, defaults={"enabled": on})
