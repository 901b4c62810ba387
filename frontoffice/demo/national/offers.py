"""Twenty thousand projects over three years, most of them over, some running, some still under review."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from array import array
from bisect import bisect_left
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from frontoffice.demo import fitting, texts
from frontoffice.demo.national.bulk import Advance, take_block
from frontoffice.demo.national.moments import Calendar
from frontoffice.demo.national.shifts import Shifts
from frontoffice.demo.organizers import SUSPENDED, VERIFIED
from frontoffice.demo.plans import APPROVED, PAST
from frontoffice.demo.publishing import Publisher
from frontoffice.demo.schedule import CANCELLED, WEEKDAYS
from frontoffice.demo.world import Geography, Host, ProjectPlan, ShiftPlan, Wish, between, local, lognormal
from projects.enums import Format, ProjectKind, ProjectState
from projects.models import Project, Shift

HIDDEN = "hidden"
# Of a thousand projects; the rest is completed. Approved ones are open, hidden ones approved and not published.
SHARES = {
    APPROVED: 180,
    HIDDEN: 4,
    str(ProjectState.DRAFT): 14,
    str(ProjectState.SUBMITTED): 10,
    str(ProjectState.NEEDS_WORK): 7,
    str(ProjectState.REFUSED): 9,
    CANCELLED: 20,
    str(ProjectState.EXPIRED): 13,
}
COMPLETED = str(ProjectState.COMPLETED)
CLOSED = 0.04
PARTNERED = 0.06
SUBJECTS_AHEAD = 70
# From the organization's first day to its first shift.
FIRST_STEPS = 62
BATCH = 500
TRIES = 40
# National shifts are larger than those of the small demonstration, and very unequal.
STRETCH, UNEQUAL, MOST_SEATS = 2.0, 0.7, 800
CANCELLED_SHIFTS = 0.012
AT_HOME_DAYS = 14


class Offers:
    def __init__(
        self, chance: random.Random, wish: Wish, places: Geography, hosts: list[Host], publisher: Publisher,
        calendar: Calendar,
    ) -> None:  # fmt: skip
        self.chance, self.wish, self.places, self.publisher, self.calendar = chance, wish, places, publisher, calendar
        self.hosts = [host for host in hosts if host.state in (VERIFIED, SUSPENDED)]
        weights = (lognormal(chance, 0.9) * (1.3 if places.is_city(host.region) else 1.0) for host in self.hosts)
        self.weights = list(itertools.accumulate(weights))
        self.texts = texts.projects()
        self.reasons = texts.phrases("cancel_reasons")
        today = wish.today
        ahead = today + dt.timedelta(days=SUBJECTS_AHEAD)
        self.past = {text["key"]: _ordinals(text["key"], calendar.first, today) for text in self.texts}
        self.coming = {text["key"]: _ordinals(text["key"], today + dt.timedelta(days=1), ahead) for text in self.texts}
        self.first = 0
        self.numbers = {text["key"]: number for number, text in enumerate(self.texts)}

    def make(self, projects: int, shifts: int, advance: Advance) -> Shifts:
        """Plan and write the projects, and plan their shifts, which wait for their counters."""
        chance = self.chance
        states = [state for state, share in SHARES.items() for _ in range(-(-projects * share // 1_000))]
        states = [*states, *[COMPLETED] * (projects - len(states))][:projects]
        chance.shuffle(states)
        sizes = self._sizes(states, shifts)
        first = self.first = take_block(Project, projects)
        made = Shifts(take_block(Shift, shifts), shifts, self.calendar, self.texts)
        for begin in range(0, projects, BATCH):
            part = range(begin, min(begin + BATCH, projects))
            plans = [self._plan(first + number, states[number], sizes[number]) for number in part]
            closed = {plan.id for plan in plans if plan.published_at and chance.random() < CLOSED}
            self.publisher.write_projects(plans, closed)
            for plan in plans:
                made.add(plan, self.numbers[plan.text["key"]])
            advance(len(plans))
        return made

    def _sizes(self, states: list[str], shifts: int) -> array[int]:
        """How many shifts each project has: more where people come again and again, ``shifts`` in all."""
        sizes = array("B", (self.chance.choice((2, 3, 3, 4, 5)) if state == APPROVED else 3 for state in states))
        total, order = sum(sizes), range(len(sizes))
        while total != shifts:
            number = self.chance.choice(order)
            step = 1 if total < shifts else -1
            if 1 + (states[number] == APPROVED) <= sizes[number] + step <= 12:
                sizes[number] += step
                total += step
        return sizes

    def _plan(self, pk: int, state: str, size: int) -> ProjectPlan:
        is_past = state in PAST or (state == CANCELLED and self.chance.random() < 0.85)
        for attempt in itertools.count():
            host = self.chance.choices(self.hosts, cum_weights=self.weights)[0]
            text = self.chance.choice(self.texts)
            day = self._day(host, text, size, past=is_past)
            if day is not None and (attempt > TRIES or self._suits(host, text)):
                break
        region, town = self._where(host, text)
        plan = ProjectPlan(
            id=pk,
            text=text,
            host=host,
            programme=self._programme(text),
            state=APPROVED if state == HIDDEN else state,
            region=region,
            town=town,
            created_at=host.created_at,
            published_at=None,
            popularity=lognormal(self.chance, 0.9) * (1.2 if self.places.is_city(region) else 1.0),
        )
        self._schedule(plan, day, size, past=is_past)
        self._date(plan)
        self._call_off(plan)
        if state == HIDDEN:
            plan.published_at = None
        return plan

    def _suits(self, host: Host, text: Mapping[str, Any]) -> bool:
        if text["key"] in fitting.VILLAGE and self.places.is_city(host.region):
            return False
        return fitting.fits(text["key"], text["programme"], host.slug, host.programmes)

    def _programme(self, text: Mapping[str, Any]) -> str:
        """The text's direction, or for some the campaign or partner programme that has such work."""
        for programme, keys in fitting.PARTNERED.items():
            if text["key"] in keys and (programme == fitting.CAMPAIGN or self.chance.random() < PARTNERED):
                return programme
        return str(text["programme"])

    def _where(self, host: Host, text: Mapping[str, Any]) -> tuple[str, str | None]:
        if text["format"] != Format.ON_SITE:
            return host.region, None
        towns = self.places.towns[host.region]
        if text["key"] in fitting.VILLAGE:
            towns = [town for town in towns if town.kind in fitting.VILLAGE_KINDS] or towns
        elif self.chance.random() < 0.55:
            return host.region, host.town
        return host.region, self.chance.choices(towns, [float(town.population or 1_000) for town in towns])[0].pk

    # --- When -----------------------------------------------------------------------------------------

    def _day(self, host: Host, text: Mapping[str, Any], size: int, *, past: bool) -> dt.date | None:
        """The first day, in the text's season; None where the organization has no such day."""
        days = (self.past if past else self.coming)[text["key"]]
        earliest = host.created_at.date().toordinal() + FIRST_STEPS
        begin, end = bisect_left(days, earliest), len(days)
        if past:
            end = bisect_left(days, self.wish.today.toordinal() - self._length(text, size))
        if begin >= end:
            return None
        luck = self.chance.random() ** (0.85 if past else 1.6)
        return dt.date.fromordinal(days[begin + int((end - begin) * luck)])

    def _length(self, text: Mapping[str, Any], size: int) -> int:
        """Days from the first shift's beginning to the last one's end, at most."""
        if text["format"] == Format.AT_HOME:
            return AT_HOME_DAYS * size + 1
        return 8 if text["kind"] == ProjectKind.EVENT else 7 * size + 1

    def _schedule(self, plan: ProjectPlan, day: dt.date, size: int, *, past: bool) -> None:
        text, chance = plan.text, self.chance
        at_home = text["format"] == Format.AT_HOME
        gap = AT_HOME_DAYS if at_home else 7
        is_event = text["kind"] == ProjectKind.EVENT
        if not at_home and text["key"] not in fitting.ONCE_A_YEAR:
            day = self._onto_weekday(plan, day, past=past)
        if plan.state == APPROVED and size > 1 and not is_event and chance.random() < 0.45:
            # Running: it began some weeks ago.
            earliest = plan.host.created_at.date() + dt.timedelta(days=FIRST_STEPS)
            weeks = chance.randrange(1, size)
            day = max(day - dt.timedelta(days=gap * weeks), earliest) if day > earliest else day
        hours = dt.timedelta(hours=float(chance.choice(text["duration_hours"])))
        clocks, tasks = text["usual_start"], len(text["tasks"])
        low, high = text["seats_range"]
        for number in range(size):
            on = day if is_event else day + dt.timedelta(days=gap * number)
            begin = local(on, "00:00" if at_home else clocks[number % len(clocks)])
            end = begin + (dt.timedelta(days=13, hours=23, minutes=59) if at_home else hours)
            seats = round(chance.randint(low, high) * STRETCH * lognormal(chance, UNEQUAL))
            plan.shifts.append(ShiftPlan(number % tasks, plan, {}, begin, end, at_home, max(2, min(MOST_SEATS, seats))))
        now = self.wish.now
        last = plan.shifts[-1]
        while not past and last.starts_at <= now + dt.timedelta(hours=3):
            last.starts_at += dt.timedelta(days=7)
            last.ends_at += dt.timedelta(days=7)

    def _onto_weekday(self, plan: ProjectPlan, day: dt.date, *, past: bool) -> dt.date:
        """Mostly the weekend, within the week after the day or, in the past, before it."""
        weekend = plan.text["kind"] == ProjectKind.EVENT or min(plan.text["duration_hours"]) >= 4
        weights = [0, 0, 0, 0, 0, 3, 2] if weekend else list(WEEKDAYS)
        step = (self.chance.choices(range(7), weights)[0] - day.weekday()) % 7
        return day + dt.timedelta(days=step - 7 if past and step else step)

    def _date(self, plan: ProjectPlan) -> None:
        """Created, and published where the state says so, before the first shift and before now."""
        now, chance = self.wish.now, self.chance
        first = min(shift.starts_at for shift in plan.shifts)
        if plan.state == APPROVED or plan.state in PAST or plan.state == CANCELLED:
            published = min(
                first - dt.timedelta(days=chance.randint(14, 40)), now - dt.timedelta(days=chance.randint(1, 21))
            )
            day = timezone.localdate(published) - dt.timedelta(days=1)
            plan.published_at = local(day, f"{chance.randint(9, 17)}:{chance.randint(0, 59)}")
            ago = dt.timedelta(days=chance.randint(4, 12), minutes=chance.randint(0, 600))
            plan.created_at = plan.published_at - ago
        else:
            plan.created_at = between(chance, now - dt.timedelta(days=12), now - dt.timedelta(days=4))

    def _call_off(self, plan: ProjectPlan) -> None:
        """Every shift to come of a cancelled project, and here and there a single one of others, with a reason."""
        if plan.state == CANCELLED:
            moment = plan.shifts[0].starts_at - dt.timedelta(hours=self.chance.randint(5, 90))
            moment = min(moment, self.wish.now - dt.timedelta(hours=self.chance.randint(1, 30)))
            for shift in plan.shifts:
                self._stop(shift, moment)
        elif plan.published_at and len(plan.shifts) > 2:
            for shift in plan.shifts[:-1]:
                if self.chance.random() < CANCELLED_SHIFTS:
                    moment = shift.starts_at - dt.timedelta(hours=self.chance.randint(5, 90))
                    self._stop(shift, min(moment, self.wish.now - dt.timedelta(hours=2)))

    def _stop(self, shift: ShiftPlan, moment: dt.datetime) -> None:
        plan = shift.project
        earliest = (plan.published_at or plan.created_at) + dt.timedelta(hours=20)
        reason = self.chance.choice(self.reasons)[plan.host.owner.language]
        shift.cancelled_at, shift.cancel_reason = max(moment, earliest).replace(second=0), reason


def _ordinals(key: str, first: dt.date, last: dt.date) -> list[int]:
    return [day.toordinal() for day in fitting.season_days(key, first, last)]
