"""The volunteer book: proposed out of scans, decided by somebody else, limited to a day, corrected by new lines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.utils import timezone

from organizations.enums import Role
from projects.enums import Format, OutcomeUnit
from projects.models import Shift
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.notifications.models import Notification
from tests import builders, doors, hours_rows
from tests.builders import DAY, HOUR
from tests.cast import Cast, assemble
from volunteers import hours, hours_sweeps
from volunteers.attendance_models import Attendance
from volunteers.enums import AttendanceState, Source
from volunteers.hours_enums import Evidence, HoursKind, HoursState
from volunteers.hours_models import HoursEntry
from volunteers.models import SignUp

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def people() -> Cast:
    return assemble()


def own_shift(people: Cast, **values: Any) -> Shift:
    return hours_rows.past_shift(builders.project(organization=people.organization), **values)


def refused(code: str, verb: Callable[..., Any], *args: Any, **values: Any) -> None:
    with pytest.raises(Refusal) as refusal:
        verb(*args, **values)
    assert refusal.value.code == code


# --- Proposed -------------------------------------------------------------------------------------------


def test_a_shift_that_merely_ended_credits_nothing(people: Cast) -> None:
    shift = own_shift(people)
    hours_rows.was_in(shift, people.aigerim)
    hours_rows.missed(shift)
    assert hours_sweeps.propose() == 0
    assert not HoursEntry.objects.exists()


def test_whoever_came_is_proposed_once(people: Cast) -> None:
    signup = hours_rows.came(own_shift(people), people.aigerim)
    assert hours_sweeps.propose() == 1
    assert hours_sweeps.propose() == 0
    line = HoursEntry.objects.get()
    assert (line.signup, line.minutes, line.kind, line.evidence) == (signup, 240, HoursKind.SHIFT, Evidence.SCANNED)
    assert line.state == HoursState.PROPOSED
    assert not HoursEntry.objects.counted().exists()


@pytest.mark.parametrize(
    ("values", "minutes", "evidence"),
    [
        ({"late": 61 * MINUTE}, 180, Evidence.SCANNED),
        ({"late": -30 * MINUTE, "early": -45 * MINUTE}, 240, Evidence.SCANNED),
        ({"early": 2 * HOUR}, 120, Evidence.SCANNED),
        ({"left": False}, 240, Evidence.CONFIRMED),
        ({"source": Source.NAME}, 240, Evidence.CONFIRMED),
    ],
)
def test_minutes_come_from_the_scans_within_the_plan(
    people: Cast, values: dict[str, Any], minutes: int, evidence: str
) -> None:
    hours_rows.came(own_shift(people), **values)
    hours_sweeps.propose()
    line = HoursEntry.objects.get()
    assert (line.minutes, line.evidence) == (minutes, evidence)


def test_nothing_is_proposed_while_phones_may_still_send_scans(people: Cast) -> None:
    hours_rows.came(own_shift(people, days=5 / 24))
    assert hours_sweeps.propose() == 0
    with time_machine.travel(timezone.now() + 2 * HOUR, tick=False):
        assert hours_sweeps.propose() == 1


# --- Decided --------------------------------------------------------------------------------------------


def test_confirmed_hours_count_and_the_volunteer_is_thanked(people: Cast) -> None:
    line = hours_rows.line(hours_rows.came(own_shift(people), people.aigerim))
    hours.confirm(line, by=people.bolat)
    assert list(HoursEntry.objects.counted()) == [line]
    assert doors.told(people.aigerim) == ["volunteers.thank_you"]
    refused("wrong_state", hours.confirm, line, by=people.bolat)


def test_nobody_confirms_their_own_hours(people: Cast) -> None:
    worker = builders.volunteer()
    builders.member(people.organization, Role.COORDINATOR, user=worker.user)
    line = hours_rows.line(hours_rows.came(own_shift(people), worker))
    for verb, more in ((hours.confirm, {}), (hours.settle, {"minutes": 60, "reason": "x"})):
        refused("own", verb, line, by=worker.user, **more)
    chief = builders.volunteer(is_superuser=True)
    refused("own", hours.confirm, hours_rows.line(hours_rows.came(own_shift(people), chief)), by=chief.user)


def test_outsiders_decide_nothing(people: Cast) -> None:
    line = hours_rows.line(hours_rows.came(own_shift(people), people.aigerim))
    checker = builders.member(people.organization, Role.CHECK_IN)
    for outsider in (people.camila, people.daniyar, people.erlan, checker):
        refused("not_allowed", hours.confirm, line, by=outsider)
        refused("not_allowed", hours.reject, line, by=outsider, reason="x")
    line.refresh_from_db()
    assert line.state == HoursState.PROPOSED


def test_without_a_witness_nothing_is_confirmed(people: Cast) -> None:
    """The mark was taken back after the line had been proposed."""
    signup = hours_rows.came(own_shift(people), people.aigerim)
    line = hours_rows.line(signup)
    Attendance.objects.filter(signup=signup).update(
        state=AttendanceState.EXPECTED, arrived_at=None, left_at=None, source=""
    )
    refused("not_witnessed", hours.confirm, line, by=people.bolat)
    Attendance.objects.filter(signup=signup).update(state=AttendanceState.MISSED)
    refused("not_witnessed", hours.settle, line, by=people.bolat, minutes=60, reason="x")


def test_one_day_counts_up_to_the_limit(people: Cast, settings: Any) -> None:
    settings.HOURS_A_DAY = 8
    project = builders.project(organization=people.organization)
    morning = (timezone.localtime() - 2 * DAY).replace(hour=6, minute=0, second=0, microsecond=0)
    first, second = (
        hours_rows.line(
            hours_rows.came(builders.shift(project, starts_at=morning + start * HOUR, hours=5), people.aigerim),
            minutes=300,
        )
        for start in (0, 6)
    )
    hours.confirm(first, by=people.bolat)
    refused("daily_cap", hours.confirm, second, by=people.bolat)
    hours.settle(second, by=people.bolat, minutes=180, reason="Күніне сегіз сағат.")
    assert sum(HoursEntry.objects.counted().values_list("minutes", flat=True)) == 480
    other_day = hours_rows.came(builders.shift(project, starts_at=morning - DAY, hours=5), people.aigerim)
    hours.confirm(hours_rows.line(other_day, minutes=300), by=people.bolat)


def test_a_line_is_never_edited(people: Cast) -> None:
    line = hours_rows.line(hours_rows.came(own_shift(people), people.aigerim))
    changes = {"minutes": 600, "evidence": Evidence.CONFIRMED, "day": line.day - DAY, "kind": HoursKind.PREPARATION}
    for column, value in changes.items():
        with pytest.raises(DatabaseError), transaction.atomic():
            HoursEntry.objects.filter(pk=line.pk).update(**{column: value})


def test_a_confirmed_line_is_corrected_by_a_new_one(people: Cast) -> None:
    line = hours_rows.line(hours_rows.came(own_shift(people), people.aigerim))
    hours.confirm(line, by=people.bolat)
    hours.settle(line, by=people.bolat, minutes=150, reason="Ертерек кетті.")
    line.refresh_from_db()
    correction = line.corrections.get()
    assert (line.minutes, correction.minutes, correction.kind) == (240, -90, HoursKind.CORRECTION)
    assert hours.effective_minutes(line) == 150
    hours.settle(line, by=people.bolat, minutes=200, reason="Тағы бір рет.")
    assert hours.effective_minutes(line) == 200
    assert doors.told(people.aigerim).count("volunteers.hours_decided") == 2
    refused("same", hours.settle, line, by=people.bolat, minutes=200, reason="x")
    refused("note_needed", hours.settle, line, by=people.bolat, minutes=100, reason=" ")
    refused("wrong_state", hours.settle, correction, by=people.bolat, minutes=100, reason="x")


def test_staff_vouch_for_whom_nobody_marked(people: Cast) -> None:
    signup = hours_rows.was_in(own_shift(people), people.aigerim)
    refused("not_allowed", hours.vouch, signup, by=people.camila)
    assert not HoursEntry.objects.exists()
    line = hours.vouch(signup, by=people.bolat)
    assert (line.state, line.evidence, line.minutes) == (HoursState.CONFIRMED, Evidence.CONFIRMED, 240)
    refused("there_already", hours.vouch, signup, by=people.bolat)
    coming = builders.join(builders.shift(signup.shift.project))
    refused("future", hours.vouch, coming, by=people.bolat)


# --- What volunteers tell -------------------------------------------------------------------------------


def told(signup: SignUp, **values: Any) -> HoursEntry:
    given = {"day": timezone.localdate(signup.shift.starts_at), "minutes": 120}
    return hours.report_own(signup, by=signup.volunteer.user, **{**given, **values})


def test_what_a_volunteer_tells_waits_for_the_organization(people: Cast) -> None:
    signup = hours_rows.was_in(own_shift(people), people.aigerim)
    line = told(signup)
    assert (line.evidence, line.state) == (Evidence.SELF_REPORTED, HoursState.PROPOSED)
    refused("there_already", told, signup)
    hours.confirm(line, by=people.bolat)
    assert HoursEntry.objects.counted().get().evidence == Evidence.SELF_REPORTED


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"day": dt.date(2100, 1, 1)}, "future"),
        ({"day": dt.date(2020, 1, 1)}, "other_day"),
        ({"minutes": 241}, "too_long"),
        ({"minutes": 0}, "nothing"),
        ({"minutes": 600, "preparation": True}, "too_long"),
    ],
)
def test_nobody_tells_what_cannot_be(people: Cast, values: dict[str, Any], code: str) -> None:
    signup = hours_rows.was_in(own_shift(people), people.aigerim)
    refused(code, told, signup, **values)


def test_hours_are_told_for_a_month(people: Cast) -> None:
    signup = hours_rows.was_in(own_shift(people, days=33), people.aigerim)
    refused("too_late", told, signup)


def test_nobody_tells_of_another_persons_work(people: Cast) -> None:
    signup = hours_rows.was_in(own_shift(people), people.aigerim)
    for outsider in (people.bolat, people.camila, builders.volunteer().user):
        refused("not_allowed", hours.report_own, signup, by=outsider, day=timezone.localdate(), minutes=60)


def test_preparation_stands_beside_the_shift(people: Cast) -> None:
    signup = hours_rows.came(own_shift(people), people.aigerim)
    hours_sweeps.propose()
    line = told(signup, preparation=True, minutes=90, note="Бояу сатып алдым.", day=timezone.localdate())
    hours.confirm(line, by=people.bolat)
    assert doors.told(people.aigerim) == ["volunteers.hours_decided"]
    refused("too_long", told, signup, preparation=True, minutes=300, day=timezone.localdate())


def test_work_at_home_counts_what_was_made(people: Cast) -> None:
    project = builders.project(organization=people.organization, format=Format.AT_HOME)
    shift = hours_rows.past_shift(project, flexible=True, days=9, hours=24 * 8)
    line = told(
        hours_rows.was_in(shift, people.aigerim),
        day=timezone.localdate() - DAY,
        minutes=0,
        quantity=28,
        unit=OutcomeUnit.SETS,
        photo=b"picture",
    )
    hours.confirm(line, by=people.bolat)
    line.refresh_from_db()
    assert (line.quantity, line.unit, bytes(line.photo.content)) == (28, "sets", b"picture")


# --- Disputed and handed up -----------------------------------------------------------------------------


def test_a_dispute_goes_to_the_organization_then_to_the_front_office(people: Cast) -> None:
    line = hours_rows.line(hours_rows.came(own_shift(people), people.aigerim))
    hours.reject(line, by=people.bolat, reason="Келген жоқ.")
    hours.dispute(line, by=people.aigerim.user, reason="Мен келдім.")
    line.refresh_from_db()
    assert (line.state, line.escalated_at) == (HoursState.DISPUTED, None)
    refused("not_allowed", hours.leave_as_it_was, line, by=people.daniyar, reason="x")
    hours.leave_as_it_was(line, by=people.bolat, reason="Ешкім көрмеді.")
    line.refresh_from_db()
    assert line.state == HoursState.REJECTED
    hours.dispute(line, by=people.aigerim.user, reason="Суретім бар.")
    line.refresh_from_db()
    assert line.escalated_at is not None
    for outsider in (people.bolat, people.erlan, people.camila):
        refused("not_allowed", hours.settle, line, by=outsider, minutes=180, reason="x")
    hours.settle(line, by=people.daniyar, minutes=180, reason="Сурет растайды.")
    line.refresh_from_db()
    assert (line.state, hours.effective_minutes(line)) == (HoursState.CONFIRMED, 180)
    refused("final", hours.dispute, line, by=people.aigerim.user, reason="x")


def test_only_the_volunteer_objects(people: Cast) -> None:
    line = hours_rows.line(hours_rows.came(own_shift(people), people.aigerim), HoursState.CONFIRMED)
    for outsider in (people.bolat, people.camila, builders.volunteer().user):
        refused("not_allowed", hours.dispute, line, by=outsider, reason="x")
    refused("note_needed", hours.dispute, line, by=people.aigerim.user, reason=" ")


def test_a_disputed_line_counts_as_before_when_it_is_left(people: Cast) -> None:
    line = hours_rows.line(hours_rows.came(own_shift(people), people.aigerim))
    hours.confirm(line, by=people.bolat)
    hours.dispute(line, by=people.aigerim.user, reason="Бес сағат болды.")
    assert not HoursEntry.objects.counted().exists()
    hours.leave_as_it_was(line, by=people.bolat, reason="Сканер төртті көрсетті.")
    assert HoursEntry.objects.counted().exists()


def test_after_two_weeks_a_letter_after_a_month_the_front_office(people: Cast) -> None:
    line = hours_rows.line(hours_rows.came(own_shift(people), people.aigerim))
    now = timezone.now()
    hours_sweeps.sweep()
    assert "volunteers.hours_waiting" not in doors.told(people.bolat)
    with time_machine.travel(now + 15 * DAY, tick=False):
        hours_sweeps.sweep()
        hours_sweeps.sweep()
    assert doors.told(people.bolat).count("volunteers.hours_waiting") == 1
    assert doors.told(people.camila) == []
    refused("not_allowed", hours.confirm, line, by=people.daniyar)
    with time_machine.travel(now + 31 * DAY, tick=False):
        hours_sweeps.sweep()
        hours.confirm(line, by=people.daniyar)
    line.refresh_from_db()
    assert line.decided_by == people.daniyar


def test_an_unanswered_objection_goes_up_after_two_weeks(people: Cast) -> None:
    line = hours_rows.line(hours_rows.came(own_shift(people), people.aigerim))
    hours.reject(line, by=people.bolat, reason="x")
    hours.dispute(line, by=people.aigerim.user, reason="y")
    assert hours_sweeps.hand_up() == 0
    with time_machine.travel(timezone.now() + 15 * DAY, tick=False):
        assert hours_sweeps.hand_up() == 1
        assert hours_sweeps.hand_up() == 0


def test_the_missed_are_told_once_in_private(people: Cast) -> None:
    hours_rows.missed(own_shift(people), people.aigerim)
    assert [hours_sweeps.tell_missed(), hours_sweeps.tell_missed()] == [1, 0]
    assert list(Notification.objects.values_list("recipient", flat=True)) == [people.aigerim.user_id]
