"""Shifts as calendar entries (RFC 5545), in UTC, with stable UIDs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

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


def calendar(signups: Iterable[SignUp], *, name: str = "Qazvolunteer") -> bytes:
    """A calendar of these sign-ups (loaded ``with_shift``). Ended ones say CANCELLED, so that they leave the phone."""
    made = _calendar(name)
    for signup in signups:
        event = _event(signup.shift, uid=f"signup-{signup.pk}", address=signup.get_absolute_url())
        event.add("dtstamp", timezone.now())
        event.add("status", STATUS.get(SignUpState(signup.state), "CANCELLED"))
        made.add_component(event)
    return made.to_ical()


def public_calendar(shifts: Iterable[Shift], *, name: str, address: str) -> tuple[bytes, dt.datetime | None]:
    """A calendar of shifts for everybody, each with its project, organization, programme and places loaded.

    The same shifts give the same bytes: the stamp of each is its last change, its sequence how often it was changed.
    Also returns the last of these changes. One statement.
    """
    shifts = list(shifts)
    changed = changes.of(Shift, [shift.pk for shift in shifts])
    made, last = _calendar(name), None
    made.add("source", address, parameters={"VALUE": "URI"})
    for shift in shifts:
        page = f"{shift.project.get_absolute_url()}?shift={shift.pk}"
        event = _event(shift, uid=f"shift-{shift.pk}", address=page)
        revision, at = changed.get(shift.pk) or (0, shift.project.published_at or shift.starts_at)
        event.add("dtstamp", at)
        event.add("last-modified", at)
        event.add("sequence", revision)
        event.add("status", "CANCELLED" if shift.is_cancelled else "CONFIRMED")
        # What one might do fills nobody's day.
        event.add("transp", "TRANSPARENT")
        made.add_component(event)
        last = max(last or at, at)
    return made.to_ical(), last


def _calendar(name: str) -> Calendar:
    made = Calendar()
    made.add("prodid", "-//Qazvolunteer//Shifts//")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("name", printable(name))
    made.add("x-wr-calname", printable(name))
    made.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", REFRESH.to_ical().decode())
    return made


def _event(shift: Shift, *, uid: str, address: str) -> Event:
    """What every entry of a shift says."""
    project = shift.project
    event = Event()
    event.add("uid", f"{uid}@{host()}")
    event.add("dtstart", shift.starts_at.astimezone(dt.UTC))
    event.add("dtend", shift.ends_at.astimezone(dt.UTC))
    event.add("summary", printable(f"{project.title}: {shift.task}" if shift.task else project.title))
    event.add("description", printable("\n".join(part for part in (project.summary, project.directions) if part)))
    event.add("location", printable(place(project)))
    if project.latitude is not None and project.longitude is not None:
        event.add("geo", vGeo((float(project.latitude), float(project.longitude))))
    event.add("url", absolute(address))
    event.add("categories", [project.programme.brand])
    event.add("organizer", "mailto:no-reply@" + host(), parameters={"CN": project.organization.name})
    return event
