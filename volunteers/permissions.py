"""Which sign-ups the staff of an organization sees. Front offices see counts, never names."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organizations import permissions as organizations
from organizations.abilities import ability
from organizations.enums import CHECK_IN_ROLES, DECIDING_ROLES, EDITING_ROLES, OVERFILL_ROLES
from projects import permissions as projects
from projects.models import Shift
from volunteers.enums import SignUpState
from volunteers.models import ShiftLeader, SignUp

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from qazvolunteer.accounts.models import User

# For its leader a shift runs from an hour before its start to an hour after its end: people come early, leave late.
LEADER_MARGIN = dt.timedelta(hours=1)
# What a leader marked without a network may be sent until so long after the end.
LEADER_SENDS_WITHIN = dt.timedelta(hours=24)


def decides_anywhere(user: User) -> bool:
    """True when ``user`` decides about the sign-ups of at least one organization. Hats only, no query."""
    return bool(user.is_superuser or organizations.organizations_with(user, DECIDING_ROLES))


def visible_signups(user: User) -> QuerySet[SignUp]:
    """Sign-ups of the projects whose sign-ups ``user`` decides about."""
    return SignUp.objects.filter(decided_by(user))


def decided_by(user: User, to_signup: str = "") -> Q:
    """The same for rows that lead to a sign-up by ``to_signup``: joined, so that few such rows are read and not all
    sign-ups."""
    if user.is_superuser:
        return Q()
    deciding = organizations.organizations_with(user, DECIDING_ROLES)
    return Q(**{f"{to_signup}shift__project__organization__in": deciding})


def may_decide(user: User, signup: SignUp) -> bool:
    return projects.may_decide_signups(user, signup.shift.project)


def checks_in_for(user: User, shift: Shift) -> bool:
    """The staff that marks people at the place."""
    return organizations.may_check_in(user, shift.project.organization_id)


def checks_in_anywhere(user: User) -> bool:
    """True when ``user`` marks people for at least one organization. Hats only, no query."""
    return bool(user.is_superuser or organizations.organizations_with(user, CHECK_IN_ROLES))


def staffed_shifts(user: User) -> QuerySet[Shift]:
    """The shifts of the organizations for which ``user`` marks people."""
    if user.is_superuser:
        return Shift.objects.all()
    return Shift.objects.filter(project__organization__in=organizations.organizations_with(user, CHECK_IN_ROLES))


def led_shifts(user: User, at: dt.datetime) -> QuerySet[Shift]:
    """The shifts that ``user`` leads and that run at ``at``. A leader has a place in the shift."""
    led = ShiftLeader.objects.active().filter(signup__volunteer__user=user, signup__state=SignUpState.CONFIRMED)
    return Shift.objects.filter(
        pk__in=led.values("signup__shift"), starts_at__lte=at + LEADER_MARGIN, ends_at__gt=at - LEADER_MARGIN
    )


def leads(user: User, shift: Shift, *, at: dt.datetime, now: dt.datetime) -> bool:
    """Whether ``user`` may lead the shift with a mark made at ``at`` and sent at ``now``."""
    runs = shift.starts_at - LEADER_MARGIN <= at < shift.ends_at + LEADER_MARGIN
    return runs and now <= shift.ends_at + LEADER_SENDS_WITHIN and led_shifts(user, at).filter(pk=shift.pk).exists()


def check_in_shifts(user: User, now: dt.datetime) -> QuerySet[Shift]:
    """The shifts whose check-in page ``user`` may open, and send marks to: of their organizations, and those they lead.

    A leader finds the page a day longer than the shift runs, so that marks made without a network still get sent.
    """
    led = ShiftLeader.objects.active().filter(signup__volunteer__user=user, signup__state=SignUpState.CONFIRMED)
    running = Q(
        pk__in=led.values("signup__shift"),
        starts_at__lte=now + LEADER_MARGIN,
        ends_at__gt=now - LEADER_SENDS_WITHIN,
    )
    return Shift.objects.filter(Q(pk__in=staffed_shifts(user).values("pk")) | running)


def may_overfill(user: User, shift: Shift) -> bool:
    return organizations.may_overfill(user, shift.project.organization_id)


ability(_("See who signed up; accept, decline and remove people"), DECIDING_ROLES, order=70)
ability(_("Write to volunteers; take rosters and files with them"), DECIDING_ROLES, order=75)
ability(_("Check people in and out at the place"), CHECK_IN_ROLES, order=80)
ability(_("Let somebody in above the number of places, with a reason"), OVERFILL_ROLES, order=90)
ability(_("Confirm hours of others; answer objections"), DECIDING_ROLES, order=100)
ability(_("Write reports, block a volunteer, set the rule for stand-ins"), EDITING_ROLES, order=110)
