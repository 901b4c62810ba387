"""The one arithmetic of working days: Monday to Friday, without the holidays and the days off that stand in for them,
and with the Saturdays and Sundays that a decree made working days (see ``core.holidays``).

A deadline of so many working days ends at the close of the last of them; the day it begins on is not counted.
"""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qazvolunteer.core import dates
from qazvolunteer.core.holidays import holidays, working_weekends

# Offices close at six.
CLOSING = dt.time(18)
SATURDAY = 5


def is_working_day(day: dt.date) -> bool:
    return day in working_weekends() or (day.weekday() < SATURDAY and day not in holidays())


def day_after(since: dt.date, days: int) -> dt.date:
    """The last of ``days`` working days after the day ``since``. Raises ValueError below one."""
    if days < 1:
        raise ValueError(f"a deadline is at least one working day away, not {days}")
    day, left = since, days
    while left:
        day += dt.timedelta(days=1)
        left -= is_working_day(day)
    return day


def due(since: dt.datetime, days: int) -> dt.datetime:
    """The close of the last of ``days`` working days after the local day of ``since``."""
    return closing(day_after(timezone.localdate(since), days))


def closing(day: dt.date) -> dt.datetime:
    """When the offices close on this day."""
    return timezone.make_aware(dt.datetime.combine(day, CLOSING))


def between(first: dt.date, last: dt.date) -> int:
    """Working days after the day ``first`` up to the day ``last``, that one too; 0 when it is not later."""
    count, day = 0, first
    while day < last:
        day += dt.timedelta(days=1)
        count += is_working_day(day)
    return count


def left(until: dt.datetime, now: dt.datetime) -> int:
    """Working days from the one after today to the day of ``until``; 0 on that day and later."""
    return between(timezone.localdate(now), timezone.localdate(until))


def taken(opened: dt.datetime, closed: dt.datetime) -> int:
    """How many working days something took, counted as its deadline is: 0 when it was closed on the day it came."""
    return between(timezone.localdate(opened), timezone.localdate(closed))


def words(until: dt.datetime, now: dt.datetime | None = None) -> str:
    """A deadline and the time left to it, in a sentence."""
    now = now or timezone.now()
    if until < now:
        return _("It was due on %(day)s.") % {"day": dates.day(until)}
    days = left(until, now)
    if not days:
        return _("It is due today, by %(time)s.") % {"time": dates.clock(until)}
    return ngettext(
        "It is due by %(day)s: %(number)d working day left.",
        "It is due by %(day)s: %(number)d working days left.",
        days,
    ) % {"day": dates.day(until), "number": days}


def short(until: dt.datetime, now: dt.datetime | None = None) -> str:
    """The time left in two words, for a list: "2 days left", "today", "3 days late"."""
    now = now or timezone.now()
    if until < now:
        days = max(taken(until, now), 1)
        return ngettext("%(number)d working day late", "%(number)d working days late", days) % {"number": days}
    days = left(until, now)
    if not days:
        return _("due today")
    return ngettext("%(number)d working day left", "%(number)d working days left", days) % {"number": days}
