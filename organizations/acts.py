"""What an organization's page offers: its state in words, and a button for each verb of its life."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget

from organizations import memberships, permissions, verification
from organizations.enums import TRANSITIONS, OrganizationKind, OrganizationState, Role
from organizations.halt_enums import PUBLIC, Ground
from qazvolunteer.core.acts import Act

TONES = {
    OrganizationState.SUBMITTED: "warn",
    OrganizationState.NEEDS_WORK: "warn",
    OrganizationState.VERIFIED: "ok",
    OrganizationState.REFUSED: "urgent",
    OrganizationState.SUSPENDED: "urgent",
    OrganizationState.CLOSED: "",
    OrganizationState.MERGED: "",
}
SENTENCES = {
    OrganizationState.DRAFT: _("Fill in the texts and contacts, then ask the front office to check the organization."),
    OrganizationState.SUBMITTED: _("The front office of the region checks the organization."),
    OrganizationState.NEEDS_WORK: _("The front office asks for changes. Make them and submit again."),
    OrganizationState.VERIFIED: _("Visitors see the organization, and its projects can be published."),
    OrganizationState.REFUSED: _("The front office refused the organization."),
    OrganizationState.SUSPENDED: _(
        "Its projects take nobody, and visitors read that they are paused. People already signed up keep their places."
    ),
    OrganizationState.CLOSED: _("Its own people closed it. What was done stays."),
    OrganizationState.MERGED: _("It was the second record of another organization and is part of that one now."),
}
# What happened without another state.
ACTIONS = {
    "escalate": _("Passed to the republican front office"),
    "absorb": _("Took in another record of itself"),
}
# What the front office checked: changed by nobody of the organization once it has been submitted.
IDENTITY = ("kind", "legal_form", "bin", "responsible", "region", "name_kk", "name_ru", "name_en")


def _editor(action: str) -> Any:
    return lambda user, row: permissions.may_edit(user, row.pk) and TRANSITIONS.allows(action, row.state)


def _overseer(action: str) -> Any:
    return lambda user, row: permissions.may_decide(user, row) and TRANSITIONS.allows(action, row.state)


def ground_field() -> forms.ChoiceField:
    """The reason that everybody may read, as a sentence."""
    return forms.ChoiceField(
        label=_("Reason, for everybody"),
        choices=[(ground.value, PUBLIC[ground]) for ground in Ground],
        widget=UnfoldAdminSelectWidget,
    )


def _heir(user: Any, row: Any) -> bool:
    """Another owner of an initiative group that has not ended."""
    return (
        row.kind == OrganizationKind.INITIATIVE_GROUP
        and row.responsible_id != user.pk
        and row.state not in memberships.OVER
        and not user.is_superuser
        and permissions.role_in(user, row.pk) == Role.OWNER
    )


ACTS = (
    Act(
        "submit",
        label=_("Submit for checking"),
        explanation=_("The front office of the region checks who you are. Meanwhile the main data cannot be changed."),
        done=_("The organization is submitted. You will hear from the front office."),
        verb=verification.submit,
        possible=_editor("submit"),
        icon="send",
        weight="main",
        note="optional",
        note_label=_("A word to the front office"),
        note_hint=_("What you changed, or how you differ from organizations of a close name."),
    ),
    Act(
        "take-responsibility",
        label=_("Become the responsible adult"),
        explanation=_("The initiative group is then in your responsibility, and no longer in the former person's."),
        done=_("You are the responsible adult of this group."),
        verb=memberships.take_responsibility,
        possible=_heir,
        icon="shield_person",
    ),
    Act(
        "verify",
        label=_("Verify"),
        explanation=_("Visitors will see the organization as verified, and it can publish approved projects."),
        done=_("The organization is verified."),
        verb=verification.verify,
        possible=_overseer("verify"),
        icon="verified",
        weight="main",
        note="optional",
    ),
    Act(
        "return",
        label=_("Return for changes"),
        explanation=_("The organization reads your note, changes what is needed and submits again."),
        done=_("The organization is returned for changes."),
        verb=verification.return_for_changes,
        possible=_overseer("return"),
        icon="undo",
        note="required",
        note_label=_("What should be changed"),
        standard_notes=verification.RETURN_REASONS,
    ),
    Act(
        "refuse",
        label=_("Refuse"),
        explanation=_("This is final. The organization reads your reason."),
        done=_("The organization is refused."),
        verb=verification.refuse,
        possible=_overseer("refuse"),
        icon="block",
        weight="danger",
        note="required",
        note_label=_("Reason"),
        standard_notes=verification.REFUSE_REASONS,
    ),
    Act(
        "suspend",
        label=_("Suspend"),
        explanation=_(
            "Its projects leave the catalogue at once and take nobody. People already signed up keep their places and"
            " are told. The organization may appeal."
        ),
        done=_("The organization is suspended."),
        verb=verification.suspend,
        possible=_overseer("suspend"),
        icon="pause_circle",
        weight="danger",
        note="required",
        note_label=_("What the organization is told"),
        fields=lambda user, rows: {"ground": ground_field()},
    ),
    Act(
        "restore",
        label=_("Restore"),
        explanation=_("The organization is verified again, and its published projects are shown."),
        done=_("The organization is restored."),
        verb=verification.restore,
        possible=_overseer("restore"),
        icon="play_circle",
        weight="main",
        note="optional",
    ),
)
