"""The demonstration world in memory: what the builders make and hand to one another, before it is written."""

from __future__ import annotations

import datetime as dt
import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.utils import timezone

from qazvolunteer.places.models import District, Region, Town

T = TypeVar("T")
Texts = Mapping[str, str]

# At full scale.
VOLUNTEERS = 3_000
PROJECTS = 250
SHIFTS = 1_200
SIGNUPS = 12_000
# Under this many projects not every region, state and programme has one.
FEWEST_PROJECTS = 150

WEEKS_BACK = 20
WEEKS_AHEAD = 10


@dataclass(frozen=True)
class Wish:
    """What the operator asked for: ``scale`` 1 is the full size; the same seed and moment give the same world."""

    seed: int
    now: dt.datetime
    scale: float = 1.0

    def many(self, number: int, least: int = 1) -> int:
        return max(least, round(number * self.scale))

    @property
    def today(self) -> dt.date:
        return timezone.localdate(self.now)


@dataclass
class Person:
    """Somebody with an account. ``eager`` weighs how often they take a shift; ``taken`` are their promised times."""

    id: int
    volunteer_id: int
    first_name: str
    last_name: str
    email: str
    language: str
    born: dt.date
    region: str
    town: str
    joined_at: dt.datetime
    eager: float
    is_staff: bool = False
    is_superuser: bool = False
    guardian_agrees: bool = False
    taken: list[tuple[dt.datetime, dt.datetime]] = field(default_factory=list)

    def age_on(self, day: dt.date) -> int:
        return day.year - self.born.year - ((day.month, day.day) < (self.born.month, self.born.day))

    def is_free(self, shift: ShiftPlan) -> bool:
        return shift.flexible or all(shift.ends_at <= start or shift.starts_at >= end for start, end in self.taken)


@dataclass
class Host:
    """An organization with its people, the owner first."""

    id: int
    slug: str
    region: str
    town: str | None
    programmes: frozenset[str]
    nationwide: bool
    state: str
    created_at: dt.datetime
    staff: list[Person] = field(default_factory=list)

    @property
    def owner(self) -> Person:
        return self.staff[0]


@dataclass
class ProjectPlan:
    """A project: one text in one place by one organization."""

    id: int
    text: Mapping[str, Any]
    host: Host
    programme: str
    state: str
    region: str
    town: str | None
    created_at: dt.datetime
    published_at: dt.datetime | None
    popularity: float
    shifts: list[ShiftPlan] = field(default_factory=list)
    questions: list[tuple[int, Mapping[str, Any]]] = field(default_factory=list)

    @property
    def age_limit(self) -> int:
        return max(int(self.text["min_age"]), 18 if self.text["risk_tags"] else 0)


@dataclass
class ShiftPlan:
    """A shift and its counters as the sign-ups fill it."""

    id: int
    project: ProjectPlan
    task: Texts
    starts_at: dt.datetime
    ends_at: dt.datetime
    flexible: bool
    seats: int
    taken: int = 0
    waiting: int = 0
    overfill: int = 0
    cancelled_at: dt.datetime | None = None
    cancel_reason: str = ""
    people: set[int] = field(default_factory=set)

    @property
    def last_moment(self) -> dt.datetime:
        return self.ends_at if self.flexible else self.starts_at


@dataclass
class Geography:
    """Places by code, and how many people live where."""

    regions: dict[str, Region]
    towns: dict[str, list[Town]]
    by_kato: dict[str, Town]
    city_districts: dict[str, list[str]]

    @classmethod
    def read(cls) -> Geography:
        regions = {region.pk: region for region in Region.objects.valid().order_by("pk")}
        towns: dict[str, list[Town]] = {kato: [] for kato in regions}
        for town in Town.objects.valid().select_related("district").order_by("pk"):
            towns[town.region_id].append(town)
        city_districts: dict[str, list[str]] = {kato: [] for kato in regions}
        for district in District.objects.valid().filter(kind="city_district").order_by("pk"):
            city_districts[district.region_id].append(district.pk)
        return cls(regions, towns, {town.pk: town for group in towns.values() for town in group}, city_districts)

    def is_city(self, region: str) -> bool:
        """A city of republican significance: one town, several districts."""
        return self.regions[region].kind == "city"

    def weight(self, region: str) -> float:
        """Of the region among all: by population, softened so that the smallest ones are not empty."""
        return float((self.regions[region].population or 200_000) ** 0.7)


def sample(chance: random.Random, items: Sequence[T], weights: Sequence[float], count: int) -> list[T]:
    """Up to ``count`` different items in order of luck, each with a chance by its weight (zero: never)."""
    drawn = [(chance.random() ** (1 / weight), index) for index, weight in enumerate(weights) if weight > 0]
    drawn.sort(reverse=True)
    return [items[index] for _luck, index in drawn[:count]]


def between(chance: random.Random, start: dt.datetime, end: dt.datetime, lean: float = 1.0) -> dt.datetime:
    """A moment of the interval, whole minutes; ``lean`` below 1 draws it to the end, above 1 to the start."""
    seconds = max(0.0, (end - start).total_seconds()) * chance.random() ** lean
    return (start + dt.timedelta(seconds=seconds)).replace(second=0, microsecond=0)


def local(day: dt.date, clock: str) -> dt.datetime:
    """``day`` at ``clock`` (HH:MM) in the country's time."""
    hour, minute = (int(part) for part in clock.split(":"))
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour, minute)))


def lognormal(chance: random.Random, spread: float) -> float:
    return math.exp(chance.gauss(0, spread))
