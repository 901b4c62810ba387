"""Shifts as calendar entries (RFC 5545), in UTC, with stable UIDs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils import timezone
from icalendar import Calendar, Event, vGeo

from projects.cards import place
from qazvolunteer.core.addresses import absolute, host
from volunteers.enums import SignUpState
from volunteers.models import SignUp

STATUS = {
    SignUpState.CONFIRMED: "CONFIRMED",
    SignUpState.REQUESTED: "TENTATIVE",
    SignUpState.WAITLISTED: "TENTATIVE",
    SignUpState.OFFERED: "TENTATIVE",
}


def calendar(signups: Iterable[SignUp], *, name: str = "Qazvolunteer") -> bytes:
    """A calendar of these sign-ups (loaded ``with_shift``). Ended ones say CANCELLED, so that they leave the phone."""
    made = Calendar()
    made.add("prodid", "-//Qazvolunteer//Shifts//")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    made.add("refresh-interval;value=duration", "PT1H")
    for signup in signups:
        made.add_component(_event(signup))
    return made.to_ical()


def _event(signup: SignUp) -> Event:
    shift, project = signup.shift, signup.shift.project
    event = Event()
    event.add("uid", f"signup-{signup.pk}@{host()}")
    event.add("dtstamp", timezone.now())
    event.add("dtstart", shift.starts_at.astimezone(dt.UTC))
    event.add("dtend", shift.ends_at.astimezone(dt.UTC))
    event.add("summary", f"{project.title}: {shift.task}" if shift.task else project.title)
    event.add("description", "\n".join(part for part in (project.summary, project.directions) if part))
    event.add("location", place(project))
    if project.latitude is not None and project.longitude is not None:
        event.add("geo", vGeo((float(project.latitude), float(project.longitude))))
    event.add("url", absolute(signup.get_absolute_url()))
    event.add("status", STATUS.get(SignUpState(signup.state), "CANCELLED"))
    event.add("categories", [project.programme.brand])
    event.add("organizer", "mailto:no-reply@" + host(), parameters={"CN": project.organization.name})
    return event
