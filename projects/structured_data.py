"""Projects and organizations as schema.org objects: what search engines show of them in their own lists of events."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
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


def event(project: Project, shifts: Iterable[Shift], *, picture: str = "") -> dict[str, Any] | None:
    """Event of the whole project, its shifts as ``subEvent``; None for a project that has no shift.

    ``shifts`` are those that are not cancelled. It lasts from the first to the last that is not over, or of all when
    all are.
    """
    shifts = list(shifts)
    coming = [shift for shift in shifts if not shift.is_past] or shifts
    if not coming:
        return None
    address = absolute(project.get_absolute_url())
    said = {
        "@type": "Event",
        "@id": f"{address}#event",
        "name": project.title,
        "description": project.summary or project.title,
        "url": address,
        **_time(min(shift.starts_at for shift in coming), max(shift.ends_at for shift in coming)),
        **_about(project),
        **_places(coming),
        "offers": _offer(project, address, full=not any(shift.free for shift in coming)),
        "organizer": {
            "@type": _type(project.organization),
            "name": project.organization.name,
            "url": absolute(project.organization.get_absolute_url()),
        },
        "inLanguage": project.languages or [get_language()],
    }
    if picture:
        said["image"] = absolute(picture)
    if project.age_limit:
        said["typicalAgeRange"] = f"{project.age_limit}-"
    if len(coming) > 1:
        said["subEvent"] = [_shift(project, shift, address) for shift in coming[:SHIFTS]]
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


def _shift(project: Project, shift: Shift, address: str) -> dict[str, Any]:
    """Event of one shift. A search engine wants the place and the status with each."""
    own = f"{address}?shift={shift.pk}"
    return {
        "@type": "Event",
        "name": f"{project.title}: {shift.task}" if shift.task else project.title,
        "url": own,
        **_time(shift.starts_at, shift.ends_at),
        **_about(project),
        **_places([shift]),
        "offers": _offer(project, own, full=not shift.free),
    }


def _time(start: dt.datetime, end: dt.datetime) -> dict[str, str]:
    """Moments in UTC."""
    return {"startDate": start.astimezone(dt.UTC).isoformat(), "endDate": end.astimezone(dt.UTC).isoformat()}


def _about(project: Project) -> dict[str, Any]:
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


def _offer(project: Project, address: str, *, full: bool) -> dict[str, Any]:
    said = {
        "@type": "Offer",
        "price": 0,
        "priceCurrency": CURRENCY,
        "availability": SCHEMA + ("InStock" if project.takes_people and not full else "SoldOut"),
        "url": address,
    }
    if project.published_at:
        said["validFrom"] = project.published_at.astimezone(dt.UTC).isoformat(timespec="seconds")
    return said


def _type(one: Organization) -> str:
    if one.legal_form == LegalForm.STATE_BODY:
        return "GovernmentOrganization"
    return "Organization" if one.kind == OrganizationKind.INITIATIVE_GROUP else "NGO"
