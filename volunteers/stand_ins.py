"""A stand-in takes a place over, from person to person, in one transaction; the same rules hold as for a sign-up.

Lock order: both volunteers by id, then the shift.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from projects import capacity
from projects.models import Project, Shift
from qazvolunteer.core.locks import locked
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.core.transitions import move
from qazvolunteer.notifications.outbox import notify
from volunteers import attendance, eligibility, lifecycle, roles, waiting_list
from volunteers.eligibility import Standing
from volunteers.enums import ATTENDANCE_TRANSITIONS, AttendanceState, SignUpState
from volunteers.hours_enums import STAND_IN_TRANSITIONS, StandInRule, StandInState
from volunteers.models import SignUp, Volunteer
from volunteers.stand_in_models import StandIn, StandInTerms, StandInTransition

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User

PASSED_ON = gettext_noop("The place was passed on to somebody who stands in.")


def rule_for(project: Project) -> str:
    """Who may stand in. Where the organizer chooses who comes, only whom they have taken: people who wait."""
    rule = StandInTerms.objects.filter(organization=project.organization_id).values_list("rule", flat=True).first()
    if project.needs_approval and rule != StandInRule.NOBODY:
        return StandInRule.WAITING
    return rule or StandInRule.ANYBODY


def open_request(signup: SignUp) -> StandIn | None:
    """The request of this sign-up that somebody may still answer."""
    return StandIn.objects.filter(signup=signup, state=StandInState.OPEN).first()


@transaction.atomic
def ask(signup: SignUp, *, by: User, name: str = "", queue: bool = False) -> StandIn:
    """Look for a stand-in: by a link for the person called ``name``, or by asking the first of the queue.

    Until somebody takes over, the place and the promise stay. Raises Refusal ``not_allowed`` (also by the rule of the
    organization), ``wrong_state``, ``nobody_waits`` or the refusals of ``attendance.look_for_stand_in``.
    """
    if signup.volunteer.user_id != by.pk:
        raise Refusal("not_allowed", _("Only the volunteer can look for a stand-in."))
    rule = rule_for(signup.shift.project)
    if rule == StandInRule.NOBODY or (rule == StandInRule.WAITING and not queue):
        raise Refusal(
            "not_allowed",
            _("This organization does not let places be passed on to others."),
            _("Say that you cannot come: the place then goes to the next in the queue."),
        )
    if not queue and not name.strip():
        raise Refusal("name_needed", _("Write whom you ask."))
    locked(Volunteer.objects.filter(pk=signup.volunteer_id)).get()
    if attendance.state_of(signup) != AttendanceState.LOOKING:
        attendance.look_for_stand_in(signup, by=by)
    if open_request(signup) is not None:
        raise Refusal("wrong_state", _("You have asked somebody already."))
    row = StandIn.objects.create(signup=signup, name=name.strip()[:80])
    if queue:
        _ask_next(row)
    return row


@transaction.atomic
def stop(row: StandIn, *, by: User) -> StandIn:
    """The volunteer comes after all: the link opens nothing any more."""
    if row.signup.volunteer.user_id != by.pk:
        raise Refusal("not_allowed", _("Only the volunteer can withdraw the request."))
    locked(Volunteer.objects.filter(pk=row.signup.volunteer_id)).get()
    row = _move(row, "end", by=by)
    _look_no_more(row.signup)
    return row


def _look_no_more(signup: SignUp) -> None:
    """Nobody is asked any more: the person is expected as before."""
    if ATTENDANCE_TRANSITIONS.allows("stop_looking", attendance.state_of(signup)):
        attendance.stop_looking(signup, by=signup.volunteer.user)


@transaction.atomic
def refuse(row: StandIn, *, by: User) -> StandIn:
    """Whoever was asked out of the queue does not want to: the next is asked."""
    if row.invited is None or row.invited.user_id != by.pk:
        raise Refusal("not_allowed", _("You were not asked to stand in."))
    locked(Volunteer.objects.filter(pk=row.signup.volunteer_id)).get()
    row = _move(row, "refuse", by=by)
    following = StandIn.objects.create(signup=row.signup)
    if not _ask_next(following, quietly=True):
        _move(following, "end", by=None)
        _look_no_more(row.signup)
    return row


@transaction.atomic
def take_over(row: StandIn, *, by: User) -> SignUp:
    """``by`` takes the place over. Raises Refusal ``gone``, or whatever a checker objects."""
    taker_id = Volunteer.objects.filter(user=by).values_list("pk", flat=True).first()
    if taker_id is None or not by.is_active:
        raise Refusal("no_profile", _("To take a shift you need a volunteer profile."))
    pair = sorted({taker_id, row.signup.volunteer_id})
    people = {
        person.pk: person
        for person in locked(Volunteer.objects.select_related("user").order_by("pk")).filter(pk__in=pair)
    }
    shift = capacity.lock_shift(row.signup.shift_id)
    row = StandIn.objects.select_related("signup__volunteer__user", "signup__role", "invited").get(pk=row.pk)
    taker, giver = people[taker_id], row.signup
    _refuse_what_is_gone(row, shift, taker)
    standing = Standing.of(taker)
    own = standing.signup_for(shift)
    _refuse(standing, shift, own, rule_for(shift.project))
    roles.refuse_too_young(standing, shift, giver.role)
    if ATTENDANCE_TRANSITIONS.allows("excuse", attendance.state_of(giver)):
        attendance.excuse(giver, by=None, reason=PASSED_ON)
    # From here on the counters go one down and one up under the same lock: nobody can step between.
    shift = capacity.lock_shift(shift.pk)
    lifecycle.change(giver, shift, "withdraw", by=giver.volunteer.user, reason=PASSED_ON)
    taken = _seat(taker, shift, own, giver, by=by)
    row.taken_by = taken
    row.save(update_fields=["taken_by"])
    move(row, "take", table=STAND_IN_TRANSITIONS, record=StandInTransition, by=by)
    notify(by, "volunteers.confirmed", payload={"signup": taken.pk}, key=f"volunteers.confirmed:{taken.pk}")
    notify(giver.volunteer.user, "volunteers.stand_in_found", payload={"stand_in": row.pk}, key=f"stand_in:{row.pk}")
    return taken


def _seat(taker: Volunteer, shift: Shift, own: SignUp | None, giver: SignUp, *, by: User) -> SignUp:
    """The giver's seat, with its role: whoever waits moves up out of the queue; anybody else signs up."""
    if own is None:
        capacity.take_seat(shift, giver.role_id)
        counter = capacity.no_seat_part(shift)
        return lifecycle.begin(taker, shift, SignUpState.CONFIRMED, by=by, counter=counter, role=giver.role)
    own = SignUp.objects.select_related("volunteer__user").get(pk=own.pk)
    if own.state == SignUpState.WAITLISTED:
        own.role = giver.role
        own.save(update_fields=["role"])
        lifecycle.change(
            own, shift, "offer", by=None, offer_expires_at=waiting_list.offer_deadline(shift, timezone.now())
        )
        return lifecycle.change(own, shift, "accept_offer", by=by)
    # Whoever holds an offer has a seat of their own: it becomes free and goes to the next.
    lifecycle.change(own, shift, "accept_offer", by=by)
    waiting_list.offer_free_seats(shift)
    return own


def refusal_for(row: StandIn, person: User) -> Refusal | None:
    """Why ``person`` cannot take over now, or None. Asked before the click; the verb asks again."""
    taker = Volunteer.objects.of(person)
    if taker is None:
        return Refusal("no_profile", _("To take a shift you need a volunteer profile."))
    shift = capacity.read_shift(row.signup.shift_id)
    standing = Standing.of(taker)
    try:
        _refuse_what_is_gone(row, shift, taker)
        _refuse(standing, shift, standing.signup_for(shift), rule_for(shift.project))
        roles.refuse_too_young(standing, shift, row.signup.role)
    except Refusal as refusal:
        return refusal
    return None


def end_for(signup: SignUp) -> None:
    """The place is gone, so nobody can take it over."""
    for row in StandIn.objects.filter(signup=signup, state=StandInState.OPEN):
        _move(row, "end", by=None)


def _refuse_what_is_gone(row: StandIn, shift: Shift, taker: Volunteer) -> None:
    if row.state != StandInState.OPEN or row.signup.state != SignUpState.CONFIRMED:
        raise Refusal("gone", _("This place has been passed on already, or is no longer to be had."))
    if shift.starts_at <= timezone.now():
        raise Refusal("too_late", _("This shift has already begun."), _("Choose a later one."))
    if row.signup.volunteer_id == taker.pk:
        raise Refusal("own", _("This is your own place: pass the link on to somebody else."))
    if row.invited_id is not None and row.invited_id != taker.pk:
        raise Refusal("not_allowed", _("You were not asked to stand in."))


def _refuse(standing: Standing, shift: Shift, own: SignUp | None, rule: str) -> None:
    """The rules of a sign-up. Closed sign-ups do not matter: nobody is added."""
    waits = own is not None and own.state in {SignUpState.WAITLISTED, SignUpState.OFFERED}
    if own is not None and not waits:
        raise Refusal("already_in", _("You are already signed up for this shift."), _("See “My shifts”."))
    if rule == StandInRule.WAITING and not waits:
        raise Refusal("not_allowed", _("In this organization only people on the waiting list stand in."))
    refusal = eligibility.first_refusal(standing.without(own), shift)
    if refusal is not None and refusal.code != "closed":
        raise refusal
    if (clash := eligibility.overlap(standing, shift)) is not None:
        raise clash


def _ask_next(row: StandIn, *, quietly: bool = False) -> bool:
    """Ask the first of the queue who was not asked before. Raises Refusal ``nobody_waits`` unless ``quietly``."""
    asked = StandIn.objects.filter(signup=row.signup, invited__isnull=False).values("invited")
    queue = SignUp.objects.queued().filter(shift=row.signup.shift_id, volunteer__user__is_active=True)
    following = queue.exclude(volunteer__in=asked).select_related("volunteer__user").first()
    if following is None:
        if quietly:
            return False
        raise Refusal("nobody_waits", _("Nobody waits for a place in this shift."), _("Ask somebody you know."))
    row.invited = following.volunteer
    row.save(update_fields=["invited"])
    notify(following.volunteer.user, "volunteers.stand_in_asked", payload={"stand_in": row.pk}, key=f"asked:{row.pk}")
    return True


def _move(row: StandIn, action: str, *, by: User | None) -> StandIn:
    row = locked(StandIn.objects.select_related("signup__volunteer__user", "signup__shift", "invited")).get(pk=row.pk)
    move(row, action, table=STAND_IN_TRANSITIONS, record=StandInTransition, by=by)
    return row
