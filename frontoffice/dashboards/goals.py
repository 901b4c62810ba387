"""Goals of programmes against what was done, and how far one would expect to be by now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from frontoffice.dashboards.asked import Asked
from frontoffice.dashboards.models import ProgrammeGoal
from frontoffice.rollups.figures import Totals
from frontoffice.rollups.periods import Period
from organizations.permissions import oversees_everything
from qazvolunteer.core.locks import locked
from qazvolunteer.core.refusals import Refusal

if TYPE_CHECKING:
    import datetime as dt

    from projects.models import Programme
    from qazvolunteer.accounts.models import User


@dataclass(frozen=True)
class Progress:
    """A goal, what was ``done``, and the part of its time that has passed, in percent."""

    goal: ProgrammeGoal
    done: int
    passed: int
    url: str

    @property
    def percent(self) -> int:
        return round(100 * self.done / self.goal.planned)

    @property
    def is_behind(self) -> bool:
        """Less is done than time has passed; never on the first days."""
        return self.percent + 5 < self.passed


@transaction.atomic
def set_goal(
    programme: Programme, *, by: User, measure: str, planned: int, first: dt.date, last: dt.date
) -> ProgrammeGoal:
    """Plan. Raises ``not_allowed``, ``wrong_dates``, ``already_set`` (the same measure in days that overlap)."""
    _require_republican(by)
    if last < first:
        raise Refusal("wrong_dates", _("The last day must not be before the first one."))
    locked(type(programme).objects.filter(pk=programme.pk)).get()
    same = ProgrammeGoal.objects.filter(programme=programme, measure=measure, ended_at=None)
    if same.filter(first__lte=last, last__gte=first).exists():
        raise Refusal("already_set", _("These days have a goal of this programme already. End that one first."))
    return ProgrammeGoal.objects.create(
        programme=programme, measure=measure, planned=planned, first=first, last=last, set_by=by
    )


@transaction.atomic
def end_goal(goal: ProgrammeGoal, *, by: User) -> ProgrammeGoal:
    """The goal no longer counts; it stays known. Raises ``not_allowed``, ``wrong_state``."""
    _require_republican(by)
    goal = locked(ProgrammeGoal.objects.filter(pk=goal.pk)).get()
    if goal.ended_at is not None:
        raise Refusal("wrong_state", _("This goal has ended already."))
    goal.ended_at, goal.ended_by = timezone.now(), by
    goal.save(update_fields=["ended_at", "ended_by"])
    return goal


def standing(asked: Asked) -> list[ProgrammeGoal]:
    """The goals whose days meet the period, in the order of the programmes."""
    meets = Q(first__lte=asked.period.last, last__gte=asked.period.first)
    rows = ProgrammeGoal.objects.filter(meets, ended_at=None).select_related("programme")
    return list(rows.order_by("programme__position", "first"))


def so_far(goal: ProgrammeGoal) -> Period:
    """What of the goal's days has begun."""
    return Period(goal.first, goal.last).begun(timezone.localdate())


def progress(asked: Asked, goals: Sequence[ProgrammeGoal], found: Sequence[Mapping[int, Totals]]) -> list[Progress]:
    """How far each goal is; ``found``: the country's totals by programme, of each goal's days ``so_far``."""
    today = timezone.localdate()
    return [
        Progress(
            goal,
            done=round(getattr(parts.get(goal.programme_id, Totals()), goal.measure)),
            passed=round(100 * so_far(goal).days / Period(goal.first, goal.last).days) if goal.first <= today else 0,
            url=f"{reverse('office')}?{asked.narrowed(programme=goal.programme).query}",
        )
        for goal, parts in zip(goals, found, strict=True)
    ]


def _require_republican(by: User) -> None:
    if not oversees_everything(by):
        raise Refusal("not_allowed", _("Only the republican front office plans goals."))
