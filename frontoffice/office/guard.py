"""The door of ``/office/``: who works in a front office today, and which regions that opens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from frontoffice.office import sight
from organizations.permissions import EVERYWHERE, regions_overseen
from qazvolunteer.places.models import Region

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from qazvolunteer.accounts.models import User

SAFE = ("GET", "HEAD")
Rows = TypeVar("Rows", bound="QuerySet[Any]")


class OfficeRequest(HttpRequest):
    """A request that passed the guard."""

    user: User
    office: Desk


@dataclass(frozen=True)
class Desk:
    """What a person's posts open: ``regions`` by KATO, or EVERYWHERE for the republican office and the superuser."""

    regions: frozenset[str]

    @property
    def is_republican(self) -> bool:
        return self.regions == EVERYWHERE

    def covers(self, region: str | None) -> bool:
        """Whether a row of the region (KATO; None: of the whole republic) is seen here."""
        return self.is_republican or region in self.regions

    def narrowed(self, rows: Rows, region: str = "region") -> Rows:
        """The rows of the regions seen here; ``region``: the path to the key of the region."""
        return rows if self.is_republican else rows.filter(**{f"{region}__in": self.regions})

    @cached_property
    def offered(self) -> list[Region]:
        """The regions to choose from, in the reader's order."""
        rows = Region.objects.valid().in_order()
        return list(rows if self.is_republican else rows.filter(pk__in=self.regions))

    def region(self, slug: str) -> Region:
        """The region of an address. Http404 for one that is not seen here, as for one that does not exist."""
        for region in self.offered:
            if region.slug == slug:
                return region
        raise Http404

    @property
    def only_region(self) -> Region | None:
        """The region of somebody who works for one."""
        return self.offered[0] if not self.is_republican and len(self.offered) == 1 else None


def desk_of(user: User) -> Desk | None:
    """What the person's posts open today; None without any."""
    regions = regions_overseen(user)
    return Desk(EVERYWHERE if regions & EVERYWHERE else regions) if regions else None


def office_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let in whoever has a post in force; 403 for everybody else. Sets ``request.office``.

    The second factor is asked for by ``accounts.second_factor`` before any view is reached.
    """

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        desk = desk_of(request.user)
        if desk is None:
            raise PermissionDenied
        request.office = desk
        try:
            return view(request, *args, **kwargs)
        finally:
            if request.method not in SAFE:
                sight.changed()

    guarded.is_office_page = True
    return guarded


def republican_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """As ``office_page``, for the republican office alone."""

    @wraps(view)
    def guarded(request: OfficeRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.office.is_republican:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return office_page(guarded)
