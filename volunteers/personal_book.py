"""What the volunteer book, feedback, appeals and stand-ins hold of a person: given out, and forgotten with them.

Lines stay for the totals; words and pictures go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from qazvolunteer.accounts.personal_data import eraser, exporter
from volunteers.conversation_models import Conversation, ConversationEntry
from volunteers.feedback_models import Feedback, Thanks
from volunteers.hours_models import (
    HoursEntry,
    HoursPhoto,
    HoursTransition,
    MissedAppeal,
    MissedAppealTransition,
)
from volunteers.models import Volunteer
from volunteers.stand_in_models import StandIn

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User


@exporter("volunteer_book")
def give(user: User) -> dict[str, Any] | None:
    """The book with its history, appeals, feedback, thanks, conversations, stand-ins. None without profile."""
    volunteer = Volunteer.objects.of(user)
    if volunteer is None:
        return None
    own = {"signup__volunteer": volunteer}
    lines = HoursEntry.objects.filter(volunteer=volunteer).select_related("project").prefetch_related("transitions")
    return {
        "hours": [_line(line) for line in lines.order_by("pk")],
        "appeals": list(
            MissedAppeal.objects.filter(**own).order_by("pk").values("signup", "text", "state", "created_at", "reply")
        ),
        "feedback": list(
            Feedback.objects.filter(**own).order_by("pk").values("signup", *Feedback.QUESTIONS, "text", "created_at")
        ),
        "thanks": list(Thanks.objects.filter(**own).order_by("pk").values("signup", "text", "at")),
        "conversations": list(
            ConversationEntry.objects.filter(conversation__signup__volunteer=volunteer)
            .order_by("pk")
            .values("conversation__signup", "by_organization", "text", "at")
        ),
        "stand_ins": list(StandIn.objects.filter(**own).order_by("pk").values("signup", "name", "state", "created_at")),
    }


def _line(line: HoursEntry) -> dict[str, Any]:
    return {
        "project": line.project.title,
        "day": line.day,
        "minutes": line.minutes,
        "unit": line.unit,
        "quantity": line.quantity,
        "kind": line.kind,
        "evidence": line.evidence,
        "state": line.state,
        "note": line.note,
        "history": [
            {"action": row.action, "to": row.to_state, "at": row.at, "reason": row.reason}
            for row in sorted(line.transitions.all(), key=lambda row: (row.at, row.pk))
        ],
    }


@eraser("volunteer_book")
def forget(user: User) -> None:
    """Words, names and pictures go; minutes, answers and states stay."""
    own = {"signup__volunteer__user": user}
    lines = HoursEntry.objects.filter(volunteer__user=user)
    HoursPhoto.objects.filter(entry__in=lines).delete()
    HoursTransition.objects.filter(subject__in=lines).update(reason="")
    lines.update(note="")
    appeals = MissedAppeal.objects.filter(**own)
    MissedAppealTransition.objects.filter(subject__in=appeals).update(reason="")
    appeals.update(text="", reply="")
    Feedback.objects.filter(**own).update(text="", reply="")
    Thanks.objects.filter(**own).update(text="")
    # Both sides speak of the person; what they wrote themselves elsewhere, for an organization, is signed by it.
    ConversationEntry.objects.filter(conversation__signup__volunteer__user=user).update(text="")
    Conversation.objects.filter(**own).update(unread_since=None)
    StandIn.objects.filter(Q(**own) | Q(invited__user=user)).update(name="")
