"""A volunteer is named the leader of their shift, and may check people into it while it runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from organizations.history import Entry
from projects import capacity
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.notifications.outbox import notify
from volunteers import permissions
from volunteers.enums import SignUpState
from volunteers.models import ShiftLeader, SignUp

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User


@transaction.atomic
def name_leader(signup: SignUp, *, by: User) -> ShiftLeader:
    """``by`` names the person the leader of the shift; they are told. Again: nothing changes.

    Raises Refusal ``not_allowed``, ``not_confirmed`` or ``over``.
    """
    _require_decider(signup, by)
    shift = capacity.lock_shift(signup.shift_id)
    signup = SignUp.objects.select_related("volunteer__user").get(pk=signup.pk)
    if signup.state != SignUpState.CONFIRMED:
        raise Refusal("not_confirmed", _("This person has no place in the shift."))
    if shift.ends_at <= timezone.now():
        raise Refusal("over", _("This shift is over."))
    leader, named = ShiftLeader.objects.active().get_or_create(signup=signup, defaults={"named_by": by})
    if named:
        notify(
            signup.volunteer.user,
            "volunteers.leader",
            payload={"signup": signup.pk},
            key=f"volunteers.leader:{signup.pk}:{leader.pk}",
        )
    return leader


@transaction.atomic
def dismiss_leader(signup: SignUp, *, by: User) -> None:
    """The person is the leader no more; what they marked stays, and so does who named and dismissed them when."""
    _require_decider(signup, by)
    ShiftLeader.objects.active().filter(signup=signup).update(dismissed_by=by, dismissed_at=timezone.now())


def in_history(signup: SignUp) -> list[Entry]:
    """For the history of the sign-up: each naming, each dismissal."""
    found = []
    for row in ShiftLeader.objects.filter(signup=signup).select_related("named_by", "dismissed_by"):
        found.append(Entry(at=row.named_at, by=str(row.named_by or ""), what=gettext("Named the leader of the shift")))
        if row.dismissed_at is not None:
            who = str(row.dismissed_by or "")
            found.append(Entry(at=row.dismissed_at, by=who, what=gettext("Dismissed as the leader of the shift")))
    return found


def _require_decider(signup: SignUp, by: User) -> None:
    if not permissions.may_decide(by, signup):
        raise Refusal("not_allowed", _("Only the organization's staff name the leader of a shift."))
