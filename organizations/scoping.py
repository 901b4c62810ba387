"""The admin of organizations and front offices: everybody sees and touches the rows of their own scope alone.

``ScopedAdmin`` narrows the list, the row's page, its history, the choices of foreign keys, the autocompletion, the
filters, the inlines and the actions to one question: which rows are visible to this person. Django's model
permissions play no part for staff; what one may do comes from predicates over hats.
"""

from __future__ import annotations

from abc import ABCMeta, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.contrib.admin.utils import get_fields_from_path, unquote
from django.core.exceptions import FieldDoesNotExist
from django.db.models import ForeignKey
from django.forms import MediaDefiningClass
from django.http import Http404
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import RelatedDropdownFilter

from organizations import history
from organizations.saved_views import SavedViews
from qazvolunteer.core.admin_pages import HouseAdmin, change_url
from qazvolunteer.core.locks import locked
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.core.workplace import once

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet
    from django.http import HttpRequest, HttpResponse

    from qazvolunteer.accounts.models import User


class ScopedRelatedFilter(RelatedDropdownFilter):
    """A filter by a related row that offers the rows of the reader's scope alone."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[tuple[Any, str]]:
        """Read once: acting on rows builds the filters twice."""

        def load() -> list[tuple[Any, str]]:
            return [(row.pk, str(row)) for row in choices_for(model_admin, field, request)[:200]]

        choices: list[tuple[Any, str]] = once(request, f"choices of {field}", load)
        return choices


def choices_for(model_admin: Any, field: Any, request: HttpRequest) -> QuerySet[Any]:
    """The rows a foreign key may point to, for this person on this page. Closed unless something opens it.

    In this order: the page's ``choices_of``; its ``open_choices`` (public reference rows, all of them); the scope of
    the related model's own admin page; nothing (everything for the superuser).
    """
    related = field.remote_field.model
    if field.name in model_admin.choices_of:
        rows: QuerySet[Any] = model_admin.choices_of[field.name](request.user)
        return rows
    if field.name in model_admin.open_choices or request.user.is_superuser:
        return related._default_manager.all()  # type: ignore[no-any-return]
    other = model_admin.admin_site._registry.get(related)
    if isinstance(other, ScopedAdmin):
        return other.visible_to(request.user)
    return related._default_manager.none()  # type: ignore[no-any-return]


def save_what_was_edited(obj: Any) -> None:
    """Save the row of a form, unless its state was changed since it was read; that change is never written over.

    Raises Refusal ``wrong_state``. Columns that no form edits (state, publication) are left as they are.
    """
    if locked(type(obj)._default_manager.filter(pk=obj.pk)).get().state != obj.state:
        raise Refusal(
            "wrong_state",
            _("This was changed meanwhile, so the action is no longer possible."),
            _("Reload the page to see the present state."),
        )
    columns = [field for field in obj._meta.concrete_fields if field.editable and not field.primary_key]
    obj.save(update_fields=[field.name for field in columns])


class ScopedChoices:
    """Foreign keys offer, and accept from a tampered form, the rows of the scope alone."""

    # Field name -> rows that this person may choose.
    choices_of: Mapping[str, Callable[[User], QuerySet[Any]]] = {}
    # Fields that point to public reference rows.
    open_choices: Sequence[str] = ()

    def formfield_for_foreignkey(self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs["queryset"] = choices_for(self, db_field, request)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]


class AbstractPage(MediaDefiningClass, ABCMeta):
    """Pages of the admin that say which methods theirs must have."""


class ScopedAdmin(SavedViews, ScopedChoices, HouseAdmin, metaclass=AbstractPage):
    """Base of the pages about an organization's rows. Subclasses say ``visible_to`` and the ``may_*`` predicates."""

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Who did what, when, from what to what, in words."""
        obj = self.get_object(request, unquote(object_id))
        if obj is None or not self.has_view_permission(request, obj):
            raise Http404
        context = {
            **self.admin_site.each_context(request),
            "title": _("History"),
            "original": obj,
            "entries": history.entries(obj),
            "opts": self.opts,
            "back": change_url(obj),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/history.html", context)

    @abstractmethod
    def visible_to(self, user: User) -> QuerySet[Any]:
        """The rows ``user`` may see. All else answers 404."""

    def may_enter(self, user: User) -> bool:
        """Whether the list exists for this person at all. Asked for every page: hats only, no query."""
        return bool(user.is_superuser or user.hats)

    def may_add(self, user: User) -> bool:
        return False

    def may_change(self, user: User, obj: Any) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = self.visible_to(request.user)
        ordering = self.get_ordering(request)
        return rows.order_by(*ordering) if ordering else rows

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.may_enter(request.user) and (obj is None or self._sees(request, obj))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.may_add(request.user)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        if obj is None:
            return self.may_enter(request.user)
        return self._sees(request, obj) and self.may_change(request.user, obj)

    def _sees(self, request: HttpRequest, obj: Model) -> bool:
        if request.user.is_superuser or obj.pk is None:
            return True
        key = f"{obj._meta.label}:{obj.pk}"
        return bool(once(request, key, lambda: self.visible_to(request.user).filter(pk=obj.pk).exists()))

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        """Filters by a related row are scoped without anybody having to remember it."""
        return [self._scoped_filter(entry) for entry in super().get_list_filter(request)]

    def _scoped_filter(self, entry: Any) -> Any:
        if not isinstance(entry, str):
            return entry
        try:
            field = get_fields_from_path(self.model, entry)[-1]
        except FieldDoesNotExist:
            return entry
        return (entry, ScopedRelatedFilter) if field.is_relation else entry


class ScopedInline(ScopedChoices):
    """Rows of a parent page: seen with the parent, changed with the parent unless the inline is read-only."""

    read_only = False
    extra = 0

    def may_change_with(self, request: HttpRequest, parent: Any) -> bool:
        """Whether the rows may be added, changed and taken away while the parent is in its present state."""
        return not self.read_only

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj)

    def _may(self, request: HttpRequest, parent: Any) -> bool:
        page = self.admin_site._registry[self.parent_model]  # type: ignore[attr-defined]
        allowed = (
            page.has_change_permission(request, parent) if parent is not None else page.has_add_permission(request)
        )
        return bool(allowed) and self.may_change_with(request, parent)
