"""The only writer of the volunteer book: lines are proposed, confirmed, disputed, and corrected by new lines.

Nothing is credited because a shift ended: a line needs somebody or something that saw the person, or somebody of the
organization who confirms what the person told. Who confirms is never who earns. The volunteer's lock is held while a
line is decided, so that two lines of one day cannot pass the daily limit together.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qazvolunteer.core import dates
from qazvolunteer.core.locks import locked
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.core.transitions import happened, move
from qazvolunteer.notifications.outbox import notify
from volunteers import hours_permissions
from volunteers.attendance_models import Attendance
from volunteers.enums import AttendanceState, SignUpState
from volunteers.hours_enums import TRANSITIONS, Evidence, HoursKind, HoursState
from volunteers.hours_models import HoursEntry, HoursPhoto, HoursTransition
from volunteers.models import SignUp, Volunteer

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User

# A volunteer may tell of their own work, and object to a decision, for so long.
OWN_REPORT_DAYS = 30
DISPUTE_DAYS = 60
# Preparation for one shift: learning the route, buying the paint.
MOST_PREPARATION = 6 * 60


# --- Proposed -------------------------------------------------------------------------------------------


@transaction.atomic
def report_own(
    signup: SignUp,
    *,
    by: User,
    day: dt.date,
    minutes: int,
    preparation: bool = False,
    quantity: int | None = None,
    unit: str = "",
    photo: bytes | None = None,
    note: str = "",
) -> HoursEntry:
    """The volunteer tells of work that nobody scanned: preparation, work at home, or a shift nobody marked.

    ``quantity`` of ``unit`` is what was made at home. It counts once the organization has confirmed it.
    """
    if signup.volunteer.user_id != by.pk:
        raise Refusal("not_allowed", _("Only the volunteer can tell of their own work."))
    volunteer = locked(Volunteer.objects.filter(pk=signup.volunteer_id)).get()
    signup = SignUp.objects.select_related("shift__project", "volunteer").get(pk=signup.pk)
    kind = HoursKind.PREPARATION if preparation else HoursKind.SHIFT
    _refuse_what_was_not(signup, day, minutes, kind)
    if not minutes and not quantity:
        raise Refusal("nothing", _("Write how long it took, or how much you made."))
    entry = HoursEntry.objects.create(
        volunteer=volunteer,
        signup=signup,
        project=signup.shift.project,
        day=day,
        minutes=minutes,
        unit=unit if quantity else "",
        quantity=quantity or None,
        kind=kind,
        evidence=Evidence.SELF_REPORTED,
        note=note.strip(),
        proposed_by=by,
    )
    if photo:
        HoursPhoto.objects.create(entry=entry, content=photo)
    return entry


def _refuse_what_was_not(signup: SignUp, day: dt.date, minutes: int, kind: HoursKind) -> None:
    shift, today = signup.shift, timezone.localdate()
    if signup.state != SignUpState.CONFIRMED or shift.is_cancelled:
        raise Refusal("not_in", _("You were not in this shift."))
    if day > today:
        raise Refusal("future", _("This day is still to come: hours are written down afterwards."))
    if shift.starts_at > timezone.now() and (kind == HoursKind.SHIFT):
        raise Refusal("future", _("The shift has not begun yet: hours are written down afterwards."))
    if today > dates.local_date(shift.ends_at) + dt.timedelta(days=OWN_REPORT_DAYS):
        raise Refusal(
            "too_late",
            _("This was more than %(days)d days ago. Ask the organizer to write it down.") % {"days": OWN_REPORT_DAYS},
        )
    if kind == HoursKind.PREPARATION:
        known = _preparation_of(signup)
        if known + minutes > MOST_PREPARATION:
            raise Refusal(
                "too_long",
                _("Preparation for one shift counts up to %(most)s.") % {"most": dates.hours(MOST_PREPARATION)},
            )
        return
    first, last = dates.local_date(shift.starts_at), dates.local_date(shift.ends_at)
    if not first <= day <= last:
        raise Refusal("other_day", _("The shift was on another day."))
    if not shift.flexible and minutes > shift.duration.total_seconds() / 60:
        raise Refusal("too_long", _("The shift was shorter than that."))
    lines = HoursEntry.objects.filter(signup=signup, kind=HoursKind.SHIFT)
    if (lines.filter(day=day) if shift.flexible else lines).exists():
        raise Refusal(
            "there_already",
            _("Your hours for this shift are written down already."),
            _("Open the line in your volunteer book and say what is wrong."),
        )


def _preparation_of(signup: SignUp) -> int:
    lines = HoursEntry.objects.filter(signup=signup, kind=HoursKind.PREPARATION).exclude(state=HoursState.REJECTED)
    return lines.aggregate(all=Sum("minutes"))["all"] or 0


@transaction.atomic
def vouch(signup: SignUp, *, by: User) -> HoursEntry:
    """The organization knows that somebody came whom nobody marked: the shift as planned is written down and counts.

    Raises Refusal ``own``, ``not_allowed``, ``future``, ``not_in`` or ``there_already``.
    """
    volunteer = locked(Volunteer.objects.filter(pk=signup.volunteer_id)).get()
    signup = SignUp.objects.select_related("shift__project", "volunteer").get(pk=signup.pk)
    shift = signup.shift
    if signup.state != SignUpState.CONFIRMED or shift.is_cancelled:
        raise Refusal("not_in", _("This person had no place in the shift."))
    if shift.ends_at > timezone.now():
        raise Refusal("future", _("The shift is not over yet: hours are written down afterwards."))
    if HoursEntry.objects.filter(signup=signup, kind=HoursKind.SHIFT).exists():
        raise Refusal("there_already", _("The hours of this shift are written down already."))
    planned = 0 if shift.flexible else int(shift.duration.total_seconds() // 60)
    entry = HoursEntry.objects.create(
        volunteer=volunteer,
        signup=signup,
        project=shift.project,
        day=dates.local_date(shift.starts_at),
        minutes=min(planned, settings.HOURS_A_DAY * 60),
        kind=HoursKind.SHIFT,
        evidence=Evidence.CONFIRMED,
        proposed_by=by,
    )
    return confirm(entry, by=by)


# --- Decided --------------------------------------------------------------------------------------------


@transaction.atomic
def confirm(entry: HoursEntry, *, by: User) -> HoursEntry:
    """The line is true and counts from now on; the volunteer is thanked."""
    entry = _locked(entry, by=by)
    # Asked first: a line that counts already would seem to be too much for its day.
    TRANSITIONS.target("confirm", entry.state)
    _refuse_unwitnessed(entry)
    _refuse_beyond_a_day(entry, entry.minutes)
    _decide(entry, "confirm", by=by)
    _tell(entry)
    return entry


@transaction.atomic
def reject(entry: HoursEntry, *, by: User, reason: str) -> HoursEntry:
    """The line does not count; the volunteer reads why, and may object."""
    reason = _needed(reason)
    entry = _locked(entry, by=by)
    _decide(entry, "reject", by=by, reason=reason)
    _tell(entry)
    return entry


@transaction.atomic
def settle(entry: HoursEntry, *, by: User, minutes: int, reason: str) -> HoursEntry:
    """Say how much it was: whatever the line says, together with a correction it then makes ``minutes``.

    A line that waits is confirmed, or rejected for no minutes at all; a dispute ends with it; a confirmed line is
    corrected. The line itself stays as it was written.
    """
    reason = _needed(reason)
    if not 0 <= minutes <= settings.HOURS_A_DAY * 60:
        raise Refusal("too_long", _("One day counts up to %(hours)d hours.") % {"hours": settings.HOURS_A_DAY})
    entry = _locked(entry, by=by)
    if entry.kind == HoursKind.CORRECTION:
        raise Refusal("wrong_state", _("Correct the line that this one corrects."))
    known = effective_minutes(entry)
    if entry.state == HoursState.CONFIRMED and known == minutes:
        raise Refusal("same", _("The line says so already."))
    if entry.state == HoursState.PROPOSED:
        _refuse_unwitnessed(entry)
    counts = entry.state == HoursState.CONFIRMED
    nothing = not minutes and not entry.quantity
    if not nothing:
        _refuse_beyond_a_day(entry, minutes - known if counts else minutes)
    if entry.state == HoursState.PROPOSED:
        _decide(entry, "reject" if nothing else "confirm", by=by, reason=reason)
    elif entry.state == HoursState.DISPUTED:
        _decide(entry, "turn_down" if nothing else "uphold", by=by, reason=reason)
    elif entry.state == HoursState.REJECTED:
        raise Refusal("wrong_state", _("This line was not confirmed. Only the volunteer can bring it up again."))
    if entry.state == HoursState.CONFIRMED and minutes != known:
        _correct(entry, minutes - known, by=by, reason=reason)
    _tell(entry)
    return entry


def _correct(entry: HoursEntry, difference: int, *, by: User, reason: str) -> HoursEntry:
    now = timezone.now()
    line = HoursEntry.objects.create(
        volunteer=entry.volunteer,
        signup=entry.signup,
        project=entry.project,
        day=entry.day,
        minutes=difference,
        kind=HoursKind.CORRECTION,
        evidence=Evidence.CONFIRMED,
        state=HoursState.CONFIRMED,
        corrects=entry,
        note=reason,
        proposed_by=by,
        proposed_at=now,
        decided_by=by,
        decided_at=now,
    )
    HoursTransition.objects.create(subject=line, action="correct", to_state=line.state, by=by, reason=reason)
    return line


# --- Disputed -------------------------------------------------------------------------------------------


@transaction.atomic
def dispute(entry: HoursEntry, *, by: User, reason: str) -> HoursEntry:
    """The volunteer objects: first to the organization, the second time to the front office, whose word is the last."""
    if entry.volunteer.user_id != by.pk:
        raise Refusal("not_allowed", _("Only the volunteer can object."))
    if not reason.strip():
        raise Refusal("note_needed", _("Write what is wrong and how it was."))
    entry = _read_locked(entry)
    if refusal := refusal_to_dispute(entry):
        raise refusal
    again = was_disputed(entry)
    move(entry, "dispute", table=TRANSITIONS, record=HoursTransition, by=by, reason=reason.strip())
    if again:
        _hand_up(entry)
    return entry


def refusal_to_dispute(entry: HoursEntry) -> Refusal | None:
    """Why the volunteer cannot object now, or None."""
    if entry.kind == HoursKind.CORRECTION:
        return Refusal("wrong_state", _("Object to the line that this one corrects."))
    if not TRANSITIONS.allows("dispute", entry.state):
        return Refusal("wrong_state", _("You have objected. The answer comes by e-mail."))
    if entry.escalated_at is not None and entry.state != HoursState.PROPOSED:
        return Refusal("final", _("The front office has decided: its word is the last."))
    since = entry.decided_at or entry.proposed_at
    if since < timezone.now() - dt.timedelta(days=DISPUTE_DAYS):
        return Refusal("too_late", _("One can object for %(days)d days after the decision.") % {"days": DISPUTE_DAYS})
    return None


def was_disputed(entry: HoursEntry) -> bool:
    """Whether the organization has answered an objection to this line before."""
    return HoursTransition.objects.filter(subject=entry, action="dispute").exists()


@transaction.atomic
def leave_as_it_was(entry: HoursEntry, *, by: User, reason: str) -> HoursEntry:
    """The objection changes nothing: the line counts, or does not, as before it."""
    reason = _needed(reason)
    entry = _locked(entry, by=by)
    before = HoursTransition.objects.filter(subject=entry, action="dispute").first()
    if before is not None and before.from_state == HoursState.REJECTED:
        _decide(entry, "turn_down", by=by, reason=reason)
    else:
        if entry.state == HoursState.DISPUTED:
            _refuse_beyond_a_day(entry, entry.minutes)
        _decide(entry, "uphold", by=by, reason=reason)
    _tell(entry)
    return entry


# --- Handed up ------------------------------------------------------------------------------------------


def _hand_up(entry: HoursEntry) -> None:
    entry.escalated_at = timezone.now()
    entry.save(update_fields=["escalated_at"])
    happened(entry, "hand_up")


@transaction.atomic
def hand_up(entry: HoursEntry) -> bool:
    """The organization did not decide in time: from now on the front office may. False when somebody did meanwhile."""
    entry = _read_locked(entry)
    if entry.escalated_at is not None or entry.state not in {HoursState.PROPOSED, HoursState.DISPUTED}:
        return False
    _hand_up(entry)
    return True


# --- What they share ------------------------------------------------------------------------------------


def effective_minutes(entry: HoursEntry) -> int:
    """What the line and its corrections make together."""
    changes = HoursEntry.objects.counted().filter(corrects=entry).aggregate(all=Sum("minutes"))["all"]
    return int(entry.minutes + (changes or 0))


def _read_locked(entry: HoursEntry) -> HoursEntry:
    locked(Volunteer.objects.filter(pk=entry.volunteer_id)).get()
    rows = HoursEntry.objects.select_related("volunteer__user", "project__organization", "signup__shift")
    return locked(rows).get(pk=entry.pk)


def _locked(entry: HoursEntry, *, by: User) -> HoursEntry:
    row = _read_locked(entry)
    if row.volunteer.user_id == by.pk:
        raise Refusal("own", _("Nobody confirms their own hours. Ask somebody else of the organization."))
    if not hours_permissions.may_decide_hours(by, row):
        raise Refusal("not_allowed", _("Only the organization's staff decide about these hours."))
    return row


def _decide(entry: HoursEntry, action: str, *, by: User, reason: str = "") -> None:
    # Written before the state: a decided line has a moment of its decision.
    TRANSITIONS.target(action, entry.state)
    entry.decided_by, entry.decided_at = by, timezone.now()
    entry.save(update_fields=["decided_by", "decided_at"])
    move(entry, action, table=TRANSITIONS, record=HoursTransition, by=by, reason=reason)


def _refuse_unwitnessed(entry: HoursEntry) -> None:
    """Hours out of scans need the scan to stand. Where somebody wrote the line, nobody may have marked the absence."""
    if entry.kind != HoursKind.SHIFT or entry.signup_id is None:
        return
    state = Attendance.objects.filter(signup=entry.signup_id).values_list("state", flat=True).first()
    named = entry.proposed_by_id is not None
    if state == AttendanceState.CAME or (named and state in {None, AttendanceState.EXPECTED, AttendanceState.LOOKING}):
        return
    raise Refusal(
        "not_witnessed",
        _("Nobody has seen this person at the shift, so there is nothing to confirm."),
        _("Mark in the check-in that they came, if they did."),
    )


def _refuse_beyond_a_day(entry: HoursEntry, more: int) -> None:
    """``more`` minutes on the day of the line, beside what counts there already."""
    if more <= 0:
        return
    lines = HoursEntry.objects.counted().filter(volunteer=entry.volunteer_id, day=entry.day)
    known = lines.aggregate(all=Sum("minutes"))["all"] or 0
    if known + more > settings.HOURS_A_DAY * 60:
        raise Refusal(
            "daily_cap",
            _("With these it would be %(together)s on one day. One day counts up to %(hours)d hours.")
            % {"together": dates.hours(known + more), "hours": settings.HOURS_A_DAY},
            _("Set a smaller number."),
        )


def _needed(reason: str) -> str:
    if not reason.strip():
        raise Refusal("note_needed", _("Write the reason: the volunteer will read it."))
    return reason.strip()


def _tell(entry: HoursEntry) -> None:
    """Thanks for a shift once; word of every other decision."""
    person = entry.volunteer.user
    payload: dict[str, Any] = {"entry": entry.pk}
    first = entry.state == HoursState.CONFIRMED and entry.kind == HoursKind.SHIFT and not was_disputed(entry)
    if first and HoursTransition.objects.filter(subject=entry, action="confirm").count() == 1:
        notify(person, "volunteers.thank_you", payload=payload, key=f"thank_you:{entry.pk}")
        if not entry.corrections.exists():
            return
    payload["decision"] = HoursTransition.objects.filter(subject=entry).values_list("pk", flat=True).first()
    notify(person, "volunteers.hours_decided", payload=payload)
