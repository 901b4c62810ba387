"""What the organization's staff may do with a sign-up."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from qazvolunteer.core.acts import Act
from volunteers import permissions, signups
from volunteers.enums import TRANSITIONS, SignUpState
from volunteers.models import SignUp

TONES = {
    SignUpState.REQUESTED: "warn",
    SignUpState.WAITLISTED: "warn",
    SignUpState.OFFERED: "warn",
    SignUpState.CONFIRMED: "ok",
    SignUpState.DECLINED: "urgent",
    SignUpState.REMOVED: "urgent",
    SignUpState.CANCELLED: "urgent",
}


def _may(action: str) -> Any:
    def possible(user: Any, row: SignUp) -> bool:
        stands = TRANSITIONS.allows(action, row.state) and not row.shift.is_past and not row.shift.is_cancelled
        return stands and permissions.may_decide(user, row)

    return possible


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
        note_hint=_("The person will read it."),
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
)
