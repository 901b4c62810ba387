"""The shifts of the whole country in arrays, with what the sign-ups need to know of their projects."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from frontoffice.demo import rows
from frontoffice.demo.national.bulk import Advance
from frontoffice.demo.national.moments import Calendar
from frontoffice.demo.publishing import LOWERED_REASON
from frontoffice.demo.world import ProjectPlan
from projects.models import Shift
from projects.records import SeatsRecord

NEVER = -1
BATCH = 5_000


class Shifts:
    """Shift ``n`` has the id ``first + n``. Moments are minutes of the calendar, ``NEVER`` where there is none."""

    def __init__(self, first: int, count: int, calendar: Calendar, texts: Sequence[Mapping[str, Any]]) -> None:
        self.first, self.calendar, self.texts = first, calendar, texts
        self.project, self.text, self.task = array("q"), array("B"), array("B")
        self.starts, self.ends, self.flexible = array("i"), array("i"), array("B")
        self.seats, self.taken = array("I"), array("I", [0]) * count
        self.waiting, self.overfill = array("I", [0]) * count, array("I", [0]) * count
        self.published, self.cancelled = array("i"), array("i")
        self.town: list[str | None] = []
        self.region: list[str] = []
        self.reason: dict[int, str] = {}
        self.state: list[str] = []
        self.owner, self.age, self.appeal = array("q"), array("B"), array("f")
        self.questions: dict[int, list[tuple[int, Mapping[str, Any]]]] = {}
        # Number to former seats and the minute of the change.
        self.lowered: dict[int, tuple[int, int]] = {}

    def __len__(self) -> int:
        return len(self.starts)

    def add(self, plan: ProjectPlan, text: int) -> None:
        """The shifts of a project, whose rows are written already."""
        minute = self.calendar.minute
        if plan.questions:
            self.questions[plan.id] = plan.questions
        for shift in plan.shifts:
            if shift.cancelled_at:
                self.reason[len(self)] = shift.cancel_reason
            self.project.append(plan.id)
            self.text.append(text)
            self.task.append(shift.id)
            self.starts.append(minute(shift.starts_at))
            self.ends.append(minute(shift.ends_at))
            self.flexible.append(shift.flexible)
            self.seats.append(shift.seats)
            self.published.append(minute(plan.published_at) if plan.published_at else NEVER)
            self.cancelled.append(minute(shift.cancelled_at) if shift.cancelled_at else NEVER)
            self.town.append(plan.town)
            self.region.append(plan.region)
            self.state.append(plan.state)
            self.owner.append(plan.host.owner.id)
            self.age.append(plan.age_limit)
            self.appeal.append(plan.popularity)

    def last_moment(self, number: int) -> int:
        """Until when one may sign up."""
        return self.ends[number] if self.flexible[number] else self.starts[number]

    def write(self, advance: Advance) -> None:
        """The rows with their final counters."""
        for begin in range(0, len(self), BATCH):
            part = range(begin, min(begin + BATCH, len(self)))
            rows.copy(Shift, self._rows(part))
            advance(len(part))
        rows.copy(SeatsRecord, self._records())

    def _rows(self, part: range) -> Iterator[dict[str, Any]]:
        moment = self.calendar.moment
        for number in part:
            cancelled = self.cancelled[number]
            yield {
                "id": self.first + number,
                "project_id": self.project[number],
                **rows.translated("task", self.texts[self.text[number]]["tasks"][self.task[number]]),
                "starts_at": moment(self.starts[number]),
                "ends_at": moment(self.ends[number]),
                "flexible": bool(self.flexible[number]),
                "seats": self.seats[number],
                "seats_taken": self.taken[number],
                "waiting": self.waiting[number],
                "overfill": self.overfill[number],
                "cancelled_at": moment(cancelled) if cancelled != NEVER else None,
                "cancel_reason": self.reason.get(number, ""),
            }

    def _records(self) -> Iterator[dict[str, Any]]:
        for number, (seats, minute) in self.lowered.items():
            yield {
                "shift_id": self.first + number,
                "from_seats": seats,
                "to_seats": self.seats[number],
                "overfill": self.overfill[number],
                "reason": LOWERED_REASON,
                "by_id": self.owner[number],
                "at": self.calendar.moment(minute),
            }
