"""Who came: the verbs, and the only writer of the state of attendance.

A mark at the place is kept as a ``Scan``. Attendance is read from all accepted scans of a sign-up in the order of the
times at which they were made, so it does not matter in which order phones without a network send them, nor how often.
Lock order: the volunteer, then the shift.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects import capacity
from projects.models import Shift
from qazvolunteer.core import dates
from qazvolunteer.core.locks import locked
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.core.transitions import move
from volunteers import permissions
from volunteers.enums import ATTENDANCE_TRANSITIONS, AttendanceState, ScanKind, SignUpState, Source
from volunteers.models import Attendance, AttendanceTransition, PosterRule, Scan, SignUp, Volunteer

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User

# People are marked from so long before the start, and leave until so long after the end.
OPENS_BEFORE = dt.timedelta(hours=3)
LEAVES_WITHIN = dt.timedelta(hours=12)


def check_in(
    signup: SignUp,
    *,
    by: User,
    at: dt.datetime | None = None,
    source: str = Source.NAME,
    client_id: uuid.UUID | None = None,
) -> Attendance:
    """The person came, at ``at`` (now when not said; never in the future). ``by`` saw it, and is somebody else.

    Whoever was checked in before stays so with the earlier time. Raises Refusal ``not_allowed``, ``own``,
    ``cancelled``, ``not_confirmed``, ``too_early`` or ``over``.
    """
    return _attendance(mark(signup, ScanKind.IN, by=by, at=at, source=source, client_id=client_id))


def check_out(
    signup: SignUp,
    *,
    by: User,
    at: dt.datetime | None = None,
    source: str = Source.NAME,
    client_id: uuid.UUID | None = None,
) -> Attendance:
    """The person left. Without a check-in before it, nothing follows from it until that arrives."""
    return _attendance(mark(signup, ScanKind.OUT, by=by, at=at, source=source, client_id=client_id))


def undo(
    signup: SignUp,
    *,
    by: User,
    at: dt.datetime | None = None,
    source: str = Source.NAME,
    client_id: uuid.UUID | None = None,
) -> Attendance:
    """The last mark before ``at`` was a mistake."""
    return _attendance(mark(signup, ScanKind.UNDO, by=by, at=at, source=source, client_id=client_id))


@transaction.atomic
def mark(
    signup: SignUp,
    kind: str,
    *,
    by: User,
    at: dt.datetime | None = None,
    source: str = Source.NAME,
    client_id: uuid.UUID | None = None,
) -> Scan:
    """Keep one mark and let the attendance follow from it. A ``client_id`` that is known changes nothing.

    Raises the refusals of ``check_in``.
    """
    now = timezone.now()
    signup, shift = _locked(signup)
    if client_id is not None and (known := Scan.objects.filter(client_id=client_id, signup=signup, by=by).first()):
        return known
    at = min(at or now, now)
    refuse_mark(signup, shift, kind, by=by, at=at, source=source, now=now)
    scan = Scan.objects.create(
        client_id=client_id or uuid.uuid4(),
        shift=shift,
        signup=signup,
        kind=kind,
        source=source,
        client_at=at,
        received_at=now,
        by=by,
        accepted=True,
    )
    _settle(signup, scan)
    return scan


@transaction.atomic
def excuse(signup: SignUp, *, by: User | None, reason: str) -> Attendance:
    """The person does not come, and said so. By the staff at any time, by themselves until the start.

    ``by`` None: by the rules of the platform. Raises Refusal ``not_allowed`` or ``wrong_state``.
    """
    signup, shift = _locked(signup)
    own = by is not None and by.pk == signup.volunteer.user_id
    if own and shift.starts_at <= timezone.now():
        raise Refusal("too_late", _("This shift has already begun."), _("Write to the organizer."))
    if not own:
        _require_decider(signup, by)
    return _move(signup, "excuse", by=by, reason=reason.strip())


@transaction.atomic
def mark_missed(signup: SignUp, *, by: User | None) -> Attendance:
    """The person did not come and had not said so. After the end of the shift only.

    Raises Refusal ``not_allowed``, ``not_over``, ``not_confirmed`` or ``wrong_state``.
    """
    signup, shift = _locked(signup)
    _require_decider(signup, by)
    if shift.ends_at > timezone.now():
        raise Refusal("not_over", _("The shift is not over yet."))
    _require_confirmed(signup, shift)
    return _move(signup, "miss", by=by)


@transaction.atomic
def look_for_stand_in(signup: SignUp, *, by: User) -> Attendance:
    """The person looks for somebody who takes their place; until then they are still expected."""
    return _looking(signup, "look", by=by)


@transaction.atomic
def stop_looking(signup: SignUp, *, by: User) -> Attendance:
    """The person comes after all."""
    return _looking(signup, "stop_looking", by=by)


def state_of(signup: SignUp) -> str:
    """The state of attendance; expected where nothing was recorded."""
    found = Attendance.objects.filter(signup=signup).values_list("state", flat=True).first()
    return found or AttendanceState.EXPECTED


# --- What the scans say -------------------------------------------------------------------------------


@dataclass
class Reading:
    """What follows from the scans of one sign-up: the marks that stand, and the verdict of each scan by its id."""

    standing: list[Scan] = field(default_factory=list)
    verdicts: dict[int, str] = field(default_factory=dict)

    @property
    def arrival(self) -> Scan | None:
        return self.standing[0] if self.standing else None

    @property
    def left_at(self) -> dt.datetime | None:
        """None when nobody left, or came back."""
        return self.standing[-1].client_at if self.standing and self.standing[-1].kind == ScanKind.OUT else None


def read(scans: Iterable[Scan]) -> Reading:
    """Read scans in the order of the times at which they were made; the order in which they are given is nothing."""
    reading = Reading()
    for scan in sorted(scans, key=lambda scan: (scan.client_at, scan.client_id)):
        reading.verdicts[scan.pk] = _follow(reading.standing, scan)
    return reading


def _follow(standing: list[Scan], scan: Scan) -> str:
    last = standing[-1].kind if standing else None
    if scan.kind == ScanKind.UNDO:
        if last is None:
            return "nothing_to_undo"
        standing.pop()
        return "undone"
    if scan.kind == ScanKind.IN and last == ScanKind.IN:
        return "already_in"
    if scan.kind == ScanKind.OUT and last != ScanKind.IN:
        return "already_out" if last == ScanKind.OUT else "not_in"
    standing.append(scan)
    return "came" if scan.kind == ScanKind.IN else "left"


def _settle(signup: SignUp, scan: Scan) -> None:
    """Bring the attendance, and the verdict of every scan of the sign-up, up to what the scans say together."""
    scans = list(Scan.objects.filter(signup=signup, accepted=True))
    reading = read(scans)
    for one in scans:
        if one.verdict != reading.verdicts[one.pk]:
            Scan.objects.filter(pk=one.pk).update(verdict=reading.verdicts[one.pk])
    scan.verdict = reading.verdicts[scan.pk]
    attendance, _made = Attendance.objects.get_or_create(signup=signup)
    arrival, had_left = reading.arrival, attendance.left_at
    if arrival is None:
        if attendance.state == AttendanceState.CAME:
            _record(attendance, "undo", by=scan.by)
        _write(attendance, arrived_at=None, left_at=None, witness=None, source="")
        return
    # Nobody witnesses what a person says with a poster.
    witness = None if arrival.source == Source.POSTER else arrival.by
    _write(attendance, arrived_at=arrival.client_at, left_at=reading.left_at, witness=witness, source=arrival.source)
    if attendance.state != AttendanceState.CAME:
        _record(attendance, "check_in", by=scan.by)
    if reading.left_at is not None and reading.left_at != had_left:
        _record(attendance, "check_out", by=scan.by)
    if reading.left_at is None and had_left is not None:
        _record(attendance, "undo_check_out", by=scan.by)


def _write(attendance: Attendance, **columns: object) -> None:
    for name, value in columns.items():
        setattr(attendance, name, value)
    attendance.save(update_fields=list(columns))


def _record(attendance: Attendance, action: str, *, by: User | None, reason: str = "") -> None:
    move(attendance, action, table=ATTENDANCE_TRANSITIONS, record=AttendanceTransition, by=by, reason=reason)


# --- Who may, and when --------------------------------------------------------------------------------


def refuse_mark(
    signup: SignUp, shift: Shift, kind: str, *, by: User, at: dt.datetime, source: str, now: dt.datetime
) -> None:
    """Raise the Refusal that a mark by ``by`` meets. The shift is locked."""
    own = signup.volunteer.user_id == by.pk
    if source == Source.POSTER:
        if not own or not PosterRule.objects.filter(project=shift.project_id).exists():
            raise Refusal("not_allowed", _("In this project people are checked in by the organizer."))
    elif not (permissions.checks_in_for(by, shift) or permissions.leads(by, shift, at=at, now=now)):
        raise Refusal("not_allowed", _("Only the organization's staff and the shift's leader can mark people."))
    elif own:
        raise Refusal("own", _("Nobody checks themselves in. Ask a colleague."))
    _refuse_time(shift, kind, at)
    if kind == ScanKind.IN:
        _require_confirmed(signup, shift)


def _refuse_time(shift: Shift, kind: str, at: dt.datetime) -> None:
    opens = shift.starts_at - OPENS_BEFORE
    if at < opens:
        raise Refusal(
            "too_early",
            _("The check-in opens at %(time)s.") % {"time": f"{dates.day(opens)}, {dates.clock(opens)}"},
        )
    if at > (shift.ends_at if kind == ScanKind.IN else shift.ends_at + LEAVES_WITHIN):
        raise Refusal("over", _("This shift is over."), _("Whoever came is confirmed with the hours."))


def _require_confirmed(signup: SignUp, shift: Shift) -> None:
    if shift.is_cancelled or signup.state == SignUpState.CANCELLED:
        raise Refusal("cancelled", _("This shift was cancelled."))
    if signup.state != SignUpState.CONFIRMED:
        raise Refusal("not_confirmed", _("This person has no place in the shift."))


def _require_decider(signup: SignUp, by: User | None) -> None:
    if by is not None and not permissions.may_decide(by, signup):
        raise Refusal("not_allowed", _("Only the organization's staff decide about its sign-ups."))


def _looking(signup: SignUp, action: str, *, by: User) -> Attendance:
    signup, shift = _locked(signup)
    if signup.volunteer.user_id != by.pk:
        raise Refusal("not_allowed", _("Only the volunteer can look for a stand-in."))
    if shift.starts_at <= timezone.now():
        raise Refusal("too_late", _("This shift has already begun."))
    _require_confirmed(signup, shift)
    return _move(signup, action, by=by)


def _move(signup: SignUp, action: str, *, by: User | None, reason: str = "") -> Attendance:
    attendance, _made = Attendance.objects.get_or_create(signup=signup)
    _record(attendance, action, by=by, reason=reason)
    return attendance


def _attendance(scan: Scan) -> Attendance:
    return Attendance.objects.get(signup=scan.signup_id)


def _locked(signup: SignUp) -> tuple[SignUp, Shift]:
    """Lock the volunteer, then the shift, and read the sign-up anew."""
    locked(Volunteer.objects.filter(pk=signup.volunteer_id)).get()
    shift = capacity.lock_shift(signup.shift_id)
    signup = SignUp.objects.select_related("volunteer__user").get(pk=signup.pk)
    signup.shift = shift
    return signup, shift
