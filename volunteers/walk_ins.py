"""People who come without having signed up for this shift: let in where there is a place.

Above the number of places only by somebody who may overfill, with a reason. The rules that protect people (age, a
guardian's consent, a block, a promise elsewhere) hold at the place as they hold on the site.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from projects import capacity
from projects.models import Shift, ShiftRole
from qazvolunteer.accounts import phones
from qazvolunteer.accounts.mailboxes import has_mailbox
from qazvolunteer.core.locks import locked
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.notifications.outbox import notify
from volunteers import attendance, eligibility, lifecycle, on_behalf, permissions, roles, waiting_list
from volunteers.eligibility import Standing
from volunteers.enums import LIVE, SEAT_HOLDING, ScanKind, SignUpState, Source
from volunteers.models import Scan, SignUp, Volunteer

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User
    from volunteers.on_behalf import Caller

MOVED_REASON = gettext_noop("They came to another shift of the same organization and were let in there.")
CAME_REASON = gettext_noop("They came to the place and were let in.")
# So many look-ups of addresses that nobody has, and a person looks no more for an hour.
LOOKS_AN_HOUR = 30


@transaction.atomic
def admit(
    volunteer: Volunteer,
    shift: Shift,
    *,
    by: User,
    at: dt.datetime | None = None,
    instead_of: SignUp | None = None,
    reason: str = "",
    client_id: uuid.UUID | None = None,
    role: int | None = None,
) -> Scan:
    """Give ``volunteer`` a place in the shift and check them in; ``role``: one of the roles of the shift, by its id.

    ``instead_of``: their sign-up for another shift, which ends. ``reason`` is needed when the shift is full, and then
    ``by`` must be allowed to overfill; the places of a role are never overfilled. Raises Refusal ``not_allowed``,
    ``full``, ``reason_needed``, ``overlap``, those of the checkers, of ``roles`` and of ``attendance.check_in``.
    """
    volunteer = locked(Volunteer.objects.select_related("user")).get(pk=volunteer.pk)
    others = SignUp.objects.filter(volunteer=volunteer, state__in=LIVE)
    other = others.filter(pk=instead_of.pk).exclude(shift=shift.pk).first() if instead_of else None
    shifts = {pk: capacity.lock_shift(pk) for pk in sorted({shift.pk, *([other.shift_id] if other else [])})}
    shift = shifts[shift.pk]
    _refuse(volunteer, shift, by=by, other=other)
    here = SignUp.objects.filter(volunteer=volunteer, shift=shift, state__in=LIVE).first()
    if here is None or here.state != SignUpState.CONFIRMED:
        if here is not None:
            lifecycle.change(here, shift, "remove", by=by, reason=CAME_REASON)
        here = _begin(volunteer, shift, by=by, reason=reason, role=_role(volunteer, shift, role))
    if other is not None:
        held = other.state in SEAT_HOLDING
        lifecycle.change(other, shifts[other.shift_id], "remove", by=by, reason=MOVED_REASON)
        if held:
            waiting_list.offer_free_seats(shifts[other.shift_id])
    return attendance.mark(here, ScanKind.IN, by=by, at=at, source=Source.WALK_IN, client_id=client_id)


@transaction.atomic
def admit_newcomer(
    shift: Shift, *, caller: Caller, by: User, agreed: bool, reason: str = "", role: int | None = None
) -> Scan:
    """Somebody without an account: ``by`` notes who it is and that they agreed, gives them a place and checks them in.

    Attendance and hours belong to the account that is begun with it; its owner is told how to get in, or takes it over
    by ``claims``. Whoever needs a guardian's consent is refused: nobody can give it for them at the place.
    """
    if not permissions.checks_in_for(by, shift):
        raise Refusal("not_allowed", _("Only the organization's staff let in people who have not signed up."))
    volunteer = on_behalf.person(caller, by=by, agreed=agreed)
    scan = admit(volunteer, shift, by=by, reason=reason, role=role, client_id=uuid.uuid4())
    if volunteer.user.last_login is None and has_mailbox(volunteer.user.email):
        payload, key = {"volunteer": volunteer.pk}, f"account_begun:{volunteer.pk}"
        notify(volunteer.user, "volunteers.account_begun", payload=payload, key=key)
    return scan


def choices(shift: Shift) -> list[roles.Choice]:
    """The roles that are offered at the place, with their free places; nothing for a shift without roles."""
    return roles.choices(shift, at_the_place=True)


def _role(volunteer: Volunteer, shift: Shift, asked: int | None) -> ShiftRole | None:
    role = roles.find(shift, asked)
    roles.refuse_too_young(Standing.of(volunteer), shift, role)
    return role


def free_places(shift: Shift) -> int:
    """Places for whoever comes: those kept for a role are not among them."""
    return capacity.free_for(shift).get(None, 0) if shift.has_roles else shift.free


def free_in_roles(shift: Shift) -> int:
    """Places that are kept for the roles of the shift and not taken."""
    return sum(free for role, free in capacity.free_for(shift).items() if role is not None) if shift.has_roles else 0


def find_by_contact(text: str, *, by: User) -> Volunteer:
    """Who has exactly this e-mail or telephone. Raises Refusal ``no_account`` or ``too_many``."""
    tried = Scan.objects.filter(
        by=by, source=Source.WALK_IN, verdict="no_account", received_at__gt=timezone.now() - dt.timedelta(hours=1)
    )
    if tried.count() >= LOOKS_AN_HOUR:
        raise Refusal("too_many", _("Too many addresses that nobody has. Try again in an hour."))
    people = Volunteer.objects.select_related("user").filter(user__is_active=True)
    if "@" in text:
        found = list(people.filter(user__email=text.strip().lower())[:2])
    else:
        try:
            found = list(people.filter(user__phone=phones.normalise(text))[:2])
        except ValidationError:
            found = []
    if len(found) != 1:
        raise Refusal(
            "no_account",
            _("We know nobody by this, or more than one person."),
            _("Let them register on their own phone; it takes two minutes."),
        )
    return found[0]


def _refuse(volunteer: Volunteer, shift: Shift, *, by: User, other: SignUp | None) -> None:
    if not permissions.checks_in_for(by, shift):
        raise Refusal("not_allowed", _("Only the organization's staff let in people who have not signed up."))
    if other is not None and not permissions.staffed_shifts(by).filter(pk=other.shift_id).exists():
        raise Refusal("not_allowed", _("Their sign-up belongs to another organization. Ask them to withdraw there."))
    now, standing = timezone.now(), Standing.of(volunteer)
    for checker in (eligibility.not_paused, eligibility.shift_stands, eligibility.takes_people):
        if (refusal := checker(standing, shift, shift.project, now)) is not None:
            raise refusal
    for checker, sentence in PERSONAL:
        if (refusal := checker(standing, shift, shift.project, now)) is not None:
            raise Refusal(refusal.code, sentence)
    left = tuple(one for one in standing.live if other is None or one.pk != other.pk)
    if dataclasses.replace(standing, live=left).clashing(shift):
        raise Refusal(
            "overlap",
            _("This person has promised to be somewhere else at this time."),
            _("Ask them to withdraw there in “My shifts”."),
        )


PERSONAL: tuple[tuple[eligibility.Checker, object], ...] = (
    (eligibility.not_blocked, _("Your organization does not take this person into its shifts.")),
    (
        eligibility.old_enough,
        _("On the day of the shift this person is too young for it, or has no guardian's consent."),
    ),
    (
        eligibility.guardian_agrees,
        _("On the day of the shift this person is too young for it, or has no guardian's consent."),
    ),
)


def _begin(volunteer: Volunteer, shift: Shift, *, by: User, reason: str, role: ShiftRole | None) -> SignUp:
    capacity.free_lapsed_holds(shift)
    if capacity.has_free_seat(shift, role.pk if role else None):
        capacity.take_seat(shift, role.pk if role else None)
    elif role is not None:
        raise Refusal("full", _("This role has no free place."), _("Choose another role, or none."))
    elif permissions.may_overfill(by, shift):
        capacity.take_extra_seat(shift, by=by, reason=reason)
    else:
        raise Refusal(
            "full",
            _("There is no free place in this shift."),
            _("An owner or a manager of the organization can let in one more person, with a reason."),
        )
    signup = lifecycle.begin(
        volunteer, shift, SignUpState.CONFIRMED, by=by, counter=capacity.no_seat_part(shift), role=role
    )
    notify(
        volunteer.user, "volunteers.confirmed", payload={"signup": signup.pk}, key=f"volunteers.confirmed:{signup.pk}"
    )
    return signup
