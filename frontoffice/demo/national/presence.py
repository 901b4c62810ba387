"""Who came to the shifts of three years, and what of it stands in their volunteer books: drawn out of the ledger of
sign-ups, person by person, and streamed into the tables."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.conf import settings

from frontoffice.demo import texts
from frontoffice.demo.national.bulk import Advance, Sheet, take_block
from frontoffice.demo.national.ledger import ALL, Ledger
from frontoffice.demo.national.moments import DAY, NULL
from frontoffice.demo.national.population import LANGUAGES
from frontoffice.demo.national.shifts import NEVER
from volunteers.enums import AttendanceState, SignUpState, Source
from volunteers.hours_enums import Evidence, HoursKind, HoursState
from volunteers.hours_models import HoursEntry, HoursTransition
from volunteers.hours_sweeps import STEP
from volunteers.models import Attendance

CAME, MISSED, EXCUSED = str(AttendanceState.CAME), str(AttendanceState.MISSED), str(AttendanceState.EXCUSED)
# Out of a hundred with a place: the rest was never marked.
CAME_SHARE, MISSED_SHARE, EXCUSED_SHARE = 0.87, 0.06, 0.05
# How an organizer marks people mostly, one way for one who has others.
WAYS = ((Source.SCANNED, 0.5), (Source.NAME, 0.28), (Source.POSTER, 0.14), (Source.CODE, 0.08))
AS_ALWAYS = 0.8
SIGNED_OUT = 0.85
# Of work at home, and of people whom nobody marked, so many told of it.
TOLD_AT_HOME, TOLD_UNMARKED, PREPARED = 0.75, 0.5, 0.012
# Lines of before that are decided, nearly all of them; some wait, some were not true, some are disputed.
DECIDED_AFTER = 9 * DAY
WAITED_AT_MOST = 75 * DAY
REJECTED, DISPUTED, CORRECTED = 0.008, 0.004, 0.008
HANDED_UP_AFTER = 30 * DAY
MOST = settings.HOURS_A_DAY * 60
# Since then the clock of the whole country stands five hours ahead, before it six.
ONE_ZONE = dt.datetime(2024, 2, 29, 18, tzinfo=dt.UTC)


class Mark(NamedTuple):
    """Of one sign-up with a place in a shift that is over. ``state`` is "" for whoever nobody marked."""

    signup: int
    shift: int
    volunteer: int
    state: str
    arrived: int
    left: int
    source: str


class Presence:
    def __init__(self, ledger: Ledger, seed: int) -> None:
        self.ledger, self.seed = ledger, seed
        self.shifts, self.people = ledger.shifts, ledger.population
        self.now, self.text = self.people.now, self.shifts.calendar.text
        self.one_zone = self.shifts.calendar.minute(ONE_ZONE)
        self.with_place = [path.state == SignUpState.CONFIRMED for path in ALL]

    def write_marks(self, advance: Advance) -> None:
        names = ("signup_id", "state", "arrived_at", "left_at", "witness_id", "source")
        Sheet(Attendance, *names).write(self._attendance(), advance)

    def write_hours(self, advance: Advance) -> None:
        """Lines, then the records of what was decided otherwise than usual: a plain "confirmed" says it itself."""
        first = take_block(HoursEntry, 2 * max(1, len(self.ledger)))
        names = (
            "id", "volunteer_id", "signup_id", "project_id", "day", "minutes", "kind", "evidence", "state",
            "corrects_id", "note", "proposed_by_id", "proposed_at", "decided_by_id", "decided_at", "escalated_at",
        )  # fmt: skip
        records: list[tuple[Any, ...]] = []
        Sheet(HoursEntry, *names).write(self._lines(first, records), advance)
        names = ("subject_id", "action", "from_state", "to_state", "reason", "by_id", "at")
        Sheet(HoursTransition, *names).write(iter(records), lambda more: None)

    # --- Who came -------------------------------------------------------------------------------------

    def _marks(self) -> Iterator[Mark]:
        """The same each time it is called."""
        chance, shifts, ledger, now = random.Random(f"{self.seed} came"), self.shifts, self.ledger, self.now
        luck = chance.random
        usual = self._usual_ways()
        for index, number in enumerate(ledger.order):
            shift = ledger.shift[number]
            if not self.with_place[ledger.path[number]] or shifts.cancelled[shift] != NEVER or shifts.ends[shift] > now:
                continue
            signup, volunteer = ledger.first + index, ledger.volunteer[number]
            if shifts.flexible[shift]:
                yield Mark(signup, shift, volunteer, "", 0, 0, "")
                continue
            came = luck()
            if came >= CAME_SHARE:
                rest = came - CAME_SHARE
                state = MISSED if rest < MISSED_SHARE else EXCUSED if rest < MISSED_SHARE + EXCUSED_SHARE else ""
                yield Mark(signup, shift, volunteer, state, NEVER, NEVER, "")
                continue
            source = usual[shifts.owner[shift]] if luck() < AS_ALWAYS else _way(luck())
            arrived = shifts.starts[shift] + int(luck() * 30) - 18
            left = NEVER
            if luck() < (SIGNED_OUT if source != Source.NAME else 0.3):
                left = min(shifts.ends[shift] + int(luck() * 24) - 14, now)
            yield Mark(signup, shift, volunteer, CAME, arrived, left, source)

    def _usual_ways(self) -> dict[int, str]:
        chance = random.Random(f"{self.seed} ways")
        return {owner: _way(chance.random()) for owner in sorted(set(self.shifts.owner))}

    def _attendance(self) -> Iterator[tuple[Any, ...]]:
        text, owner = self.text, self.shifts.owner
        for mark in self._marks():
            if mark.state == CAME:
                left = NULL if mark.left == NEVER else text(mark.left)
                witness = NULL if mark.source == Source.POSTER else owner[mark.shift]
                yield mark.signup, CAME, text(mark.arrived), left, witness, mark.source
            elif mark.state:
                yield mark.signup, mark.state, NULL, NULL, NULL, ""

    # --- What stands in the books ---------------------------------------------------------------------

    def _lines(self, pk: int, records: list[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
        """Rows of the book; ``records`` collects their records. Corrections stand right behind what they correct."""
        chance, shifts, people = random.Random(f"{self.seed} hours"), self.shifts, self.people
        luck, words = chance.random, texts.phrases("decline_notes")
        for mark in self._marks():
            shift, volunteer = mark.shift, mark.volunteer
            starts, ends, owner = shifts.starts[shift], shifts.ends[shift], shifts.owner[shift]
            for kind, evidence, at, minutes, told in self._work(chance, mark, starts, ends):
                proposed = min(ends + 120 + (int(luck() * 4 * DAY) if told else 0), self.now)
                state, decided = self._decision(chance, proposed)
                handed_up = NULL
                if decided == NEVER and self.now - proposed > HANDED_UP_AFTER:
                    handed_up = self.text(proposed + HANDED_UP_AFTER)
                project, user = shifts.project[shift], people.first_user + volunteer
                common = (people.first_volunteer + volunteer, mark.signup, project, self._day(at))
                by = NULL if decided == NEVER else owner
                moment = NULL if decided == NEVER else self.text(decided)
                yield (
                    pk, *common, minutes, kind, evidence, state, NULL, "", user if told else NULL,
                    self.text(proposed), by, moment, handed_up,
                )  # fmt: skip
                reason = words[pk % len(words)][LANGUAGES[people.language[volunteer]]]
                if state == HoursState.REJECTED:
                    records.append((pk, "reject", "proposed", state, reason, owner, moment))
                elif state == HoursState.DISPUTED:
                    records.append((pk, "confirm", "proposed", "confirmed", "", owner, moment))
                    later = self.text(min(decided + 2 * DAY, self.now))
                    records.append((pk, "dispute", "confirmed", state, reason, user, later))
                elif state == HoursState.CONFIRMED and minutes >= 60 and luck() < CORRECTED:
                    less = STEP * chance.randrange(1, minutes // STEP)
                    corrected = self.text(min(decided + 3 * DAY, self.now))
                    yield (
                        pk + 1, *common, -less, HoursKind.CORRECTION.value, Evidence.CONFIRMED.value, state, pk, reason,
                        owner, corrected, owner, corrected, NULL,
                    )  # fmt: skip
                    records.append((pk + 1, "correct", "", state, reason, owner, corrected))
                    pk += 1
                pk += 1

    def _work(
        self, chance: random.Random, mark: Mark, starts: int, ends: int
    ) -> Iterator[tuple[str, str, int, int, bool]]:
        """(kind, evidence, moment, minutes, told by the volunteer) of every line of one sign-up."""
        shift, told = HoursKind.SHIFT.value, Evidence.SELF_REPORTED.value
        if mark.state == CAME:
            ended = ends if mark.left == NEVER else min(mark.left, ends)
            minutes = min(MOST, round(max(0, ended - max(mark.arrived, starts)) / STEP) * STEP)
            scanned = mark.left != NEVER and mark.source != Source.NAME
            yield shift, (Evidence.SCANNED if scanned else Evidence.CONFIRMED).value, starts, minutes, False
            if chance.random() < PREPARED:
                yield HoursKind.PREPARATION.value, told, starts, STEP * chance.randrange(2, 9), True
        elif self.shifts.flexible[mark.shift] and chance.random() < TOLD_AT_HOME:
            at = starts + int((ends - starts) * chance.random())
            yield shift, told, at, STEP * chance.randrange(2, 17), True
        elif not mark.state and not self.shifts.flexible[mark.shift] and chance.random() < TOLD_UNMARKED:
            yield shift, told, starts, min(MOST, (ends - starts) // STEP * STEP), True

    def _decision(self, chance: random.Random, proposed: int) -> tuple[str, int]:
        """The state of the line today, and when it was decided."""
        age, luck = self.now - proposed, chance.random()
        decided = luck < 0.35 if age < DECIDED_AFTER else age > WAITED_AT_MOST or luck < 0.97
        if not decided:
            return HoursState.PROPOSED.value, NEVER
        moment = min(proposed + 60 + int(chance.random() * 6 * DAY), self.now)
        luck = chance.random()
        if luck < REJECTED:
            return HoursState.REJECTED.value, moment
        if luck < REJECTED + DISPUTED and age < WAITED_AT_MOST:
            return HoursState.DISPUTED.value, moment
        return HoursState.CONFIRMED.value, moment

    def _day(self, minute: int) -> str:
        """The local day."""
        return self.shifts.calendar.days[(minute + (360 if minute < self.one_zone else 300)) // DAY]


def _way(luck: float) -> str:
    for way, share in WAYS:
        if luck < share:
            return way.value
        luck -= share
    return WAYS[0][0].value
