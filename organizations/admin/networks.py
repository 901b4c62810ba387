"""Networks and their members: proposed by one side, agreed by the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display
from unfold.widgets import UnfoldAdminRadioSelectWidget, UnfoldAdminSelectWidget

from organizations import affiliations, permissions
from organizations.enums import AFFILIATION_TRANSITIONS, AffiliationState, OrganizationState
from organizations.lookup import OrganizationField
from organizations.models import Affiliation, Organization
from organizations.scoping import ScopedAdmin
from qazvolunteer.core import acts
from qazvolunteer.core.acts import Act, ActsMixin, Link, Status

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from qazvolunteer.accounts.models import User

TONES = {
    AffiliationState.INVITED: "warn",
    AffiliationState.ASKED: "warn",
    AffiliationState.MEMBER: "ok",
    AffiliationState.DECLINED: "urgent",
}
SENTENCES = {
    AffiliationState.INVITED: _("The network has invited the organization, which has not answered yet."),
    AffiliationState.ASKED: _("The organization asks to join, and the network has not answered yet."),
    AffiliationState.MEMBER: _("The staff of the network see totals of this member, not its people."),
    AffiliationState.DECLINED: _("The other side declined. It can be proposed again."),
    AffiliationState.ENDED: _("It has ended. The network sees nothing of this organization any more."),
}


def _side(action: str, side: Any) -> Any:
    def possible(user: User, row: Affiliation) -> bool:
        if not AFFILIATION_TRANSITIONS.allows(action, row.state):
            return False
        return any(permissions.may_edit(user, one.pk) for one in side(row))

    return possible


ACTS = (
    Act(
        "accept",
        label=_("Accept"),
        explanation=_("The network then sees totals of the organization: projects, people and hours in figures."),
        done=_("Accepted."),
        verb=affiliations.accept,
        possible=_side("accept", lambda row: [affiliations.answerer(row)]),
        icon="handshake",
        weight="main",
    ),
    Act(
        "decline",
        label=_("Decline"),
        explanation=_("The other side is told. It can propose it again."),
        done=_("Declined."),
        verb=affiliations.decline,
        possible=_side("decline", lambda row: [affiliations.answerer(row)]),
        icon="block",
        note="optional",
    ),
    Act(
        "take-back",
        label=_("Take back"),
        explanation=_("The proposal no longer waits for an answer."),
        done=_("Taken back."),
        verb=affiliations.take_back,
        possible=_side("take_back", lambda row: [affiliations.proposer(row)]),
        icon="undo",
    ),
    Act(
        "end",
        label=_("End it"),
        explanation=_("The organization is no longer a member of the network; the other side is told."),
        done=_("It has ended."),
        verb=affiliations.end,
        possible=_side("end", lambda row: [row.network, row.member]),
        icon="link_off",
        weight="danger",
        note="optional",
        note_label=_("Reason"),
    ),
)


class AffiliationForm(forms.ModelForm):
    """One's own organization, the other one, and which of them is the network."""

    own = forms.ModelChoiceField(
        Organization.objects.none(), label=_("Your organization"), widget=UnfoldAdminSelectWidget()
    )
    direction = forms.ChoiceField(
        label=_("What you propose"),
        choices=[("ask", _("We ask to join their network")), ("invite", _("We invite them into our network"))],
        initial="ask",
        widget=UnfoldAdminRadioSelectWidget(),
    )
    other = OrganizationField(label=_("The other organization"))

    class Meta:
        model = Affiliation
        fields: list[str] = []

    def validate_constraints(self) -> None:
        """The verb says it better."""


@admin.register(Affiliation)
class AffiliationAdmin(ActsMixin, ScopedAdmin):
    list_display = ("network_shown", "member_shown", "state_shown", "agreed_at")
    list_filter = (("state", ChoicesDropdownFilter),)
    list_select_related = ("network", "member")
    search_fields = ("network__name_kk", "network__name_ru", "member__name_kk", "member__name_ru")
    ordering = ("-pk",)
    acts = ACTS

    def may_enter(self, user: User) -> bool:
        return bool(user.is_superuser or any(hat.organization for hat in user.hats))

    def visible_to(self, user: User) -> QuerySet[Affiliation]:
        if user.is_superuser:
            return Affiliation.objects.select_related("network", "member")
        return Affiliation.objects.filter(affiliations.visible_to(user)).select_related("network", "member")

    def may_add(self, user: User) -> bool:
        return bool(user.is_superuser or permissions.organizations_with(user, permissions.EDITING_ROLES))

    def get_fieldsets(self, request: HttpRequest, obj: Affiliation | None = None) -> Any:
        if obj is None:
            return ((None, {"fields": ("own", "direction", "other")}),)
        return ((None, {"fields": ("network_shown", "member_shown", ("proposed_at", "agreed_at"))}),)

    def get_readonly_fields(self, request: HttpRequest, obj: Affiliation | None = None) -> tuple[str, ...]:
        return () if obj is None else ("network_shown", "member_shown", "proposed_at", "agreed_at")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is not None:
            return super().get_form(request, obj, change=change, **kwargs)
        kwargs["fields"] = []
        kwargs["form"] = AffiliationForm
        form = super().get_form(request, obj, change=change, **kwargs)
        own = permissions.editable_by(request.user).filter(state=OrganizationState.VERIFIED)
        form.base_fields["own"].queryset = own
        return form

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        own = list(permissions.editable_by(request.user).values_list("pk", flat=True)[:2])
        return {"own": own[0] if len(own) == 1 else None}

    def save_model(self, request: HttpRequest, obj: Affiliation, form: Any, change: bool) -> None:
        own, other = form.cleaned_data["own"], form.cleaned_data["other"]
        if form.cleaned_data["direction"] == "invite":
            made = affiliations.invite(own, other, by=request.user)
        else:
            made = affiliations.ask(own, other, by=request.user)
        obj.pk, obj.network, obj.member = made.pk, made.network, made.member

    def status_of(self, request: HttpRequest, obj: Affiliation) -> Status:
        state = AffiliationState(obj.state)
        last = obj.transitions.exclude(reason="").select_related("by").first()
        links = []
        if obj.state == AffiliationState.MEMBER and permissions.visible_to(request.user).filter(pk=obj.network_id):
            url = reverse("admin:organizations_organization_network", args=[obj.network_id])
            links.append(Link(_("Totals of the members"), url))
        return Status(
            label=state.label,
            sentence=SENTENCES[state],
            tone=TONES.get(state, ""),  # type: ignore[arg-type]
            note=last.reason if last else "",
            note_at=last.at if last else None,
            links=links,
        )

    def history_of(self, request: HttpRequest, obj: Affiliation) -> list[acts.Change]:
        return acts.changes(obj.transitions.all(), dict(AffiliationState.choices), TONES)

    @display(description=_("network"), ordering="network__name")
    def network_shown(self, obj: Affiliation) -> str:
        return obj.network.name

    @display(description=_("organization"), ordering="member__name")
    def member_shown(self, obj: Affiliation) -> str:
        return obj.member.name

    @display(
        description=_("status"),
        ordering="state",
        label={"invited": "warning", "asked": "warning", "member": "success", "declined": "danger", "ended": "default"},
    )
    def state_shown(self, obj: Affiliation) -> tuple[str, str]:
        return obj.state, obj.get_state_display()
