"""Shifts: made, changed and cancelled by the organization."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects import capacity, permissions
from projects.enums import OVER, ProjectState
from projects.events import shift_cancelled, shift_changed
from projects.models import Project, Shift
from qazvolunteer.core.refusals import Refusal

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User

# A change of these is told to everybody signed up.
MATERIAL = ("starts_at", "ends_at")
ENDED = OVER | {ProjectState.REFUSED}


@transaction.atomic
def create_shift(
    project: Project,
    *,
    by: User,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    seats: int,
    flexible: bool = False,
    min_people: int = 0,
    roles: Mapping[str, int] | None = None,
    **texts: str,
) -> Shift:
    """Add a shift in the future. ``texts`` are ``task_kk``, ``task_ru``, ``task_en``; ``roles`` seats by kind.

    Raises Refusal ``not_allowed``, ``project_over``, ``in_the_past``, ``ends_before_start``, ``minimum_too_high`` or
    ``roles_too_many``.
    """
    require_editor(project, by)
    if not takes_shifts(project):
        raise Refusal("project_over", _("This project is over, so it takes no new shifts."))
    _check_times(starts_at, ends_at)
    _check_minimum(min_people, seats)
    if ends_at <= timezone.now():
        raise Refusal("in_the_past", _("A new shift must be in the future."))
    shift = Shift.objects.create(
        project=project,
        starts_at=starts_at,
        ends_at=ends_at,
        seats=seats,
        flexible=flexible,
        min_people=min_people,
        **texts,
    )
    if roles:
        capacity.set_role_seats(capacity.lock_shift(shift.pk), dict(roles))
    return shift


@transaction.atomic
def change_shift(shift: Shift, *, by: User, seats: int | None = None, reason: str = "", **values: object) -> Shift:
    """Change time, task or seats. A change of time is told to everybody signed up, who may keep or leave the place.

    ``values`` are columns of the shift: ``starts_at ends_at flexible min_people task_kk task_ru task_en``.
    """
    require_editor(shift.project, by)
    row = capacity.lock_shift(shift.pk)
    if row.is_cancelled:
        raise Refusal("cancelled", _("This shift was cancelled."))
    before = {name: getattr(row, name) for name in values}
    for name, value in values.items():
        setattr(row, name, value)
    _check_times(row.starts_at, row.ends_at)
    if seats is not None or "min_people" in values:
        _check_minimum(row.min_people, row.seats if seats is None else seats)
    changed = [name for name, value in values.items() if before[name] != value]
    if {"starts_at", "ends_at", "flexible"} & set(changed) and row.is_past:
        raise Refusal("in_the_past", _("A shift cannot be moved into the past."))
    if changed:
        row.save(update_fields=changed)
    if seats is not None and seats != row.seats:
        capacity.set_seats(row, seats, by=by, reason=reason)
    material = {name: (before[name], values[name]) for name in changed if name in MATERIAL}
    if material and row.ends_at > timezone.now():
        shift_changed.send(Shift, shift=row, changes=material)
    return row


@transaction.atomic
def move_shift(shift: Shift, *, by: User, starts_at: dt.datetime) -> Shift:
    """The same shift at another time, as long as before. Raises Refusal as ``change_shift``."""
    return change_shift(shift, by=by, starts_at=starts_at, ends_at=starts_at + shift.duration)


@transaction.atomic
def set_roles(shift: Shift, roles: Mapping[str, int], *, by: User) -> Shift:
    """Keep seats of the shift for roles: ``{kind: seats}``. Whoever has a role keeps it."""
    require_editor(shift.project, by)
    row = capacity.lock_shift(shift.pk)
    if row.is_cancelled:
        raise Refusal("cancelled", _("This shift was cancelled."))
    capacity.set_role_seats(row, dict(roles))
    return row


@transaction.atomic
def cancel_shift(shift: Shift, *, by: User, reason: str, allowed: bool = False) -> Shift:
    """Cancel with a reason that everybody signed up will read; their time is free again.

    ``allowed`` says that the caller has checked the right already (a project cancelled as a whole).
    """
    if not allowed:
        require_editor(shift.project, by)
    if not reason.strip():
        raise Refusal("note_needed", _("Write the reason: everybody who signed up will read it."))
    row = capacity.lock_shift(shift.pk)
    if row.is_cancelled:
        raise Refusal("cancelled", _("This shift was cancelled."))
    if row.ends_at <= timezone.now():
        raise Refusal("over", _("This shift is over."))
    row.cancelled_at = timezone.now()
    row.cancel_reason = reason.strip()
    row.save(update_fields=["cancelled_at", "cancel_reason"])
    shift_cancelled.send(Shift, shift=row, reason=row.cancel_reason, by=by)
    capacity.release_all(row)
    return row


def require_editor(project: Project, by: User) -> None:
    if not permissions.may_edit(by, project):
        raise Refusal("not_allowed", _("Only owners and managers of the organization can do this."))


def takes_shifts(project: Project) -> bool:
    """Whether the project is in preparation, in review or running."""
    return project.state not in ENDED


def _check_minimum(min_people: int, seats: int) -> None:
    if min_people > seats:
        raise Refusal("minimum_too_high", _("The minimum head count cannot be higher than the number of places."))


def _check_times(starts_at: dt.datetime, ends_at: dt.datetime) -> None:
    if ends_at <= starts_at:
        raise Refusal("ends_before_start", _("The end must be after the start."))
