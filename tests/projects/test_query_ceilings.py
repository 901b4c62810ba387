"""Pages ask the database as often for thirty rows as for three, and never more than their ceiling."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from frontoffice.opendata import counting
from organizations.models import Organization
from projects.models import Project
from tests import builders, doors
from tests.builders import DAY, HOUR
from volunteers import statistics
from volunteers.enums import SignUpState
from volunteers.models import SignUp, Volunteer

pytestmark = pytest.mark.django_db

# The session, and its person with whether they have a workplace, which the header shows.
SIGNED_IN = 2


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements of the product: savepoints and the like are the test's own."""
    statements: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield statements
    statements += [
        query["sql"] for query in captured.captured_queries if query["sql"].lstrip().startswith(("SELECT", "WITH"))
    ]


def projects(number: int, *, organization: Organization | None = None, shifts: int = 1) -> list[Project]:
    made = []
    for index in range(number):
        project = builders.project(organization=organization)
        for day in range(shifts):
            builders.shift(project, starts_in=(2 + index + day) * DAY)
        made.append(project)
    return made


@dataclass(frozen=True)
class Page:
    """``prepare`` makes so many rows and gives the path to open."""

    prepare: Callable[[int, Volunteer], str]
    ceiling: int
    signed_in: bool = False


def home(number: int, who: Volunteer) -> str:
    projects(number)
    statistics.refresh()
    return doors.address("home")


def catalogue(number: int, who: Volunteer) -> str:
    projects(number)
    return doors.address("catalogue")


def filtered(number: int, who: Volunteer) -> str:
    projects(number)
    return doors.address("catalogue") + "?q=көшет&region=almaty-region&programme=taza-alem&places=on"


def nothing_found(number: int, who: Volunteer) -> str:
    builders.region("astana")
    projects(number)
    return doors.address("catalogue") + "?region=astana-region&programme=taza-alem&places=on&format=on_site"


def project(number: int, who: Volunteer) -> str:
    made, _similar = projects(2, shifts=number)
    for index in range(number):
        made.items.create(section="bring", position=index, **builders.three("text", "Су"))
        made.questions.create(position=index, **builders.three("label", "Неге"))
    return doors.address("project", made.slug)


def catalogue_map(number: int, who: Volunteer) -> str:
    projects(number)
    return doors.address("catalogue-map")


def region_map(number: int, who: Volunteer) -> str:
    projects(number)
    return doors.address("catalogue-map") + "?region=almaty-region&q=көшет"


def calendar(number: int, who: Volunteer) -> str:
    projects(number)
    return doors.address("catalogue-calendar")


def programme(number: int, who: Volunteer) -> str:
    projects(number)
    return doors.address("programme", "taza-alem")


def programmes(number: int, who: Volunteer) -> str:
    for index in range(number):
        builders.programme(f"programme-{index}")
    return doors.address("programmes")


def region(number: int, who: Volunteer) -> str:
    projects(number)
    statistics.refresh()
    return doors.address("region", "almaty-region")


def regions(number: int, who: Volunteer) -> str:
    projects(number)
    statistics.refresh()
    return doors.address("regions")


def town(number: int, who: Volunteer) -> str:
    projects(number)
    return doors.address("town", "almaty")


def figures(number: int, who: Volunteer) -> str:
    projects(number)
    statistics.refresh()
    counting.refresh()
    return doors.address("statistics")


def organizations(number: int, who: Volunteer) -> str:
    projects(number)
    return doors.address("organizations")


def organization(number: int, who: Volunteer) -> str:
    ours = builders.organization()
    projects(number, organization=ours)
    return doors.address("organization", ours.slug)


def joined(number: int, who: Volunteer, *, state: SignUpState = SignUpState.CONFIRMED) -> list[SignUp]:
    start = builders.now() + 2 * DAY
    return [
        builders.signup_row(state, who=who, of=builders.shift(starts_at=start + 5 * index * HOUR))
        for index in range(number)
    ]


def my_shifts(number: int, who: Volunteer) -> str:
    joined(number, who)
    return doors.address("my-shifts")


def my_waiting(number: int, who: Volunteer) -> str:
    joined(number, who, state=SignUpState.WAITLISTED)
    return doors.address("my-shifts") + "?tab=waiting"


def signup(number: int, who: Volunteer) -> str:
    made = joined(number, who)[0]
    for index in range(number):
        made.shift.project.items.create(section="bring", position=index, **builders.three("text", "Су"))
    return doors.address("signup", made.pk)


def feed(number: int, who: Volunteer) -> str:
    joined(number, who)
    return doors.address("calendar-feed", who.calendar_secret)


def with_own_signups(page: Callable[[int, Volunteer], str]) -> Callable[[int, Volunteer], str]:
    """The same page for somebody who is in ``number`` shifts."""

    def prepare(number: int, who: Volunteer) -> str:
        joined(number, who)
        return page(number, who)

    return prepare


PAGES = {
    "home": Page(home, 4),
    "catalogue": Page(catalogue, 2),
    "catalogue, filtered": Page(filtered, 3),
    "catalogue, nothing found": Page(nothing_found, 2),
    "project": Page(project, 3),
    "organizations": Page(organizations, 4),
    "organization": Page(organization, 7),
    "map": Page(catalogue_map, 1),
    "map of a region, with words": Page(region_map, 3),
    "calendar": Page(calendar, 3),
    "programmes": Page(programmes, 1),
    "programme": Page(programme, 3),
    "regions": Page(regions, 4),
    "region": Page(region, 7),
    "town": Page(town, 2),
    "statistics": Page(figures, 12),
    "feed": Page(feed, 2),
    "home, signed in": Page(with_own_signups(home), 4 + SIGNED_IN, signed_in=True),
    "catalogue, signed in": Page(with_own_signups(catalogue), 3 + SIGNED_IN, signed_in=True),
    "project, signed in": Page(with_own_signups(project), 6 + SIGNED_IN, signed_in=True),
    "my shifts": Page(my_shifts, 4 + SIGNED_IN, signed_in=True),
    "my shifts, waiting": Page(my_waiting, 4 + SIGNED_IN, signed_in=True),
    "sign-up": Page(signup, 7 + SIGNED_IN, signed_in=True),
}


def queries(page: Page, number: int) -> list[str]:
    who = builders.volunteer()
    path = page.prepare(number, who)
    client = doors.signed_in(who) if page.signed_in else Client()
    client.get(path)
    with counted() as statements:
        assert client.get(path).status_code == 200
    return statements


@pytest.mark.parametrize("name", PAGES)
def test_as_many_queries_for_thirty_rows_as_for_three(name: str) -> None:
    page = PAGES[name]
    few, many = queries(page, 3), queries(page, 30)
    assert len(few) == len(many), "\n".join(many)
    assert len(many) <= page.ceiling, "\n".join(many)
