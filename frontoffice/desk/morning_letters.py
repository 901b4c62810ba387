"""The letter of the morning. Payload: ``{"day": "2026-11-27"}``; what it says is counted when it is sent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from frontoffice.desk import morning, queue
from frontoffice.desk.kinds import Kind
from frontoffice.desk.models import Matter
from frontoffice.models import Coordinator
from frontoffice.office import menu
from frontoffice.office.guard import Desk
from frontoffice.office.menu import Entry
from organizations.permissions import EVERYWHERE
from qazvolunteer.core import dates
from qazvolunteer.core.addresses import page
from qazvolunteer.notifications.enums import Category
from qazvolunteer.notifications.kinds import register
from qazvolunteer.notifications.letters import Fact, Letter, LetterKind, Link, Listing, in_other_language
from qazvolunteer.notifications.models import Notification

FIRST = 5


@dataclass(frozen=True)
class Morning:
    """The lines behind which something waits at a desk: how many, and how many too long; the first of the queue with
    what they are about; ``own``: how many were given to the reader."""

    lines: list[tuple[Entry, int, int]]
    first: list[tuple[Matter, Kind, Any]]
    own: int

    @property
    def waiting(self) -> int:
        return sum(number for _entry, number, _late in self.lines)

    @property
    def late(self) -> int:
        return sum(late for _entry, _number, late in self.lines)


@register
class MorningLetter(LetterKind):
    """True on its day, while something waits."""

    code = morning.KIND
    label = lazy("In the morning: what waits at your desk in the front office")
    why = lazy("You receive this letter on working days because you work in a front office.")
    category = Category.WORK

    def load(self, notification: Notification) -> Morning | None:
        return self.load_many([notification]).get(notification.pk)

    def load_many(self, notifications: Sequence[Notification]) -> Mapping[UUID, Morning | None]:
        """Whoever sits at the same desk reads the same numbers: they are counted once."""
        desks = _desks({one.recipient_id for one in notifications})
        counted = {desk: (menu.lines_that_wait(desk), _first(desk)) for desk in set(desks.values())}
        given = Counter(Matter.objects.open().filter(assigned_to__in=desks).values_list("assigned_to", flat=True))
        return {
            one.pk: Morning(*counted[desks[one.recipient_id]], own=given[one.recipient_id])
            for one in notifications
            if one.recipient_id in desks
        }

    def is_obsolete(self, facts: Morning, notification: Notification) -> bool:
        return not facts.lines or notification.payload["day"] != timezone.localdate().isoformat()

    def subject(self, facts: Morning, notification: Notification) -> str:
        words = {"waiting": facts.waiting, "late": facts.late}
        return _("Your desk this morning: waiting %(waiting)d, overdue %(late)d") % words

    def letter(self, facts: Morning, notification: Notification) -> Letter:
        lines = [self._fact(*line) for line in facts.lines]
        if facts.own:
            lines.insert(0, Fact(_("Given to you"), dates.thousands(facts.own)))
        return Letter(
            title=_("What waits at your desk"),
            preview=", ".join(f"{line.label}: {line.value}" for line in lines),
            lead=[dates.day(timezone.localdate(), long=True)],
            facts=lines,
            button=Link(_("To the decisions"), page("office-desk")),
            second=Link(_("The overview"), page("office")),
            listing=self._nearest(facts),
            other_language=in_other_language("office-desk"),
            picture=False,
        )

    def _fact(self, entry: Entry, waiting: int, late: int) -> Fact:
        note = _("overdue: %(number)d") % {"number": late} if late else ""
        return Fact(str(entry.title), dates.thousands(waiting), note=note)

    def _nearest(self, facts: Morning) -> Listing | None:
        lines = [
            f"{matter.get_kind_display()}: {kind.name(row)} · {queue.clock(matter)}"
            for matter, kind, row in facts.first
        ]
        return Listing(_("First in the queue"), lines) if lines else None


def _desks(people: set[int | None]) -> dict[int | None, Desk]:
    """The desk of everybody who is in post at this moment."""
    regions: dict[int | None, set[str | None]] = {}
    posts = Coordinator.objects.active().filter(user__in=people)
    for person, region in posts.values_list("user", "office__region"):
        regions.setdefault(person, set()).add(region)
    return {
        person: Desk(EVERYWHERE if None in some else frozenset(filter(None, some))) for person, some in regions.items()
    }


def _first(desk: Desk) -> list[tuple[Matter, Kind, Any]]:
    """The first of the queue."""
    return queue.with_rows(list(desk.narrowed(Matter.objects.open()).order_by("due_at", "pk")[:FIRST]))
