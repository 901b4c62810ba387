"""Roles of a shift, as whoever signs up meets them: which there are, for whom, and whether one must wait for one."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from projects import capacity
from projects.models import Shift, ShiftRole
from qazvolunteer.core.refusals import Refusal
from volunteers.eligibility import Standing
from volunteers.models import SignUp

# What the form sends for "what all do".
COMMON = "all"
KEY = "role"


@dataclass(frozen=True)
class Choice:
    """A role as the form offers it. ``value`` is the id of the role, or ``COMMON``."""

    value: str
    label: str
    places: str
    chosen: bool = False


def find(shift: Shift, role: int | None) -> ShiftRole | None:
    """The role of the shift with this id; None for none. Raises Refusal ``no_such_role``."""
    if role is None:
        return None
    found = ShiftRole.objects.filter(shift=shift, pk=role, seats__gt=0).first()
    if found is None:
        raise Refusal("no_such_role", lazy("This role is not needed any more."), lazy("Choose another one."))
    return found


def refuse_too_young(standing: Standing, shift: Shift, role: ShiftRole | None) -> None:
    """Some roles are for adults only, whatever the project asks for. Raises Refusal ``too_young``."""
    if role is None or standing.volunteer is None:
        return
    age = standing.volunteer.age_on(timezone.localdate(shift.starts_at))
    if age is None or age < role.min_age:
        raise Refusal("too_young", lazy("This role is for adults only."), lazy("Choose another role, or none."))


def must_wait(shift: Shift, role: ShiftRole | None) -> bool:
    """Whether no seat is free for the role in the locked shift, or somebody waits for one before."""
    if not shift.has_roles:
        return not capacity.has_free_seat(shift) or shift.waiting > 0
    if not capacity.has_free_seat(shift, role.pk if role else None):
        return True
    return shift.waiting > 0 and SignUp.objects.queued().filter(shift=shift, role=role).exists()


def choices(shift: Shift, chosen: str = "", *, at_the_place: bool = False) -> list[Choice]:
    """What the page of a shift with roles offers, the common task first; nothing for a shift without roles.

    ``at_the_place`` nobody waits in a queue: what has free places comes first there.
    """
    if not shift.has_roles:
        return []
    free = capacity.free_for(shift)
    roles = ShiftRole.objects.filter(shift=shift, seats__gt=0)
    offered = [(COMMON, shift.task or _("The common task"), free[None])] if shift.seats > _kept(roles) else []
    offered += [(str(role.pk), str(role.get_kind_display()), role.free) for role in roles]
    if at_the_place:
        offered.sort(key=lambda offer: not offer[2])
    wanted = chosen if chosen in {value for value, _label, _free in offered} else offered[0][0]
    full = _("no free places") if at_the_place else _("no places, waiting list")
    return [Choice(value, label, _places(left) if left else full, value == wanted) for value, label, left in offered]


def asked(value: str) -> int | None:
    """The id that a form sent; None for the common task. Raises Refusal ``no_such_role`` for anything else."""
    if value in {"", COMMON}:
        return None
    if not value.isdecimal() or len(value) > 18:
        raise Refusal("no_such_role", lazy("This role is not needed any more."), lazy("Choose another one."))
    return int(value)


def keep(session: MutableMapping[str, Any], shift: Shift, value: str) -> bool:
    """Put the choice of a visitor aside while they register or sign in; the last one counts. Whether it is a role."""
    session.pop(KEY, None)
    if not shift.has_roles or value in {"", COMMON} or not value.isdecimal() or len(value) > 18:
        return False
    session[KEY] = [shift.pk, value]
    return True


def kept(session: Mapping[str, Any], shift: Shift) -> str:
    """The choice that was put aside for this shift; "" for none."""
    if not shift.has_roles:
        return ""
    of_shift, value = session.get(KEY) or (None, "")
    return value if of_shift == shift.pk else ""


def _kept(roles: object) -> int:
    return sum(role.seats for role in roles)  # type: ignore[attr-defined]


def _places(free: int) -> str:
    return ngettext("%(number)d place free", "%(number)d places free", free) % {"number": free}
