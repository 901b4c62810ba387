"""The queue as one sees it: narrowed to the desk and to a choice, the oldest deadline first, paged by a key."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frontoffice.desk import kinds
from frontoffice.desk.kinds import Kind
from frontoffice.desk.models import Matter
from qazvolunteer.core import dates, working_days

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import QueryDict

    from frontoffice.office.guard import Desk
    from qazvolunteer.accounts.models import User
    from qazvolunteer.places.models import Region

PAGE = 30
MINE, FREE = "mine", "free"
# What must be looked at today is shown as near.
SOON = 1


@dataclass(frozen=True)
class Choice:
    """What the address narrows the queue to."""

    region: Region | None = None
    kind: str = ""
    who: str = ""
    late: bool = False

    @property
    def query(self) -> str:
        """As a query string with its question mark; "" for everything."""
        values = {
            "region": self.region.slug if self.region else "",
            "kind": self.kind,
            "who": self.who,
            "late": "1" if self.late else "",
        }
        given = urlencode({name: value for name, value in values.items() if value})
        return f"?{given}" if given else ""

    @property
    def is_everything(self) -> bool:
        return not self.query


def chosen(desk: Desk, given: QueryDict) -> Choice:
    """Out of an address. Http404 for a region that is not seen here; unknown words narrow nothing."""
    region = desk.region(given["region"]) if given.get("region") else None
    kind, who = given.get("kind", ""), given.get("who", "")
    return Choice(
        region=region,
        kind=kind if kind in dict(kinds.known()) else "",
        who=who if who in {MINE, FREE} else "",
        late=bool(given.get("late")),
    )


def rows(desk: Desk, choice: Choice, user: User) -> QuerySet[Matter]:
    """Open matters of the desk, in their order."""
    found = desk.narrowed(Matter.objects.open())
    if choice.region is not None:
        found = found.filter(region=choice.region)
    if choice.kind:
        found = found.filter(kind=choice.kind)
    if choice.who == MINE:
        found = found.filter(assigned_to=user)
    elif choice.who == FREE:
        found = found.filter(assigned_to=None)
    if choice.late:
        found = found.filter(due_at__lt=timezone.now())
    return found.order_by("due_at", "pk")


@dataclass(frozen=True)
class Line:
    """A matter as a list shows it."""

    matter: Matter
    kind: Kind
    name: Any
    facts: str
    art: str
    clock: str
    tone: str


def page(found: QuerySet[Matter], after: str = "") -> tuple[list[Line], str]:
    """The next lines after the key, and the key of the following page ("" for none)."""
    if after:
        found = _beyond(found, *_key(after))
    matters = list(found.select_related("region", "assigned_to")[: PAGE + 1])
    more = matters[PAGE:]
    shown = matters[:PAGE]
    key = f"{shown[-1].due_at.timestamp():.6f}_{shown[-1].pk}" if more else ""
    return lines(shown), key


def with_rows(matters: Sequence[Matter]) -> list[tuple[Matter, Kind, Any]]:
    """With what they are about: one query for each kind among them. What is gone meanwhile is left out."""
    wanted: dict[Kind, list[Matter]] = {}
    for matter in matters:
        wanted.setdefault(kinds.of(matter), []).append(matter)
    subjects = {
        (kind, pk): row
        for kind, some in wanted.items()
        for pk, row in kind.load([matter.subject_id for matter in some]).items()
    }
    found = [(matter, kinds.of(matter)) for matter in matters]
    rows = [(matter, kind, subjects.get((kind, matter.subject_id))) for matter, kind in found]
    return [(matter, kind, row) for matter, kind, row in rows if row is not None]


def lines(matters: Sequence[Matter]) -> list[Line]:
    """As a list shows them."""
    made = []
    for matter, kind, row in with_rows(matters):
        facts = " · ".join(str(fact) for fact in kind.line(row) if fact)
        made.append(Line(matter, kind, kind.name(row), facts, kind.art(row), clock(matter), tone(matter)))
    return made


def _key(after: str) -> tuple[dt.datetime, int]:
    moment, _sign, pk = after.partition("_")
    try:
        return dt.datetime.fromtimestamp(float(moment), tz=dt.UTC), int(pk)
    except (ValueError, OverflowError, OSError):
        raise Http404 from None


def _beyond(found: QuerySet[Matter], due: dt.datetime, pk: int) -> QuerySet[Matter]:
    return found.filter(Q(due_at__gt=due) | Q(due_at=due, pk__gt=pk))


def neighbours(found: QuerySet[Matter], matter: Matter) -> tuple[Matter | None, Matter | None]:
    """The one before and the one after in the queue; after the last, the first again, unless it is alone."""
    before = found.filter(Q(due_at__lt=matter.due_at) | Q(due_at=matter.due_at, pk__lt=matter.pk))
    after = _beyond(found, matter.due_at, matter.pk).first() or found.exclude(pk=matter.pk).first()
    return before.order_by("-due_at", "-pk").first(), after


def clock(matter: Matter) -> str:
    """How much time is left, in words."""
    now = timezone.now()
    if matter.due_at < now:
        return _("Overdue since %(day)s") % {"day": dates.date(matter.due_at)}
    left = working_days.left(matter.due_at, now)
    if not left:
        return _("Today until %(time)s") % {"time": dates.clock(matter.due_at)}
    return ngettext("%(number)d working day left", "%(number)d working days left", left) % {"number": left}


def tone(matter: Matter) -> str:
    now = timezone.now()
    if matter.due_at < now:
        return "urgent"
    return "warn" if working_days.left(matter.due_at, now) <= SOON else ""
