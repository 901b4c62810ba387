"""What the organization's staff may do with a sign-up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminSingleDateWidget

from organizations import permissions as organizations
from projects.models import Shift
from projects.shift_cells import time_cell
from qazvolunteer.core.acts import Act
from volunteers import blocking, deciding, moving, permissions, signups
from volunteers.enums import TRANSITIONS, SignUpState
from volunteers.models import OrganizationBlock, SignUp

TONES = {
    SignUpState.REQUESTED: "warn",
    SignUpState.WAITLISTED: "warn",
    SignUpState.OFFERED: "warn",
    SignUpState.CONFIRMED: "ok",
    SignUpState.DECLINED: "urgent",
    SignUpState.REMOVED: "urgent",
    SignUpState.CANCELLED: "urgent",
}
# Kept as they stand here; each reader sees them in their own language.
DECLINE_REASONS = (
    gettext_noop("There were more requests than places."),
    gettext_noop("We need people with other skills this time."),
    gettext_noop("You have another shift with us on that day, so others get a turn."),
    gettext_noop("The task is not suitable for your age."),
    gettext_noop("The plan has changed, and we need fewer people."),
)


def _may(action: str) -> Any:
    def possible(user: Any, row: SignUp) -> bool:
        stands = TRANSITIONS.allows(action, row.state) and not row.shift.is_past and not row.shift.is_cancelled
        return stands and permissions.may_decide(user, row)

    return possible


def _may_move(user: Any, row: SignUp) -> bool:
    live = row.state in moving.MOVABLE and not row.shift.is_past and not row.shift.is_cancelled
    return live and permissions.may_decide(user, row)


def _may_block(user: Any, row: SignUp) -> bool:
    return organizations.may_edit(user, row.shift.project.organization_id)


class ShiftChoice(forms.ModelChoiceField):
    """A shift by its time, its task and its free places."""

    def label_from_instance(self, obj: Any) -> str:
        words = [time_cell(obj), obj.task, _("%(taken)d of %(seats)d") % {"taken": obj.seats_taken, "seats": obj.seats}]
        return " · ".join(str(word) for word in words if word)


def _where_to(user: Any, rows: Sequence[SignUp]) -> Mapping[str, forms.Field]:
    projects = {row.shift.project_id for row in rows}
    shifts = Shift.objects.upcoming().filter(project__in=projects).order_by("starts_at", "pk")
    if len(rows) == 1:
        shifts = shifts.exclude(pk=rows[0].shift_id)
    return {"to": ShiftChoice(queryset=shifts, label=_("To the shift"), widget=UnfoldAdminSelectWidget)}


def _until_when(user: Any, rows: Sequence[SignUp]) -> Mapping[str, forms.Field]:
    return {
        "until": forms.DateField(
            required=False,
            label=_("Last day of the block"),
            help_text=_("Empty: until somebody lifts it."),
            widget=UnfoldAdminSingleDateWidget(attrs={"type": "date", "min": timezone.localdate().isoformat()}),
        )
    }


def _block(row: SignUp, *, by: Any, reason: str, until: Any) -> OrganizationBlock:
    return blocking.block(row.volunteer, row.shift.project.organization, by=by, reason=reason, until=until)


SIGNUP_ACTS = (
    Act(
        "accept",
        label=_("Accept"),
        explanation=_(
            "The person gets a place and is told by e-mail; when the shift is full, they join the waiting list."
        ),
        done=_("The request is accepted."),
        verb=signups.accept,
        possible=_may("accept"),
        icon="check_circle",
        weight="main",
        many=True,
        verb_many=deciding.accept_many,
        preview=deciding.accepting_in_words,
    ),
    Act(
        "decline",
        label=_("Decline"),
        explanation=_("The person is told by e-mail. A kind word about the reason helps them to come another time."),
        done=_("The request is declined."),
        verb=signups.decline,
        possible=_may("decline"),
        icon="cancel",
        note="optional",
        note_argument="reason",
        note_label=_("Reason"),
        note_hint=_("The person will read it. Your own words go instead of the standard reason."),
        standard_notes=DECLINE_REASONS,
        many=True,
        verb_many=deciding.decline_many,
        preview=deciding.declining_in_words,
    ),
    Act(
        "move",
        label=_("Move to another shift"),
        explanation=_("The person keeps the pass and is told by e-mail; they may keep or leave the new place."),
        done=_("The person is moved."),
        verb=moving.move,
        possible=_may_move,
        icon="swap_horiz",
        note="optional",
        note_argument="reason",
        note_label=_("Reason"),
        note_hint=_("The person will read it."),
        fields=_where_to,
        many=True,
    ),
    Act(
        "remove",
        label=_("Remove from the shift"),
        explanation=_("The person loses the place and is told the reason. A freed place goes to the waiting list."),
        done=_("The sign-up is removed."),
        verb=signups.remove,
        possible=_may("remove"),
        icon="person_remove",
        weight="danger",
        note="required",
        note_argument="reason",
        note_label=_("Reason"),
        note_hint=_("The person will read it."),
        many=True,
    ),
    Act(
        "block",
        label=_("Block from all our shifts"),
        explanation=_(
            "No shift of your organization is open to this person until the day you choose. Their coming sign-ups end, "
            "and they read the reason."
        ),
        done=_("The person is blocked."),
        verb=_block,
        possible=_may_block,
        icon="block",
        weight="danger",
        note="required",
        note_argument="reason",
        note_label=_("Reason"),
        note_hint=_("The person will read it."),
        fields=_until_when,
    ),
)
