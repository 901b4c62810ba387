"""Building the demonstration world: in memory first, then written by COPY, all in one transaction."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import Model
from django.utils import timezone

from frontoffice.demo import (
    accounts,
    aftermath,
    attendance,
    desk,
    ended,
    goals,
    halts,
    monitoring,
    networks,
    offices,
    past,
    people,
    planning,
    queue,
    register,
    today,
)
from frontoffice.demo.cast_signups import Part
from frontoffice.demo.crowd_signups import Crowd
from frontoffice.demo.organizers import Builder, Organizers
from frontoffice.demo.plans import Planner
from frontoffice.demo.publishing import Publisher, write_shifts
from frontoffice.demo.schedule import Scheduler
from frontoffice.demo.signups import Ledger
from frontoffice.demo.world import Geography, Wish
from frontoffice.rollups import rebuilding
from organizations.models import Organization
from projects import search
from projects.models import Project, Shift
from volunteers import organization_record
from volunteers.models import Attendance, HoursEntry, SignUp, SignUpTransition, Volunteer

# The planner should know the size of what was written before the first visitor comes.
ANALYZED = (Project, Shift, SignUp, SignUpTransition, Volunteer, Organization, Attendance, HoursEntry)


@dataclass(frozen=True)
class Built:
    """How much was made."""

    organizations: int
    projects: int
    shifts: int
    volunteers: int
    signups: int


def moment_of(day: dt.date | None) -> dt.datetime:
    """The "now" of the world: this minute, or nine in the morning of a given day."""
    if day is None:
        return timezone.now().replace(second=0, microsecond=0)
    return timezone.make_aware(dt.datetime.combine(day, dt.time(9)))


@dataclass
class World:
    """What was built, for whoever builds on."""

    places: Geography
    organizers: Organizers
    publisher: Publisher
    built: Built


@rebuilding.unlogged()
def build(wish: Wish) -> Built:
    """Make and write everything. Needs the reference data; all of it or nothing is written."""
    world = begin(wish)
    queue.write(wish)
    register.write(wish)
    analyze(ANALYZED)
    organization_record.count()
    return world.built


def begin(wish: Wish) -> World:
    """Make and write the small country, in the caller's transaction."""
    # Not for secrets: passwords, pass codes and second factors come from the operating system.
    chance = random.Random(wish.seed)
    places = Geography.read()
    crowd = people.crowd(chance, wish, places)
    cast = accounts.cast(wish)
    organizers = Builder(chance, wish, places, crowd, cast).build(accounts.OWNERS, accounts.COORDINATORS)
    planner = Planner(chance, wish, places, organizers.hosts)
    plans = planner.plan(accounts.SHOWCASE)
    shifts = Scheduler(chance, wish, places, planner.days).schedule(plans)
    publisher = Publisher(chance, wish, places, organizers)
    publisher.hide_some(plans, accounts.SHOWCASE)
    before = past.Past(wish, places, crowd, organizers.hosts)
    before.remember_early_people()
    older, older_shifts = before.plan(plans)

    everybody = [*crowd, *cast.values()]
    people.write(chance, everybody, accounts.passwords(cast))
    organizers.write()
    networks.connect(wish, organizers.hosts, accounts.SHOWCASE)
    ended.write(wish, organizers, accounts.SHOWCASE)
    publisher.write_projects([*plans, *older], publisher.close_some(plans))

    ledger = Ledger()
    filling = Crowd(chance, wish, crowd, ledger)
    part = Part(chance, wish, cast["aigerim"], ledger)
    lowered = filling.fill(shifts, part.begin(shifts))
    part.queue(filling)
    before.fill(older_shifts, ledger)
    write_shifts([*shifts, *older_shifts], lowered, wish.now)
    planning.write_rule(plans, accounts.SHOWCASE, wish.now)
    ledger.write()
    attendance.write(wish)
    # What comes after reads much of what was just written.
    analyze((Project, Shift, SignUp, Attendance))
    aftermath.write(wish)
    today.run(wish, accounts.SHOWCASE)
    desk.fill(wish)
    monitoring.fill(wish)
    halts.write(wish)
    offices.write(wish)
    goals.write(wish)
    accounts.give_second_factors(cast)
    search.refresh_everything()
    volunteers = sum(1 for person in everybody if person.volunteer_id)
    built = Built(
        Organization.objects.count(),
        len(plans) + len(older),
        len(shifts) + len(older_shifts),
        volunteers,
        len(ledger.entries),
    )
    return World(places, organizers, publisher, built)


def analyze(models: Iterable[type[Model]], how: str = "ANALYZE") -> None:
    """Tell the database how large the tables are."""
    with connection.cursor() as cursor:
        for model in models:
            cursor.execute(f"{how} {connection.ops.quote_name(model._meta.db_table)}")
