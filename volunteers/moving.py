"""Moving somebody to another shift of the same project: the pass, the answers and the history go along."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects import capacity, permissions
from projects.models import Shift, ShiftRole
from qazvolunteer.core.locks import locked
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.notifications.outbox import notify
from volunteers import lifecycle, roles, signups, waiting_list
from volunteers.eligibility import Standing
from volunteers.enums import LIVE, SEAT_HOLDING, SignUpState
from volunteers.models import SignUp, Volunteer

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User

MOVABLE = LIVE - {SignUpState.OFFERED}


@transaction.atomic
def move(signup: SignUp, *, to: Shift, by: User, reason: str = "") -> SignUp:
    """The organizer moves a live sign-up to another coming shift of its project, and the person is told.

    Whoever has a place needs a free one there, before whom nobody waits; whoever waits goes to the end of the queue.
    The freed place goes to the queue. Raises Refusal ``not_allowed``, ``other_project``, ``wrong_state``,
    ``too_late``, ``already_in``, ``full``, ``overlap``, or what the law forbids.
    """
    if not permissions.may_decide_signups(by, signup.shift.project):
        raise Refusal("not_allowed", _("Only the organization's staff decide about its sign-ups."))
    locked(Volunteer.objects.filter(pk=signup.volunteer_id)).get()
    signup = SignUp.objects.select_related("volunteer__user", "role").get(pk=signup.pk)
    shifts = capacity.lock_shifts([signup.shift_id, to.pk])
    before, after = shifts[signup.shift_id], shifts[to.pk]
    _refuse(signup, before, after)
    # Nobody is held back by the place that they leave.
    standing = Standing.of(signup.volunteer)
    refusal = signups.what_the_law_forbids(standing, after)
    if refusal is not None:
        raise refusal
    if signup.state in SEAT_HOLDING:
        clashing = [other for other in standing.clashing(after) if other.pk != signup.pk]
        if clashing:
            raise signups.elsewhere()
        capacity.free_lapsed_holds(after)
    role = _same_role(signup, after)
    if signup.state in SEAT_HOLDING and roles.must_wait(after, role):
        raise Refusal("full", _("There is no free place in that shift, or others wait for one."))
    figures = f"{in_figures(before, after)}\n{reason}".strip()
    lifecycle.move_to(signup, before, after, role=role, by=by, reason=figures)
    waiting_list.offer_free_seats(before)
    changes = {
        name: [getattr(before, name).isoformat(), getattr(after, name).isoformat()] for name in ("starts_at", "ends_at")
    }
    notify(
        signup.volunteer.user,
        "volunteers.moved",
        payload={"signup": signup.pk, "changes": changes, "reason": reason},
        key=f"moved:{signup.pk}:{uuid.uuid4().hex}",
    )
    return signup


def _same_role(signup: SignUp, after: Shift) -> ShiftRole | None:
    """Who drives goes on driving, where the other shift needs it; else they do what all do."""
    if signup.role is None or not after.has_roles:
        return None
    return ShiftRole.objects.filter(shift=after, kind=signup.role.kind, seats__gt=0).first()


def _refuse(signup: SignUp, before: Shift, after: Shift) -> None:
    if signup.state not in MOVABLE:
        raise Refusal(
            "wrong_state",
            _("This was changed meanwhile, so the action is no longer possible."),
            _("Reload the page to see the present state."),
        )
    if before.project_id != after.project_id:
        raise Refusal("other_project", _("People are moved within one project only."))
    if before.pk == after.pk:
        raise Refusal("already_in", _("This is the shift the person is in already."))
    if after.is_cancelled or before.ends_at <= timezone.now():
        raise Refusal("too_late", _("This shift is over."))
    if SignUp.objects.live().filter(volunteer=signup.volunteer_id, shift=after).exists():
        raise Refusal("already_in", _("The person is already signed up for that shift."))


def in_figures(before: Shift, after: Shift) -> str:
    """ "28.11.2026 09:00 → 29.11.2026 09:00": for a record, the same in every language."""
    return f"{_moment(before.starts_at)} → {_moment(after.starts_at)}"


def _moment(value: dt.datetime) -> str:
    return f"{timezone.localtime(value):%d.%m.%Y %H:%M}"
