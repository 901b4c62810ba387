"""A refresh: what it counts, what is logged for it, what it costs, and that nothing is lost when it is cut off."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone

from frontoffice.rollups import figures, rebuilding
from frontoffice.rollups.figures import EVERYWHERE, Period
from frontoffice.rollups.models import FiguresChange
from projects.models import Project, Shift
from tests import builders
from tests.frontoffice.rollups import naive
from tests.frontoffice.rollups.test_figures import DAY, came, check, line, local, on, queries, snapshot

pytestmark = pytest.mark.django_db


def test_places_taken_late_and_today() -> None:
    old, now = on(naive.today() - 9 * DAY), on(naive.today(), hour=0)
    check()
    for shift in (old, now):
        Shift.objects.filter(pk=shift.pk).update(seats_taken=4)
    # Only what nobody would look at again is logged.
    assert {row.day for row in FiguresChange.objects.all()} == {naive.today() - 9 * DAY}
    check()
    assert figures.totals(EVERYWHERE, Period(naive.today() - 9 * DAY, naive.today())).taken == 8


def test_who_came_today_stays_when_only_places_change() -> None:
    shift = on(naive.today(), hour=0)
    came(shift), came(shift, state="missed")
    line(shift.project, naive.today(), 90)
    check()
    Shift.objects.filter(pk=shift.pk).update(seats_taken=7)
    builders.volunteer()
    rebuilding.refresh()
    found = figures.totals(EVERYWHERE, Period(naive.today(), naive.today()))
    assert (found.taken, found.came, found.missed, found.minutes, found.active) == (7, 1, 1, 90, 2)
    check()
    assert not FiguresChange.objects.exists()


def test_what_is_marked_before_its_day_is_counted_when_it_begins() -> None:
    tomorrow = naive.today() + DAY
    shift = on(tomorrow, hour=0)
    rebuilding.refresh()
    came(shift)
    rebuilding.refresh()
    assert not FiguresChange.objects.exists()
    with time_machine.travel(local(tomorrow, 1)):
        rebuilding.rebuild(naive.today() - 9 * DAY, naive.today() - 8 * DAY)
        assert figures.totals(EVERYWHERE, Period(tomorrow, tomorrow)).came == 1
        check()


def test_a_project_moves_between_an_early_mark_and_the_shift() -> None:
    project = builders.project(published_at=builders.now() - 9 * DAY)
    shift = on(naive.today(), project, hour=23, ends_at=local(naive.today() + DAY, 1))
    came(shift)
    rebuilding.refresh()
    Project.objects.filter(pk=shift.project_id).update(region=builders.region("astana"))
    check()


def test_signing_up_logs_nothing() -> None:
    shift = builders.shift()
    rebuilding.refresh()
    builders.join(shift)
    assert not FiguresChange.objects.exists()


def test_a_refresh_costs_the_same_for_three_people_and_for_thirty() -> None:
    shift = on(naive.today() - 5 * DAY)
    rebuilding.refresh()
    counts = []
    for number in (3, 30):
        for _ in range(number):
            came(shift)
        counts.append(queries(rebuilding.refresh))
    assert counts[0] == counts[1] <= 17


def test_as_of_is_the_oldest_change_or_the_last_refresh() -> None:
    rebuilding.refresh()
    refreshed = figures.as_of()
    assert refreshed is not None and timezone.now() - refreshed < dt.timedelta(minutes=1)
    before = refreshed - dt.timedelta(minutes=5)
    FiguresChange.objects.create(day=naive.today(), at=before)
    assert figures.as_of() == before


def test_after_an_outage_all_days_since_are_counted() -> None:
    rebuilding.refresh()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE frontoffice_figuresstate SET through = %s", [naive.today() - 5 * DAY])
    shift = on(naive.today() - 6 * DAY)
    FiguresChange.objects.all().delete()
    check()
    assert figures.totals(EVERYWHERE, Period(naive.today() - 6 * DAY, naive.today())).shifts == 1
    assert shift.pk


def test_a_load_that_is_followed_by_a_rebuild_logs_nothing() -> None:
    with rebuilding.unlogged():
        came(on(naive.today() - 5 * DAY))
    assert not FiguresChange.objects.exists()
    came(on(naive.today() - 5 * DAY))
    assert FiguresChange.objects.exists()


def test_killed_in_the_middle_a_refresh_leaves_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    rebuilding.refresh()
    came(on(naive.today() - 5 * DAY))
    before, logged = snapshot(), FiguresChange.objects.count()

    def killed(*args: Any, **options: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(rebuilding, "_count_people", killed)
        with pytest.raises(KeyboardInterrupt), transaction.atomic():
            rebuilding.refresh()
    assert snapshot() == before
    assert FiguresChange.objects.count() == logged > 0
    check()
    assert snapshot() != before


def test_recomputing_a_range_does_what_a_refresh_owes() -> None:
    """Days that passed since the last refresh are counted, although the range ends before them."""
    rebuilding.refresh()
    today = naive.today()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE frontoffice_figuresstate SET through = %s", [today - 5 * DAY])
    on(today - 4 * DAY)
    FiguresChange.objects.all().delete()
    assert rebuilding.rebuild(today - 30 * DAY, today - 20 * DAY) == 11
    check()
    assert figures.totals(EVERYWHERE, Period(today - 4 * DAY, today)).shifts == 1


def test_recomputing_a_range_where_nothing_was_ever_counted_counts_everything() -> None:
    on(naive.today() - 90 * DAY)
    rebuilding.rebuild(naive.today() - 10 * DAY, naive.today())
    check()
    assert figures.totals(EVERYWHERE, Period(naive.today() - 90 * DAY, naive.today())).shifts == 1
