"""What happens to hours by itself: proposed out of the scans, brought to mind after two weeks, handed up after a month.

Each sweep catches up after an outage and does nothing twice.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from projects.models import Shift
from qazvolunteer.notifications.outbox import notify_selected
from volunteers import hours, missed
from volunteers.attendance_models import Attendance
from volunteers.enums import AttendanceState, SignUpState, Source
from volunteers.hours_clock import DISPUTE_ANSWERED_WITHIN, HAND_UP_AFTER
from volunteers.hours_enums import Evidence, HoursKind, HoursState
from volunteers.hours_models import HoursEntry, HoursTransition

# Phones without a network send their scans later.
SETTLED_AFTER = dt.timedelta(hours=2)
LOOK_BACK = dt.timedelta(days=60)
REMIND_AFTER = dt.timedelta(days=14)
# A person is told that they were marked as missed after the day's mistakes have been set right.
TELL_MISSED_AFTER = dt.timedelta(hours=6)
AT_ONCE = 500
# Nobody leaves to the minute.
STEP = 15
# By these the person was there without anybody's word alone.
MARKED_BY_THINGS = frozenset({Source.SCANNED, Source.CODE, Source.POSTER})


def propose() -> int:
    """A line for everybody who came to a shift that is over; how many were written."""
    now = timezone.now()
    written = HoursEntry.objects.filter(signup=OuterRef("signup"), kind=HoursKind.SHIFT)
    came = (
        Attendance.objects.filter(
            ~Exists(written),
            state=AttendanceState.CAME,
            signup__state=SignUpState.CONFIRMED,
            signup__shift__cancelled_at=None,
            signup__shift__ends_at__range=(now - LOOK_BACK, now - SETTLED_AFTER),
        )
        .select_related("signup__shift")
        .order_by("pk")
    )
    proposed = 0
    while rows := list(came[:AT_ONCE]):
        with transaction.atomic():
            # Two sweeps at once write one line: the database knows that a shift is written down once.
            HoursEntry.objects.bulk_create([_line(row) for row in rows], ignore_conflicts=True)
        proposed += len(rows)
    return proposed


def _line(row: Attendance) -> HoursEntry:
    shift = row.signup.shift
    scanned = row.left_at is not None and row.source in MARKED_BY_THINGS
    return HoursEntry(
        volunteer_id=row.signup.volunteer_id,
        signup=row.signup,
        project_id=shift.project_id,
        day=timezone.localdate(row.arrived_at or shift.starts_at),
        minutes=minutes_of(row, shift),
        kind=HoursKind.SHIFT,
        evidence=Evidence.SCANNED if scanned else Evidence.CONFIRMED,
    )


def minutes_of(row: Attendance, shift: Shift) -> int:
    """From coming to leaving, within the plan, to the quarter of an hour; who did not sign out stayed to the end."""
    begun = max(row.arrived_at or shift.starts_at, shift.starts_at)
    ended = min(row.left_at or shift.ends_at, shift.ends_at)
    if shift.flexible and row.left_at is None:
        # Work at any time has no end that one stays to: the person writes how long it took.
        return 0
    minutes = max(0, int((ended - begun).total_seconds() // 60))
    return min(round(minutes / STEP) * STEP, 24 * 60)


def waiting_since(rows: QuerySet[HoursEntry], before: dt.datetime) -> QuerySet[HoursEntry]:
    """Proposed lines of before that moment which the organization has not decided."""
    return rows.filter(state=HoursState.PROPOSED, escalated_at=None, proposed_at__lte=before)


REMIND = """
    SELECT DISTINCT member.user_id,
        jsonb_build_object('organization', member.organization_id),
        'hours_waiting:' || member.organization_id || ':' || member.user_id || ':' || %s
    FROM organizations_membership member
    WHERE member.ended_at IS NULL AND member.role IN ('owner', 'manager', 'coordinator')
      AND member.organization_id IN (
        SELECT project.organization_id FROM volunteers_hoursentry entry
        JOIN projects_project project ON project.id = entry.project_id
        WHERE entry.state = 'proposed' AND entry.escalated_at IS NULL AND entry.proposed_at <= %s
      )
"""


def remind() -> int:
    """Whoever decides in an organization hears once a week of lines that have waited for two weeks."""
    now = timezone.now()
    week = "{}-{}".format(*timezone.localdate(now).isocalendar()[:2])
    with transaction.atomic():
        return notify_selected("volunteers.hours_waiting", REMIND, [week, now - REMIND_AFTER])


def hand_up() -> int:
    """Lines that nobody decided for a month, and objections nobody answered for two weeks, go to the front office."""
    now = timezone.now()
    objected_at = HoursTransition.objects.filter(subject=OuterRef("pk"), action="dispute").order_by("-at").values("at")
    waiting = HoursEntry.objects.filter(escalated_at=None).annotate(objected_at=Subquery(objected_at[:1]))
    late = waiting.filter(
        Q(state=HoursState.PROPOSED, proposed_at__lte=now - HAND_UP_AFTER)
        | Q(state=HoursState.DISPUTED, objected_at__lte=now - DISPUTE_ANSWERED_WITHIN)
    )
    return sum(hours.hand_up(entry) for entry in late.order_by("pk").iterator(chunk_size=AT_ONCE))


MISSED = """
    SELECT volunteer.user_id, jsonb_build_object('signup', signup.id), 'missed:' || signup.id
    FROM volunteers_attendance attendance
    JOIN volunteers_signup signup ON signup.id = attendance.signup_id
    JOIN volunteers_volunteer volunteer ON volunteer.id = signup.volunteer_id
    JOIN projects_shift shift ON shift.id = signup.shift_id
    WHERE attendance.state = 'missed' AND shift.ends_at BETWEEN %s AND %s
"""


def tell_missed() -> int:
    """Whoever is marked as missed is told, with the way to say how it was."""
    now = timezone.now()
    with transaction.atomic():
        return notify_selected("volunteers.missed", MISSED, [now - dt.timedelta(days=14), now - TELL_MISSED_AFTER])


def sweep() -> None:
    propose()
    remind()
    hand_up()
    missed.hand_up_overdue()
    tell_missed()
