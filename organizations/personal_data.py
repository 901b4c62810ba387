"""What is known of a person as somebody who works for organizations: given out on request, erased with the person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone

from organizations.halt_models import Halt
from organizations.models import Invitation, Membership, MembershipChange
from qazvolunteer.accounts.personal_data import eraser, exporter
from qazvolunteer.notifications.models import Notification

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from qazvolunteer.accounts.models import User


@exporter("organizations")
def give(user: User) -> dict[str, Any] | None:
    """Where the person works or worked, in which roles, and the invitations to their address. None without any."""
    rows = Membership.objects.filter(user=user).select_related("organization").prefetch_related("changes")
    members = [
        {
            "organization": row.organization.name,
            "role": row.role,
            "since": row.started_at,
            "until": row.ended_at,
            "changes": [
                {"action": change.action, "from": change.from_role, "to": change.to_role, "at": change.at}
                for change in row.changes.all()
            ],
        }
        for row in rows.order_by("pk")
    ]
    invited = [
        {
            "organization": row.organization.name,
            "email": row.email,
            "role": row.role,
            "sent_at": row.created_at,
            "accepted_at": row.accepted_at,
        }
        for row in _invitations_of(user).select_related("organization").order_by("pk")
    ]
    appeals = [
        {"organization": row.organization.name, "text": row.appeal, "at": row.appealed_at}
        for row in Halt.objects.filter(appealed_by=user).select_related("organization").order_by("pk")
    ]
    if not (members or invited or appeals):
        return None
    return {"memberships": members, "invitations": invited, **({"appeals": appeals} if appeals else {})}


@eraser("organizations")
def forget(user: User) -> None:
    """Addresses in invitations go, open ones are void; who worked where stays without a name (the account has none)."""
    mine = list(_invitations_of(user).values_list("pk", flat=True))
    Invitation.objects.unanswered().filter(pk__in=mine).update(withdrawn_at=timezone.now())
    Notification.objects.filter(key__in=[f"organizations.invited:{pk}" for pk in mine]).delete()
    Invitation.objects.filter(pk__in=mine).update(email="")
    MembershipChange.objects.filter(membership__user=user).update(reason="")


def _invitations_of(user: User) -> QuerySet[Invitation]:
    return Invitation.objects.filter(Q(email=user.email) | Q(accepted_by=user))
