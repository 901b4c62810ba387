"""Who signed up for what: full shifts and empty ones, queues, offers, requests, and people who changed their mind.

The counters of a shift are made out of its sign-ups here and nowhere else in the demonstration data.
"""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils import timezone

from frontoffice.demo import rows
from frontoffice.demo.world import Person, ShiftPlan
from qazvolunteer.core.secret_codes import new_code, new_secret
from volunteers.enums import LIVE, QUEUED, SEAT_HOLDING, TRANSITIONS, SignUpState
from volunteers.models import SignUp, SignUpTransition
from volunteers.waiting_list import LAPSED_REASON, SHORTEST_OFFER

CONFIRMED = str(SignUpState.CONFIRMED)
REQUESTED = str(SignUpState.REQUESTED)
WAITLISTED = str(SignUpState.WAITLISTED)
OFFERED = str(SignUpState.OFFERED)


@dataclass(frozen=True)
class Step:
    """One change of a sign-up; ``by`` is None where the platform did it by itself."""

    action: str
    before: str
    after: str
    at: dt.datetime
    by: int | None
    reason: str = ""


@dataclass
class Entry:
    """One person in one shift, step by step."""

    person: Person
    shift: ShiftPlan
    state: str
    steps: list[Step]
    answers: dict[str, str] = field(default_factory=dict)
    queued_at: dt.datetime | None = None
    offer_expires_at: dt.datetime | None = None

    @property
    def joined_at(self) -> dt.datetime:
        return self.steps[0].at


def offer_deadline(shift: ShiftPlan, at: dt.datetime) -> dt.datetime:
    """As ``volunteers.waiting_list.offer_deadline`` says for a real shift."""
    left = shift.last_moment - at
    window = max(SHORTEST_OFFER, min(dt.timedelta(hours=settings.OFFER_HOURS), left / 4))
    return min(at + window, shift.last_moment)


class Ledger:
    """All sign-ups. Moves states by the product's own table, and keeps counters, promises and people in step."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.by_shift: dict[int, list[Entry]] = defaultdict(list)

    def of(self, shift: ShiftPlan, state: str) -> list[Entry]:
        """Entries of the shift in this state, in the order of the queue."""
        found = [entry for entry in self.by_shift[shift.id] if entry.state == state]
        return sorted(found, key=lambda entry: (entry.queued_at or entry.joined_at, entry.person.id))

    def join(
        self, person: Person, shift: ShiftPlan, state: str, at: dt.datetime, answers: dict[str, str] | None = None
    ) -> Entry:
        """Begin as confirmed, requested or waitlisted."""
        entry = Entry(person, shift, state, [Step("join", "", state, at, person.id)], answers or {})
        if state in QUEUED:
            entry.queued_at = at
        shift.people.add(person.id)
        self.entries.append(entry)
        self.by_shift[shift.id].append(entry)
        self._count(entry, state, 1)
        return entry

    def move(self, entry: Entry, action: str, at: dt.datetime, by: int | None, reason: str = "") -> Entry:
        before, after = entry.state, TRANSITIONS.target(action, entry.state)
        entry.steps.append(Step(action, before, after, at, by, reason))
        self._count(entry, before, -1)
        entry.state = after
        self._count(entry, after, 1)
        if after in QUEUED:
            entry.queued_at = at
        if after == OFFERED:
            entry.offer_expires_at = offer_deadline(entry.shift, at)
        return entry

    def _count(self, entry: Entry, state: str, change: int) -> None:
        shift, person = entry.shift, entry.person
        shift.taken += change * (state in SEAT_HOLDING)
        shift.waiting += change * (state in QUEUED)
        if state == CONFIRMED and not shift.flexible:
            span = (shift.starts_at, shift.ends_at)
            person.taken.append(span) if change > 0 else person.taken.remove(span)

    def cancel(self, shift: ShiftPlan) -> None:
        """The shift was cancelled: whoever was in it, or waited, is out with its reason."""
        at = shift.cancelled_at or timezone.now()
        for entry in self.by_shift[shift.id]:
            if entry.state in LIVE:
                self.move(entry, "cancel", at, shift.project.host.owner.id, shift.cancel_reason)

    def write(self) -> None:
        self.entries.sort(key=lambda entry: (entry.joined_at, entry.shift.id, entry.person.id))
        ids = rows.take_ids(SignUp, len(self.entries))
        codes: set[str] = set()
        while len(codes) < len(ids):
            codes.add(new_code())
        rows.copy(SignUp, map(_signup, ids, self.entries, codes))
        rows.copy(SignUpTransition, _steps(ids, self.entries))


def answers(chance: random.Random, shift: ShiftPlan, person: Person, texts: list[dict[str, str]]) -> dict[str, str]:
    """What the person wrote to the organizer's questions: by question id, a choice by its Kazakh line."""
    given = {}
    for question_id, question in shift.project.questions:
        if not question["required"] and chance.random() < 0.4:
            continue
        if question["kind"] == "yes_no":
            given[str(question_id)] = "yes" if chance.random() < 0.8 else "no"
        elif question["kind"] == "choice":
            given[str(question_id)] = chance.choice(question["choices"])["kk"]
        else:
            given[str(question_id)] = chance.choice(texts)[person.language]
    return given


def _signup(signup_id: int, entry: Entry, code: str) -> Mapping[str, Any]:
    return {
        "id": signup_id,
        "volunteer_id": entry.person.volunteer_id,
        "shift_id": entry.shift.id,
        "state": entry.state,
        "created_at": entry.joined_at,
        "queued_at": entry.queued_at,
        "offer_expires_at": entry.offer_expires_at,
        "answers": entry.answers,
        "pass_secret": new_secret(),
        "pass_code": code,
    }


def _steps(ids: Iterable[int], entries: Iterable[Entry]) -> Iterator[Mapping[str, Any]]:
    for signup_id, entry in zip(ids, entries, strict=True):
        for step in entry.steps:
            yield {
                "subject_id": signup_id,
                "action": step.action,
                "from_state": step.before,
                "to_state": step.after,
                "reason": step.reason,
                "by_id": step.by,
                "at": step.at,
            }


def lapse(ledger: Ledger, entry: Entry) -> None:
    """The offer ran out."""
    if entry.offer_expires_at is not None:
        ledger.move(entry, "lapse", entry.offer_expires_at, None, LAPSED_REASON)
