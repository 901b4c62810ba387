"""A day of shifts as a whole: made once more on another day, or moved there."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects import scheduling
from projects.models import Project, Shift, ShiftRole
from qazvolunteer.core.locks import locked
from qazvolunteer.core.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qazvolunteer.accounts.models import User

TEXTS = ("task_kk", "task_ru", "task_en")


def shifts_on(project: Project, day: dt.date) -> list[Shift]:
    """The shifts of that calendar day that are not cancelled, in the order of their ids."""
    start = timezone.make_aware(dt.datetime.combine(day, dt.time()))
    rows = Shift.objects.filter(project=project, cancelled_at=None)
    return list(rows.filter(starts_at__gte=start, starts_at__lt=start + dt.timedelta(days=1)).order_by("pk"))


def days_of(project: Project) -> list[dt.date]:
    """The days on which the project has shifts, the next ones first, then the past ones backwards."""
    moments = Shift.objects.filter(project=project, cancelled_at=None).values_list("starts_at", flat=True)
    days = sorted({timezone.localdate(moment) for moment in moments})
    today = timezone.localdate()
    return [day for day in days if day >= today] + [day for day in reversed(days) if day < today]


@transaction.atomic
def duplicate_day(project: Project, *, by: User, day: dt.date, to: dt.date) -> Sequence[Shift]:
    """The shifts of ``day`` once more on ``to``: times, places, tasks and roles, nobody in them yet.

    What is there already (the same hours and task) is not made again, so asked twice it is done once. Raises Refusal
    ``no_shifts``, ``same_day``, ``there_already`` or as ``create_shift``.
    """
    scheduling.require_editor(project, by)
    # Whoever asks twice at once waits here, and then finds them there.
    locked(Project.objects.filter(pk=project.pk)).get()
    shifts = _movable(project, day, to)
    there = {_kind(shift) for shift in shifts_on(project, to)}
    step = to - day
    fresh = [shift for shift in shifts if _kind(shift, step) not in there]
    if not fresh:
        raise Refusal("there_already", _("These shifts are on that day already."))
    return [
        scheduling.create_shift(
            project,
            by=by,
            starts_at=shift.starts_at + step,
            ends_at=shift.ends_at + step,
            seats=shift.seats,
            flexible=shift.flexible,
            min_people=shift.min_people,
            roles=dict(ShiftRole.objects.filter(shift=shift, seats__gt=0).values_list("kind", "seats")),
            **{name: getattr(shift, name) or "" for name in TEXTS},
        )
        for shift in fresh
    ]


@transaction.atomic
def move_day(project: Project, *, by: User, day: dt.date, to: dt.date) -> Sequence[Shift]:
    """All shifts of ``day`` happen on ``to``, at the same hours. Everybody signed up is told, each shift by itself."""
    scheduling.require_editor(project, by)
    shifts = _movable(project, day, to)
    step = to - day
    return [scheduling.move_shift(shift, by=by, starts_at=shift.starts_at + step) for shift in shifts]


def _movable(project: Project, day: dt.date, to: dt.date) -> list[Shift]:
    if day == to:
        raise Refusal("same_day", _("Choose another day."))
    shifts = shifts_on(project, day)
    if not shifts:
        raise Refusal("no_shifts", _("There are no shifts on that day."))
    return shifts


def _kind(shift: Shift, step: dt.timedelta = dt.timedelta()) -> tuple[object, ...]:
    return (shift.starts_at + step, shift.ends_at + step, shift.task_kk or shift.task_ru or shift.task_en or "")  # type: ignore[attr-defined]
