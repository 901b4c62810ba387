"""Shifts that repeat: a rule, the days it names, and the shifts made of them.

A day is dealt with once (``RuleDay``): run again, or twice at the same moment, the generator makes nothing twice, and a
shift that was moved, changed, cancelled or deleted never comes back.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dateutil import rrule
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects import capacity, scheduling
from projects.enums import Repeat
from projects.models import Project, RuleDay, Shift, ShiftRule
from qazvolunteer.core.holidays import holidays
from qazvolunteer.core.locks import locked
from qazvolunteer.core.refusals import Refusal

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User

# Shifts are made so far ahead; a rule that goes on is continued every day.
AHEAD = dt.timedelta(days=92)
# A rule runs for a year at most before somebody looks at it again.
LONGEST = dt.timedelta(days=366)
LONGEST_SHIFT = dt.timedelta(hours=24)
FREQUENCIES = {Repeat.DAILY: rrule.DAILY, Repeat.WEEKLY: rrule.WEEKLY, Repeat.MONTHLY: rrule.MONTHLY}
COLUMNS = (
    "repeat", "interval", "weekdays", "first_day", "last_day", "starts_at", "minutes", "seats", "min_people",
    "task_kk", "task_ru", "task_en", "roles",
)  # fmt: skip


@dataclass(frozen=True)
class PlannedDay:
    """A day that a rule names; ``holiday`` says in words what the country rests for on it."""

    day: dt.date
    starts_at: dt.datetime
    ends_at: dt.datetime
    holiday: str = ""


def planned(rule: ShiftRule, *, until: dt.date) -> Iterator[PlannedDay]:
    """The days of the rule up to ``until``, in order. Monthly means the same weekday: the second Saturday."""
    known = holidays()
    last = until if rule.last_day is None else min(until, rule.last_day)
    for moment in rrule.rrule(
        FREQUENCIES[Repeat(rule.repeat)],
        interval=rule.interval,
        dtstart=dt.datetime.combine(rule.first_day, dt.time()),
        until=dt.datetime.combine(last, dt.time()),
        wkst=rrule.MO,
        byweekday=_weekdays(rule),
    ):
        day = moment.date()
        starts_at = timezone.make_aware(dt.datetime.combine(day, rule.starts_at))
        rest = known[day].words if day in known else ""
        yield PlannedDay(day, starts_at, starts_at + rule.length, rest)


def _weekdays(rule: ShiftRule) -> Any:
    if rule.repeat == Repeat.MONTHLY:
        number = (rule.first_day.day - 1) // 7 + 1
        # A fifth Saturday is rare: the last one is meant.
        return rrule.weekday(rule.first_day.weekday())(number if number < 5 else -1)
    if rule.repeat == Repeat.WEEKLY:
        return [int(digit) for digit in rule.weekdays] or [rule.first_day.weekday()]
    return None


def horizon() -> dt.date:
    """The last day for which shifts are made now."""
    return timezone.localdate() + AHEAD


@transaction.atomic
def begin(project: Project, *, by: User, left_out: Collection[dt.date] = (), **values: Any) -> ShiftRule:
    """Make a rule and its first shifts; on the days ``left_out`` there is none. ``values`` are ``COLUMNS``.

    Raises Refusal ``not_allowed``, ``project_over``, ``rule_too_long``, ``shift_too_long``, ``minimum_too_high``,
    ``roles_too_many`` or ``no_days``.
    """
    scheduling.require_editor(project, by)
    if not scheduling.takes_shifts(project):
        raise Refusal("project_over", _("This project is over, so it takes no new shifts."))
    rule = ShiftRule(project=project, by=by, **values)
    check(rule)
    rule.save()
    days = {planned_day.day for planned_day in planned(rule, until=rule.last_day or horizon())}
    RuleDay.objects.bulk_create(RuleDay(rule=rule, day=day) for day in sorted(days & set(left_out)))
    if not generate(rule) and rule.first_day <= horizon():
        raise Refusal("no_days", _("There is no day left on which a shift could be."))
    return rule


def check(rule: ShiftRule) -> None:
    """Whether the rule makes sense. Raises Refusal."""
    if rule.last_day is not None and rule.last_day - rule.first_day > LONGEST:
        raise Refusal("rule_too_long", _("A repetition lasts a year at most."), _("Choose an earlier last day."))
    if not dt.timedelta() < rule.length <= LONGEST_SHIFT:
        raise Refusal("shift_too_long", _("A shift that repeats lasts a day at most."))
    if rule.min_people > rule.seats:
        raise Refusal("minimum_too_high", _("The minimum head count cannot be higher than the number of places."))


@transaction.atomic
def generate(rule: ShiftRule) -> int:
    """Make the shifts that the rule still owes, as far as the horizon; how many. Two at once wait for each other."""
    row = locked(ShiftRule.objects.select_related("project")).get(pk=rule.pk)
    if row.stopped_at is not None or not scheduling.takes_shifts(row.project):
        return 0
    done = set(row.days.values_list("day", flat=True))
    now = timezone.now()
    made = 0
    for planned_day in planned(row, until=horizon()):
        if planned_day.day in done or planned_day.starts_at <= now:
            continue
        shift = Shift.objects.create(
            project=row.project,
            starts_at=planned_day.starts_at,
            ends_at=planned_day.ends_at,
            seats=row.seats,
            min_people=row.min_people,
            **{name: getattr(row, name) or "" for name in ("task_kk", "task_ru", "task_en")},
        )
        if row.roles:
            capacity.set_role_seats(capacity.lock_shift(shift.pk), dict(row.roles))
        RuleDay.objects.create(rule=row, day=planned_day.day, shift=shift)
        made += 1
    return made


def continue_all() -> int:
    """Every rule that goes on is continued, each in a transaction of its own; how many shifts were made."""
    running = ShiftRule.objects.filter(stopped_at=None).exclude(last_day__lt=timezone.localdate())
    rules = running.exclude(project__state__in=scheduling.ENDED).order_by("pk")
    return sum(generate(rule) for rule in rules.iterator(chunk_size=500))


@transaction.atomic
def stop(rule: ShiftRule, *, by: User) -> ShiftRule:
    """Make no more shifts. Those that are there stay."""
    scheduling.require_editor(rule.project, by)
    row = locked(ShiftRule.objects.filter(pk=rule.pk)).get()
    if row.stopped_at is None:
        row.stopped_at = timezone.now()
        row.save(update_fields=["stopped_at"])
    return row
