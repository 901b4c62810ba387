"""Who came: the verbs, and the only writer of the state of attendance.

A mark at the place is kept as a ``Scan``. Attendance is read from all accepted scans of a sign-up in the order of the
times at which they were made, so it does not matter in which order phones without a network send them, nor how often.
Lock order: the volunteer, then the shift.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
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
from qazvolunteer.core.transitions import move, step
from volunteers import permissions
from volunteers.enums import ATTENDANCE_TRANSITIONS, AttendanceState, ScanKind, SignUpState, Source
from volunteers.models import Attendance, AttendanceTransition, PosterRule, Scan, SignUp, Volunteer

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User

# People are marked from so long before the start, and leave until so long after the end.
OPENS_BEFORE = dt.timedelta(hours=3)
LEAVES_WITHIN = dt.timedelta(hours=12)


@dataclass(frozen=True)
class Marking:
    """One mark of somebody who is signed up, made at ``at`` (taken for now when it lies ahead)."""

    signup: SignUp
    kind: str
    at: dt.datetime
    source: str
    client_id: uuid.UUID


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
    wanted = Marking(signup, kind, at or timezone.now(), source, client_id or uuid.uuid4())
    (answer,) = mark_all(signup.shift_id, [wanted], by=by)
    if isinstance(answer, Refusal):
        raise answer
    return answer


@transaction.atomic
def mark_all(shift_id: int, wanted: Sequence[Marking], *, by: User) -> list[Scan | Refusal]:
    """As ``mark`` for many people of one shift, in as many statements as for one; the answers in the order asked.

    A refused mark is not kept and leaves the others alone.
    """
    now = timezone.now()
    list(locked(Volunteer.objects.filter(pk__in={one.signup.volunteer_id for one in wanted}).order_by("pk")))
    shift = capacity.lock_shift(shift_id)
    rows = SignUp.objects.filter(pk__in={one.signup.pk for one in wanted}).select_related("volunteer__user")
    signups = {signup.pk: signup for signup in rows}
    known = Scan.objects.select_related("signup__volunteer__user").in_bulk(
        [one.client_id for one in wanted], field_name="client_id"
    )
    answers: list[Scan | Refusal] = []
    fresh: list[Scan] = []
    for one in wanted:
        scan = known.get(one.client_id)
        if scan is None:
            signup, at = signups[one.signup.pk], min(one.at, now)
            signup.shift = shift
            try:
                refuse_mark(signup, shift, one.kind, by=by, at=at, source=one.source, now=now)
            except Refusal as refusal:
                answers.append(refusal)
                continue
            scan = known[one.client_id] = Scan(
                client_id=one.client_id, shift=shift, signup=signup, kind=one.kind, source=one.source,
                client_at=at, received_at=now, by=by, accepted=True,
            )  # fmt: skip
            fresh.append(scan)
        answers.append(scan)
    if fresh:
        Scan.objects.bulk_create(fresh)
        _settle(fresh, by=by)
    return answers


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


def _settle(fresh: Sequence[Scan], *, by: User) -> None:
    """Bring attendance, and the verdict of every scan, up to what all scans of these people say together."""
    people = sorted({scan.signup_id for scan in fresh})
    scans: dict[int, list[Scan]] = {}
    for scan in Scan.objects.filter(signup__in=people, accepted=True):
        scans.setdefault(scan.signup_id, []).append(scan)
    Attendance.objects.bulk_create([Attendance(signup_id=pk) for pk in people], ignore_conflicts=True)
    found = {attendance.signup_id: attendance for attendance in Attendance.objects.filter(signup__in=people)}
    verdicts: dict[int, str] = {}
    records: list[AttendanceTransition] = []
    for pk in people:
        reading = read(scans[pk])
        verdicts |= reading.verdicts
        records += _follow_scans(found[pk], reading, by=by)
    outdated = [scan for some in scans.values() for scan in some if scan.verdict != verdicts[scan.pk]]
    for scan in (*outdated, *fresh):
        scan.verdict = verdicts[scan.pk]
    Scan.objects.bulk_update(outdated, ["verdict"])
    Attendance.objects.bulk_update(found.values(), ["state", "arrived_at", "left_at", "witness", "source"])
    AttendanceTransition.objects.bulk_create(records)


def _follow_scans(attendance: Attendance, reading: Reading, *, by: User) -> list[AttendanceTransition]:
    """Set the attendance of one person as the scans say; the records of what changed by that."""
    arrival, had_left = reading.arrival, attendance.left_at
    if arrival is None:
        came = attendance.state == AttendanceState.CAME
        attendance.arrived_at = attendance.left_at = attendance.witness = None
        attendance.source = ""
        return [_step(attendance, "undo", by=by)] if came else []
    attendance.arrived_at, attendance.left_at, attendance.source = arrival.client_at, reading.left_at, arrival.source
    # Nobody witnesses what a person says with a poster.
    attendance.witness_id = None if arrival.source == Source.POSTER else arrival.by_id
    actions = [] if attendance.state == AttendanceState.CAME else ["check_in"]
    if reading.left_at is not None and reading.left_at != had_left:
        actions.append("check_out")
    if reading.left_at is None and had_left is not None:
        actions.append("undo_check_out")
    return [_step(attendance, action, by=by) for action in actions]


def _step(attendance: Attendance, action: str, *, by: User) -> AttendanceTransition:
    return step(attendance, action, table=ATTENDANCE_TRANSITIONS, record=AttendanceTransition, by=by)  # type: ignore[no-any-return]


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
