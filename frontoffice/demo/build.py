"""Building the demonstration world: in memory first, then written by COPY, all in one transaction."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils import timezone

from frontoffice.demo import accounts, people
from frontoffice.demo.cast_signups import Part
from frontoffice.demo.crowd_signups import Crowd
from frontoffice.demo.organizers import Builder
from frontoffice.demo.plans import Planner
from frontoffice.demo.publishing import Publisher, write_shifts
from frontoffice.demo.schedule import Scheduler
from frontoffice.demo.signups import Ledger
from frontoffice.demo.world import Geography, Wish
from organizations.models import Organization
from projects import search
from projects.models import Project, Shift
from volunteers.models import SignUp, SignUpTransition, Volunteer

LOWERED_REASON = "Залды ауыстырды, жаңа бөлмеге аз адам сыяды."
# The planner should know the size of what was written before the first visitor comes.
ANALYZED = (Project, Shift, SignUp, SignUpTransition, Volunteer, Organization)


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


@transaction.atomic
def build(wish: Wish) -> Built:
    """Make and write everything. Needs the reference data; all of it or nothing is written."""
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

    everybody = [*crowd, *cast.values()]
    people.write(chance, everybody, accounts.passwords(cast))
    organizers.write()
    publisher.write_projects(plans)

    ledger = Ledger()
    filling = Crowd(chance, wish, crowd, ledger)
    part = Part(chance, wish, cast["aigerim"], ledger)
    lowered = filling.fill(shifts, part.begin(shifts))
    part.queue(filling)
    write_shifts(shifts, lowered, LOWERED_REASON)
    ledger.write()

    accounts.give_second_factors(cast)
    search.refresh(plan.id for plan in plans)
    with connection.cursor() as cursor:
        for model in ANALYZED:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")
    volunteers = sum(1 for person in everybody if person.volunteer_id)
    return Built(Organization.objects.count(), len(plans), len(shifts), volunteers, len(ledger.entries))
