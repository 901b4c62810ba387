"""Shifts as calendar entries (RFC 5545), in UTC, with stable UIDs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from django.utils import timezone
from icalendar import Calendar, Event, vDuration, vGeo

from projects import changes
from projects.cards import place
from projects.models import Shift
from qazvolunteer.core.addresses import absolute, host
from qazvolunteer.core.plain_text import printable
from volunteers.enums import SignUpState
from volunteers.models import SignUp

STATUS = {
    SignUpState.CONFIRMED: "CONFIRMED",
    SignUpState.REQUESTED: "TENTATIVE",
    SignUpState.WAITLISTED: "TENTATIVE",
    SignUpState.OFFERED: "TENTATIVE",
}
REFRESH = vDuration(dt.timedelta(hours=1))
END = b"END:VCALENDAR\r\n"
# Written entries that a process remembers, about 2 kB each: to write one takes a millisecond.
REMEMBERED = 2000


class Entry(NamedTuple):
    """All that an entry says. ``revision`` is how often it was changed, where that is known."""

    uid: str
    start: dt.datetime
    end: dt.datetime
    summary: str
    description: str
    location: str
    point: tuple[float, float] | None
    address: str
    category: str
    organizer: str
    status: str
    stamp: dt.datetime
    revision: int | None = None


def calendar(signups: Iterable[SignUp], *, name: str = "Qazvolunteer") -> bytes:
    """A calendar of these sign-ups (loaded ``with_shift``). Ended ones say CANCELLED, so that they leave the phone."""
    now = timezone.now()
    entries = (
        _entry(
            signup.shift,
            uid=f"signup-{signup.pk}",
            address=signup.get_absolute_url(),
            status=STATUS.get(SignUpState(signup.state), "CANCELLED"),
            stamp=now,
        )
        for signup in signups
    )
    return _whole(_head(name), (_written(entry) for entry in entries))


def public_calendar(shifts: Iterable[Shift], *, name: str, address: str) -> tuple[bytes, dt.datetime | None]:
    """A calendar of shifts for everybody, each with its project, organization, programme and places loaded.

    The same shifts give the same bytes: the stamp of each is its last change, its sequence how often it was changed.
    Also returns the last of these changes. One statement.
    """
    shifts = list(shifts)
    changed = changes.of(Shift, [shift.pk for shift in shifts])
    entries = []
    for shift in shifts:
        revision, at = changed.get(shift.pk) or (0, shift.project.published_at or shift.starts_at)
        page = f"{shift.project.get_absolute_url()}?shift={shift.pk}"
        status = "CANCELLED" if shift.is_cancelled else "CONFIRMED"
        entries.append(_entry(shift, uid=f"shift-{shift.pk}", address=page, status=status, stamp=at, revision=revision))
    head = _head(name)
    head.add("source", address, parameters={"VALUE": "URI"})
    last = max((entry.stamp for entry in entries), default=None)
    return _whole(head, (_remembered(entry) for entry in entries)), last


def _head(name: str) -> Calendar:
    made = Calendar()
    made.add("prodid", "-//Qazvolunteer//Shifts//")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("name", printable(name))
    made.add("x-wr-calname", printable(name))
    made.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", REFRESH.to_ical().decode())
    return made


def _whole(head: Calendar, entries: Iterable[bytes]) -> bytes:
    return head.to_ical().removesuffix(END) + b"".join(entries) + END


def _entry(
    shift: Shift, *, uid: str, address: str, status: str, stamp: dt.datetime, revision: int | None = None
) -> Entry:
    project = shift.project
    known = project.latitude is not None and project.longitude is not None
    return Entry(
        uid=f"{uid}@{host()}",
        start=shift.starts_at.astimezone(dt.UTC),
        end=shift.ends_at.astimezone(dt.UTC),
        summary=printable(f"{project.title}: {shift.task}" if shift.task else project.title),
        description=printable("\n".join(part for part in (project.summary, project.directions) if part)),
        location=printable(place(project)),
        point=(float(project.latitude), float(project.longitude)) if known else None,  # type: ignore[arg-type]
        address=absolute(address),
        category=printable(project.programme.brand),
        organizer=printable(project.organization.name),
        status=status,
        stamp=stamp.astimezone(dt.UTC),
        revision=revision,
    )


def _written(entry: Entry) -> bytes:
    """The lines of one entry."""
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", entry.stamp)
    event.add("dtstart", entry.start)
    event.add("dtend", entry.end)
    event.add("summary", entry.summary)
    event.add("description", entry.description)
    event.add("location", entry.location)
    if entry.point:
        event.add("geo", vGeo(entry.point))
    event.add("url", entry.address)
    event.add("status", entry.status)
    event.add("categories", [entry.category])
    event.add("organizer", "mailto:no-reply@" + host(), parameters={"CN": entry.organizer})
    if entry.revision is not None:
        event.add("sequence", entry.revision)
        event.add("last-modified", entry.stamp)
        # What one might do fills nobody's day.
        event.add("transp", "TRANSPARENT")
    return event.to_ical()


_remembered = lru_cache(maxsize=REMEMBERED)(_written)
