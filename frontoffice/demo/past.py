"""Three modest years before the busy months: in every region one group that has helped once a month since it began,
with a handful of people who came early, so that figures have a past."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from frontoffice.demo import fitting, rows, texts
from frontoffice.demo.signups import CONFIRMED, Ledger
from frontoffice.demo.world import (
    WEEKS_BACK,
    Geography,
    Host,
    Person,
    ProjectPlan,
    ShiftPlan,
    Wish,
    between,
    local,
    sample,
)
from organizations.enums import OrganizationState
from projects.enums import Format, ProjectKind, ProjectState
from projects.models import Project, Shift

DAY = dt.timedelta(days=1)
# When the first organization of each region was founded, in days ago.
OLDEST = (1_260, 1_180)
# People of each region who found them early.
EARLY, GROWN = 9, 23
# From the organization's first day to its first shift, and from one shift to the next.
FIRST_STEPS, EVERY = 60 * DAY, 30 * DAY
SEATS, LEAST, MOST = 8, 3, 9


def regular_texts(slug: str, programmes: frozenset[str]) -> list[Mapping[str, Any]]:
    """What the organization offers that can be done all the year round at a place."""
    return [
        text
        for text in texts.projects()
        if text["format"] == Format.ON_SITE
        and text["kind"] == ProjectKind.PROJECT
        and not text["approval"]
        and not text["questions"]
        and text["key"] not in {*fitting.SEASONS, *fitting.ONCE_A_YEAR, *fitting.VILLAGE}
        and fitting.fits(text["key"], text["programme"], slug, programmes)
    ]


class Past:
    """With a chance of its own, so that the busy months stay as they are."""

    def __init__(self, wish: Wish, places: Geography, crowd: Sequence[Person], hosts: Sequence[Host]) -> None:
        self.wish, self.places, self.chance = wish, places, random.Random(wish.seed + 3)
        self.people: dict[str, list[Person]] = defaultdict(list)
        grown = [one for one in crowd if not one.is_staff and one.eager > 0 and one.age_on(wish.today) >= GROWN]
        for person in grown:
            self.people[person.region].append(person)
        for region in sorted(places.regions):
            # In a small country some regions are nearly empty: people come from elsewhere.
            lacking = max(0, EARLY - len(self.people[region]))
            self.people[region] += self.chance.sample([one for one in grown if one.region != region], lacking)
        self.hosts = self._oldest(hosts)

    def _oldest(self, hosts: Sequence[Host]) -> list[Host]:
        """One of each region, the oldest that has work all the year round."""
        found: dict[str, Host] = {}
        for host in sorted(hosts, key=lambda one: (one.created_at, one.id)):
            known = host.state == OrganizationState.VERIFIED and host.town and not host.nationwide
            if known and regular_texts(host.slug, host.programmes):
                found.setdefault(host.region, host)
        return [found[region] for region in sorted(found)]

    def remember_early_people(self) -> None:
        """Some grown-ups of each region registered long before the others. Before they are written."""
        days = [dt.timedelta(days=number) for number in OLDEST]
        for region in sorted(self.people):
            for person in self.people[region][:EARLY]:
                earliest = self.wish.now - days[0] + 20 * DAY
                joined = between(self.chance, earliest, earliest + 250 * DAY, lean=1.6)
                person.joined_at = min(person.joined_at, joined)

    def plan(self, plans: Sequence[ProjectPlan]) -> tuple[list[ProjectPlan], list[ShiftPlan]]:
        """A project of each group, over since the busy months began, and its shifts. ``plans`` are the busy ones."""
        uses = Counter(str(plan.text["key"]) for plan in plans)
        made = []
        for host, pk in zip(self.hosts, rows.take_ids(Project, len(self.hosts)), strict=True):
            ready = regular_texts(host.slug, host.programmes)
            text = min(ready, key=lambda text: (uses[text["key"]], text["key"]))
            uses[text["key"]] += 1
            made.append(self._project(pk, host, text))
        begun = [(plan, begin) for plan in made for begin in self._days(plan)]
        shifts = [self._shift(pk, plan, day) for (plan, day), pk in zip(begun, self._ids(len(begun)), strict=True)]
        for plan in made:
            plan.published_at = plan.shifts[0].starts_at - 20 * DAY
            plan.created_at = plan.published_at - 9 * DAY
        return made, shifts

    def fill(self, shifts: Sequence[ShiftPlan], ledger: Ledger) -> None:
        """A few people each, more as the years go by."""
        first, whole = self.wish.now - OLDEST[0] * DAY, OLDEST[0] * DAY
        for shift in shifts:
            end = shift.starts_at - DAY
            limit, day = shift.project.age_limit, timezone.localdate(shift.starts_at)
            able = [
                person
                for person in self.people[shift.project.region]
                if person.joined_at < end - DAY and person.age_on(day) >= limit and person.is_free(shift)
            ]
            count = min(SEATS, LEAST + round((MOST - LEAST) * (shift.starts_at - first) / whole))
            published = shift.project.published_at or end
            for person in sample(self.chance, able, [person.eager for person in able], count):
                since = max(person.joined_at + dt.timedelta(minutes=30), published, end - 20 * DAY)
                ledger.join(person, shift, CONFIRMED, between(self.chance, since, end))

    def _project(self, pk: int, host: Host, text: Mapping[str, Any]) -> ProjectPlan:
        return ProjectPlan(
            id=pk,
            text=text,
            host=host,
            programme=text["programme"],
            state=str(ProjectState.COMPLETED),
            region=host.region,
            town=host.town,
            created_at=host.created_at,
            published_at=None,
            popularity=1.0,
        )

    def _days(self, plan: ProjectPlan) -> list[dt.date]:
        """A Saturday or Sunday of every month, until the busy months begin."""
        found, moment = [], plan.host.created_at + FIRST_STEPS
        while moment < self.wish.now - dt.timedelta(weeks=WEEKS_BACK):
            day = timezone.localdate(moment)
            found.append(day + dt.timedelta(days=self.chance.choice((5, 6)) - day.weekday()))
            moment += EVERY
        return found

    def _ids(self, count: int) -> list[int]:
        return rows.take_ids(Shift, count)

    def _shift(self, pk: int, plan: ProjectPlan, day: dt.date) -> ShiftPlan:
        number = len(plan.shifts)
        clocks, tasks = plan.text["usual_start"], plan.text["tasks"]
        begin = local(day, clocks[number % len(clocks)])
        hours = dt.timedelta(hours=float(self.chance.choice(plan.text["duration_hours"])))
        shift = ShiftPlan(pk, plan, tasks[number % len(tasks)], begin, begin + hours, False, SEATS)
        plan.shifts.append(shift)
        return shift
