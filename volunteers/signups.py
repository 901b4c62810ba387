"""The verbs of signing up. Lock, check, change, record, notify: one transaction each.

Lock order: the volunteer, then shifts by id.
"""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from projects import capacity, permissions
from projects.models import Shift
from projects.shift_roles import ShiftRole
from qazvolunteer.core.locks import locked
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.core.statements import Part
from qazvolunteer.notifications.outbox import letter_part, notify, wake_on_commit
from volunteers import eligibility, lifecycle, roles, waiting_list
from volunteers.eligibility import Standing
from volunteers.enums import SEAT_HOLDING, SignUpState
from volunteers.models import SignUp, Volunteer

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User


@transaction.atomic
def join(
    shift: Shift,
    *,
    by: User,
    answers: dict[str, Any] | None = None,
    hold: uuid.UUID | None = None,
    role: int | None = None,
) -> SignUp:
    """``by`` signs up for a shift: confirmed, requested (the organizer chooses) or at the end of the queue.

    ``hold`` is the token of a seat kept while the person registered; a live one is turned into the seat. ``role`` is
    the id of one of the shift's roles. Raises Refusal with the code of the first checker that objects, or ``overlap``.

    A shift that everybody wants is locked for one statement and the commit: everything is read and judged before, and
    what is written says itself that the shift is as it was judged. A refusal locks no shift at all.
    """
    now = timezone.now()
    volunteer, standing, seen = Standing.at(shift.pk, by, now=now)
    own = standing.signup_for(seen)
    # One's own offer that ran out is ended under the lock; then one may join again.
    if own is None or not own.ran_out(now):
        _refuse(standing, seen)
    if (own is None or not own.ran_out(now)) and not seen.has_roles:
        state, counter = _becomes(standing, seen)
        if state != SignUpState.WAITLISTED and hold is None:
            with contextlib.suppress(capacity.Changed):
                return _begin(volunteer, seen, state, counter=counter, answers=answers)
    return _join_locked(standing, volunteer, seen.pk, answers=answers, hold=hold, role=role)


def _join_locked(
    standing: Standing,
    volunteer: Volunteer,
    shift_id: int,
    *,
    answers: dict[str, Any] | None,
    hold: uuid.UUID | None,
    role: int | None,
) -> SignUp:
    """Sign up under the shift's lock: it is full, has roles, changed meanwhile, or a hold is redeemed."""
    shift = waiting_list.refresh(shift_id)
    if standing.signup_for(shift) is not None:
        standing = Standing.of(volunteer)
    _refuse(standing, shift)
    if shift.has_roles:
        return _join_in_role(standing, volunteer, shift, answers=answers, hold=hold, role=role)
    held = not shift.project.needs_approval and capacity.redeem_hold(shift, hold)
    state, counter = _becomes(standing, shift, held=held)
    signup = _begin(volunteer, shift, state, counter=counter, answers=answers)
    if state == SignUpState.WAITLISTED and waiting_list.offer_free_seats(shift):
        signup.refresh_from_db(fields=["state", "offer_expires_at"])
    return signup


def _join_in_role(
    standing: Standing,
    volunteer: Volunteer,
    shift: Shift,
    *,
    answers: dict[str, Any] | None,
    hold: uuid.UUID | None,
    role: int | None,
) -> SignUp:
    """Sign up for a locked shift whose seats are partly kept for roles; ``role`` None: to do what all do.

    A hold keeps one of the common seats: it is given up for the seat that is asked for.
    """
    chosen = roles.find(shift, role)
    roles.refuse_too_young(standing, shift, chosen)
    if capacity.redeem_hold(shift, hold):
        capacity.release_seat(shift)
    also: list[Part] = []
    if shift.project.needs_approval:
        _refuse_overlap(standing, shift)
        state, counter = SignUpState.REQUESTED, capacity.no_seat_part(shift)
    elif roles.must_wait(shift, chosen):
        state, counter = SignUpState.WAITLISTED, capacity.waiting_part(shift)
    else:
        _refuse_overlap(standing, shift)
        state, counter = SignUpState.CONFIRMED, capacity.locked_seat_part(shift)
        also = [capacity.role_part(chosen)] if chosen else []
    signup = _begin(volunteer, shift, state, counter=counter, answers=answers, role=chosen, also=also)
    if waiting_list.offer_free_seats(shift) and state == SignUpState.WAITLISTED:
        signup.refresh_from_db(fields=["state", "offer_expires_at"])
    return signup


def _becomes(standing: Standing, shift: Shift, *, held: bool = False) -> tuple[SignUpState, Part]:
    """What a sign-up for the shift becomes, and the part that counts it. Waiting somewhere clashes with nothing."""
    free = held or (capacity.has_free_seat(shift) and not shift.waiting)
    if not shift.project.needs_approval and not free:
        return SignUpState.WAITLISTED, capacity.waiting_part(shift)
    _refuse_overlap(standing, shift)
    if shift.project.needs_approval:
        return SignUpState.REQUESTED, capacity.no_seat_part(shift)
    return SignUpState.CONFIRMED, capacity.no_seat_part(shift) if held else capacity.seat_part(shift)


@transaction.atomic
def withdraw(signup: SignUp, *, by: User, reason: str = "") -> SignUp:
    """The volunteer leaves, at any time before the end, without giving a reason (Law 42-VI art. 12).

    A seat that becomes free is offered to the queue at once.
    """
    if signup.volunteer.user_id != by.pk:
        raise Refusal("not_allowed", _("Only the volunteer can withdraw from the shift."))
    signup, shift = _locked(signup)
    if shift.ends_at <= timezone.now():
        raise Refusal("over", _("This shift is over."))
    return _leave(signup, shift, "withdraw", by=by, reason=reason)


@transaction.atomic
def accept_offer(signup: SignUp, *, by: User, leave_other: bool = False) -> SignUp:
    """Take the offered seat. ``leave_other`` withdraws from shifts at the same time in the same breath.

    Raises Refusal ``lapsed`` when the offer ran out, ``overlap`` when the person has promised to be elsewhere, or
    whatever a checker objects.
    """
    if signup.volunteer.user_id != by.pk or not by.is_active:
        raise Refusal("not_allowed", _("Only the volunteer can accept the offer."))
    volunteer = locked(Volunteer.objects.select_related("user")).get(pk=signup.volunteer_id)
    clash = eligibility.committed_clash(volunteer, signup.shift)
    others = list(SignUp.objects.filter(clash).values_list("shift", flat=True)) if leave_other else []
    shifts = {pk: capacity.lock_shift(pk) for pk in sorted({signup.shift_id, *others})}
    shift = shifts[signup.shift_id]
    signup = SignUp.objects.select_related("volunteer__user").get(pk=signup.pk)
    if signup.state == SignUpState.LAPSED or signup.ran_out(timezone.now()):
        raise Refusal(
            "lapsed",
            _("The offer was valid until %(time)s, and the place went to the next in the queue.")
            % {"time": date_format(timezone.localtime(signup.offer_expires_at), "SHORT_DATETIME_FORMAT")},
            _("You can join the waiting list again."),
        )
    standing = Standing.of(volunteer)
    refusal = eligibility.first_refusal(standing.without(signup), shift)
    if refusal is not None and refusal.code != "closed":
        raise refusal
    # The shift may have moved since: only what clashes with it now is left.
    clash = eligibility.committed_clash(volunteer, shift)
    for other in SignUp.objects.filter(clash, shift__in=others).select_related("volunteer__user"):
        _leave(other, shifts[other.shift_id], "withdraw", by=by)
    # Asked again after leaving: the shift may have moved since the person looked at it.
    _refuse_overlap(Standing.of(volunteer) if others else standing, shift)
    lifecycle.change(signup, shift, "accept_offer", by=by)
    _tell(signup, "volunteers.confirmed")
    return signup


@transaction.atomic
def accept(signup: SignUp, *, by: User) -> SignUp:
    """The organizer takes a request: confirmed, or into the queue when no seat is free."""
    _require_decider(signup, by)
    signup, shift = _locked(signup)
    standing = Standing.of(signup.volunteer)
    refusal = what_the_law_forbids(standing, shift)
    if refusal is not None:
        raise refusal
    capacity.free_lapsed_holds(shift)
    if roles.must_wait(shift, signup.role):
        lifecycle.change(signup, shift, "queue", by=by)
        _tell(signup, "volunteers.waitlisted", position=waiting_list.position(signup))
        return signup
    if standing.clashing(shift):
        raise elsewhere()
    lifecycle.change(signup, shift, "accept", by=by)
    _tell(signup, "volunteers.confirmed")
    return signup


@transaction.atomic
def decline(signup: SignUp, *, by: User, reason: str = "") -> SignUp:
    """The organizer does not take a request. The reason, if given, is shown to the volunteer."""
    _require_decider(signup, by)
    signup, shift = _locked(signup)
    lifecycle.change(signup, shift, "decline", by=by, reason=reason)
    _tell(signup, "volunteers.declined")
    return signup


@transaction.atomic
def remove(signup: SignUp, *, by: User, reason: str) -> SignUp:
    """The organizer ends a sign-up, with a reason that the volunteer reads. A freed seat goes to the queue."""
    _require_decider(signup, by)
    if not reason.strip():
        raise Refusal("note_needed", _("Write the reason: the volunteer will read it."))
    signup, shift = _locked(signup)
    signup = _leave(signup, shift, "remove", by=by, reason=reason.strip())
    _tell(signup, "volunteers.removed")
    return signup


def _leave(signup: SignUp, shift: Shift, action: str, *, by: User, reason: str = "") -> SignUp:
    held_a_seat = signup.state in SEAT_HOLDING
    lifecycle.change(signup, shift, action, by=by, reason=reason)
    if held_a_seat:
        waiting_list.offer_free_seats(shift)
    return signup


def _locked(signup: SignUp) -> tuple[SignUp, Shift]:
    """Lock the volunteer, then the shift, and read the sign-up anew."""
    locked(Volunteer.objects.filter(pk=signup.volunteer_id)).get()
    shift = capacity.lock_shift(signup.shift_id)
    return SignUp.objects.select_related("volunteer__user").get(pk=signup.pk), shift


def _refuse_overlap(standing: Standing, shift: Shift) -> None:
    refusal = eligibility.overlap(standing, shift)
    if refusal is not None:
        raise refusal


def what_the_law_forbids(standing: Standing, shift: Shift) -> Refusal | None:
    """Of the checkers, those that no organizer can waive, asked again: the day of the shift may have moved."""
    now = timezone.now()
    if shift.last_moment <= now:
        return Refusal("too_late", _("This shift has already begun."))
    for checker in (eligibility.old_enough, eligibility.guardian_agrees):
        refusal = checker(standing, shift, shift.project, now)
        if refusal is not None:
            return Refusal(
                refusal.code,
                _("On the day of the shift this person is too young for it, or has no guardian's consent."),
            )
    return None


def elsewhere() -> Refusal:
    """The organizer need not know where the person will be."""
    return Refusal(
        "overlap",
        _("Meanwhile this person has taken another shift at the same time."),
        _("Decline the request, or accept it once they have left the other shift."),
    )


def _begin(
    volunteer: Volunteer,
    shift: Shift,
    state: SignUpState,
    *,
    counter: Part,
    answers: dict[str, Any] | None,
    role: ShiftRole | None = None,
    also: Sequence[Part] = (),
) -> SignUp:
    """The sign-up with its letter. Raises ``capacity.Changed`` as ``lifecycle.begin`` does."""
    kind = f"volunteers.{state}"
    facts = "'signup', signup.id"
    if state == SignUpState.WAITLISTED:
        # Whoever comes now is the last.
        facts += ", 'position', counted.waiting"
    select = f"SELECT %s::bigint, jsonb_build_object({facts}), %s::text || signup.id FROM signup, counted"  # noqa: S608
    letter = letter_part(kind, select, [volunteer.user_id, f"{kind}:"])
    signup = lifecycle.begin(
        volunteer, shift, state, by=volunteer.user, counter=counter, also=[*also, letter], answers=answers, role=role
    )
    wake_on_commit()
    return signup


def _refuse(standing: Standing, shift: Shift) -> None:
    refusal = eligibility.first_refusal(standing, shift)
    if refusal is not None:
        raise refusal


def _require_decider(signup: SignUp, by: User) -> None:
    if not permissions.may_decide_signups(by, signup.shift.project):
        raise Refusal("not_allowed", _("Only the organization's staff decide about its sign-ups."))


def _tell(signup: SignUp, kind: str, **facts: Any) -> None:
    """Once for each sign-up and kind; a person who comes back later has a new sign-up."""
    notify(signup.volunteer.user, kind, payload={"signup": signup.pk, **facts}, key=f"{kind}:{signup.pk}")
