"""Organizations in the workplace: their people keep texts and contacts, front offices decide about them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin
from unfold.admin import TabularInline
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from organizations import permissions, workplace
from organizations.acts import ACTS, IDENTITY, OPEN_STATES, SENTENCES, TONES
from organizations.enums import OrganizationState
from organizations.models import Membership, Organization
from organizations.scoping import ScopedAdmin, ScopedInline, save_what_was_edited
from qazvolunteer.core import acts
from qazvolunteer.core.acts import ActsMixin, Status
from qazvolunteer.core.admin_pages import language_tabs

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from qazvolunteer.accounts.models import User


class MembershipInline(ScopedInline, TabularInline):
    """Who works for the organization. For reading."""

    model = Membership
    read_only = True
    fields = readonly_fields = ("user", "role", "started_at")
    tab = True
    hide_title = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        return super().get_queryset(request).filter(ended_at=None).select_related("user")


@admin.register(Organization)
class OrganizationAdmin(ActsMixin, ScopedAdmin, TranslationAdmin):
    list_display = ("name_shown", "kind", "region", "state_shown")
    list_filter = (("state", ChoicesDropdownFilter), ("kind", ChoicesDropdownFilter), "region")
    list_select_related = ("region",)
    search_fields = ("name_kk", "name_ru", "name_en", "=bin")
    ordering = ("-pk",)
    autocomplete_fields = ("town", "responsible")
    open_choices = ("region", "town")
    inlines = (MembershipInline,)
    acts = ACTS
    fieldsets = (
        (None, {"fields": (("kind", "legal_form"), ("bin", "responsible"), ("region", "town"), "nationwide")}),
        *language_tabs("name", "purpose", "about"),
        (_("Contacts"), {"fields": (("email", "phone"), "site", "since")}),
    )

    def visible_to(self, user: User) -> QuerySet[Organization]:
        return permissions.visible_to(user)

    def may_add(self, user: User) -> bool:
        return user.is_superuser

    def may_change(self, user: User, obj: Organization) -> bool:
        """Owners and managers. Front offices decide, they do not write other people's texts."""
        return permissions.may_edit(user, obj.pk)

    def get_fieldsets(self, request: HttpRequest, obj: Organization | None = None) -> Any:
        """The address is chosen once, when the superuser adds an organization."""
        sets = [(title, dict(options)) for title, options in self.fieldsets]
        if obj is None:
            sets[0][1]["fields"] = ("slug", *sets[0][1]["fields"])
        return sets

    def get_readonly_fields(self, request: HttpRequest, obj: Organization | None = None) -> tuple[str, ...]:
        if request.user.is_superuser:
            return ()
        locked = () if obj is None or obj.state in OPEN_STATES else IDENTITY
        return tuple(dict.fromkeys(("responsible", *locked)))

    def save_model(self, request: HttpRequest, obj: Organization, form: Any, change: bool) -> None:
        if change:
            save_what_was_edited(obj)
        else:
            obj.save()

    def view_on_site(self, obj: Organization) -> str | None:
        return obj.get_absolute_url() if obj.is_verified else None

    def status_of(self, request: HttpRequest, obj: Organization) -> Status:
        last = obj.transitions.exclude(reason="").select_related("by").first()
        return Status(
            label=obj.get_state_display(),
            sentence=SENTENCES[OrganizationState(obj.state)],
            tone=TONES.get(OrganizationState(obj.state), ""),  # type: ignore[arg-type]
            note=last.reason if last else "",
            note_by=str(last.by) if last and last.by else "",
            note_at=last.at if last else None,
        )

    def history_of(self, request: HttpRequest, obj: Organization) -> list[acts.Change]:
        return acts.changes(obj.transitions.all(), dict(OrganizationState.choices), TONES)

    @display(description=_("name"), ordering="name")
    def name_shown(self, obj: Organization) -> str:
        return obj.name

    @display(
        description=_("status"),
        ordering="state",
        label={
            "submitted": "warning",
            "needs_work": "warning",
            "verified": "success",
            "refused": "danger",
            "suspended": "danger",
            "draft": "default",
        },
    )
    def state_shown(self, obj: Organization) -> tuple[str, str]:
        return obj.state, obj.get_state_display()


workplace.register()
