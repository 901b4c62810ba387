"""How the crowd fills the shifts: popular ones overflow, far ones are half empty, small towns are quiet."""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Iterable

from django.conf import settings
from django.utils import timezone

from frontoffice.demo import texts
from frontoffice.demo.organizers import SUSPENDED
from frontoffice.demo.plans import APPROVED
from frontoffice.demo.signups import CONFIRMED, REQUESTED, WAITLISTED, Entry, Ledger, answers, lapse
from frontoffice.demo.world import SIGNUPS, Person, ShiftPlan, Wish, between, lognormal, sample
from projects.enums import Format, ProjectState

EXPIRED = str(ProjectState.EXPIRED)
# Part of a shift's demand by the days until it begins; past shifts have had all of theirs.
DEMAND_BY_DAYS = ((3, 0.85), (10, 0.68), (25, 0.45), (45, 0.22), (10_000, 0.08))
PAST_DEMAND = 0.78
# Demand beyond the seats, at most.
LONGEST_QUEUE = 0.45
WITHDRAWALS = 0.07
OFFERS_NOW, OVER_LIMIT, REMOVED = 10, 3, 12
# A shift with an offer running begins at least this long from now, so that the offer lasts.
FAR_ENOUGH = dt.timedelta(hours=30)
LOWERED_BY = 2
FEWEST_LAPSED = 2
CROWDED = 30
TOP_UP = 3
REMOVAL_REASONS = {
    "kk": "Нұсқаулыққа қатыспады және хабарласпады.",
    "ru": "Не было на инструктаже, на звонки не отвечает.",
    "en": "Missed the briefing and did not answer our calls.",
}


class Crowd:
    def __init__(self, chance: random.Random, wish: Wish, people: list[Person], ledger: Ledger) -> None:
        self.chance, self.wish, self.ledger = chance, wish, ledger
        self.lapsed = 0
        self.everybody = [one for one in people if one.eager > 0]
        self.by_region: dict[str, list[Person]] = defaultdict(list)
        for person in self.everybody:
            self.by_region[person.region].append(person)
        self.open_answers = texts.phrases("open_answers")
        self.withdrawals = texts.phrases("withdraw_reasons")
        self.declines = texts.phrases("decline_notes")

    def fill(self, shifts: list[ShiftPlan], reserved: dict[int, int]) -> dict[int, tuple[int, dt.datetime]]:
        """Sign people up until the country has its number of sign-ups.

        ``reserved``: shifts that get at least this demand. Returns the shifts whose seats were lowered, see
        ``publishing.write_shifts``.
        """
        target = self.wish.many(SIGNUPS, least=len(shifts) * 4)
        shown = [shift for shift in shifts if shift.project.published_at]
        ready = [shift for shift in shown if shift.project.state != EXPIRED]
        wants = {shift.id: self._appetite(shift) for shift in ready}
        demands = self._scaled(ready, wants, target * 0.9)
        ready.sort(key=lambda shift: (shift.starts_at, shift.id))
        self._crowd_some(ready, demands)
        offering = self._choose_offering(ready, demands, reserved)
        for shift in ready:
            self._fill_one(shift, max(demands[shift.id], reserved.get(shift.id, 0)), shift.id in offering)
        self._top_up([shift for shift in ready if shift.id not in reserved and shift.cancelled_at is None], target)
        self._lapse_some(shift for shift in ready if shift.id not in reserved and shift.id not in offering)
        for shift in shown:
            if shift.project.state == EXPIRED:
                self._leave_only(shift)
        lowered = self._lower_some(ready, reserved)
        self._remove_some()
        for shift in shown:
            if shift.cancelled_at:
                self.ledger.cancel(shift)
        return lowered

    def _appetite(self, shift: ShiftPlan) -> float:
        days = (shift.last_moment - self.wish.now).days
        part = PAST_DEMAND if days < 0 else next(part for limit, part in DEMAND_BY_DAYS if days <= limit)
        return part * shift.project.popularity * lognormal(self.chance, 0.3)

    def _scaled(self, shifts: list[ShiftPlan], wants: dict[int, float], target: float) -> dict[int, int]:
        """Demand in people by shift, stretched so that the sum is about ``target``."""

        def demand(shift: ShiftPlan, stretch: float) -> int:
            ceiling = shift.seats * (1 + LONGEST_QUEUE)
            return round(min(ceiling, shift.seats * wants[shift.id] * stretch))

        low, high = 0.05, 4.0
        for _ in range(30):
            middle = (low + high) / 2
            if sum(demand(shift, middle) for shift in shifts) < target:
                low = middle
            else:
                high = middle
        return {shift.id: demand(shift, high) for shift in shifts}

    def _crowd_some(self, shifts: list[ShiftPlan], demands: dict[int, int]) -> None:
        """A few small shifts are wanted by more than they hold, however quiet the country is."""
        small = [one for one in shifts if one.seats <= 8 and not one.project.text["approval"] and not one.cancelled_at]
        for shift in self.chance.sample(small, min(len(small), self.wish.many(CROWDED, least=12))):
            demands[shift.id] = max(demands[shift.id], shift.seats + 4)

    def _choose_offering(self, shifts: list[ShiftPlan], demands: dict[int, int], reserved: dict[int, int]) -> set[int]:
        full = [
            shift
            for shift in shifts
            if shift.starts_at > self.wish.now + FAR_ENOUGH
            and shift.id not in reserved
            and demands[shift.id] > shift.seats + 1
            and shift.seats >= 4
            and not shift.cancelled_at
            and not shift.flexible
            and not shift.project.text["approval"]
            and shift.project.state == APPROVED
            and shift.project.host.state != SUSPENDED
        ]
        count = min(len(full), self.wish.many(OFFERS_NOW, least=2))
        return {shift.id for shift in self.chance.sample(full, count)}

    def _people(self, shift: ShiftPlan, count: int, latest: dt.datetime) -> list[Person]:
        """People who may take the shift: of the region (remote work: of the country), old enough, free then."""
        if shift.project.text["format"] == Format.ON_SITE:
            pool = self.by_region[shift.project.region]
        else:
            pool = self.chance.sample(self.everybody, min(len(self.everybody), count * 4 + 60))
        day = timezone.localdate(shift.starts_at)
        limit = shift.project.age_limit
        able = [
            one
            for one in pool
            if one.joined_at < latest and one.id not in shift.people and one.age_on(day) >= limit and one.is_free(shift)
        ]
        # A neighbour comes more readily than somebody from the other end of the region.
        near = [one.eager * (3 if one.town == shift.project.town else 1) for one in able]
        return sample(self.chance, able, near, count)

    def _window(self, shift: ShiftPlan) -> tuple[dt.datetime, dt.datetime]:
        """From when to when people could sign up."""
        published = shift.project.published_at or shift.starts_at
        start = max(published, min(shift.starts_at - dt.timedelta(days=45), self.wish.now - dt.timedelta(days=10)))
        end = min(self.wish.now, shift.last_moment, shift.cancelled_at or self.wish.now) - dt.timedelta(minutes=3)
        return start, end

    def _fill_one(self, shift: ShiftPlan, demand: int, offers: bool) -> None:
        start, end = self._window(shift)
        if end <= start or demand == 0:
            return
        people = self._people(shift, demand, end)
        times = sorted(between(self.chance, start, end, lean=0.7) for _ in people)
        arrivals = sorted(
            (max(moment, person.joined_at + dt.timedelta(minutes=20)), person.id, person)
            for moment, person in zip(times, people, strict=True)
        )
        queue = [(moment, person) for moment, _id, person in arrivals if moment < end]
        if shift.project.text["approval"]:
            self._review(shift, queue, end)
        else:
            self._first_come(shift, queue, end)
        self._pass_on(shift, end, end)
        if offers and shift.waiting:
            self.free_a_seat(shift, self.wish.now - dt.timedelta(minutes=self.chance.randint(3, 40)))

    def _first_come(self, shift: ShiftPlan, queue: list[tuple[dt.datetime, Person]], end: dt.datetime) -> None:
        """Seats in the order of arrival, then the waiting list; now and then somebody leaves."""
        for moment, person in queue:
            free = shift.taken < shift.seats and not shift.waiting
            state = CONFIRMED if free else WAITLISTED
            self.ledger.join(person, shift, state, moment, self._answers(shift, person))
        last = queue[-1][0] if queue else end
        for entry in self.ledger.of(shift, CONFIRMED):
            if self.chance.random() < WITHDRAWALS:
                moment = between(self.chance, max(entry.joined_at, last), end)
                self._withdraw(entry, moment)
                self._pass_on(shift, moment, end)

    def _pass_on(self, shift: ShiftPlan, moment: dt.datetime, end: dt.datetime) -> None:
        """The freed seat went to the first in the queue; an offer nobody answered went to the next."""
        while shift.waiting and shift.taken < shift.seats:
            entry = self.ledger.of(shift, WAITLISTED)[0]
            moment = max(moment, entry.joined_at)
            self.ledger.move(entry, "offer", moment, None)
            deadline = entry.offer_expires_at or end
            answered = moment + (min(deadline, end) - moment) * self.chance.uniform(0.1, 0.9)
            if deadline < end and (self.lapsed < FEWEST_LAPSED or self.chance.random() < 0.3):
                self.lapsed += 1
                lapse(self.ledger, entry)
                moment = deadline
            elif entry.person.is_free(shift):
                self.ledger.move(entry, "accept_offer", answered.replace(microsecond=0), entry.person.id)
            else:
                self.ledger.move(entry, "withdraw", answered.replace(microsecond=0), entry.person.id)

    def _review(self, shift: ShiftPlan, queue: list[tuple[dt.datetime, Person]], end: dt.datetime) -> None:
        """The organizer chooses: most are taken, some are not, the latest still wait for an answer."""
        decider = shift.project.host.owner.id
        is_past = shift.last_moment <= self.wish.now or shift.cancelled_at is not None
        for number, (moment, person) in enumerate(queue):
            entry = self.ledger.join(person, shift, REQUESTED, moment, self._answers(shift, person))
            waits = not is_past and number >= len(queue) * 0.6
            if waits:
                continue
            decided = between(self.chance, moment, min(end, moment + dt.timedelta(days=2)))
            if self.chance.random() < 0.16 or (is_past and shift.taken >= shift.seats):
                note = self.chance.choice(self.declines)[person.language] if self.chance.random() < 0.7 else ""
                self.ledger.move(entry, "decline", decided, decider, note)
            elif shift.taken >= shift.seats or shift.waiting:
                self.ledger.move(entry, "queue", decided, decider)
            elif person.is_free(shift):
                self.ledger.move(entry, "accept", decided, decider)
                if self.chance.random() < WITHDRAWALS and decided < end:
                    self._withdraw(entry, between(self.chance, decided, end))

    def free_a_seat(self, shift: ShiftPlan, moment: dt.datetime) -> None:
        """Somebody left a moment ago, and the first in the queue has an offer now."""
        taken = [entry for entry in self.ledger.of(shift, CONFIRMED) if entry.steps[-1].at < moment]
        if taken and shift.waiting:
            self._withdraw(taken[-1], moment)
            self.ledger.move(self.ledger.of(shift, WAITLISTED)[0], "offer", moment, None)

    def _lapse_some(self, shifts: Iterable[ShiftPlan]) -> None:
        """However small the country is, some offers ran out."""
        for shift in shifts:
            waiting, confirmed = self.ledger.of(shift, WAITLISTED), self.ledger.of(shift, CONFIRMED)
            if self.lapsed >= FEWEST_LAPSED or not waiting or not confirmed or shift.taken < shift.seats:
                continue
            moment = max(entry.steps[-1].at for entry in (waiting[0], confirmed[0])) + dt.timedelta(minutes=25)
            _start, end = self._window(shift)
            if moment + dt.timedelta(hours=settings.OFFER_HOURS) < end:
                self._withdraw(confirmed[0], moment)
                self._pass_on(shift, moment, end)

    def _withdraw(self, entry: Entry, moment: dt.datetime) -> None:
        reason = self.chance.choice(self.withdrawals)[entry.person.language] if self.chance.random() < 0.5 else ""
        self.ledger.move(entry, "withdraw", moment, entry.person.id, reason)

    def _leave_only(self, shift: ShiftPlan) -> None:
        """One signed up and left again: in the end nobody came."""
        start, end = self._window(shift)
        for person in self._people(shift, 1, end) if end > start else []:
            moment = between(self.chance, max(start, person.joined_at), end)
            self._withdraw(self.ledger.join(person, shift, CONFIRMED, moment), between(self.chance, moment, end))

    def _top_up(self, shifts: list[ShiftPlan], target: int) -> None:
        """A person here and there until the number is right."""
        for shift in self.chance.choices(shifts, k=target * 4):
            if len(self.ledger.entries) >= target:
                return
            start, end = self._window(shift)
            if shift.project.text["approval"] or shift.waiting or shift.taken >= shift.seats or end <= start:
                continue
            some = min(TOP_UP, shift.seats - shift.taken, target - len(self.ledger.entries))
            for person in self._people(shift, some, end):
                moment = between(self.chance, max(start, person.joined_at), end)
                self.ledger.join(person, shift, CONFIRMED, moment, self._answers(shift, person))

    def _lower_some(self, shifts: list[ShiftPlan], reserved: dict[int, int]) -> dict[int, tuple[int, dt.datetime]]:
        """Shifts that got a smaller room after people had signed up: everybody keeps the place."""
        full = [
            shift
            for shift in shifts
            if shift.starts_at > self.wish.now + FAR_ENOUGH
            and shift.taken >= max(4, shift.seats * 0.7)
            and shift.id not in reserved
            and not shift.cancelled_at
            and not self.ledger.of(shift, "offered")
        ]
        lowered = {}
        for shift in self.chance.sample(full, min(len(full), self.wish.many(OVER_LIMIT, least=1))):
            lowered[shift.id] = (shift.seats, self.wish.now - dt.timedelta(hours=self.chance.randint(2, 20)))
            shift.seats = shift.taken - LOWERED_BY
            shift.overfill = LOWERED_BY
        return lowered

    def _remove_some(self) -> None:
        """The organizer ended a few sign-ups of past shifts, with a reason."""
        soon = self.wish.now - dt.timedelta(days=1)
        found = [
            entry
            for entry in self.ledger.entries
            if entry.state == CONFIRMED
            and entry.shift.ends_at < soon
            and not entry.shift.waiting
            and entry.person.eager > 0
        ]
        for entry in self.chance.sample(found, min(len(found), self.wish.many(REMOVED, least=2))):
            moment = between(self.chance, entry.steps[-1].at, entry.shift.last_moment)
            by = entry.shift.project.host.owner
            self.ledger.move(entry, "remove", moment, by.id, REMOVAL_REASONS[entry.person.language])

    def _answers(self, shift: ShiftPlan, person: Person) -> dict[str, str]:
        return answers(self.chance, shift, person, self.open_answers)
