"""Views of a list that a person of the workplace keeps: filters, search and order under a name of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from qazvolunteer.accounts.models import SavedView, User
from qazvolunteer.core.locks import locked
from qazvolunteer.core.refusals import Refusal

if TYPE_CHECKING:
    from django.contrib.admin import AdminSite
    from django.urls import URLPattern

MOST = 20
LONGEST = 1000
# Where in the list one is, not what one looks at.
PASSING = frozenset({"p", "all", "e", "_popup", "_to_field", "_changelist_filters"})


def tidy(query: str) -> str:
    """The part of an address that says what one looks at, in a fixed order."""
    return urlencode(sorted(pair for pair in parse_qsl(query.replace("\x00", "")) if pair[0] not in PASSING))


@transaction.atomic
def save(user: User, *, page: str, name: str, query: str) -> SavedView:
    """Keep what ``query`` shows on ``page``; the same view again only takes the new name.

    Raises Refusal ``nothing`` (nothing is narrowed), ``name_needed``, ``too_many``.
    """
    name, query = name.replace("\x00", "").strip()[:60], tidy(query)
    if not name:
        raise Refusal("name_needed", _("Give the view a name."))
    if not query or len(query) > LONGEST:
        raise Refusal("nothing", _("Search or filter first: then there is something to keep."))
    locked(User.objects.filter(pk=user.pk)).get()
    own = SavedView.objects.filter(user=user, page=page)
    if not own.filter(query=query).exists() and own.count() >= MOST:
        raise Refusal("too_many", _("You have many views here already. Remove one first."))
    view, _made = SavedView.objects.update_or_create(user=user, page=page, query=query, defaults={"name": name})
    return view


class SavedViews:
    """Mixed into a list: its saved views stand above it."""

    list_before_template = "admin/saved_views.html"
    admin_site: AdminSite
    opts: Any

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        return [
            path("views/save/", self.admin_site.admin_view(require_POST(self.save_view)), name=f"{name}_save_view"),
            path(
                "views/<int:pk>/forget/",
                self.admin_site.admin_view(require_POST(self.forget_view)),
                name=f"{name}_forget_view",
            ),
            *super().get_urls(),  # type: ignore[misc]
        ]

    def save_view(self, request: HttpRequest) -> HttpResponse:
        self._may_see(request)
        query = request.POST.get("query", "")
        try:
            view = save(request.user, page=self.opts.label_lower, name=request.POST.get("name", ""), query=query)
        except Refusal as refusal:
            messages.error(request, refusal.sentence)
            return self._list(tidy(query)[:LONGEST])
        messages.success(request, _("The view is kept."))
        return self._list(view.query)

    def forget_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        self._may_see(request)
        get_object_or_404(SavedView, pk=pk, user=request.user, page=self.opts.label_lower).delete()
        messages.success(request, _("The view is removed."))
        return self._list("")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        query = tidy(request.META.get("QUERY_STRING", ""))
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        views = {
            "saved_views": SavedView.objects.filter(user=request.user.pk, page=self.opts.label_lower)[:MOST],
            "view_query": query,
            "save_view_url": f"{name}_save_view",
            "forget_view_url": f"{name}_forget_view",
        }
        return super().changelist_view(request, {**views, **(extra_context or {})})  # type: ignore[misc,no-any-return]

    def _may_see(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):  # type: ignore[attr-defined]
            raise PermissionDenied

    def _list(self, query: str) -> HttpResponse:
        response = redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        if query:
            response["Location"] += f"?{query}"
        return response
