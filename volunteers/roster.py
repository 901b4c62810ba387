"""Who is expected in a shift, as the check-in page shows it and a phone carries it. Names only, no contacts."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef
from django.utils import timezone

from projects.enums import ADULT_AGE
from projects.models import Shift
from qazvolunteer.core import dates
from qazvolunteer.core.folding import fold
from qazvolunteer.core.kazakh_order import sort_key
from volunteers import permissions
from volunteers.enums import AttendanceState, SignUpState
from volunteers.models import ShiftLeader, SignUp

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User


@dataclass(frozen=True)
class Person:
    """One row. ``keys`` tell a pass and a code without being either: a lost phone gives away no passes."""

    id: int
    name: str
    role: str
    find: str
    keys: tuple[str, str]
    state: str
    arrived: dt.datetime | None
    left: dt.datetime | None
    leader: bool
    young: bool
    own: bool

    def data(self) -> dict[str, Any]:
        """What a phone keeps: moments in ISO 8601 or "". It looks for names by itself."""
        kept = {name: value for name, value in asdict(self).items() if name != "find"}
        return kept | {name: kept[name].isoformat() if kept[name] else "" for name in ("arrived", "left")}

    @property
    def shown(self) -> str:
        """The state in the list: whoever left is told from who is there."""
        return "left" if self.left else self.state

    @property
    def times(self) -> str:
        return dates.DASH.join(dates.clock(moment) for moment in (self.arrived, self.left) if moment)


def key(text: str) -> str:
    """What stands for a secret on a phone: half of its SHA-256."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def people(shift: Shift, *, by: User) -> list[Person]:
    """Everybody with a place, in Kazakh order of names: whole ones for staff, with an initial for a leader."""
    full = permissions.checks_in_for(by, shift)
    day = timezone.localdate(shift.starts_at)
    rows = SignUp.objects.filter(shift=shift, state=SignUpState.CONFIRMED)
    leads = ShiftLeader.objects.active().filter(signup=OuterRef("pk"))
    found = [
        _person(signup, full=full, by=by, young=(signup.volunteer.age_on(day) or ADULT_AGE) < ADULT_AGE)
        for signup in rows.select_related("volunteer__user", "attendance", "role").annotate(leads=Exists(leads))
    ]
    return sorted(found, key=lambda person: (sort_key(person.name), person.id))


def _person(signup: SignUp, *, full: bool, by: User, young: bool) -> Person:
    user = signup.volunteer.user
    attendance = getattr(signup, "attendance", None)
    name = (user.full_name if full else user.short_name) or f"№ {signup.pk}"
    return Person(
        id=signup.pk,
        name=name,
        role=str(signup.role or ""),
        find=fold(name),
        keys=(key(signup.pass_secret), key(signup.pass_code)),
        state=attendance.state if attendance else AttendanceState.EXPECTED,
        arrived=attendance.arrived_at if attendance else None,
        left=attendance.left_at if attendance else None,
        leader=signup.leads,  # type: ignore[attr-defined]
        young=young,
        own=user.pk == by.pk,
    )


def counts(rows: list[Person]) -> dict[str, int]:
    """How many came, are signed up, and are still awaited."""
    came = sum(person.state == AttendanceState.CAME for person in rows)
    awaited = sum(person.state in {AttendanceState.EXPECTED, AttendanceState.LOOKING} for person in rows)
    return {"came": came, "signed": len(rows), "awaited": awaited}
