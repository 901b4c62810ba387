"""The whole country: the small demonstration first, with the accounts to sign in with, and around it everybody else."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable

from allauth.account.models import EmailAddress
from django.db import connection

from frontoffice.demo import build, queue
from frontoffice.demo.build import Built
from frontoffice.demo.national import bulk, reports
from frontoffice.demo.national.crowd import Crowd
from frontoffice.demo.national.hosts import Founder
from frontoffice.demo.national.moments import Calendar
from frontoffice.demo.national.offers import Offers
from frontoffice.demo.national.population import Population
from frontoffice.demo.national.presence import Presence
from frontoffice.demo.national.size import Size
from frontoffice.demo.organizers import Organizers
from frontoffice.demo.publishing import Publisher
from frontoffice.demo.world import PROJECTS, Wish
from frontoffice.rollups import rebuilding
from frontoffice.rollups.models import ActiveCounts, ActiveMonth, DayFigures, MonthFigures
from organizations.models import Membership, Organization, OrganizationTransition
from projects import search
from projects.models import Project, ProjectItem, ProjectQuestion, ProjectTransition, Shift
from qazvolunteer.accounts.models import Consent, User
from volunteers import organization_record
from volunteers.attendance_models import Attendance
from volunteers.conversation_models import Conversation
from volunteers.hours_models import HoursEntry, HoursTransition
from volunteers.models import GuardianConsent, SignUp, SignUpTransition, Volunteer
from volunteers.report_models import ProjectReport, ReportTransition

DAYS_BACK, DAYS_AHEAD = 1_280, 200
# Written without indexes and keys, which are made at the end.
BIG = (
    User, EmailAddress, Volunteer, GuardianConsent, Consent, SignUp, SignUpTransition,
    Project, ProjectItem, ProjectQuestion, ProjectTransition, Shift, Attendance, HoursEntry, HoursTransition,
)  # fmt: skip
ANALYZED = (
    *BIG, Organization, OrganizationTransition, Membership, ProjectReport, ReportTransition,
    Conversation, DayFigures, MonthFigures, ActiveMonth, ActiveCounts,
)  # fmt: skip
SEARCHED = 500
# Shifts of a project, at least and on the average.
EACH = 3
# Some who want a shift are too young for it or busy.
SOME_FAIL = 1.015

Report = Callable[[str, int, int], None]


class Bar:
    """Turns "so many more" into "so many of so many" for one step."""

    def __init__(self, report: Report, step: str, total: int) -> None:
        self.report, self.step, self.total, self.done = report, step, total, 0
        report(step, 0, total)

    def __call__(self, more: int) -> None:
        self.done += more
        self.report(self.step, min(self.done, self.total), self.total)


@rebuilding.unlogged()
def build_nation(seed: int, now: dt.datetime, size: Size, report: Report) -> Built:
    """Make and write everything; the same seed, moment and size make the same country. All of it or nothing."""
    wish = Wish(seed, now, min(1.0, size.projects / (2 * PROJECTS)))
    report("A small country to begin with", 0, 1)
    world = build.begin(wish)
    report("A small country to begin with", 1, 1)

    # Not for secrets, which come from the operating system.
    chance = random.Random(f"{seed} nation")
    first = wish.today - dt.timedelta(days=DAYS_BACK)
    calendar = Calendar(first, wish.today + dt.timedelta(days=DAYS_AHEAD))
    minute, more = calendar.minute(now), _more(size, world.built)
    report("People", 0, more.volunteers)
    people = Population(chance, more.volunteers, world.places, calendar, minute)
    organizers = Organizers([], world.organizers.coordinators, world.organizers.republic)
    hosts = Founder(chance, world.places, people, calendar, organizers).found(more.organizations)
    people.spread()
    with bulk.bare(BIG, report):
        people.write(Bar(report, "Accounts", people.lines))
        organizers.write()
        search.refresh_names()
        publisher = Publisher(chance, wish, world.places, organizers)
        publisher.slugs = world.publisher.slugs
        offers = Offers(chance, wish, world.places, hosts, publisher, calendar)
        shifts = offers.make(more.projects, more.shifts, Bar(report, "Projects", more.projects))
        _search(range(offers.first, offers.first + more.projects), Bar(report, "Words to find them by", more.projects))
        ledger = Crowd(chance, shifts, people).fill(
            round(more.signups * SOME_FAIL), Bar(report, "Choosing shifts", len(shifts))
        )
        shifts.write(Bar(report, "Shifts", len(shifts)))
        ledger.write(seed, Bar(report, "Sign-ups", ledger.lines))
        came = Presence(ledger, seed)
        came.write_marks(Bar(report, "Attendance", 2 * len(ledger) // 3))
        came.write_hours(Bar(report, "Hours", 2 * len(ledger) // 3))
    reports.write(wish, offers.first, report)
    report("Decisions", 0, 1)
    queue.write(wish)
    report("Decisions", 1, 1)
    built = world.built
    return Built(
        built.organizations + more.organizations,
        built.projects + more.projects,
        built.shifts + more.shifts,
        built.volunteers + more.volunteers,
        built.signups + len(ledger),
    )


def _more(size: Size, built: Built) -> Size:
    """What the small country lacks."""
    projects = max(1, size.projects - built.projects)
    return Size(
        organizations=max(1, size.organizations - built.organizations),
        projects=projects,
        shifts=max(EACH * projects, size.shifts - built.shifts),
        volunteers=max(1, size.volunteers - built.volunteers),
        signups=max(0, size.signups - built.signups),
    )


def _search(projects: range, advance: bulk.Advance) -> None:
    for begin in range(0, len(projects), SEARCHED):
        part = projects[begin : begin + SEARCHED]
        search.refresh(part)
        advance(len(part))


def settle(report: Report) -> None:
    """Statistics and the visibility map, so that the first visitor finds a database at rest. Outside a transaction."""
    report("Figures", 0, 1)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(model._meta.db_table for model in ANALYZED)}")
    rebuilding.rebuild()
    report("Figures", 1, 1)
    for number, model in enumerate(ANALYZED):
        report("Putting in order", number, len(ANALYZED))
        with connection.cursor() as cursor:
            cursor.execute(f"VACUUM (ANALYZE) {connection.ops.quote_name(model._meta.db_table)}")
    organization_record.count()
    report("Putting in order", len(ANALYZED), len(ANALYZED))
