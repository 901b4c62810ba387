"""Somebody calls and wants to come: staff sign them up, and write down that they agreed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects import capacity, permissions
from projects.models import Shift
from qazvolunteer.accounts import consents
from qazvolunteer.accounts.enums import REQUIRED_CONSENTS
from qazvolunteer.accounts.mailboxes import no_mailbox
from qazvolunteer.accounts.models import User
from qazvolunteer.core.folding import fold
from qazvolunteer.core.locks import locked
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.notifications.outbox import notify
from volunteers import eligibility, lifecycle, roles, waiting_list
from volunteers.eligibility import Standing
from volunteers.enums import SignUpState
from volunteers.models import SignUp, Volunteer

if TYPE_CHECKING:
    from qazvolunteer.places.models import Town

# The organizer decides these: they may be waived for somebody who calls.
WAIVED = frozenset({"closed"})


@dataclass(frozen=True)
class Caller:
    """Who called. Without ``email`` the person hears of everything by telephone, from the organizer."""

    first_name: str
    last_name: str
    birth_date: dt.date
    phone: str
    email: str = ""
    language: str = "kk"
    town: Town | None = None


@transaction.atomic
def sign_up(shift: Shift, *, caller: Caller, by: User, agreed: bool) -> SignUp:
    """``by`` signs the caller up: confirmed when a seat is free and nobody waits, else at the end of the queue.

    ``agreed``: the person said by telephone that they agree to the required texts; it is recorded with the name of
    ``by``. Somebody known by the same e-mail, or without one by the same number, name and birth date, is signed up as
    who they are. Raises Refusal ``not_allowed``, ``consent_needed``, ``not_the_same``, or a checker's.
    """
    if not permissions.may_decide_signups(by, shift.project):
        raise Refusal("not_allowed", _("Only the organization's staff decide about its sign-ups."))
    volunteer = person(caller, by=by, agreed=agreed)
    volunteer = locked(Volunteer.objects.select_related("user").filter(pk=volunteer.pk)).get()
    shift = waiting_list.refresh(shift.pk)
    standing = Standing.of(volunteer)
    refusal = _refusal(standing, shift)
    if refusal is not None:
        raise refusal
    free = not roles.must_wait(shift, None)
    if free and standing.clashing(shift):
        raise Refusal("overlap", _("This person has promised to be in another shift at the same time."))
    state = SignUpState.CONFIRMED if free else SignUpState.WAITLISTED
    counter = capacity.locked_seat_part(shift) if free else capacity.waiting_part(shift)
    signup = lifecycle.begin(volunteer, shift, state, by=by, counter=counter)
    notify(
        volunteer.user,
        "volunteers.signed_up_by_phone",
        payload={"signup": signup.pk, "position": waiting_list.position(signup)},
        key=f"volunteers.signed_up_by_phone:{signup.pk}",
    )
    return signup


@transaction.atomic
def person(caller: Caller, *, by: User, agreed: bool) -> Volunteer:
    """Who this is: somebody known by the same data, or a new account with the consents that ``by`` wrote down.

    Raises Refusal ``consent_needed``, ``not_the_same``. The caller has checked that ``by`` may do this.
    """
    if not agreed:
        raise Refusal("consent_needed", _("Read the texts out. Without the person's consent they cannot be signed up."))
    return _known(caller) or _made(caller, by=by)


def _refusal(standing: Standing, shift: Shift) -> Refusal | None:
    """Of the checkers' refusals the first that an organizer cannot waive, said about the person."""
    for checker in eligibility.CHECKERS:
        refusal = checker(standing, shift, shift.project, timezone.now())
        if refusal is not None and refusal.code not in WAIVED:
            return Refusal(refusal.code, SENTENCES.get(refusal.code, refusal.sentence))
    return None


SENTENCES = {
    "already_in": _("This person is already signed up for this shift."),
    "blocked": _("Your organization has blocked this person. An owner or a manager can lift the block."),
    "birth_date_missing": _("We do not know this person's date of birth."),
    "consent_missing": _("This person needs a guardian's consent first. They can ask for it on the site."),
    "risk_adults_only": _("By law, only people aged 18 and over may do work with such risks."),
    "too_young": _("On the day of the shift this person is too young for the project."),
}


def _known(caller: Caller) -> Volunteer | None:
    """The volunteer this is. Raises Refusal ``not_the_same`` when the e-mail belongs to somebody else."""
    people = Volunteer.objects.select_related("user").filter(user__is_active=True)
    if not caller.email:
        found = people.filter(user__phone=caller.phone, birth_date=caller.birth_date)
        return next((one for one in found if _same_name(one.user, caller)), None)
    user = User.objects.filter(email=caller.email.lower()).first()
    if user is None:
        return None
    volunteer = people.filter(user=user).first()
    if volunteer is None or volunteer.birth_date != caller.birth_date or not _same_name(user, caller):
        raise Refusal(
            "not_the_same",
            _("The e-mail belongs to an account with other data."),
            _("Ask the person to sign up on the site by themselves."),
        )
    return volunteer


def _same_name(user: User, caller: Caller) -> bool:
    return sorted(fold(user.full_name).split()) == sorted(fold(f"{caller.first_name} {caller.last_name}").split())


def _made(caller: Caller, *, by: User) -> Volunteer:
    """An account without a password: its owner gets in by a code to the e-mail."""
    user = User.objects.create_user(
        caller.email or no_mailbox(),
        None,
        first_name=caller.first_name.strip(),
        last_name=caller.last_name.strip(),
        phone=caller.phone,
        language=caller.language,
    )
    if caller.email:
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=False)
    volunteer = Volunteer.objects.create(user=user, birth_date=caller.birth_date, town=caller.town)
    consents.give(user, REQUIRED_CONSENTS, recorded_by=by)
    return volunteer
