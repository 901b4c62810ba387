"""Front offices and their coordinators, kept by the superuser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin

from frontoffice.models import Coordinator, Office
from qazvolunteer.core.admin_pages import SuperuserAdmin
from qazvolunteer.core.workplace import MenuEntry, menu_entry

if TYPE_CHECKING:
    from django.http import HttpRequest


TRANSLATED = ("name", "address", "hours", "about")


@admin.register(Office)
class OfficeAdmin(SuperuserAdmin, TranslationAdmin):
    list_display = ("name", "region", "email")
    list_select_related = ("region",)
    search_fields = ("name_kk", "name_ru", "name_en")
    fieldsets = (
        (None, {"fields": ("region", ("email", "phone"))}),
        (_("Names"), {"fields": [tuple(f"{name}_{code}" for code in ("kk", "ru", "en")) for name in TRANSLATED]}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("region",) if obj is not None else ()


@admin.register(Coordinator)
class CoordinatorAdmin(SuperuserAdmin):
    """Ended, never deleted: who decided what stays known."""

    list_display = ("user", "office", "started_at", "ended_at")
    list_select_related = ("user", "office")
    list_filter = ("office",)
    search_fields = ("=user__email", "user__last_name")
    autocomplete_fields = ("user", "office")
    fields = ("user", "office", ("started_at", "ended_at"))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("user", "office") if obj is not None else ()


for name, title, icon, order in (
    ("office", _("Front offices"), "apartment", 40),
    ("coordinator", _("Coordinators"), "badge", 50),
):
    menu_entry(
        MenuEntry(
            title=title,
            icon=icon,
            url_name=f"admin:frontoffice_{name}_changelist",
            shown=lambda request: bool(request.user.is_superuser),
            group="reference",
            order=order,
        )
    )
