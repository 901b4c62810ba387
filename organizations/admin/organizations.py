"""Organizations in the workplace: their people keep texts and contacts, front offices decide about them, the republican
office merges two records of one, and a network reads what its members do in figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin
from unfold.admin import TabularInline
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display
from unfold.widgets import UnfoldAdminTextareaWidget

from organizations import affiliations, deadlines, duplicates, logos, merging, permissions, registration
from organizations.acts import ACTIONS, ACTS, IDENTITY, SENTENCES, TONES
from organizations.enums import OPEN_STATES, OrganizationKind, OrganizationState
from organizations.lookup import OrganizationField
from organizations.models import Membership, Organization
from organizations.scoping import ScopedAdmin, ScopedInline, save_what_was_edited
from qazvolunteer.core import acts, dates
from qazvolunteer.core.acts import ActsMixin, Link, Status
from qazvolunteer.core.admin_pages import change_url, language_tabs, list_url
from qazvolunteer.core.business_numbers import registered_later_than
from qazvolunteer.core.picture_fields import PictureField
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.core.transitions import said

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse
    from django.urls import URLPattern

    from qazvolunteer.accounts.models import User


class OrganizationForm(forms.ModelForm):
    """The row, and its logo, which is drawn anew."""

    logo_upload = PictureField(label=_("Logo"), required=False, within=logos.WITHIN)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "logo_upload" in self.fields:
            self.fields["logo_upload"].initial = self.instance.logo


class MergeForm(forms.Form):
    """Which organization stays, and how one knows that both are the same."""

    into = OrganizationField(label=_("The organization that stays"))
    note = forms.CharField(
        label=_("How you know that both are the same"),
        max_length=2000,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 4}),
        help_text=_("The people of both read it."),
    )


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
    form = OrganizationForm
    list_display = ("name_shown", "kind", "region", "state_shown", "decision_shown")
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
        (_("Contacts"), {"fields": (("email", "phone"), "site", "since", "logo_upload")}),
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
        logos.change(obj, form.cleaned_data.get("logo_upload"), by=request.user)

    def view_on_site(self, obj: Organization) -> str | None:
        return obj.get_absolute_url() if obj.is_verified else None

    def status_of(self, request: HttpRequest, obj: Organization) -> Status:
        state = OrganizationState(obj.state)
        last = obj.transitions.exclude(reason="").select_related("by").first()
        words = [SENTENCES[state], deadlines.words(obj)]
        own = permissions.may_edit(request.user, obj.pk)
        return Status(
            label=obj.get_state_display(),
            sentence=" ".join(str(one) for one in words if one),
            tone="urgent" if deadlines.is_overdue(obj) else TONES.get(state, ""),  # type: ignore[arg-type]
            note=said(last.reason) if last else "",
            note_by=str(last.by) if last and last.by else "",
            note_at=last.at if last else None,
            missing=registration.missing(obj) if own and state in OPEN_STATES else [],
            warnings=self._warnings(request, obj),
            links=self._links(request, obj),
        )

    def _warnings(self, request: HttpRequest, obj: Organization) -> list[Any]:
        """What the front office should look at before it decides."""
        if obj.state != OrganizationState.SUBMITTED or not permissions.may_decide(request.user, obj):
            return []
        found = []
        if obj.bin and registered_later_than(obj.bin, timezone.localdate()):
            found.append(_("The BIN names a month that has not come yet."))
        for one in duplicates.alike(obj):
            found.append(
                format_html(
                    '<a class="qv-link" href="{}">{}</a>: {}',
                    change_url(one.organization),
                    one.organization.name,
                    _("the same BIN") if one.same_bin else _("a close name in the same region"),
                )
            )
        return found

    def _links(self, request: HttpRequest, obj: Organization) -> list[Link]:
        links = []
        if obj.is_suspended and permissions.may_edit(request.user, obj.pk):
            links.append(Link(_("Why, and how to appeal"), reverse("organization-halt", args=[obj.pk])))
        if permissions.grantable_roles(request.user, obj.pk):
            links.append(Link(_("Invite somebody"), reverse("admin:organizations_invitation_add")))
        if permissions.role_in(request.user, obj.pk):
            links.append(Link(_("Members"), list_url(Membership, organization__id__exact=obj.pk)))
            links.append(Link(_("What each role may do"), reverse("organization-roles")))
        if obj.kind == OrganizationKind.NETWORK and obj.is_verified:
            url = reverse("admin:organizations_organization_network", args=[obj.pk])
            links.append(Link(_("Totals of the members"), url))
        if merging.may_merge(request.user, obj):
            url = reverse("admin:organizations_organization_merge", args=[obj.pk])
            links.append(Link(_("Merge into another organization"), url))
        if obj.merged_into is not None:
            links.append(Link(obj.merged_into.name, change_url(obj.merged_into)))
        links += [Link(row.name, change_url(row)) for row in obj.merged_from.all()[:5]]
        return links

    # --- merging, and the totals of a network ---

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/merge/", view(self.merge_view), name="organizations_organization_merge"),
            path("<int:pk>/network/", view(self.network_view), name="organizations_organization_network"),
            *super().get_urls(),
        ]

    def merge_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """First what moves, then the deed. 404 for whoever may not."""
        source = self.get_object(request, str(pk))
        if source is None or not merging.may_merge(request.user, source):
            raise Http404
        form = MergeForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                into = merging.merge(
                    source, into=form.cleaned_data["into"], by=request.user, note=form.cleaned_data["note"]
                )
            except Refusal as refusal:
                form.add_error(None, f"{refusal.sentence} {refusal.way_out}".strip())
            else:
                messages.success(request, _("Both are one organization now."))
                return redirect(change_url(into))
        context = {"title": _("Merge into another organization"), "form": form, "moving": merging.moving(source)}
        return self._page(request, source, "admin/organization_merge.html", context)

    def network_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Figures of the members, for whoever sees the network."""
        network = self.get_object(request, str(pk))
        if network is None or network.kind != OrganizationKind.NETWORK:
            raise Http404
        context = {"title": _("Totals of the members"), "totals": affiliations.totals(network)}
        return self._page(request, network, "admin/organization_network.html", context)

    def _page(self, request: HttpRequest, row: Organization, template: str, context: dict[str, Any]) -> HttpResponse:
        frame = {**self.admin_site.each_context(request), "original": row, "opts": self.opts, "back": change_url(row)}
        return TemplateResponse(request, template, {**frame, **context})

    def history_of(self, request: HttpRequest, obj: Organization) -> list[acts.Change]:
        return acts.changes(obj.transitions.all(), dict(OrganizationState.choices), TONES, ACTIONS)

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
            "closed": "default",
            "merged": "default",
        },
    )
    def state_shown(self, obj: Organization) -> tuple[str, str]:
        return obj.state, obj.get_state_display()

    @display(description=_("Logo"))
    def logo_upload(self, obj: Organization) -> str:
        """For whoever may not change it; the form has a field of this name."""
        return format_html('<img src="{}" alt="" width="72" height="72">', obj.logo_url) if obj.logo else "—"

    @display(description=_("decision due"), ordering="decide_by")
    def decision_shown(self, obj: Organization) -> str:
        if obj.state != OrganizationState.SUBMITTED or obj.decide_by is None:
            return "—"
        return _("overdue") if deadlines.is_overdue(obj) else dates.day(obj.decide_by)
