"""Front-office hats: ``office.region`` within a region, ``office.republic`` everywhere."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model

from frontoffice.models import Coordinator
from organizations.permissions import EVERYWHERE
from qazvolunteer.accounts.hats import Hat

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from qazvolunteer.accounts.models import User

REGIONAL = "office.region"
REPUBLICAN = "office.republic"


def hats_of(user: User) -> Iterable[Hat]:
    for region in Coordinator.objects.active().filter(user=user).values_list("office__region", flat=True):
        yield Hat(REGIONAL, region=region) if region else Hat(REPUBLICAN)


def regions_of(user: User) -> frozenset[str]:
    """The regions a coordinator decides for; republican staff decide everywhere."""
    if any(hat.role == REPUBLICAN for hat in user.hats):
        return EVERYWHERE
    return frozenset(hat.region for hat in user.hats if hat.role == REGIONAL and hat.region)


def people_of(region: str | None) -> QuerySet[User]:
    """Who works in the office of a region, or in the republican one (None)."""
    posts = Coordinator.objects.active().filter(office__region=region)
    return get_user_model().objects.filter(is_active=True, pk__in=posts.values("user"))
