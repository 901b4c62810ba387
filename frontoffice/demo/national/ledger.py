"""Two million sign-ups in arrays: who, where, since when, and by which path to their state; then their rows."""

from __future__ import annotations

import json
import math
import random
import secrets as system
from array import array
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from frontoffice.demo import rows, texts
from frontoffice.demo.crowd_signups import REMOVAL_REASONS
from frontoffice.demo.national.bulk import Advance, Sheet, take_block
from frontoffice.demo.national.moments import DAY, NULL
from frontoffice.demo.national.population import LANGUAGES, Population, secrets
from frontoffice.demo.national.shifts import Shifts
from qazvolunteer.core.secret_codes import CODE_ALPHABET
from volunteers.enums import QUEUED, SEAT_HOLDING, TRANSITIONS
from volunteers.models import SignUp, SignUpTransition
from volunteers.waiting_list import LAPSED_REASON

VOLUNTEER, ORGANIZER, NOBODY = range(3)


class Step(NamedTuple):
    """One change; ``slot`` says which of the three moments of a sign-up it happened at."""

    action: str
    before: str
    after: str
    by: int
    slot: int


@dataclass(frozen=True)
class Path:
    """The steps from joining to a state, checked by the product's own table."""

    steps: tuple[Step, ...]

    @classmethod
    def of(cls, begin: str, *later: tuple[str, int]) -> Path:
        steps = [Step("join", "", begin, VOLUNTEER, 0)]
        for slot, (action, by) in enumerate(later, start=1):
            before = steps[-1].after
            steps.append(Step(action, before, str(TRANSITIONS.target(action, before)), by, slot))
        return cls(tuple(steps))

    @property
    def state(self) -> str:
        return self.steps[-1].after

    @property
    def queued_slot(self) -> int | None:
        """When they entered the queue, if ever."""
        return next((step.slot for step in self.steps if step.after in QUEUED), None)


PATHS = {
    "confirmed": Path.of("confirmed"),
    "waiting": Path.of("waitlisted"),
    "left": Path.of("confirmed", ("withdraw", VOLUNTEER)),
    "gave_up": Path.of("waitlisted", ("withdraw", VOLUNTEER)),
    "removed": Path.of("confirmed", ("remove", ORGANIZER)),
    "offered": Path.of("waitlisted", ("offer", NOBODY)),
    "taken": Path.of("waitlisted", ("offer", NOBODY), ("accept_offer", VOLUNTEER)),
    "lapsed": Path.of("waitlisted", ("offer", NOBODY), ("lapse", NOBODY)),
    "requested": Path.of("requested"),
    "accepted": Path.of("requested", ("accept", ORGANIZER)),
    "declined": Path.of("requested", ("decline", ORGANIZER)),
    "queued": Path.of("requested", ("queue", ORGANIZER)),
    "accepted_left": Path.of("requested", ("accept", ORGANIZER), ("withdraw", VOLUNTEER)),
    "cancelled": Path.of("confirmed", ("cancel", ORGANIZER)),
    "waiting_cancelled": Path.of("waitlisted", ("cancel", ORGANIZER)),
    "taken_cancelled": Path.of("waitlisted", ("offer", NOBODY), ("accept_offer", VOLUNTEER), ("cancel", ORGANIZER)),
    "requested_cancelled": Path.of("requested", ("cancel", ORGANIZER)),
    "accepted_cancelled": Path.of("requested", ("accept", ORGANIZER), ("cancel", ORGANIZER)),
    "queued_cancelled": Path.of("requested", ("queue", ORGANIZER), ("cancel", ORGANIZER)),
}
NAMES = tuple(PATHS)
CODES = {name: code for code, name in enumerate(NAMES)}
ALL = tuple(PATHS.values())
# What becomes of a live sign-up whose shift is cancelled.
CALLED_OFF = {
    "confirmed": "cancelled",
    "waiting": "waiting_cancelled",
    "taken": "taken_cancelled",
    "requested": "requested_cancelled",
    "accepted": "accepted_cancelled",
    "queued": "queued_cancelled",
}
OFFERED = CODES["offered"]
# By action: the sentences people write, and how often they write any.
REASONS = {"withdraw": ("withdraw_reasons", 0.5), "decline": ("decline_notes", 0.7)}
SPACE = len(CODE_ALPHABET) ** 8


class Ledger:
    """Sign-ups in the order in which the shifts were filled; ``last`` is the moment of a fourth step or an end."""

    def __init__(self, shifts: Shifts, population: Population) -> None:
        self.shifts, self.population = shifts, population
        self.shift, self.volunteer, self.path = array("I"), array("I"), array("B")
        self.moments = (array("i"), array("i"), array("i"))
        # Known once the rows are written: the id of the first of them, and their order.
        self.first, self.order = 0, array("I")

    def __len__(self) -> int:
        return len(self.shift)

    def add(self, shift: int, volunteer: int, name: str, joined: int, second: int = 0, third: int = 0) -> None:
        """One sign-up; the shift's counters follow."""
        path = PATHS[name]
        self.shift.append(shift)
        self.volunteer.append(volunteer)
        self.path.append(CODES[name])
        for moments, minute in zip(self.moments, (joined, second, third), strict=True):
            moments.append(minute)
        self.shifts.taken[shift] += path.state in SEAT_HOLDING
        self.shifts.waiting[shift] += path.state in QUEUED

    def in_order(self) -> array[int]:
        """Sign-ups by the moment of joining: counted by minute, without a list of all of them."""
        joined = self.moments[0]
        days: list[array[int]] = [array("I") for _ in range(self.population.now // DAY + 2)]
        for number, minute in enumerate(joined):
            days[minute // DAY].append(number)
        order = array("I")
        for day in days:
            order.extend(sorted(day, key=lambda number: (joined[number], number)))
        return order

    # --- Rows -----------------------------------------------------------------------------------------

    @property
    def lines(self) -> int:
        """As many as ``write`` writes."""
        return len(self) + sum(len(ALL[path].steps) for path in self.path)

    def write(self, seed: int, advance: Advance) -> None:
        """Sign-ups with passes, then the records of every change; ids in the order of joining."""
        order = self.order = self.in_order()
        first = self.first = take_block(SignUp, len(order)) if order else 0
        names = (
            "id", "volunteer_id", "shift_id", "state", "created_at", "queued_at", "offer_expires_at", "answers",
            "pass_secret", "pass_code",
        )  # fmt: skip
        taken = frozenset(SignUp.objects.values_list("pass_code", flat=True))
        Sheet(SignUp, *names).write(self._signups(order, first, random.Random(seed), codes(taken)), advance)
        names = ("subject_id", "action", "from_state", "to_state", "reason", "by_id", "at")
        Sheet(SignUpTransition, *names).write(self._records(order, first, random.Random(seed)), advance)

    def _signups(
        self, order: array[int], first: int, chance: random.Random, codes: Iterator[str]
    ) -> Iterator[tuple[Any, ...]]:
        text, people, shifts = self.shifts.calendar.text, self.population, self.shifts
        given = Answers(shifts, chance)
        queued = [path.queued_slot for path in ALL]
        for index, (number, secret, code) in enumerate(zip(order, secrets(16), codes, strict=False)):
            path, shift, volunteer = self.path[number], self.shift[number], self.volunteer[number]
            slot = queued[path]
            yield (
                first + index,
                people.first_volunteer + volunteer,
                shifts.first + shift,
                ALL[path].state,
                text(self.moments[0][number]),
                NULL if slot is None else text(self.moments[slot][number]),
                text(self.moments[2][number]) if path == OFFERED else NULL,
                given.of(shift, LANGUAGES[people.language[volunteer]]),
                secret,
                code,
            )

    def _records(self, order: array[int], first: int, chance: random.Random) -> Iterator[tuple[Any, ...]]:
        text, people, shifts = self.shifts.calendar.text, self.population, self.shifts
        reasons = {
            "withdraw": (texts.phrases("withdraw_reasons"), 0.5),
            "decline": (texts.phrases("decline_notes"), 0.7),
        }
        for index, number in enumerate(order):
            shift, volunteer = self.shift[number], self.volunteer[number]
            for action, before, after, by, slot in ALL[self.path[number]].steps:
                reason = ""
                if action in reasons:
                    sentences, share = reasons[action]
                    if chance.random() < share:
                        reason = chance.choice(sentences)[LANGUAGES[people.language[volunteer]]]
                elif action == "cancel":
                    reason, slot = shifts.reason[shift], 3
                elif action == "lapse":
                    reason = LAPSED_REASON
                elif action == "remove":
                    reason = REMOVAL_REASONS[LANGUAGES[people.language[volunteer]]]
                minute = shifts.cancelled[shift] if slot == 3 else self.moments[slot][number]
                actor = (people.first_user + volunteer, shifts.owner[shift], NULL)[by]
                yield first + index, action, before, after, reason, actor, text(minute)


class Answers:
    """What people wrote to the organizers' questions, as COPY has it."""

    def __init__(self, shifts: Shifts, chance: random.Random) -> None:
        self.shifts, self.chance = shifts, chance
        self.sentences = texts.phrases("open_answers")

    def of(self, shift: int, language: str) -> str:
        questions = self.shifts.questions.get(self.shifts.project[shift])
        if not questions:
            return "{}"
        given = {str(pk): self._answer(question, language) for pk, question in questions if self._answers(question)}
        return json.dumps(given, ensure_ascii=False).translate(rows.ESCAPES)

    def _answers(self, question: Mapping[str, Any]) -> bool:
        return bool(question["required"]) or self.chance.random() < 0.6

    def _answer(self, question: Mapping[str, Any], language: str) -> str:
        if question["kind"] == "yes_no":
            return "yes" if self.chance.random() < 0.8 else "no"
        if question["kind"] == "choice":
            return str(self.chance.choice(question["choices"])["kk"])
        return self.chance.choice(self.sentences)[language]


def codes(taken: Collection[str] = ()) -> Iterator[str]:
    """Codes for hands, none twice and none of ``taken``: steps of a secret width around the circle of all codes."""
    step = system.randbelow(SPACE)
    while math.gcd(step, SPACE) != 1:
        step = system.randbelow(SPACE)
    place, base = system.randbelow(SPACE), len(CODE_ALPHABET)
    while True:
        place = (place + step) % SPACE
        rest, letters = place, []
        for _ in range(8):
            rest, digit = divmod(rest, base)
            letters.append(CODE_ALPHABET[digit])
        code = "".join(letters)
        if code not in taken:
            yield code
