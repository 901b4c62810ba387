"""When the projects happen: shifts by day and hour, past and to come, and the dates of each project's review."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils import timezone

from frontoffice.demo import fitting, rows, texts
from frontoffice.demo.organizers import SUSPENDED
from frontoffice.demo.plans import APPROVED, PAST, Days
from frontoffice.demo.world import SHIFTS, Geography, ProjectPlan, ShiftPlan, Wish, between, local
from projects.enums import Format, ProjectKind, ProjectState
from projects.models import Shift

CANCELLED = str(ProjectState.CANCELLED)
# Shifts of one project, from and to, by the kind of work.
SIZES = {str(ProjectKind.EVENT): (2, 4), str(ProjectKind.TRAINING): (2, 4), str(ProjectKind.PROJECT): (4, 8)}
AT_HOME_SIZE = (2, 4)
FEWEST, MOST = 1, 14
# Cities in which something always happens today and tomorrow, by region slug.
BIG_CITIES = ("almaty", "astana", "shymkent", "karaganda")
TODAY_EACH, TOMORROW_EACH = 1, 3
CANCELLED_SHIFTS = 12
# A shift of today begins at least this long from now.
NOTICE = dt.timedelta(hours=2)
WEEKDAYS = (1, 1, 1, 1.3, 1, 3.5, 2.5)


class Scheduler:
    def __init__(self, chance: random.Random, wish: Wish, places: Geography, days: Mapping[str, Days]) -> None:
        self.chance, self.wish, self.places, self.days = chance, wish, places, days

    def schedule(self, plans: list[ProjectPlan]) -> list[ShiftPlan]:
        """Give every plan its shifts; returns all of them in the order of their ids."""
        target = self.wish.many(SHIFTS, least=len(plans) * 4)
        sizes = {plan.id: self._size(plan) for plan in plans}
        flexible = [plan for plan in plans if plan.text["key"] not in fitting.ONCE_A_YEAR]
        while sum(sizes.values()) != target:
            step = 1 if sum(sizes.values()) < target else -1
            plan = self.chance.choice(flexible)
            if FEWEST <= sizes[plan.id] + step <= MOST:
                sizes[plan.id] += step
        ids = iter(rows.take_ids(Shift, target))
        shifts = []
        for plan in plans:
            for begin, end, task, is_flexible in itertools.islice(self._times(plan, sizes[plan.id]), sizes[plan.id]):
                shift = ShiftPlan(next(ids), plan, task, begin, end, is_flexible, self._seats(plan))
                plan.shifts.append(shift)
                shifts.append(shift)
        self._fill_today(plans)
        for plan in plans:
            plan.shifts.sort(key=lambda shift: (shift.starts_at, shift.id))
            self._keep_promise(plan)
            self._date(plan)
        self._cancel(plans)
        return shifts

    def _size(self, plan: ProjectPlan) -> int:
        if plan.text["format"] == Format.AT_HOME:
            return self.chance.randint(*AT_HOME_SIZE)
        return self.chance.randint(*SIZES[plan.text["kind"]])

    def _seats(self, plan: ProjectPlan) -> int:
        low, high = plan.text["seats_range"]
        return self.chance.randint(low, high)

    def _times(
        self, plan: ProjectPlan, count: int
    ) -> Iterator[tuple[dt.datetime, dt.datetime, Mapping[str, str], bool]]:
        """Begin, end, task and "at any time" of the plan's shifts, without end."""
        text = plan.text
        tasks = self.chance.sample(text["tasks"], len(text["tasks"]))
        hours = float(self.chance.choice(text["duration_hours"]))
        clocks = list(text["usual_start"])
        if text["format"] == Format.AT_HOME:
            for number, day in enumerate(self._run(plan, count, 14, anywhere=True)):
                begin = local(day, "00:00")
                yield begin, begin + dt.timedelta(days=13, hours=23, minutes=59), tasks[number % len(tasks)], True
            return
        if text["kind"] == ProjectKind.EVENT:
            a_day = max(2, count) if text["key"] in fitting.ONCE_A_YEAR or count <= 4 else 4
            gap = 7
        else:
            a_day = 1 if text["kind"] == ProjectKind.TRAINING else self.chance.choice((1, 1, 2))
            gap = 7
        for day in self._run(plan, -(-count // a_day), gap):
            for number in range(a_day):
                begin = local(day, clocks[number % len(clocks)])
                yield begin, begin + dt.timedelta(hours=hours), tasks[number % len(tasks)], False

    def _run(self, plan: ProjectPlan, count: int, gap: int, *, anywhere: bool = False) -> Iterator[dt.date]:
        """``count`` days (and more if asked), ``gap`` apart, where the project's state says: past, to come or both."""
        days = self.days[plan.text["key"]]
        allowed = set(days.past) | set(days.coming)
        length = dt.timedelta(days=gap * (count - 1))
        start = self._start(plan, days, length)
        if not anywhere and plan.text["key"] not in fitting.ONCE_A_YEAR:
            start = self._onto_weekday(plan, start)
        given = 0
        for number in itertools.count():
            day = start + dt.timedelta(days=gap * number)
            if day in allowed or given == 0 or number > 60:
                given += 1
                yield day if day in allowed else min(sorted(allowed), key=lambda one: abs((one - day).days))

    def _start(self, plan: ProjectPlan, days: Days, length: dt.timedelta) -> dt.date:
        today = self.wish.today
        if plan.state in PAST:
            latest = max(days.past[0], min(days.past[-1], today - dt.timedelta(days=1) - length))
            return self._day(days.past[0], latest)
        if plan.state == APPROVED and days.past and days.coming and self.chance.random() < 0.62:
            # Running: began some time ago and goes on.
            back = int(length.days * self.chance.uniform(0.4, 0.97))
            return max(days.past[0], today - dt.timedelta(days=back))
        first, last = days.coming[0], days.coming[-1]
        if plan.state in (APPROVED, CANCELLED):
            soon = first + dt.timedelta(days=int((last - first).days * self.chance.random() ** 2.0))
            return min(soon, max(first, last - length))
        return min(last, max(first, today + dt.timedelta(days=self.chance.randint(14, 60))))

    def _day(self, first: dt.date, last: dt.date) -> dt.date:
        return first + dt.timedelta(days=self.chance.randint(0, max(0, (last - first).days)))

    def _onto_weekday(self, plan: ProjectPlan, day: dt.date) -> dt.date:
        """A day of the same week, mostly of the weekend; long morning work and events always there."""
        weekend = plan.text["kind"] == ProjectKind.EVENT or min(plan.text["duration_hours"]) >= 4
        weights = [0, 0, 0, 0, 0, 3, 2] if weekend else list(WEEKDAYS)
        wanted = self.chance.choices(range(7), weights)[0]
        return day + dt.timedelta(days=wanted - day.weekday())

    def _fill_today(self, plans: list[ProjectPlan]) -> None:
        """Something to join today (when the day is not over) and tomorrow, in the big cities."""
        now, today = self.wish.now, self.wish.today
        for slug in BIG_CITIES:
            mine = [
                plan
                for plan in plans
                if self.places.regions[plan.region].slug == slug
                and plan.state == APPROVED
                and plan.host.state != SUSPENDED
                and plan.text["format"] == Format.ON_SITE
                and plan.text["kind"] == ProjectKind.PROJECT
                and today in self.days[plan.text["key"]].coming
            ]
            self.chance.shuffle(mine)
            for offset, count in ((0, TODAY_EACH), (1, TOMORROW_EACH)):
                for _ in range(count):
                    self._move_one(mine, today + dt.timedelta(days=offset), now + NOTICE)

    def _move_one(self, plans: list[ProjectPlan], day: dt.date, earliest: dt.datetime) -> None:
        """Move the next shift of one of the plans to ``day``, at one of its usual hours from ``earliest`` on."""
        for plan in plans:
            coming = [shift for shift in plan.shifts if shift.starts_at > earliest]
            hours = [clock for clock in plan.text["usual_start"] if local(day, clock) >= earliest]
            if coming and hours:
                shift = min(coming, key=lambda one: (one.starts_at, one.id))
                length = shift.ends_at - shift.starts_at
                shift.starts_at = local(day, hours[0])
                shift.ends_at = shift.starts_at + length
                plans.remove(plan)
                return

    def _keep_promise(self, plan: ProjectPlan) -> None:
        """A running project has a shift to come; a finished one has none."""
        now = self.wish.now
        if plan.state in PAST:
            for shift in plan.shifts:
                while shift.ends_at >= now:
                    shift.starts_at -= dt.timedelta(days=7)
                    shift.ends_at -= dt.timedelta(days=7)
        elif not any(shift.starts_at > now + NOTICE for shift in plan.shifts):
            last = plan.shifts[-1]
            while last.starts_at <= now + NOTICE:
                last.starts_at += dt.timedelta(days=7)
                last.ends_at += dt.timedelta(days=7)

    def _date(self, plan: ProjectPlan) -> None:
        """Created, and published where the state says so, before the first shift and before now."""
        now, chance = self.wish.now, self.chance
        first = min(shift.starts_at for shift in plan.shifts)
        if plan.state in (APPROVED, CANCELLED) or plan.state in PAST:
            lead = dt.timedelta(days=chance.randint(14, 40), minutes=chance.randint(0, 600))
            published = min(
                first - lead, now - dt.timedelta(days=chance.randint(1, 21), minutes=chance.randint(0, 600))
            )
            office_hour = local(timezone.localdate(published), f"{chance.randint(9, 17)}:{chance.randint(0, 59)}")
            plan.published_at = office_hour - dt.timedelta(days=office_hour >= now)
            plan.created_at = plan.published_at - dt.timedelta(
                days=chance.randint(4, 12), minutes=chance.randint(0, 600)
            )
        else:
            plan.created_at = between(chance, now - dt.timedelta(days=12), now - dt.timedelta(days=4))

    def _cancel(self, plans: list[ProjectPlan]) -> None:
        """All coming shifts of cancelled projects, and single shifts of others, with the reason people read."""
        reasons = texts.phrases("cancel_reasons")
        for plan in plans:
            if plan.state == CANCELLED:
                coming = [shift for shift in plan.shifts if shift.starts_at > self.wish.now]
                self._call_off(coming, reasons)
        candidates = [
            shift
            for plan in plans
            if plan.state == APPROVED and len(plan.shifts) > 3 and plan.text["format"] == Format.ON_SITE
            for shift in plan.shifts[1:-1]
            if abs(shift.starts_at - self.wish.now) < dt.timedelta(days=30)
            and abs(shift.starts_at - self.wish.now) > dt.timedelta(days=2)
        ]
        count = min(self.wish.many(CANCELLED_SHIFTS, least=2), len(candidates))
        for shift in self.chance.sample(candidates, count):
            self._call_off([shift], reasons)

    def _call_off(self, shifts: list[ShiftPlan], reasons: list[dict[str, str]]) -> None:
        if not shifts:
            return
        reason: dict[str, Any] = self.chance.choice(reasons)
        plan = shifts[0].project
        first = min(shift.starts_at for shift in shifts)
        latest = min(self.wish.now, first - dt.timedelta(hours=5)) - dt.timedelta(hours=self.chance.randint(1, 30))
        began = plan.published_at or plan.created_at
        # What was published yesterday is called off today, and not later today.
        earliest = began + min(dt.timedelta(hours=20), (self.wish.now - began) / 2)
        for shift in shifts:
            shift.cancelled_at = max(latest, earliest)
            shift.cancel_reason = reason[plan.host.owner.language]
