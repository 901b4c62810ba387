"""Regions, districts and towns: kept by the superuser, chosen by everybody who fills in a form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin

from qazvolunteer.core.admin_pages import OpenToChoose, SuperuserAdmin
from qazvolunteer.core.workplace import MenuEntry, menu_entry
from qazvolunteer.places.models import District, Region, Town

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

NAMES = ("name_kk", "name_ru", "name_en")
SHORT_NAMES = ("short_kk", "short_ru", "short_en")
CENTRES = ("centre_kk", "centre_ru", "centre_en")
OTHERS = "other_names"
VALIDITY = ("valid_from", "valid_to")


class PlaceAdmin(OpenToChoose, SuperuserAdmin, TranslationAdmin):
    """KATO codes name the rows and never change; units that are gone get a ``valid_to``."""

    search_fields = (*NAMES, "=kato")
    ordering = ("sort_key",)

    def get_readonly_fields(self, request: HttpRequest, obj: object | None = None) -> tuple[str, ...]:
        return ("kato",) if obj is not None else ()

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """What people choose from are the units that exist today."""
        rows = super().get_queryset(request)
        match = request.resolver_match
        return rows.filter(valid_to=None) if match is not None and match.url_name == "autocomplete" else rows


@admin.register(Region)
class RegionAdmin(PlaceAdmin):
    list_display = ("name", "kind", "kato", "iso")
    fieldsets = (
        (None, {"fields": ("kato", "kind", "slug", "iso")}),
        (
            _("Names"),
            {"fields": (NAMES, ("short_kk", "short_ru", "short_en"), ("centre_kk", "centre_ru", "centre_en"), OTHERS)},
        ),
        (_("Facts"), {"fields": (("latitude", "longitude"), ("population", "area_km2"), VALIDITY)}),
    )


@admin.register(District)
class DistrictAdmin(PlaceAdmin):
    list_display = ("name", "kind", "region", "kato")
    list_filter = ("region",)
    list_select_related = ("region",)
    fieldsets = (
        (None, {"fields": ("kato", "kind", "slug", "region")}),
        (_("Names"), {"fields": (NAMES, OTHERS)}),
        (_("Facts"), {"fields": (("latitude", "longitude"), VALIDITY)}),
    )


@admin.register(Town)
class TownAdmin(PlaceAdmin):
    list_display = ("name", "kind", "region", "kato")
    list_filter = ("region",)
    list_select_related = ("region",)
    autocomplete_fields = ("district",)
    fieldsets = (
        (None, {"fields": ("kato", "kind", "slug", "region", "district")}),
        (_("Names"), {"fields": (NAMES, OTHERS)}),
        (_("Facts"), {"fields": (("latitude", "longitude"), "population", VALIDITY)}),
    )


for name, title, icon, order in (
    ("region", _("Regions"), "map", 10),
    ("district", _("Districts"), "location_city", 20),
    ("town", _("Towns"), "home_work", 30),
):
    menu_entry(
        MenuEntry(
            title=title,
            icon=icon,
            url_name=f"admin:places_{name}_changelist",
            shown=lambda request: bool(request.user.is_superuser),
            group="reference",
            order=order,
        )
    )
