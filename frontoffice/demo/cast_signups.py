"""Where the demonstration volunteer signed up: confirmed, requested, waiting, offered, past and withdrawn."""

from __future__ import annotations

import datetime as dt
import random

from frontoffice.demo import texts
from frontoffice.demo.crowd_signups import FAR_ENOUGH, Crowd
from frontoffice.demo.organizers import VERIFIED
from frontoffice.demo.plans import APPROVED
from frontoffice.demo.signups import CONFIRMED, REQUESTED, WAITLISTED, Entry, Ledger, answers
from frontoffice.demo.world import Person, ShiftPlan, Wish, between
from projects.enums import Format

PAST_SHIFTS, COMING_SHIFTS, QUEUES = 5, 2, 2
# More people than seats want what the volunteer waits for.
BEYOND_SEATS = 4


class Part:
    """Chooses the shifts before the crowd fills them, and takes the queue's places after."""

    def __init__(self, chance: random.Random, wish: Wish, person: Person, ledger: Ledger) -> None:
        self.chance, self.wish, self.person, self.ledger = chance, wish, person, ledger
        self.queues: list[ShiftPlan] = []

    def begin(self, shifts: list[ShiftPlan]) -> dict[int, int]:
        """Sign up where seats are free; returns the demand that makes the queues, by shift id."""
        now = self.wish.now
        coming = [one for one in self._suitable(shifts) if one.starts_at > now + dt.timedelta(hours=12)]
        past = [one for one in self._suitable(shifts) if one.ends_at < now - dt.timedelta(days=1)]
        self.chance.shuffle(past)
        crowded = [one for one in coming if one.starts_at > now + FAR_ENOUGH and 4 <= one.seats <= 16]
        self.queues = self._apart([one for one in crowded if not _chooses(one)], QUEUES)
        rest = [one for one in coming if all(_is_apart(one, queue) for queue in self.queues)]
        for shift in self._apart([one for one in rest if not _chooses(one)], COMING_SHIFTS):
            self._join(shift, CONFIRMED)
        for shift in self._apart([one for one in past if not _chooses(one)], PAST_SHIFTS):
            self._join(shift, CONFIRMED)
        for shift in self._apart([one for one in rest if _chooses(one)], 1):
            self._join(shift, REQUESTED)
        for shift in self._apart([one for one in past if _chooses(one)], 1):
            entry = self._join(shift, REQUESTED)
            self.ledger.move(entry, "withdraw", between(self.chance, entry.joined_at, shift.starts_at), self.person.id)
        return {shift.id: shift.seats + BEYOND_SEATS for shift in self.queues}

    def queue(self, crowd: Crowd) -> None:
        """Wait at the end of the first queue; stand first in the second, where a seat has just become free."""
        for shift, is_first in zip(self.queues, (False, True), strict=False):
            waiting = self.ledger.of(shift, WAITLISTED)
            moment = self.wish.now - dt.timedelta(hours=2)
            if is_first and waiting:
                moment = min(entry.queued_at or moment for entry in waiting) - dt.timedelta(seconds=30)
            self.ledger.join(self.person, shift, WAITLISTED, moment)
            if is_first:
                crowd.free_a_seat(shift, self.wish.now - dt.timedelta(minutes=6))

    def _suitable(self, shifts: list[ShiftPlan]) -> list[ShiftPlan]:
        """Shifts of the person's town in the catalogue, soonest first, that nobody cancelled."""
        found = [
            one
            for one in shifts
            if one.project.region == self.person.region
            and one.project.published_at
            and one.project.host.state == VERIFIED
            and one.project.text["format"] == Format.ON_SITE
            and one.cancelled_at is None
            and (one.ends_at < self.wish.now or one.project.state == APPROVED)
            and one.project.age_limit <= self.person.age_on(self.wish.today)
        ]
        return sorted(found, key=lambda one: (one.starts_at, one.id))

    def _apart(self, shifts: list[ShiftPlan], count: int) -> list[ShiftPlan]:
        """Up to ``count`` shifts of different projects, none at the time of another or of a promise."""
        found: list[ShiftPlan] = []
        for shift in shifts:
            if len(found) < count and self.person.is_free(shift) and all(_is_apart(shift, one) for one in found):
                found.append(shift)
        return found

    def _join(self, shift: ShiftPlan, state: str) -> Entry:
        published = shift.project.published_at or shift.starts_at
        moment = published + (min(self.wish.now, shift.starts_at) - published) * 0.2
        given = answers(self.chance, shift, self.person, texts.phrases("open_answers"))
        return self.ledger.join(self.person, shift, state, moment.replace(microsecond=0), given)


def _is_apart(one: ShiftPlan, other: ShiftPlan) -> bool:
    """Another project at another time."""
    return one.project is not other.project and (one.ends_at <= other.starts_at or one.starts_at >= other.ends_at)


def _chooses(shift: ShiftPlan) -> bool:
    return bool(shift.project.text["approval"])
