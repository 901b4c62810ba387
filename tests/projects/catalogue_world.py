"""A random small country, and a naive reading of what a query means: row by row, straight from the words."""

from __future__ import annotations

import datetime as dt
import math
import random
from dataclasses import replace
from decimal import Decimal

from django.utils import timezone

from projects.catalogue import Query
from projects.enums import Format, ProjectKind, ProjectState
from projects.models import Project, Shift, Skill
from qazvolunteer.accounts.enums import Language
from qazvolunteer.places.models import District, Town
from tests import builders
from tests.builders import DAY, HOUR

WEEKEND = (5, 6)
PLACES = {"almaty": (43.25, 76.91), "talgar": (43.30, 77.24), "konaev": (43.87, 77.06), "astana": (51.18, 71.45)}


class World:
    """Two regions, four towns, three programmes, four skills, and ``size`` projects of every sort and state."""

    def __init__(self, seed: int, size: int = 60) -> None:
        self.chance = random.Random(seed)
        self.regions = [builders.region("almaty"), builders.region("astana")]
        self.towns = [self._town(number, slug) for number, slug in enumerate(PLACES)]
        self.districts = [
            District.objects.create(
                kato=f"7500{number}1000",
                kind="city_district",
                slug=f"district-{number}",
                region=self.regions[0],
                **builders.three("name", f"District {number}"),
            )
            for number in range(2)
        ]
        self.programmes = [builders.programme(slug) for slug in ("bilim", "umit", "qamqor")]
        self.skills = [
            Skill.objects.create(slug=f"skill-{number}", **builders.three("name", f"Skill {number}"))
            for number in range(4)
        ]
        self.organizations = [builders.organization(state=state) for state in ("verified", "verified", "suspended")]
        self.projects = [self.project() for _ in range(size)]

    def _town(self, number: int, slug: str) -> Town:
        latitude, longitude = PLACES[slug]
        region = self.regions[1] if slug == "astana" else self.regions[0]
        return Town.objects.create(
            kato=f"{region.kato[:2]}90{number}0000",
            kind="city",
            slug=f"{slug}-town",
            region=region,
            latitude=latitude,
            longitude=longitude,
            **builders.three("name", slug),
        )

    def project(self) -> Project:
        """One more, with up to five shifts around now."""
        chance = self.chance
        town = chance.choice([*self.towns, None])
        region = town.region if town else chance.choice(self.regions)
        shown = chance.random() < 0.85
        made = builders.project(
            organization=chance.choice(self.organizations),
            programme=chance.choice(self.programmes),
            kind=chance.choice(ProjectKind.values),
            format=chance.choice([Format.ON_SITE, *Format.values]),
            region=region,
            town=town,
            district=chance.choice([None, *(one for one in self.districts if one.region_id == region.pk)]),
            latitude=Decimal(str(round(float(town.latitude) + chance.uniform(-0.3, 0.3), 5)))
            if town and chance.random() < 0.5
            else None,
            longitude=Decimal(str(round(float(town.longitude) + chance.uniform(-0.3, 0.3), 5))) if town else None,
            state=ProjectState.APPROVED if shown else chance.choice(["submitted", "completed"]),
            published_at=builders.now() - chance.randint(1, 90) * DAY if shown and chance.random() < 0.95 else None,
            min_age=chance.choice([0, 12, 14, 16, 18]),
            languages=chance.sample(Language.values, chance.randint(0, 3)),
            accessible=chance.random() < 0.4,
        )
        made.skills.set(chance.sample(self.skills, chance.randint(0, 3)))
        for _ in range(chance.randint(0, 5)):
            self.shift(made)
        return made

    def shift(self, project: Project) -> Shift:
        chance = self.chance
        start = builders.now() + chance.randint(-5 * 24, 30 * 24) * HOUR
        flexible = chance.random() < 0.2
        seats = chance.randint(1, 6)
        return builders.shift(
            project,
            starts_at=start,
            hours=chance.choice([24 * 9, 24 * 30]) if flexible else chance.choice([1, 3, 5, 9, 24, 40]),
            flexible=flexible,
            seats=seats,
            seats_taken=chance.choice([0, seats // 2, seats]),
            cancelled_at=builders.now() if chance.random() < 0.08 else None,
        )

    def query(self) -> Query:
        """A random question: mostly two or three conditions."""
        chance = self.chance
        today = timezone.localdate()
        first = today + chance.randint(0, 20) * DAY

        def some(values: list, most: int = 2) -> tuple:
            return tuple(chance.sample(values, chance.randint(1, most)))

        full = {
            "region": chance.choice(self.regions).pk,
            "district": chance.choice(self.districts).pk,
            "town": chance.choice(self.towns).pk,
            "near": chance.choice(self.towns).pk,
            "first": first,
            "last": first + chance.randint(0, 9) * DAY,
            "weekend": True,
            "evening": True,
            "places": True,
            "programmes": some([row.pk for row in self.programmes]),
            "kinds": some(ProjectKind.values),
            "formats": some(Format.values),
            "skills": some([row.pk for row in self.skills]),
            "languages": some(Language.values),
            "age": chance.choice([13, 14, 16, 18, 40]),
            "organization": chance.choice(self.organizations).pk,
            "accessible": True,
        }
        names = chance.sample(sorted(full), chance.choice([0, 1, 1, 2, 2, 3, 4]))
        return replace(Query(), km=chance.choice([10, 30, 100]), **{name: full[name] for name in names})


def moments(project: Project, query: Query) -> list[dt.datetime]:
    """The last moments of the coming shifts of a project that meet what ``query`` asks of a shift."""
    now, today = timezone.now(), timezone.localdate()
    found = []
    for shift in project.shifts.all():
        if shift.cancelled_at is not None or shift.last_moment <= now:
            continue
        first = max(timezone.localdate(shift.starts_at), today)
        last = timezone.localdate(shift.ends_at - dt.timedelta(microseconds=1))
        days = [first + n * DAY for n in range((last - first).days + 1)]
        days = [day for day in days if (query.first or today) <= day <= (query.last or dt.date.max)]
        if query.weekend:
            days = [day for day in days if day.weekday() in WEEKEND]
        late = shift.flexible or timezone.localtime(shift.starts_at).hour >= 18
        if days and (late or not query.evening) and (shift.seats_taken < shift.seats or not query.places):
            found.append(shift.last_moment)
    return sorted(found)


def fits(project: Project, query: Query, near: Town | None) -> bool:
    """Whether the project itself has every property asked for."""
    if project.state != "approved" or project.published_at is None or project.organization.state != "verified":
        return False
    wanted = [
        not query.region or project.region_id == query.region,
        not query.district or project.district_id == query.district,
        not query.town or project.town_id == query.town,
        near is None or kilometres(project, near) <= query.km,
        not query.programmes or project.programme_id in query.programmes,
        not query.kinds or project.kind in query.kinds,
        not query.formats or project.format in query.formats,
        not query.skills or {skill.pk for skill in project.skills.all()} & set(query.skills),
        not query.languages or set(project.languages) & set(query.languages),
        query.age is None or project.age_limit <= query.age,
        not query.organization or project.organization_id == query.organization,
        not query.accessible or project.accessible,
    ]
    return all(wanted)


def kilometres(project: Project, town: Town) -> float:
    """By the haversine formula, on a sphere; nothing is near to work without a place."""
    if project.format != Format.ON_SITE:
        return math.inf
    latitude = project.latitude if project.latitude is not None else project.town and project.town.latitude
    longitude = project.longitude if project.longitude is not None else project.town and project.town.longitude
    if latitude is None or longitude is None:
        return math.inf
    a, b, c, d = (math.radians(float(one)) for one in (latitude, longitude, town.latitude, town.longitude))
    half = math.sin((a - c) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((b - d) / 2) ** 2
    return 2 * 6371 * math.asin(math.sqrt(half))


def everything() -> list[Project]:
    """All projects, with what the naive reading looks at."""
    return list(Project.objects.select_related("organization", "town").prefetch_related("shifts", "skills"))


def naive(query: Query, rows: list[Project]) -> list[int]:
    """Ids of those of ``rows`` that ``query`` finds, soonest first."""
    near = Town.objects.get(pk=query.near) if query.near else None
    found = [(times[0], row.pk) for row in rows if fits(row, query, near) and (times := moments(row, query))]
    return [pk for _moment, pk in sorted(found)]
