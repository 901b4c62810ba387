"""What the catalogue's index knows of an open project, and how it is read from the database.

Open is what a visitor may find: approved, published, of a verified organization, with at least one coming shift. A
shift is coming until its start, flexible work until its end. Moments are whole microseconds since 1970, days are
the country's calendar days as proleptic ordinals: integers compare fast and fit into an address.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from django.conf import settings
from django.db import connection

from organizations.enums import OrganizationState
from projects.catalogue.query import EVENING_HOUR
from projects.enums import ADULT_AGE, ProjectState

SATURDAY = 5


class Moment(NamedTuple):
    """A coming shift: ``by`` is the last moment to sign up; ``evening`` and ``free`` (places left) are yes or no."""

    by: int
    shift: int
    first_day: int
    last_day: int
    evening: bool
    free: bool


class Conditions(NamedTuple):
    """What a query asks of one shift. Days are ordinals; ``first`` and ``last`` are open ends when None."""

    first: int | None = None
    last: int | None = None
    weekend: bool = False
    evening: bool = False
    places: bool = False

    @property
    def by_day(self) -> bool:
        return self.weekend or self.first is not None or self.last is not None

    def met_by(self, moment: Moment) -> bool:
        if (self.evening and not moment.evening) or (self.places and not moment.free):
            return False
        first = moment.first_day if self.first is None else max(self.first, moment.first_day)
        last = moment.last_day if self.last is None else min(self.last, moment.last_day)
        if first > last:
            return False
        # The ordinal of a Monday leaves 1 when divided by seven.
        return not self.weekend or last - first >= SATURDAY or any((day - 1) % 7 >= 5 for day in range(first, last + 1))


@dataclass(slots=True)
class Entry:
    """An open project. ``moments`` are its coming shifts, soonest first; ``version`` grows whenever it is read."""

    project: int
    organization: int
    programme: int
    kind: str
    format: str
    region: str
    district: str | None
    town: str | None
    point: tuple[float, float] | None
    age_limit: int
    accessible: bool
    languages: tuple[str, ...]
    skills: tuple[int, ...]
    published: int
    moments: list[Moment] = field(default_factory=list)
    slot: int = -1
    version: int = 0

    def matching(self, conditions: Conditions) -> list[Moment]:
        return [moment for moment in self.moments if conditions.met_by(moment)]


PROJECTS = """
SELECT p.id, p.organization_id, p.programme_id, p.kind, p.format, p.region_id, p.district_id, p.town_id,
       coalesce(p.latitude, t.latitude)::float8, coalesce(p.longitude, t.longitude)::float8,
       CASE WHEN cardinality(p.risk_tags) > 0 THEN greatest(p.min_age, %(adult)s) ELSE p.min_age END,
       p.accessible, p.languages,
       ARRAY(SELECT k.skill_id FROM projects_project_skills k WHERE k.project_id = p.id ORDER BY k.skill_id),
       (extract(epoch FROM p.published_at) * 1000000)::bigint
FROM projects_project p
JOIN organizations_organization o ON o.id = p.organization_id
LEFT JOIN places_town t ON t.kato = p.town_id AND p.format = 'on_site'
WHERE p.state = %(approved)s AND p.published_at IS NOT NULL AND o.state = %(verified)s AND p.id = ANY(%(open)s)
"""
SHIFTS = """
SELECT s.project_id, (extract(epoch FROM CASE WHEN s.flexible THEN s.ends_at ELSE s.starts_at END) * 1000000)::bigint,
       s.id, (greatest(s.starts_at, {now}) AT TIME ZONE %(zone)s)::date - date '0001-01-01' + 1,
       (greatest(s.starts_at, least(s.ends_at - interval '1 microsecond', {now} + %(horizon)s))
           AT TIME ZONE %(zone)s)::date - date '0001-01-01' + 1,
       s.flexible OR extract(hour FROM s.starts_at AT TIME ZONE %(zone)s) >= %(evening)s,
       s.seats_taken < s.seats
FROM projects_shift s
WHERE s.cancelled_at IS NULL AND {coming} {among}
"""
NOW = "to_timestamp(%(now)s / 1000000.0)"
# Two index scans; an OR of them would read the table.
COMING = (f"s.starts_at > {NOW} AND NOT s.flexible", f"s.ends_at > {NOW} AND s.flexible")
# Further ahead than this, flexible work is not kept by day: "until 2040" would fill a mask for each day.
HORIZON = dt.timedelta(days=400)


def read(now: int, projects: Iterable[int] | None = None) -> Iterator[Entry]:
    """Every open project, or those of ``projects`` that are open, at the moment ``now``: three statements."""
    among = None if projects is None else list(projects)
    values = {
        "adult": ADULT_AGE,
        "approved": ProjectState.APPROVED.value,
        "verified": OrganizationState.VERIFIED.value,
        "zone": settings.TIME_ZONE,
        "evening": EVENING_HOUR,
        "now": now,
        "horizon": HORIZON,
        "among": among,
    }
    moments: dict[int, list[Moment]] = {}
    with connection.cursor() as cursor:
        for coming in COMING:
            only = "" if among is None else "AND s.project_id = ANY(%(among)s)"
            cursor.execute(SHIFTS.format(now=NOW, coming=coming, among=only), values)
            for project, *rest in cursor.fetchall():
                moments.setdefault(project, []).append(Moment(*rest))
        if not moments:
            return
        # Past projects are many more than open ones: the shifts say which to read.
        cursor.execute(PROJECTS, {**values, "open": list(moments)})
        for row in cursor.fetchall():
            yield _entry(row, sorted(moments[row[0]]))


def _entry(row: tuple, moments: list[Moment]) -> Entry:
    project, organization, programme, kind, format, region, district, town, latitude, longitude, *rest = row
    age_limit, accessible, languages, skills, published = rest
    # Work without a place is near to nothing.
    point = (latitude, longitude) if format == "on_site" and latitude is not None and longitude is not None else None
    return Entry(
        project, organization, programme, kind, format, region, district, town, point, age_limit, accessible,
        tuple(languages), tuple(skills), published, moments,
    )  # fmt: skip
