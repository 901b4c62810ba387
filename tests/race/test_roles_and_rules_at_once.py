"""Many at once for one role, and the generator of repeating shifts twice at once. Each with a control that loses."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from projects import recurrence, scheduling, shift_days
from projects.models import Project, RuleDay, Shift, ShiftRole, ShiftRule
from projects.tasks import continue_rules
from tests import builders
from tests.cast import Cast, assemble
from tests.race.together import at_once, check, codes
from volunteers import integrity, signups
from volunteers.enums import SignUpState
from volunteers.models import SignUp, Volunteer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    yield assemble()


def shift_with_roles(cast: Cast) -> Shift:
    """Six places: two for drivers, one for a photographer, three for everybody."""
    made = builders.shift(builders.project(organization=cast.organization), seats=6)
    scheduling.set_roles(made, {"driver": 2, "photographer": 1}, by=cast.bolat)
    made.refresh_from_db()
    return made


def taken(shift: Shift) -> dict[str, int]:
    check(shift)
    assert not integrity.drifted_roles().exists()
    return dict(ShiftRole.objects.filter(shift=shift).values_list("kind", "seats_taken"))


def look_then_take(who: Volunteer, role: ShiftRole, *, everybody: threading.Barrier) -> None:
    """Naive: look whether the role has a seat, then sign up for it."""
    with transaction.atomic():
        free = SignUp.objects.filter(role=role, state=SignUpState.CONFIRMED).count() < role.seats
        everybody.wait(20)
        builders.signup_row(
            SignUpState.CONFIRMED if free else SignUpState.WAITLISTED, of=role.shift, who=who, role=role
        )


def test_control_looking_and_then_taking_overbooks_a_role(cast: Cast) -> None:
    shift, people = shift_with_roles(cast), builders.volunteers(6)
    role, together = shift.roles.get(kind="driver"), threading.Barrier(6)
    at_once([partial(look_then_take, who, role, everybody=together) for who in people])
    assert SignUp.objects.filter(role=role, state=SignUpState.CONFIRMED).count() == 6 > role.seats


def test_thirty_at_once_for_roles_and_common_places(cast: Cast) -> None:
    shift, people = shift_with_roles(cast), builders.volunteers(30)
    roles = {row.kind: row.pk for row in shift.roles.all()}
    wanted = [None, roles["driver"], roles["photographer"]] * 10
    acts = [partial(signups.join, shift, by=who.user, role=role) for who, role in zip(people, wanted, strict=True)]
    assert codes(at_once(acts)) == [""] * 30
    assert taken(shift) == {"driver": 2, "photographer": 1}
    confirmed = SignUp.objects.filter(state=SignUpState.CONFIRMED)
    assert confirmed.filter(role=None).count() == 3
    assert shift.waiting == 24


def test_roles_change_while_people_come_and_go(cast: Cast) -> None:
    shift, people = shift_with_roles(cast), builders.volunteers(24)
    driver = shift.roles.get(kind="driver")
    there = [signups.join(shift, by=who.user, role=driver.pk) for who in people[:4]]
    acts: list[Any] = [partial(signups.join, shift, by=who.user, role=driver.pk) for who in people[4:14]]
    acts += [partial(signups.join, shift, by=who.user) for who in people[14:24]]
    acts += [partial(signups.withdraw, signup, by=signup.volunteer.user) for signup in there]
    acts += [partial(scheduling.set_roles, shift, {"driver": seats}, by=cast.bolat) for seats in (3, 1)]
    acts += [partial(scheduling.change_shift, shift, by=cast.bolat, seats=8)]
    assert set(codes(at_once(acts))) <= {""}
    roles = taken(shift)
    assert roles["driver"] <= 3


def rule(project: Project) -> ShiftRule:
    first = timezone.localdate() + dt.timedelta(days=1)
    return ShiftRule.objects.create(
        project=project,
        repeat="daily",
        first_day=first,
        last_day=first + dt.timedelta(days=19),
        starts_at=dt.time(10),
        minutes=60,
        seats=5,
    )


def naive_generation(made: ShiftRule, *, everybody: threading.Barrier) -> None:
    """Looks which days have a shift, then makes the others."""
    with transaction.atomic():
        there = set(Shift.objects.filter(project=made.project).values_list("starts_at", flat=True))
        everybody.wait(20)
        for day in recurrence.planned(made, until=recurrence.horizon()):
            if day.starts_at not in there:
                Shift.objects.create(project=made.project, starts_at=day.starts_at, ends_at=day.ends_at, seats=5)


def test_control_two_naive_generators_make_everything_twice(cast: Cast) -> None:
    made = rule(builders.project(organization=cast.organization))
    at_once([partial(naive_generation, made, everybody=threading.Barrier(2))] * 2)
    assert Shift.objects.filter(project=made.project).count() == 40


@pytest.mark.parametrize("_round", range(3))
def test_the_generator_twice_at_once_makes_each_shift_once(cast: Cast, _round: int) -> None:
    made = rule(builders.project(organization=cast.organization))
    results = at_once([partial(recurrence.generate, made)] * 4 + [continue_rules] * 2)
    assert sorted(result for result in results if result is not None)[-1] in {0, 20}
    starts = list(Shift.objects.filter(project=made.project).values_list("starts_at", flat=True))
    assert len(starts) == len(set(starts)) == 20
    assert RuleDay.objects.filter(rule=made).count() == 20


def test_a_shift_cancelled_while_the_generator_runs_stays_cancelled(cast: Cast) -> None:
    made = rule(builders.project(organization=cast.organization))
    recurrence.generate(made)
    some = list(made.project.shifts.order_by("pk")[:4])
    acts: list[Any] = [partial(scheduling.cancel_shift, shift, by=cast.bolat, reason="Боран.") for shift in some]
    at_once([*acts, *[partial(recurrence.generate, made)] * 3])
    assert made.project.shifts.filter(cancelled_at=None).count() == 16
    assert made.project.shifts.count() == 20


def test_a_day_duplicated_twice_at_once_is_there_once(cast: Cast) -> None:
    project = builders.project(organization=cast.organization)
    shift = builders.shift(project)
    day = timezone.localdate(shift.starts_at)
    copy = partial(shift_days.duplicate_day, project, by=cast.bolat, day=day, to=day + dt.timedelta(days=7))
    assert sorted(codes(at_once([copy] * 4))) == ["", "there_already", "there_already", "there_already"]
    assert project.shifts.count() == 2
