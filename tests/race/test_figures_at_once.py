"""Several processes that count the figures at once: the advisory lock lets one in. Without it they collide."""

from __future__ import annotations

import threading
from functools import partial

import pytest
from django.db import IntegrityError, connection, transaction

from frontoffice.rollups import rebuilding
from frontoffice.rollups.models import ActiveCounts
from frontoffice.rollups.periods import EVERYWHERE, Period
from tests import builders, hours_rows
from tests.frontoffice.rollups import naive
from tests.race.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 3


def worked() -> None:
    """Somebody came and has hours, which is counted; another one came too, which is logged and not counted yet."""
    shift = hours_rows.past_shift(builders.project())
    hours_rows.line(hours_rows.came(shift), "confirmed", minutes=60)
    rebuilding.rebuild()
    hours_rows.line(hours_rows.came(shift), "confirmed", minutes=120)


def counted_without_the_lock(everybody: threading.Barrier) -> str:
    """What a rebuild does to the numbers of people, with nobody kept out meanwhile."""
    months = [naive.today().replace(day=1), (naive.today().replace(day=1) - rebuilding.DAY).replace(day=1)]
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(rebuilding.FORGET_COUNTS, {"months": months})
            everybody.wait(20)
            cursor.execute(rebuilding.KEEP_COUNTS, {"months": months})
    except IntegrityError:
        return "collided"
    return "counted"


def test_without_the_lock_they_collide() -> None:
    worked()
    ActiveCounts.objects.all().delete()
    found = at_once([partial(counted_without_the_lock, threading.Barrier(MANY))] * MANY)
    assert sorted(found) == [*["collided"] * (MANY - 1), "counted"]


@pytest.mark.parametrize("wait", [True, False])
def test_with_it_the_figures_equal_the_records(wait: bool) -> None:
    worked()
    ActiveCounts.objects.all().delete()
    found = at_once([*[partial(rebuilding.refresh, wait=wait)] * MANY, *[rebuilding.rebuild] * 2])
    assert not wait or all(found[:MANY])
    rebuilding.refresh()
    assert naive.kept() == naive.cells()
    everybody = Period.last_months(3, naive.today())
    assert (
        [row.people for row in ActiveCounts.objects.filter(region=None)] == [naive.active(EVERYWHERE, everybody)] == [2]
    )
    before = naive.kept()
    rebuilding.rebuild()
    assert naive.kept() == before
