"""Reminders: the day before and two hours before, caught up after an outage, never twice, never for whoever left."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from projects.models import Shift
from qazvolunteer.notifications import kinds
from qazvolunteer.notifications.models import Notification
from tests import doors
from tests import letter_rows as rows
from volunteers import reminders
from volunteers.enums import SignUpState
from volunteers.models import SignUp

pytestmark = pytest.mark.django_db
START = dt.datetime(2026, 6, 13, 3, 30, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
MINUTE = dt.timedelta(minutes=1)


def taken(state: str = SignUpState.CONFIRMED, **values: Any) -> SignUp:
    """A sign-up, made a week before, for a shift that starts at START."""
    return rows.signup(state, of=rows.shift(starts_at=START, **values), created_at=START - dt.timedelta(days=7))


def swept(before: dt.timedelta) -> list[str]:
    """What one sweep writes that long before START."""
    known = set(Notification.objects.values_list("pk", flat=True))
    with time_machine.travel(START - before, tick=False):
        reminders.sweep()
    return sorted(Notification.objects.exclude(pk__in=known).values_list("kind", flat=True))


DAY, HOURS = "volunteers.reminder_day", "volunteers.reminder_hours"


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (25 * HOUR, []),
        (24 * HOUR + MINUTE, []),
        (24 * HOUR, [DAY]),
        (12 * HOUR, [DAY]),
        (3 * HOUR + MINUTE, [DAY]),
        (3 * HOUR, []),
        (2 * HOUR + MINUTE, []),
        (2 * HOUR, [HOURS]),
        (MINUTE, [HOURS]),
        (dt.timedelta(), []),
        (-HOUR, []),
    ],
)
def test_is_written_in_its_window(before: dt.timedelta, expected: list[str]) -> None:
    taken()
    assert swept(before) == expected


def test_is_written_once() -> None:
    taken()
    assert swept(24 * HOUR) == [DAY]
    for hours in (23, 12, 4):
        assert swept(hours * HOUR) == []
    assert swept(2 * HOUR) == [HOURS]
    assert swept(HOUR) == []


def test_catches_up_after_an_outage() -> None:
    """Nobody swept for twenty hours: the day's reminder still comes; after a whole day only that of the hours."""
    taken()
    assert swept(4 * HOUR) == [DAY]
    Notification.objects.all().delete()
    assert swept(HOUR) == [HOURS]


@pytest.mark.parametrize("state", [state for state in SignUpState if state != SignUpState.CONFIRMED])
def test_only_whoever_has_a_place_is_reminded(state: str) -> None:
    taken(state)
    assert swept(20 * HOUR) == []
    assert swept(HOUR) == []


def test_a_cancelled_shift_is_not_reminded_of() -> None:
    taken(cancelled_at=START - dt.timedelta(days=2))
    assert swept(20 * HOUR) == []


def test_whoever_has_just_signed_up_is_not_reminded_of_it() -> None:
    SignUp.objects.filter(pk=taken().pk).update(created_at=START - 10 * HOUR)
    assert swept(9 * HOUR) == []
    assert swept(2 * HOUR) == [HOURS]


def test_flexible_work_is_reminded_of_once_before_its_end() -> None:
    taken(flexible=True, ends_at=START + dt.timedelta(days=10))
    assert swept(20 * HOUR) == []
    assert swept(HOUR) == []
    assert swept(-dt.timedelta(days=9, hours=1)) == [DAY]
    assert swept(-dt.timedelta(days=9, hours=23)) == []


def test_a_shift_that_moves_is_reminded_of_anew_and_the_old_reminder_is_obsolete() -> None:
    signup = taken()
    assert swept(20 * HOUR) == [DAY]
    old = Notification.objects.get()
    Shift.objects.update(starts_at=START + 2 * HOUR)
    assert swept(20 * HOUR) == [DAY]
    new = Notification.objects.exclude(pk=old.pk).get()
    kind = kinds.get(DAY)
    with time_machine.travel(START - 20 * HOUR, tick=False):
        assert kind.is_obsolete(kind.load(old), old)
        assert not kind.is_obsolete(kind.load(new), new)
    assert new.key == f"reminder_day:{signup.pk}:{int((START + 2 * HOUR).timestamp())}"


def test_whoever_withdrew_after_the_sweep_hears_nothing() -> None:
    signup = taken()
    swept(20 * HOUR)
    SignUp.objects.filter(pk=signup.pk).update(state=SignUpState.WITHDRAWN)
    row = Notification.objects.get()
    kind = kinds.get(DAY)
    with time_machine.travel(START - 20 * HOUR, tick=False):
        assert kind.is_obsolete(kind.load(row), row)


def test_the_row_names_reader_and_signup() -> None:
    signup = taken()
    swept(20 * HOUR)
    row = Notification.objects.get()
    assert row.recipient_id == signup.volunteer.user_id
    assert row.payload == {"signup": signup.pk}


def test_the_sweep_is_as_long_for_many_as_for_few() -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            swept(20 * HOUR)
        return len([query for query in captured if "INSERT" in query["sql"]])

    taken()
    few = cost()
    shift = rows.shift(starts_at=START)
    for _ in range(30):
        rows.signup(of=shift, created_at=START - dt.timedelta(days=7))
    assert cost() == few == 3
    assert Notification.objects.count() == 31


def test_subjects_say_today_or_tomorrow() -> None:
    """08:30 in Almaty: the evening before it is tomorrow, in the morning it is today."""
    taken()
    swept(20 * HOUR)
    row = Notification.objects.get()
    kind = kinds.get(DAY)
    with time_machine.travel(START - 12 * HOUR, tick=False), translation.override("en"):
        assert kind.subject(kind.load(row), row).startswith("Tomorrow at 08:30")
    with time_machine.travel(START - 4 * HOUR, tick=False), translation.override("en"):
        assert kind.subject(kind.load(row), row).startswith("Today at 08:30")


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (25 * HOUR, "We will remind you the day before and two hours before."),
        (23 * HOUR, "We will remind you two hours before."),
        (HOUR, ""),
    ],
)
def test_the_pass_promises_what_will_come(before: dt.timedelta, words: str) -> None:
    signup = taken()
    with time_machine.travel(START - before, tick=False):
        page = doors.signed_in(signup.volunteer).get(doors.address("signup", signup.pk)).content.decode()
    assert "You are in" in page
    assert ("We will remind you" in page) is bool(words)
    assert words in page
