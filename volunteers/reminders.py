"""Reminders of shifts: a sweep that catches up after an outage, never writes one twice, and never one too late.

The key of a reminder holds the moment it was made for, so a shift that moves is reminded of anew, and the old
reminder is obsolete. Whoever signed up inside the window has just read all of it and is not reminded of it.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.models import Shift
from qazvolunteer.notifications.outbox import notify_selected
from volunteers.enums import SignUpState

# Written from this long before the moment …
DAY = dt.timedelta(hours=24)
HOURS = dt.timedelta(hours=2)
# … until this long before it: after that the reminder of the hours says it better.
DAY_TOO_LATE = dt.timedelta(hours=3)

# ``{moment}``: the start; flexible work has no start to be late for, it is reminded of once, the day before its end.
SELECT = """
    SELECT volunteer.user_id, jsonb_build_object('signup', signup.id), due.key
    FROM projects_shift AS shift
    JOIN volunteers_signup AS signup ON signup.shift_id = shift.id AND signup.state = %s
    JOIN volunteers_volunteer AS volunteer ON volunteer.id = signup.volunteer_id
    CROSS JOIN LATERAL (
        SELECT %s || ':' || signup.id || ':' || floor(extract(epoch FROM shift.{moment}))::bigint AS key
    ) AS due
    WHERE shift.cancelled_at IS NULL
      AND shift.flexible = %s AND shift.{moment} > %s AND shift.{moment} <= %s
      AND signup.created_at <= shift.{moment} - %s
      AND NOT EXISTS (
          SELECT 1 FROM notifications_notification AS earlier WHERE earlier.key = due.key AND earlier.channel = 'email'
      )
"""


def promised(shift: Shift) -> str:
    """What a person who has a place now may be told about reminders; "" when it is too late for any."""
    now = timezone.now()
    if shift.flexible:
        return _("We will remind you the day before it ends.") if now <= shift.ends_at - DAY else ""
    if now <= shift.starts_at - DAY:
        return _("We will remind you the day before and two hours before.")
    return _("We will remind you two hours before.") if now <= shift.starts_at - HOURS else ""


def sweep() -> int:
    """Write every reminder that is due and not written yet; how many. Three statements, whatever their number."""
    return remind_of_the_day() + remind_of_the_hours()


def remind_of_the_day() -> int:
    """For confirmed sign-ups whose shift starts within 24 hours but not within three, or whose work ends then."""
    return _write("reminder_day", "starts_at", flexible=False, within=DAY, beyond=DAY_TOO_LATE) + _write(
        "reminder_day", "ends_at", flexible=True, within=DAY, beyond=DAY_TOO_LATE
    )


def remind_of_the_hours() -> int:
    """For confirmed sign-ups whose shift starts within two hours."""
    return _write("reminder_hours", "starts_at", flexible=False, within=HOURS, beyond=dt.timedelta())


def _write(name: str, moment: str, *, flexible: bool, within: dt.timedelta, beyond: dt.timedelta) -> int:
    now = timezone.now()
    parameters = [SignUpState.CONFIRMED, name, flexible, now + beyond, now + within, within]
    with transaction.atomic():
        return notify_selected(f"volunteers.{name}", SELECT.format(moment=moment), parameters)
