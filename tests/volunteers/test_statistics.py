"""The numbers of the home page are counted once a minute, and mean what the page about them says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from organizations.enums import OrganizationState
from tests import builders, doors
from tests.builders import HOUR
from volunteers import statistics, tasks
from volunteers.enums import SignUpState
from volunteers.models import Figure, Volunteer

pytestmark = pytest.mark.django_db

ALMATY, ASTANA = "750000000", "710000000"


def running(number: int, **values: object) -> None:
    """A shift that began an hour ago, with so many people."""
    shift = builders.shift(builders.project(**values), starts_in=-HOUR, seats=20)
    for one in builders.volunteers(number):
        builders.signup_row(SignUpState.CONFIRMED, of=shift, who=one)


def country() -> None:
    running(3)
    running(1, region=builders.region("astana"), town=builders.town("astana"))
    flexible = builders.shift(starts_in=-HOUR, flexible=True)
    builders.signup_row(of=flexible)
    builders.signup_row(SignUpState.WITHDRAWN, of=builders.shift(starts_in=-HOUR))
    builders.signup_row(of=builders.shift(starts_in=-HOUR, cancelled_at=timezone.now()))
    builders.signup_row(of=builders.shift(starts_in=-9 * HOUR))
    builders.organization(state=OrganizationState.SUSPENDED)
    left = builders.volunteer(anonymised_at=timezone.now())
    Volunteer.objects.filter(pk=left.pk).update(town=builders.town("astana"))
    builders.volunteer(is_active=False)


def stored() -> statistics.Numbers:
    assert statistics.refresh()
    return statistics.now()


@pytest.mark.parametrize("read", [statistics.now, stored])
def test_numbers_mean_what_the_page_says(read: Callable[[], statistics.Numbers]) -> None:
    country()
    numbers = read()
    assert numbers.helping == 4
    assert numbers.helping_in == {ALMATY: 3, ASTANA: 1}
    assert numbers.regions == 2
    assert numbers.volunteers == Volunteer.objects.count() - 2
    assert sum(numbers.organizations_in.values()) == numbers.organizations
    assert numbers.organizations == builders.Organization.objects.public().count()


@pytest.mark.parametrize(
    ("astana", "told"), [(10, {"750000000": 14, "710000000": 10}), (9, {})], ids=["large enough", "too small"]
)
def test_small_groups_of_volunteers_are_not_told(astana: int, told: dict[str, int]) -> None:
    """Nor is a region from which, with the country, a small one could be worked out."""
    for name, number in (("almaty", 14), ("astana", astana)):
        people = [one.pk for one in builders.volunteers(number)]
        Volunteer.objects.filter(pk__in=people).update(town=builders.town(name))
    numbers = stored()
    assert numbers.volunteers == 14 + astana
    assert numbers.volunteers_in == told


def test_what_is_over_is_forgotten() -> None:
    running(2)
    running(1, region=builders.region("astana"), town=builders.town("astana"))
    assert stored().helping == 3
    with time_machine.travel(timezone.now() + dt.timedelta(days=1), tick=False):
        tasks.count_figures()
        numbers = statistics.now()
        assert (numbers.helping, numbers.helping_in) == (0, {})
        assert numbers.counted_at == timezone.now()


def test_a_page_reads_them_in_one_statement_and_says_when() -> None:
    country()
    with time_machine.travel(dt.datetime(2026, 5, 4, 7, 31, tzinfo=dt.UTC), tick=False):
        statistics.refresh()
    page = doors.read(Client().get(doors.address("home")))
    assert "Counted at 12:31." in page
    with CaptureQueriesContext(connection) as captured:
        statistics.now()
    assert len(captured) == 1
    Figure.objects.all().delete()
    with CaptureQueriesContext(connection) as captured:
        statistics.now()
    assert len(captured) == 2


@pytest.mark.django_db(transaction=True)
def test_only_one_counts_at_a_time() -> None:
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(hashtext('volunteers.statistics'))")
        assert not statistics.refresh()
        assert not Figure.objects.exists()
    finally:
        # Closing alone lets go only when the server notices.
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock_all()")
        other.close()
    assert statistics.refresh()
