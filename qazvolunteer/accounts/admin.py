"""People and consent texts, for the superuser. Contact data is masked: nobody browses it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.models import Group
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin
from unfold.contrib.filters.admin import BooleanRadioFilter, ChoicesDropdownFilter
from unfold.decorators import display

from qazvolunteer.accounts.models import ConsentText, User
from qazvolunteer.core.admin_pages import SuperuserAdmin, language_tabs
from qazvolunteer.core.masking import masked_email, masked_phone
from qazvolunteer.core.workplace import MenuEntry, menu_entry

if TYPE_CHECKING:
    from django.http import HttpRequest

# Pages that other packages add: secrets of the second factor, sessions, and groups that play no part here.
for model in (EmailAddress, Authenticator, UserSession, Group):
    if admin.site.is_registered(model):
        admin.site.unregister(model)


@admin.register(User)
class UserAdmin(SuperuserAdmin):
    """Rights come from hats, so there is nothing to grant here; an account can be closed and opened."""

    may_add = False
    list_display = ("full_name_shown", "email_masked", "language", "is_active", "date_joined")
    list_filter = (("is_active", BooleanRadioFilter), ("language", ChoicesDropdownFilter))
    search_fields = ("email__exact",)
    sortable_when_large = ()
    search_help_text = _("The whole e-mail address.")
    fields = (
        "full_name_shown",
        ("email_masked", "phone_masked"),
        ("language", "date_joined", "last_login"),
        "hats_shown",
        "is_active",
    )
    readonly_fields = (
        "full_name_shown", "email_masked", "phone_masked", "language", "date_joined", "last_login", "hats_shown",
    )  # fmt: skip

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Nobody closes their own account here."""
        own = ("is_active",) if obj is not None and obj.pk == request.user.pk else ()
        return (*self.readonly_fields, *own)

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """Addresses are kept in small letters: so the index on them answers."""
        return super().get_search_results(request, queryset, search_term.lower())

    @display(description=_("name"), ordering="last_name")
    def full_name_shown(self, obj: User) -> str:
        return obj.full_name or "–"

    @display(description=_("e-mail"))
    def email_masked(self, obj: User) -> str:
        return masked_email(obj.email)

    @display(description=_("phone number"))
    def phone_masked(self, obj: User) -> str:
        return masked_phone(obj.phone)

    @display(description=_("workplaces"))
    def hats_shown(self, obj: User) -> str:
        return ", ".join(hat.role for hat in obj.hats) or "–"


@admin.register(ConsentText)
class ConsentTextAdmin(SuperuserAdmin, TranslationAdmin):
    """A published version is never edited: people agreed to those very words. A new version is added."""

    list_display = ("title", "kind", "version", "published_at")
    list_filter = (("kind", ChoicesDropdownFilter),)
    fieldsets = (
        (None, {"fields": (("kind", "version"), "published_at")}),
        *language_tabs("title", "text"),
    )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        may = super().has_change_permission(request, obj)
        return may and (obj is None or obj.published_at > timezone.now())


for name, title, icon, group, order in (
    ("user", _("People"), "person", "platform", 10),
    ("consenttext", _("Consent texts"), "gavel", "reference", 60),
):
    menu_entry(
        MenuEntry(
            title=title,
            icon=icon,
            url_name=f"admin:accounts_{name}_changelist",
            shown=lambda request: bool(request.user.is_superuser),
            group=group,
            order=order,
        )
    )
