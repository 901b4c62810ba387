"""The bench's own data for signing up: an organization, projects, shifts and people; made, emptied, taken away.

Its people have ids from ``BASE`` on, far above what sequences give, so that all traces can be found and removed.
``floor_shift`` and ``floor_signup`` are the product's two tables again: the same columns, checks and indexes, the two
foreign keys, none of the product's triggers.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.bench import people
from tests.bench.people import Visitor

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User
    from volunteers.models import Volunteer

BASE = 9_000_000_000
MARK = "bench-own"
PROJECTS = 50
SEATS = 100_000
BARE = """
    CREATE TABLE floor_shift (LIKE projects_shift INCLUDING ALL);
    CREATE TABLE floor_signup (LIKE volunteers_signup INCLUDING ALL);
    INSERT INTO floor_shift SELECT * FROM projects_shift WHERE id = ANY(%(shifts)s);
    ALTER TABLE floor_signup ADD FOREIGN KEY (shift_id) REFERENCES floor_shift;
    ALTER TABLE floor_signup ADD FOREIGN KEY (volunteer_id) REFERENCES volunteers_volunteer;
    ANALYZE floor_shift;
"""
UNMARK = """
    DELETE FROM volunteers_scan WHERE shift_id = ANY(%(shifts)s);
    DELETE FROM volunteers_attendancetransition WHERE subject_id IN (SELECT a.id FROM volunteers_attendance a
        JOIN volunteers_signup s ON s.id = a.signup_id WHERE s.volunteer_id >= %(base)s);
    DELETE FROM volunteers_attendance WHERE signup_id IN
        (SELECT id FROM volunteers_signup WHERE volunteer_id >= %(base)s);
"""
EMPTY = """
    DELETE FROM notifications_notification WHERE recipient_id >= %(base)s;
    DELETE FROM volunteers_signuptransition WHERE subject_id IN
        (SELECT id FROM volunteers_signup WHERE volunteer_id >= %(base)s);
    DELETE FROM volunteers_signup WHERE volunteer_id >= %(base)s;
    UPDATE projects_shift SET seats_taken = 0, waiting = 0
        WHERE id = ANY(%(shifts)s) AND (seats_taken > 0 OR waiting > 0);
"""
EMPTY_BARE = "TRUNCATE floor_signup; UPDATE floor_shift SET seats_taken = 0 WHERE seats_taken > 0;"
# People of the demonstration may have been signed up too.
REMOVE_SIGNUPS = "DELETE FROM volunteers_signup WHERE shift_id = ANY(%(shifts)s)"
REMOVE_PEOPLE = """
    DELETE FROM volunteers_exportpiece WHERE file_id IN
        (SELECT id FROM volunteers_exportfile WHERE owner_id >= %(base)s);
    DELETE FROM volunteers_exportfile WHERE owner_id >= %(base)s;
    DELETE FROM volunteers_volunteer WHERE id >= %(base)s;
    DELETE FROM accounts_user WHERE id >= %(base)s;
"""


@dataclass
class World:
    """What was made. ``spread`` are a thousand shifts of fifty projects; ``slugs`` names the project of each shift."""

    volunteers: list[Volunteer]
    visitors: list[Visitor]
    hot: int
    spread: list[int]
    slugs: dict[int, str]

    def empty(self) -> None:
        """Nobody is signed up any more, on either side."""
        run(UNMARK + EMPTY, shifts=[self.hot, *self.spread])
        self.empty_floor()
        _vacuum("projects_shift")

    def empty_floor(self) -> None:
        """Nobody is signed up any more on the floor."""
        run(EMPTY_BARE)
        _vacuum("floor_shift")

    def unmark(self) -> None:
        """Nobody was checked in."""
        run(UNMARK, shifts=[self.hot, *self.spread])
        _vacuum("volunteers_scan", "volunteers_attendance")

    def staff(self, role: str) -> User:
        """Somebody who works for the organization."""
        from organizations.models import Membership, Organization
        from qazvolunteer.accounts.models import User

        user = User.objects.create(pk=BASE * 2, email=f"{MARK}-staff@example.test", password="!")
        Membership.objects.create(organization=Organization.objects.get(slug=MARK), user=user, role=role)
        return user

    def confirmed(self, shift: int | None = None) -> int:
        """How many of its people have a place."""
        from volunteers.models import SignUp

        rows = SignUp.objects.filter(volunteer_id__gte=BASE, state="confirmed")
        return rows.filter(shift=shift).count() if shift else rows.count()


def make(number: int, shifts: int = 1000) -> World:
    """So many people who are signed in on both sides, one shift for everybody and ``shifts`` others."""
    from projects.models import Shift

    volunteers = _people(number)
    slugs: dict[int, str] = {}
    made: list[Shift] = []
    projects = _projects(min(PROJECTS, shifts) + 1)
    for place in range(shifts + 1):
        project = projects[0] if place == 0 else projects[1 + place % (len(projects) - 1)]
        made.append(_shift(project, SEATS))
    made = Shift.objects.bulk_create(made)
    slugs = {shift.pk: shift.project.slug for shift in made}
    ids = [shift.pk for shift in made]
    run(BARE, shifts=ids)
    return World(volunteers, people.visitors(one.user for one in volunteers), ids[0], ids[1:], slugs)


def extra_shift(world: World, seats: int) -> int:
    """One more shift of the first project."""
    from projects.models import Project

    shift = _shift(Project.objects.get(slug=world.slugs[world.hot]), seats)
    shift.save()
    world.slugs[shift.pk] = shift.project.slug
    return shift.pk


def remove() -> None:
    """Take away whatever the bench made, also what an earlier run that was cut off left behind."""
    from organizations.models import Membership, Organization
    from projects.models import Project, Shift

    people.sign_out()
    shifts = Shift.objects.filter(project__slug__startswith=MARK)
    run("DROP TABLE IF EXISTS floor_signup, floor_shift")
    run(UNMARK + EMPTY + REMOVE_SIGNUPS, shifts=list(shifts.values_list("pk", flat=True)))
    Membership.objects.filter(organization__slug=MARK).delete()
    run(REMOVE_PEOPLE)
    shifts.delete()
    Project.objects.filter(slug__startswith=MARK).delete()
    Organization.objects.filter(slug=MARK).delete()


def _people(number: int) -> list[Volunteer]:
    from qazvolunteer.accounts.models import User
    from volunteers.models import Volunteer

    languages = ("kk", "ru", "en")
    users = User.objects.bulk_create(
        (
            User(
                pk=BASE + place,
                email=f"{MARK}-{place}@example.test",
                first_name="Айгерім",
                last_name="Сейіт",
                language=languages[place % 3],
                password="!",
            )
            for place in range(number)
        ),
        batch_size=2000,
    )
    born = dt.date(1990, 5, 5)
    return Volunteer.objects.bulk_create(
        (Volunteer(pk=user.pk, user=user, birth_date=born) for user in users), batch_size=2000
    )


def _projects(number: int) -> list:
    from django.utils import timezone

    from organizations.models import Organization
    from projects.models import Programme, Project
    from qazvolunteer.places.models import Region, Town

    region, town = Region.objects.order_by("pk").first(), Town.objects.order_by("pk").first()
    words = {f"{field}_{code}": "Bench" for field in ("name",) for code in ("kk", "ru", "en")}
    organization = Organization.objects.create(slug=MARK, region=region, state="verified", **words)
    programme = Programme.objects.order_by("pk").first()
    titles = {f"title_{code}": "Bench" for code in ("kk", "ru", "en")}
    return [
        Project.objects.create(
            organization=organization,
            programme=programme,
            slug=f"{MARK}-{place}",
            region=region,
            town=town,
            state="approved",
            published_at=timezone.now(),
            **titles,
        )
        for place in range(number)
    ]


def _shift(project: object, seats: int) -> object:
    from django.utils import timezone

    from projects.models import Shift

    # One moment for all of them: recorded statements name it.
    start = timezone.now().replace(hour=6, minute=0, second=0, microsecond=0) + dt.timedelta(days=40)
    return Shift(project=project, starts_at=start, ends_at=start + dt.timedelta(hours=3), seats=seats)


def run(statements: str, **values: object) -> None:
    """Execute; ``base`` is known to all of them."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statements, {"base": BASE, **values})


def _vacuum(*tables: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"VACUUM {table}")
