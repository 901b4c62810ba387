"""Projects and organizations as schema.org objects: what search engines show of them in their own lists of events."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from organizations.enums import LegalForm, OrganizationKind
from organizations.models import Organization
from projects.enums import Format, ProjectState
from projects.models import Project, Shift
from qazvolunteer.core.addresses import absolute

SCHEMA = "https://schema.org/"
COUNTRY = "KZ"
CURRENCY = "KZT"
# Shifts named one by one: a project with a hundred of them must not weigh down its page.
SHIFTS = 12


@dataclass(frozen=True)
class About:
    """What the data says of a project whatever its shifts: ``said`` of the event, ``where`` of it and of each shift."""

    address: str
    title: str
    takes_people: bool
    said: dict[str, Any]
    where: dict[str, Any]
    valid_from: str


def about(project: Project) -> About:
    """The part of ``event`` that stays the same, in the active language."""
    address = absolute(project.get_absolute_url())
    published = project.published_at
    said = {
        "name": project.title,
        "description": project.summary or project.title,
        "url": address,
        "organizer": {
            "@type": _type(project.organization),
            "name": project.organization.name,
            "url": absolute(project.organization.get_absolute_url()),
        },
        "inLanguage": project.languages or [get_language()],
    }
    if project.age_limit:
        said["typicalAgeRange"] = f"{project.age_limit}-"
    return About(
        address=address,
        title=project.title,
        takes_people=project.takes_people,
        said=said,
        where=_where(project),
        valid_from=published.astimezone(dt.UTC).isoformat(timespec="seconds") if published else "",
    )


def event(about: About, shifts: Sequence[Shift], *, picture: str = "") -> dict[str, Any] | None:
    """Event of the whole project, its shifts as ``subEvent``; None for a project that has no shift.

    ``shifts`` are those that are not cancelled. It lasts from the first to the last that is not over, or of all when
    all are.
    """
    coming = [shift for shift in shifts if not shift.is_past] or shifts
    if not coming:
        return None
    said = {
        "@type": "Event",
        "@id": f"{about.address}#event",
        **about.said,
        **_time(min(shift.starts_at for shift in coming), max(shift.ends_at for shift in coming)),
        **about.where,
        **_places(coming),
        "offers": _offer(about, about.address, full=not any(shift.free for shift in coming)),
    }
    if picture:
        said["image"] = absolute(picture)
    if len(coming) > 1:
        said["subEvent"] = [_shift(about, shift) for shift in coming[:SHIFTS]]
    return said


def organization(one: Organization) -> dict[str, Any]:
    """Organization, with what its page says of it; ``region`` and ``town`` are loaded along."""
    address = absolute(one.get_absolute_url())
    said = {
        "@type": _type(one),
        "@id": f"{address}#organization",
        "name": one.name,
        "url": address,
        "description": one.purpose,
        "address": _address(one.region.name, one.town.name if one.town else ""),
        "areaServed": COUNTRY if one.nationwide else one.region.name,
        "taxID": one.bin,
        "email": one.email,
        "telephone": one.phone,
        "sameAs": one.site,
    }
    return {name: value for name, value in said.items() if value}


def _shift(about: About, shift: Shift) -> dict[str, Any]:
    """Event of one shift. A search engine wants the place and the status with each."""
    own = f"{about.address}?shift={shift.pk}"
    return {
        "@type": "Event",
        "name": f"{about.title}: {shift.task}" if shift.task else about.title,
        "url": own,
        **_time(shift.starts_at, shift.ends_at),
        **about.where,
        **_places([shift]),
        "offers": _offer(about, own, full=not shift.free),
    }


def _time(start: dt.datetime, end: dt.datetime) -> dict[str, str]:
    """Moments in UTC."""
    return {"startDate": start.astimezone(dt.UTC).isoformat(), "endDate": end.astimezone(dt.UTC).isoformat()}


def _where(project: Project) -> dict[str, Any]:
    cancelled = project.state == ProjectState.CANCELLED
    remote = project.format == Format.REMOTE
    return {
        "eventStatus": SCHEMA + ("EventCancelled" if cancelled else "EventScheduled"),
        "eventAttendanceMode": SCHEMA + ("OnlineEventAttendanceMode" if remote else "OfflineEventAttendanceMode"),
        "isAccessibleForFree": True,
        "location": _location(project),
    }


def _location(project: Project) -> dict[str, Any]:
    """Where one goes: a place, the site for remote work, the region for work at home."""
    if project.format == Format.REMOTE:
        return {"@type": "VirtualLocation", "url": absolute(project.get_absolute_url())}
    town = project.town or project.district
    said: dict[str, Any] = {"@type": "Place", "address": _address(project.region.name, town.name if town else "")}
    if project.format == Format.AT_HOME:
        return {**said, "name": project.region.name}
    said["name"] = project.place or (town or project.region).name
    if project.latitude is not None and project.longitude is not None:
        said["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": float(project.latitude),
            "longitude": float(project.longitude),
        }
    return said


def _address(region: str, town: str) -> dict[str, str]:
    said = {"@type": "PostalAddress", "addressCountry": COUNTRY, "addressRegion": region}
    return {**said, "addressLocality": town} if town else said


def _places(shifts: Sequence[Shift]) -> dict[str, int]:
    return {
        "maximumAttendeeCapacity": sum(shift.seats for shift in shifts),
        "remainingAttendeeCapacity": sum(shift.free for shift in shifts),
    }


def _offer(about: About, address: str, *, full: bool) -> dict[str, Any]:
    said = {
        "@type": "Offer",
        "price": 0,
        "priceCurrency": CURRENCY,
        "availability": SCHEMA + ("InStock" if about.takes_people and not full else "SoldOut"),
        "url": address,
    }
    return {**said, "validFrom": about.valid_from} if about.valid_from else said


def _type(one: Organization) -> str:
    if one.legal_form == LegalForm.STATE_BODY:
        return "GovernmentOrganization"
    return "Organization" if one.kind == OrganizationKind.INITIATIVE_GROUP else "NGO"
