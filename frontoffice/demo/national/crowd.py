"""How a country fills its shifts: a few are wanted by three times as many as they hold, many stay half empty."""

from __future__ import annotations

import random
from array import array
from collections.abc import Sequence

from django.conf import settings

from frontoffice.demo.crowd_signups import DEMAND_BY_DAYS, FAR_ENOUGH, LOWERED_BY, PAST_DEMAND, WITHDRAWALS
from frontoffice.demo.national.bulk import Advance
from frontoffice.demo.national.ledger import CALLED_OFF, Ledger
from frontoffice.demo.national.moments import DAY
from frontoffice.demo.national.population import Population
from frontoffice.demo.national.shifts import NEVER, Shifts
from frontoffice.demo.world import lognormal
from projects.enums import Format, ProjectState
from volunteers.waiting_list import SHORTEST_OFFER

EXPIRED = str(ProjectState.EXPIRED)
# Demand, in seats, that the most wanted shifts have.
LONGEST = 2.5
# Of those who wait and of those who were decided about, by luck.
GIVES_UP, LAPSES, DECLINES, REMOVES = 0.08, 0.25, 0.16, 0.004
# Of full shifts with a queue, so many have an offer running; of full ones, so many got a smaller room.
OFFERING, LOWERED = 0.08, 0.02
NEIGHBOURS = 0.6
OFFER = settings.OFFER_HOURS * 60
SHORTEST = int(SHORTEST_OFFER.total_seconds() // 60)
FAR = int(FAR_ENOUGH.total_seconds() // 60)


class Crowd:
    def __init__(self, chance: random.Random, shifts: Shifts, population: Population) -> None:
        self.chance, self.shifts, self.population = chance, shifts, population
        self.ledger = Ledger(shifts, population)
        self.now = population.now
        self.first_day = population.calendar.first.toordinal()
        self.formats = [text["format"] for text in shifts.texts]
        self.approvals = [bool(text["approval"]) for text in shifts.texts]

    def fill(self, target: int, advance: Advance) -> Ledger:
        """About ``target`` sign-ups. Shifts come in the order of their start: so one look tells who is free."""
        shifts = self.shifts
        ready = [n for n in range(len(shifts)) if shifts.published[n] != NEVER and shifts.state[n] != EXPIRED]
        ready.sort(key=lambda number: (shifts.starts[number], number))
        demands = self._demands(ready, target)
        for done, (number, demand) in enumerate(zip(ready, demands, strict=True), start=1):
            self._fill_one(number, demand)
            if done % 500 == 0 or done == len(ready):
                advance(500 if done % 500 == 0 else done % 500)
        return self.ledger

    def _demands(self, ready: list[int], target: int) -> array[int]:
        """People who want each shift, stretched so that the sum is about ``target``."""
        shifts, chance = self.shifts, self.chance
        wants = array("f")
        for number in ready:
            days = (shifts.last_moment(number) - self.now) // DAY
            part = PAST_DEMAND if days < 0 else next(part for limit, part in DEMAND_BY_DAYS if days <= limit)
            wants.append(part * shifts.appeal[number] * lognormal(chance, 0.3))

        def demands(stretch: float) -> array[int]:
            return array(
                "I",
                (
                    round(shifts.seats[number] * min(LONGEST, want * stretch))
                    for number, want in zip(ready, wants, strict=True)
                ),
            )

        low, high = 0.02, 20.0
        for _ in range(24):
            middle = (low + high) / 2
            low, high = (middle, high) if sum(demands(middle)) < target else (low, middle)
        return demands(high)

    # --- Who ------------------------------------------------------------------------------------------

    def _people(self, number: int, count: int, end: int) -> list[int]:
        """Up to ``count`` different people who may take the shift: near, old enough, free, registered before."""
        shifts, people, chance = self.shifts, self.population, self.chance
        starts, flexible = shifts.starts[number], shifts.flexible[number]
        born_by = self.first_day + starts // DAY - int(shifts.age[number] * 365.2425) - 1
        pools = self._pools(number, end)
        found: list[int] = []
        seen: set[int] = set()
        for _ in range(count * 3 + 8):
            if len(found) == count:
                break
            slots, size = pools[chance.random() > NEIGHBOURS]
            if not size:
                continue
            volunteer = slots[int(chance.random() * size)]
            if volunteer in seen or people.born[volunteer] > born_by:
                continue
            if not flexible:
                if people.busy_until[volunteer] > starts:
                    continue
                people.busy_until[volunteer] = shifts.ends[number]
            seen.add(volunteer)
            found.append(volunteer)
        return found

    def _pools(self, number: int, end: int) -> Sequence[tuple[array[int], int]]:
        """Neighbours, then others, with how many of them had registered in time."""
        people, shifts = self.population, self.shifts
        if self.formats[shifts.text[number]] != Format.ON_SITE:
            everywhere = (people.slots, people.before(people.slots, end))
            return (everywhere, everywhere)
        town, region = shifts.town[number], people.slots_of_region[shifts.region[number]]
        near = people.slots_of_town[town] if town else region
        return ((near, people.before(near, end)), (region, people.before(region, end)))

    # --- What becomes of them -------------------------------------------------------------------------

    def _fill_one(self, number: int, demand: int) -> None:
        shifts, chance, joined = self.shifts, self.chance, self.population.joined
        starts, cancelled = shifts.starts[number], shifts.cancelled[number]
        start = max(shifts.published[number], starts - 45 * DAY)
        end = min(self.now, shifts.last_moment(number), cancelled if cancelled != NEVER else self.now) - 3
        if end <= start or not demand:
            return
        people = self._people(number, demand, end - 30)
        queue = sorted(
            (max(start + int((end - start) * chance.random() ** 0.7), joined[volunteer] + 20), volunteer)
            for volunteer in people
        )
        queue = [entry for entry in queue if entry[0] < end]
        decide = self._review if self.approvals[shifts.text[number]] else self._first_come
        is_over = cancelled != NEVER or shifts.last_moment(number) <= self.now
        for volunteer, name, *moments in decide(number, queue, end, is_over):
            if cancelled != NEVER:
                name = CALLED_OFF.get(name, name)
            self.ledger.add(number, volunteer, name, *moments)

    def _first_come(self, number: int, queue: list[tuple[int, int]], end: int, is_over: bool) -> list[tuple]:
        """Seats in the order of arrival, then the waiting list; whoever leaves makes room for the next."""
        shifts, chance = self.shifts, self.chance
        seats = shifts.seats[number]
        last = queue[-1][0] if queue else end
        waiting = [entry for entry in queue[seats:] if chance.random() > GIVES_UP]
        stays = {volunteer for _moment, volunteer in waiting}
        found: list[tuple] = [
            (volunteer, "gave_up", moment, self._between(moment, end))
            for moment, volunteer in queue[seats:]
            if volunteer not in stays
        ]
        kept: list[tuple[int, int]] = []
        leavers: list[tuple[int, int, int]] = []
        for moment, volunteer in queue[:seats]:
            if chance.random() < WITHDRAWALS:
                leavers.append((self._between(last, end), moment, volunteer))
            elif is_over and not waiting and chance.random() < REMOVES:
                found.append((volunteer, "removed", moment, self._between(moment, end)))
            else:
                kept.append((moment, volunteer))
        for left_at, moment, volunteer in sorted(leavers):
            found.append((volunteer, "left", moment, left_at))
            found += self._pass_on(number, waiting, left_at, end)
        if self._is_offering(number, waiting, kept, is_over):
            left_at = self.now - chance.randrange(1, 3)
            moment, volunteer = kept.pop(chance.randrange(len(kept)))
            found.append((volunteer, "left", moment, left_at))
            moment, volunteer = waiting.pop(0)
            found.append((volunteer, "offered", moment, left_at, self._deadline(number, left_at)))
        found += [(volunteer, "confirmed", moment) for moment, volunteer in kept]
        found += [(volunteer, "waiting", moment) for moment, volunteer in waiting]
        self._lower(number, found, is_over)
        return found

    def _pass_on(self, number: int, waiting: list[tuple[int, int]], at: int, end: int) -> list[tuple]:
        """The freed seat went to the first in the queue; an offer nobody answered went to the next."""
        found: list[tuple] = []
        while waiting:
            joined, volunteer = waiting.pop(0)
            deadline = self._deadline(number, at)
            if deadline < end and self.chance.random() < LAPSES:
                found.append((volunteer, "lapsed", joined, at, deadline))
                at = deadline
            else:
                found.append((volunteer, "taken", joined, at, self._between(at, min(deadline, end))))
                break
        return found

    def _deadline(self, number: int, at: int) -> int:
        """As ``volunteers.waiting_list.offer_deadline``, in minutes."""
        last = self.shifts.last_moment(number)
        return min(at + max(SHORTEST, min(OFFER, (last - at) // 4)), last)

    def _is_offering(self, number: int, waiting: list, kept: list, is_over: bool) -> bool:
        """Somebody left minutes ago, after everything else that happened, and the first in the queue has the offer."""
        far = self.shifts.last_moment(number) > self.now + FAR
        return far and not is_over and len(waiting) > 1 and bool(kept) and self.chance.random() < OFFERING

    def _lower(self, number: int, found: list[tuple], is_over: bool) -> None:
        """A smaller room after people had signed up: everybody keeps the place."""
        held = sum(1 for one in found if one[1] in {"confirmed", "taken"})
        if is_over or held != self.shifts.seats[number] or held < 5 or self.chance.random() > LOWERED:
            return
        if self.shifts.starts[number] > self.now + FAR and self.shifts.cancelled[number] == NEVER:
            self.shifts.lowered[number] = (held, self.now - self.chance.randrange(120, 1_200))
            self.shifts.seats[number] = held - LOWERED_BY
            self.shifts.overfill[number] = LOWERED_BY

    def _review(self, number: int, queue: list[tuple[int, int]], end: int, is_over: bool) -> list[tuple]:
        """The organizer chooses: most are taken, some are not, the latest still wait for an answer."""
        chance, seats = self.chance, self.shifts.seats[number]
        found: list[tuple] = []
        taken = waiting = 0
        for place, (moment, volunteer) in enumerate(queue):
            if not is_over and place >= len(queue) * 0.6:
                found.append((volunteer, "requested", moment))
                continue
            decided = self._between(moment, min(end, moment + 2 * DAY))
            if chance.random() < DECLINES or (is_over and taken >= seats):
                found.append((volunteer, "declined", moment, decided))
            elif taken >= seats or waiting:
                waiting += 1
                found.append((volunteer, "queued", moment, decided))
            else:
                taken += 1
                found.append((volunteer, "accepted", moment, decided))
        if waiting:
            return found
        return [
            (volunteer, "accepted_left", *moments, self._between(moments[-1], end))
            if name == "accepted" and chance.random() < WITHDRAWALS
            else (volunteer, name, *moments)
            for volunteer, name, *moments in found
        ]

    def _between(self, start: int, end: int) -> int:
        return start + int(max(0, end - start) * self.chance.random())
