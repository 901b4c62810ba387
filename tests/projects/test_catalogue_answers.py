"""The index answers as a naive reading of the rows does, its counts are those of its lists, its pages are whole."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace

import pytest
import time_machine
from django.utils import timezone

from organizations.models import Organization
from projects.catalogue import Query, Sort, browse, by_day, counts, find, tally, totals, upkeep
from projects.catalogue.entries import Conditions
from projects.catalogue.index import OpenIndex
from projects.models import Project, Shift
from projects.records import CatalogueChange
from tests import builders
from tests.builders import DAY, HOUR
from tests.projects.catalogue_world import World, everything, moments, naive

pytestmark = pytest.mark.django_db

FACETS = {
    "region": "region", "district": "district", "town": "town", "programme": "programmes", "kind": "kinds",
    "format": "formats", "skill": "skills", "language": "languages",
}  # fmt: skip
SEEDS = (1, 2, 3)


def listed(query: Query, size: int = 1000) -> list[int]:
    return [hit.project for hit in find(query, size=size).hits]


@pytest.mark.parametrize("seed", SEEDS)
def test_filters_agree_with_a_naive_reading(seed: int) -> None:
    world = World(seed)
    rows = everything()
    found = 0
    for _ in range(60):
        query = world.query()
        expected = naive(query, rows)
        assert listed(query) == expected, query
        found += bool(expected)
    # Otherwise the questions were too narrow to say anything.
    assert found > 20


@pytest.mark.parametrize("seed", SEEDS)
def test_the_soonest_matching_shift_stands_for_the_project(seed: int) -> None:
    world = World(seed)
    rows = {row.pk: row for row in everything()}
    shifts = Shift.objects.in_bulk()
    for _ in range(20):
        query = world.query()
        for hit in find(query, size=1000).hits:
            times = moments(rows[hit.project], query)
            assert shifts[hit.shift].last_moment == times[0]
            assert hit.more == len(times) - 1


@pytest.mark.parametrize("seed", SEEDS)
def test_facet_counts_are_the_lengths_of_the_lists(seed: int) -> None:
    world = World(seed)
    owners = dict(Project.objects.values_list("pk", "organization"))
    for _ in range(12):
        query = world.query()
        found, counted = browse(query, size=1000)
        assert counted.total == found.total == len(found.hits)
        for facet, field in FACETS.items():
            many = isinstance(getattr(Query(), field), tuple)
            values = {value for entry in _entries() for value in _values(entry, facet)}
            for value in values:
                narrowed = replace(query, **{field: (value,) if many else value})
                assert getattr(counted, facet)[value] == len(listed(narrowed)), (facet, value, query)
        for box in ("weekend", "evening", "places", "accessible"):
            assert getattr(counted, box) == len(listed(replace(query, **{box: True}))), box
        for age, number in counted.age.items():
            assert number == len(listed(replace(query, age=age)))
        assert totals([query, Query()]) == [len(found.hits), len(listed(Query()))]
        own = Counter(owners[hit.project] for hit in found.hits)
        assert counts(query, "organization") == own


def _entries() -> list:
    with upkeep.fresh() as catalogue:
        return list(catalogue.index.entries.values())


def _values(entry: object, facet: str) -> tuple:
    several = {"skill": "skills", "language": "languages"}
    if facet in several:
        return getattr(entry, several[facet])  # type: ignore[no-any-return]
    value = getattr(entry, facet)
    return () if value is None else (value,)


@pytest.mark.parametrize("seed", SEEDS)
def test_days_of_the_calendar_are_the_lists_of_those_days(seed: int) -> None:
    world = World(seed)
    today = timezone.localdate()
    for _ in range(6):
        query = world.query()
        for day, number in by_day(query, today, today + 20 * DAY).items():
            first, last = max(query.first or day, day), min(query.last or day, day)
            expected = [] if first > last else listed(replace(query, first=first, last=last))
            assert number == len(expected), (day, query)


@pytest.mark.parametrize("few", [0, 400])
@pytest.mark.parametrize("sort", [Sort.SOONEST, Sort.NEWEST, Sort.NEAREST])
def test_pages_forth_and_back_are_the_whole_list(sort: Sort, few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("projects.catalogue.finding.FEW", few)
    world = World(7)
    query = Query(sort=sort, near=world.towns[0].pk, km=5000) if sort == Sort.NEAREST else Query(sort=sort)
    whole = listed(query)
    page, forth, seen = find(query, size=4), [], 1
    while True:
        assert (page.first_shown, page.last_shown) == (seen, seen + len(page.hits) - 1)
        forth += [hit.project for hit in page.hits]
        seen += len(page.hits)
        if not page.next:
            break
        page = find(query, after=page.next, size=4)
    assert forth == whole
    back = [hit.project for hit in page.hits]
    while page.previous:
        page = find(query, before=page.previous, size=4)
        back = [hit.project for hit in page.hits] + back
        assert page.first_shown >= 1
    assert back == whole
    assert page.first_shown == 1


def test_pages_neither_repeat_nor_skip_while_rows_change() -> None:
    world = World(11, size=40)
    stay = set(listed(Query()))
    seen: list[int] = []
    page = find(Query(), size=3)
    while True:
        seen += [hit.project for hit in page.hits]
        if not page.next:
            break
        # Somebody publishes before and behind the reader, and takes a project away that the reader has seen.
        world.project()
        builders.shift(builders.project(), starts_in=HOUR)
        gone = next(pk for pk in seen if pk in stay)
        Project.objects.filter(pk=gone).update(published_at=None)
        page = find(Query(), after=page.next, size=3)
    assert len(seen) == len(set(seen))
    assert stay <= set(seen)


@pytest.mark.parametrize("cursor", ["x", "1", "1_2_3_4_5_6", "9" * 40 + "_1_2", "_", "1_2_x", "-1_-1_-1"])
def test_a_cursor_nobody_wrote_shows_a_page(cursor: str) -> None:
    builders.shift()
    assert len(find(Query(), after=cursor).hits) == 1
    assert len(find(Query(), before=cursor).hits) == 1


def test_every_change_of_what_is_open_is_seen_at_once() -> None:
    project = builders.project()
    assert listed(Query()) == []
    shift = builders.shift(project, seats=1)
    assert listed(Query()) == [project.pk]
    Shift.objects.filter(pk=shift.pk).update(seats_taken=1)
    assert listed(Query(places=True)) == []
    Shift.objects.filter(pk=shift.pk).update(seats_taken=0)
    assert listed(Query(places=True)) == [project.pk]
    Organization.objects.filter(pk=project.organization_id).update(state="suspended")
    assert listed(Query()) == []
    Organization.objects.filter(pk=project.organization_id).update(state="verified")
    Shift.objects.filter(pk=shift.pk).update(cancelled_at=builders.now())
    assert listed(Query()) == []
    Shift.objects.filter(pk=shift.pk).update(cancelled_at=None)
    assert listed(Query()) == [project.pk]
    Project.objects.filter(pk=project.pk).update(accessible=True)
    assert listed(Query(accessible=True)) == [project.pk]
    shift.delete()
    assert listed(Query()) == []


def test_a_seat_more_or_less_is_no_change_of_the_catalogue() -> None:
    shift = builders.shift(seats=5)
    before = CatalogueChange.objects.count()
    Shift.objects.filter(pk=shift.pk).update(seats_taken=3)
    assert CatalogueChange.objects.count() == before
    Shift.objects.filter(pk=shift.pk).update(seats_taken=5)
    assert CatalogueChange.objects.count() == before + 1


def test_a_shift_that_begins_is_gone_and_the_next_one_stands_for_it() -> None:
    project = builders.project()
    builders.shift(project, starts_in=HOUR)
    later = builders.shift(project, starts_in=DAY)
    alone = builders.shift(starts_in=2 * HOUR).project
    with time_machine.travel(timezone.now() + 90 * dt.timedelta(minutes=1)):
        assert [hit.shift for hit in find(Query()).hits][1] == later.pk
    with time_machine.travel(timezone.now() + 3 * HOUR):
        assert listed(Query()) == [project.pk]
        assert alone.pk not in listed(Query())


def test_nothing_is_read_again_when_nothing_changed(django_assert_num_queries: object) -> None:
    builders.shift()
    tally(Query())
    with django_assert_num_queries(1):  # type: ignore[operator]
        tally(Query())


def test_an_index_made_whole_is_the_one_made_step_by_step() -> None:
    World(5)
    entries = _entries()
    whole, steps = OpenIndex(entries), OpenIndex()
    for entry in entries:
        steps.add(entry)
    for project in list(steps.entries)[::3]:
        entry = steps.entries[project]
        steps.remove(project)
        steps.add(entry)
    for conditions in (Conditions(), Conditions(weekend=True), Conditions(places=True, evening=True)):
        one = {entry.project for entry in whole.chosen(whole.meeting(conditions))}
        assert one == {entry.project for entry in steps.chosen(steps.meeting(conditions))}
    assert whole.timeline == steps.timeline
    for project in list(steps.entries):
        steps.remove(project)
    assert steps.all == 0
    assert not any(steps.masks.values())
    assert steps.timeline == []
