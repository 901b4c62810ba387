"""What every page of the admin shares: closed unless opened, 404 instead of hints, rules said as field errors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.db.models import Field, ForeignKey, URLField
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.fields import UnfoldAdminReadonlyField
from unfold.views import ChangeList

from qazvolunteer.core.paging import CappedPaginator, GlancingPaginator
from qazvolunteer.core.refusals import Refusal

if TYPE_CHECKING:
    from django.core.paginator import Paginator
    from django.db.models import Model
    from django.forms import ModelForm
    from django.http import HttpRequest, HttpResponse


class Listing(ChangeList):
    """A page of a list. Where an action is done to chosen rows, none is read: an answer leads elsewhere."""

    def get_results(self, request: HttpRequest) -> None:
        if request.method == "POST" and ACTION_CHECKBOX_NAME in request.POST and "_save" not in request.POST:
            self.queryset = self.queryset.none()
        super().get_results(request)


class Finder(AutocompleteSelect):
    """A choice found by typing. Says so while it is empty: a screen reader needs a name for it."""

    def build_attrs(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().build_attrs(*args, **kwargs), "data-placeholder": _("Find by name")}


class HouseAdmin(ModelAdmin):
    """Base of all pages. Nobody may anything until a subclass says so; nothing is deleted.

    A verb's Refusal while saving becomes a sentence above the form, with everything typed still there.
    """

    list_per_page = 50
    paginator = CappedPaginator
    list_max_show_all = 200
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_filter_submit = True
    warn_unsaved_form = True
    compressed_fields = False
    # What an empty list says of how rows come into it.
    empty_list_words: Any = ""
    change_form_template = add_form_template = "admin/workplace_form.html"
    # Where a list may have a million rows, the columns by which an index can sort them for the superuser, who sees all.
    sortable_when_large: Sequence[str] | None = None
    # Lookups in a list's address beside those of its filters. Any other is refused: it would let a reader guess
    # hidden columns letter by letter.
    open_lookups: Sequence[str] = ()

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return Listing

    def get_paginator(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Paginator:
        """Suggestions are typed for again and again, so nobody counts them."""
        match = request.resolver_match
        if match is not None and match.url_name == "autocomplete":
            return GlancingPaginator(*args, **kwargs)
        return super().get_paginator(request, *args, **kwargs)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_sortable_by(self, request: HttpRequest) -> Any:
        if self.sortable_when_large is not None and request.user.is_superuser:
            return self.sortable_when_large
        return super().get_sortable_by(request)

    def view_on_site(self, obj: Model) -> str | None:
        return None

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Only the columns of the filters and ``open_lookups``, compared by equality or presence."""
        names = set(self.open_lookups)
        for entry in self.get_list_filter(request) if request is not None else self.list_filter:
            name = entry[0] if isinstance(entry, list | tuple) else entry
            names.add(name if isinstance(name, str) else getattr(name, "parameter_name", None))
        name = lookup
        for ending in ("__exact", "__in", "__isnull", "__id__exact", "__pk__exact", "__kato__exact"):
            name = name.removesuffix(ending)
        return name in names or name.removesuffix("__id") in names

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> Any:
        if isinstance(db_field, URLField):
            kwargs.setdefault("assume_scheme", "https")
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def formfield_for_foreignkey(self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", Finder(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        raise Http404

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Refusal as refusal:
            # The transaction is rolled back; draw the same form again, with the sentence on it.
            request._refusal = refusal  # type: ignore[attr-defined]
            return super().changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        context["show_save_and_add_another"] = False
        return super().render_change_form(request, context, *args, **kwargs)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> type[ModelForm]:
        form: type[ModelForm] = super().get_form(request, obj, change=change, **kwargs)
        refusal: Refusal | None = getattr(request, "_refusal", None)
        if refusal is None:
            return form
        sentence = f"{refusal.sentence} {refusal.way_out}".strip()

        class Refused(form):  # type: ignore[valid-type,misc]
            def clean(self) -> Any:
                cleaned = super().clean()
                self.add_error(None, ValidationError(sentence, code=refusal.code))
                return cleaned

        return Refused


class SuperuserAdmin(HouseAdmin):
    """Reference data of the platform, kept by the superuser alone."""

    may_add = True
    may_change = True

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return bool(request.user.is_superuser)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.may_add and bool(request.user.is_superuser)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.may_change and bool(request.user.is_superuser)


class ReadonlyField(UnfoldAdminReadonlyField):
    """A line for reading. A related row is a link unless its page is the superuser's: no link leads to a refusal."""

    def get_admin_url(self, remote_field: Any, remote_obj: Model) -> str:
        page = self.model_admin.admin_site._registry.get(type(remote_obj))
        if isinstance(page, SuperuserAdmin):
            return str(remote_obj)
        link: str = super().get_admin_url(remote_field, remote_obj)
        return link


class OpenToChoose:
    """Public reference rows: staff may look them up while filling in a form, without seeing their pages."""

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        match = request.resolver_match
        if match is not None and match.url_name == "autocomplete":
            return bool(request.user.is_staff)
        return super().has_view_permission(request, obj)  # type: ignore[misc,no-any-return]


def change_url(row: Model) -> str:
    """The address of a row's page."""
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def list_url(model: type[Model], **filters: object) -> str:
    """The address of a list, narrowed by ``filters``."""
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    return f"{url}?{urlencode(filters)}" if filters else url


def language_tabs(*fields: str) -> tuple[tuple[str, dict[str, tuple[str, ...]]], ...]:
    """One tab a language, Kazakh first, each with its columns of ``fields``. Languages are named in themselves."""
    return tuple(
        (name, {"classes": ("tab",), "fields": tuple(f"{field}_{code}" for field in fields)})
        for code, name in settings.LANGUAGES
    )
