"""Two lines of one day confirmed at once, one place handed to two people, two sweeps; each with a control."""

from __future__ import annotations

import threading
from functools import partial

import pytest
from django.db import IntegrityError
from django.db.models import Sum
from django.utils import timezone

from tests import builders, cast, hours_rows
from tests.builders import HOUR
from tests.race.together import at_once, check, codes
from volunteers import hours, hours_sweeps, leaving, stand_ins
from volunteers.hours import MOST_PREPARATION
from volunteers.hours_enums import HoursKind, HoursState
from volunteers.hours_models import HoursEntry
from volunteers.models import SignUp
from volunteers.stand_in_models import StandIn

pytestmark = pytest.mark.django_db(transaction=True)


def two_lines(people: cast.Cast) -> list[HoursEntry]:
    """Of one person on one day, eight hours each."""
    project = builders.project(organization=people.organization)
    first = hours_rows.past_shift(project, hours=8)
    second = builders.shift(project, starts_at=first.starts_at, hours=8)
    return [hours_rows.line(hours_rows.came(shift, people.aigerim), minutes=480) for shift in (first, second)]


def counted() -> int:
    return HoursEntry.objects.counted().aggregate(all=Sum("minutes"))["all"] or 0


def confirm_without_a_lock(line: HoursEntry, *, everybody: threading.Barrier) -> None:
    """Naive: look at the day, then write."""
    known = counted()
    everybody.wait(20)
    if known + line.minutes <= 720:
        HoursEntry.objects.filter(pk=line.pk).update(state=HoursState.CONFIRMED, decided_at=line.proposed_at)


def test_control_without_a_lock_a_day_overflows() -> None:
    lines = two_lines(cast.assemble())
    together = threading.Barrier(2)
    at_once([partial(confirm_without_a_lock, line, everybody=together) for line in lines])
    assert counted() == 960


def test_a_day_keeps_its_limit() -> None:
    people = cast.assemble()
    lines = two_lines(people)
    results = at_once([partial(hours.confirm, line, by=people.bolat) for line in lines])
    assert sorted(codes(results)) == ["", "daily_cap"]
    assert counted() == 480


def test_one_line_is_decided_once() -> None:
    people = cast.assemble()
    other = builders.member(people.organization)
    line = two_lines(people)[0]
    results = at_once(
        [partial(hours.confirm, line, by=people.bolat), partial(hours.reject, line, by=other, reason="x")] * 2
    )
    assert sorted(codes(results)) == ["", "wrong_state", "wrong_state", "wrong_state"]
    assert line.transitions.count() == 1


def look_then_propose(signup: SignUp, *, everybody: threading.Barrier) -> None:
    """Naive: look whether the shift is written down, then write."""
    known = HoursEntry.objects.filter(signup=signup).exists()
    everybody.wait(20)
    if not known:
        hours_rows.line(signup)


def test_control_two_sweeps_that_look_first_meet_the_unique_constraint() -> None:
    signup = hours_rows.came(hours_rows.past_shift())
    together = threading.Barrier(2)
    with pytest.raises(IntegrityError, match="volunteers_hours_shift_once"):
        at_once([partial(look_then_propose, signup, everybody=together)] * 2)


def test_two_sweeps_propose_once() -> None:
    people = cast.assemble()
    shift = hours_rows.past_shift(builders.project(organization=people.organization))
    for _ in range(20):
        hours_rows.came(shift)
    at_once([hours_sweeps.propose] * 3)
    assert HoursEntry.objects.count() == 20


def look_then_report(signup: SignUp, *, everybody: threading.Barrier) -> None:
    """Naive: look how much preparation is known, then write two hours more."""
    known = HoursEntry.objects.filter(signup=signup).aggregate(all=Sum("minutes"))["all"] or 0
    everybody.wait(20)
    if known + 120 <= MOST_PREPARATION:
        hours_rows.line(signup, minutes=120, kind=HoursKind.PREPARATION)


def most_but_two_hours(signup: SignUp) -> None:
    """So much preparation is written down that two hours more fit once."""
    hours_rows.line(signup, minutes=MOST_PREPARATION - 120, kind=HoursKind.PREPARATION)


def test_control_a_form_sent_twice_goes_beyond_the_limit() -> None:
    signup = hours_rows.was_in(hours_rows.past_shift())
    most_but_two_hours(signup)
    at_once([partial(look_then_report, signup, everybody=threading.Barrier(2))] * 2)
    assert HoursEntry.objects.aggregate(all=Sum("minutes"))["all"] == MOST_PREPARATION + 120


def test_a_form_of_own_hours_sent_twice_at_once_is_written_once() -> None:
    signup = hours_rows.was_in(hours_rows.past_shift())
    most_but_two_hours(signup)
    day = timezone.localdate(signup.shift.starts_at)
    send = partial(hours.report_own, signup, by=signup.volunteer.user, day=day)
    assert sorted(codes(at_once([partial(send, minutes=120, preparation=True)] * 2))) == ["", "too_long"]
    assert sorted(codes(at_once([partial(send, minutes=60)] * 2))) == ["", "there_already"]


def test_one_place_goes_to_one_stand_in() -> None:
    people = cast.assemble()
    shift = builders.shift(builders.project(organization=people.organization), seats=1)
    signup = builders.join(shift, people.aigerim)
    row = stand_ins.ask(signup, by=people.aigerim.user, name="Біреу")
    takers = builders.volunteers(4)
    results = at_once([partial(stand_ins.take_over, row, by=who.user) for who in takers])
    assert sorted(codes(results)) == ["", "gone", "gone", "gone"]
    check(shift)


def test_taking_over_against_leaving_and_joining() -> None:
    """Two people hand their places to each other's stand-ins while the queue moves: no deadlock, nothing overbooked."""
    people = cast.assemble()
    shift = builders.shift(builders.project(organization=people.organization), seats=2, starts_in=2 * HOUR)
    first, second = builders.fill(shift)
    waiting = [builders.join(shift) for _ in range(2)]
    rows = [stand_ins.ask(one, by=one.volunteer.user, name="Біреу") for one in (first, second)]
    takers = builders.volunteers(2)
    results = at_once(
        [
            partial(stand_ins.take_over, rows[0], by=takers[0].user),
            partial(stand_ins.take_over, rows[1], by=takers[1].user),
            partial(leaving.cannot_come, first, by=first.volunteer.user),
            partial(leaving.cannot_come, second, by=second.volunteer.user),
            partial(stand_ins.take_over, rows[0], by=waiting[0].volunteer.user),
        ]
    )
    assert set(codes(results)) <= {"", "gone", "wrong_state"}
    check(shift)
    assert not SignUp.objects.live().filter(pk__in=[first.pk, second.pk]).exists()
    assert not StandIn.objects.filter(state="open").exists()
