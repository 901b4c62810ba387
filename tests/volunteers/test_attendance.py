"""Who came: what the marks say together, who may mark whom and when, and what is kept of a refusal."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid

import pytest
from django.utils import timezone

from organizations.enums import Role
from projects import scheduling
from qazvolunteer.core.refusals import Refusal
from tests import builders, doors
from tests.volunteers import field
from tests.volunteers.field import MINUTE
from volunteers import attendance, signups
from volunteers.enums import AttendanceState, ScanKind
from volunteers.models import Attendance, Scan

pytestmark = pytest.mark.django_db


def facts(signup: object) -> tuple[str, object, object]:
    found = Attendance.objects.get(signup=signup)
    return found.state, found.arrived_at, found.left_at


def test_coming_leaving_and_undoing() -> None:
    day = field.running()
    signup, now = day.signups[0], timezone.now()
    came = attendance.check_in(signup, by=day.gate, at=now - 20 * MINUTE)
    assert (came.state, came.arrived_at, came.witness, came.source) == ("came", now - 20 * MINUTE, day.gate, "name")
    left = attendance.check_out(signup, by=day.gate, at=now - 5 * MINUTE)
    assert (left.state, left.left_at) == ("came", now - 5 * MINUTE)
    assert attendance.undo(signup, by=day.gate, at=now - 4 * MINUTE).left_at is None
    undone = attendance.undo(signup, by=day.gate, at=now - 3 * MINUTE)
    assert (undone.state, undone.arrived_at, undone.witness, undone.source) == ("expected", None, None, "")
    actions = [row.action for row in undone.transitions.order_by("pk")]
    assert actions == ["check_in", "check_out", "undo_check_out", "undo"]
    assert {row.by for row in undone.transitions.all()} == {day.gate}


def test_no_row_means_expected() -> None:
    assert attendance.state_of(field.running().signups[0]) == AttendanceState.EXPECTED


ORDERS = list(itertools.permutations(range(5)))


@pytest.mark.parametrize("order", ORDERS[::7])
def test_the_order_of_arrival_changes_nothing(order: tuple[int, ...]) -> None:
    """In, in again, out, undo of it, out: as sent in every seventh of the 120 orders, each mark twice."""
    day = field.running(number=1)
    signup, start = day.signups[0], timezone.now() - 25 * MINUTE
    kinds = [ScanKind.IN, ScanKind.IN, ScanKind.OUT, ScanKind.UNDO, ScanKind.OUT]
    made = [(kind, start + number * MINUTE, uuid.uuid4()) for number, kind in enumerate(kinds)]
    for number in (*order, *reversed(order)):
        kind, at, client_id = made[number]
        attendance.mark(signup, kind, by=day.gate, at=at, client_id=client_id)
    assert facts(signup) == ("came", start, start + 4 * MINUTE)
    verdicts = [scan.verdict for scan in Scan.objects.order_by("client_at")]
    assert verdicts == ["came", "already_in", "left", "undone", "left"]


def test_somebody_thought_missing_comes() -> None:
    day = field.running()
    attendance.excuse(day.signups[0], by=day.coordinator, reason="Ауырып қалды")
    assert attendance.check_in(day.signups[0], by=day.gate).state == "came"


def refused(act: object, *arguments: object, **values: object) -> str:
    with pytest.raises(Refusal) as caught:
        act(*arguments, **values)  # type: ignore[operator]
    return caught.value.code


def test_who_may_mark() -> None:
    day = field.running()
    signup = day.signups[0]
    for nobody in (day.people.camila, day.people.daniyar, day.people.aigerim.user, day.signups[1].volunteer.user):
        assert refused(attendance.check_in, signup, by=nobody) == "not_allowed"
    assert not Attendance.objects.exists()
    for person in (day.gate, day.coordinator, day.people.bolat):
        assert attendance.check_in(signup, by=person).state == "came"


def test_nobody_checks_themselves_in() -> None:
    day = field.running()
    own = builders.join(builders.shift(day.shift.project), builders.volunteer("Өзі"))
    builders.member(day.people.organization, Role.OWNER, user=own.volunteer.user)
    field.begin(own.shift)
    assert refused(attendance.check_in, own, by=own.volunteer.user) == "own"


def test_a_leader_marks_their_own_shift_only_while_it_runs() -> None:
    day = field.running()
    leader = field.leader(day, day.signups[0])
    other = builders.join(builders.shift(day.shift.project))
    field.begin(other.shift)
    assert attendance.check_in(day.signups[1], by=leader.user).state == "came"
    assert refused(attendance.check_in, other, by=leader.user) == "not_allowed"
    assert refused(attendance.check_in, day.signups[0], by=leader.user) == "own"
    field.begin(day.shift, ago=dt.timedelta(hours=5, minutes=1))
    assert refused(attendance.undo, day.signups[1], by=leader.user) == "not_allowed"
    field.begin(day.shift, ago=-dt.timedelta(minutes=61))
    assert refused(attendance.check_in, day.signups[2], by=leader.user) == "not_allowed"
    assert attendance.check_in(day.signups[2], by=day.gate).state == "came"


def test_a_leader_who_left_the_shift_leads_no_more() -> None:
    day = field.running()
    leader = field.leader(day, day.signups[0])
    signups.withdraw(day.signups[0], by=leader.user)
    assert refused(attendance.check_in, day.signups[1], by=leader.user) == "not_allowed"


def test_before_and_after() -> None:
    day = field.running()
    field.begin(day.shift, ago=-dt.timedelta(hours=3, minutes=1))
    assert refused(attendance.check_in, day.signups[0], by=day.gate) == "too_early"
    field.begin(day.shift, ago=dt.timedelta(hours=5))
    assert refused(attendance.check_in, day.signups[0], by=day.gate) == "over"
    arrival = timezone.now() - dt.timedelta(hours=4)
    assert attendance.check_in(day.signups[0], by=day.gate, at=arrival).arrived_at == arrival
    assert attendance.check_out(day.signups[0], by=day.gate).left_at is not None


def test_a_time_in_the_future_is_now() -> None:
    day = field.running()
    found = attendance.check_in(day.signups[0], by=day.gate, at=timezone.now() + dt.timedelta(hours=1))
    assert found.arrived_at is not None
    assert found.arrived_at <= timezone.now()


def test_without_a_place_nobody_is_checked_in_but_may_leave() -> None:
    day = field.running()
    signups.withdraw(day.signups[0], by=day.signups[0].volunteer.user)
    assert refused(attendance.check_in, day.signups[0], by=day.gate) == "not_confirmed"
    attendance.check_in(day.signups[1], by=day.gate, at=timezone.now() - 2 * MINUTE)
    scheduling.cancel_shift(day.shift, by=day.people.bolat, reason="Дауыл")
    assert refused(attendance.check_in, day.signups[2], by=day.gate) == "cancelled"
    assert attendance.check_out(day.signups[1], by=day.gate).left_at is not None


def test_missed_only_after_the_end_and_by_those_who_decide() -> None:
    day = field.running()
    assert refused(attendance.mark_missed, day.signups[0], by=day.coordinator) == "not_over"
    field.begin(day.shift, ago=dt.timedelta(hours=5))
    for nobody in (day.gate, day.people.camila, day.signups[0].volunteer.user):
        assert refused(attendance.mark_missed, day.signups[0], by=nobody) == "not_allowed"
    assert attendance.mark_missed(day.signups[0], by=day.coordinator).state == "missed"
    assert attendance.mark_missed(day.signups[1], by=None).state == "missed"
    assert refused(attendance.mark_missed, day.signups[0], by=day.coordinator) == "wrong_state"
    assert refused(attendance.excuse, day.signups[0], by=day.signups[0].volunteer.user, reason="") == "too_late"
    assert attendance.excuse(day.signups[0], by=day.coordinator, reason="Қателік").state == "excused"


def test_looking_for_a_stand_in() -> None:
    signup = field.reread(builders.join(builders.shift()))
    person, stranger = signup.volunteer.user, builders.volunteer().user
    assert refused(attendance.look_for_stand_in, signup, by=stranger) == "not_allowed"
    assert refused(attendance.excuse, signup, by=stranger, reason="") == "not_allowed"
    assert attendance.look_for_stand_in(signup, by=person).state == "looking"
    assert attendance.stop_looking(signup, by=person).state == "expected"
    assert attendance.excuse(signup, by=person, reason="Сапар").state == "excused"


def test_erasing_a_person_keeps_that_they_came_and_forgets_why_not() -> None:
    day = field.running()
    one, other = day.signups[:2]
    attendance.excuse(one, by=day.coordinator, reason="Ауырып қалды")
    attendance.check_in(other, by=day.gate)
    from volunteers import personal_data

    given = personal_data.give(one.volunteer.user)
    assert given is not None
    assert given["signups"][0]["attendance"]["history"][0]["reason"] == "Ауырып қалды"
    for signup in (one, other):
        personal_data.forget(signup.volunteer.user)
    assert Attendance.objects.get(signup=other).state == "came"
    assert Attendance.objects.get(signup=one).transitions.get().reason == ""


def test_the_letter_to_a_leader() -> None:
    day = field.running()
    leader = field.leader(day, day.signups[0])
    field.leader(day, day.signups[0])
    assert doors.told(leader).count("volunteers.leader") == 1
