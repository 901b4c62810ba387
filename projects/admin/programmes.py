"""Programmes, and the templates of the head office."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin
from django.contrib.postgres.fields import ArrayField
from modeltranslation.admin import TranslationAdmin
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.widgets import UnfoldAdminTextInputWidget

from projects import permissions
from projects.models import Programme, ProjectTemplate
from qazvolunteer.core.admin_pages import SuperuserAdmin, language_tabs

if TYPE_CHECKING:
    from django.db.models import Model
    from django.http import HttpRequest


@admin.register(Programme)
class ProgrammeAdmin(SuperuserAdmin, TranslationAdmin):
    list_display = ("brand", "name", "kind", "position")
    list_filter = (("kind", ChoicesDropdownFilter),)
    search_fields = ("brand", "name_kk", "name_ru", "name_en")
    autocomplete_fields = ("partner",)
    prepopulated_fields = {"slug": ("brand",)}
    formfield_overrides = {ArrayField: {"widget": UnfoldAdminTextInputWidget}}
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("brand", "slug"),
                    ("kind", "position", "art"),
                    "partner",
                    "site",
                    "sdgs",
                    ("starts_on", "ends_on"),
                )
            },
        ),
        *language_tabs("name", "about"),
    )


@admin.register(ProjectTemplate)
class ProjectTemplateAdmin(SuperuserAdmin, TranslationAdmin):
    """What organizations may begin a project from. Made of a project, by its button; named and withdrawn here."""

    may_add = False
    list_display = ("name", "programme", "active", "position")
    list_filter = ("programme", "active")
    list_select_related = ("programme",)
    search_fields = ("name_kk", "name_ru", "name_en")
    ordering = ("programme__position", "position", "pk")
    readonly_fields = ("programme", "made_at")
    fieldsets = (
        (None, {"fields": ("programme", ("active", "position"), "made_at")}),
        *language_tabs("name", "about"),
    )

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return permissions.may_keep_templates(request.user)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return permissions.may_keep_templates(request.user)
