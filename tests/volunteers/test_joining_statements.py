"""Signing up asks the database little: everything is read before the shift is locked, a refusal locks none."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from projects import capacity
from projects.enums import ProjectState
from projects.models import Project, Shift
from qazvolunteer.core import statements as by_hand
from qazvolunteer.core.refusals import Refusal
from tests import builders, doors
from volunteers import integrity, signups
from volunteers.eligibility import Standing
from volunteers.enums import SignUpState
from volunteers.models import SignUp, Volunteer

pytestmark = pytest.mark.django_db

# One message locks the person and reads what they have promised, who blocks them, and the shift; one writes everything.
SUCCESS = 2
# Under the shift's lock it is read again, and whether a hold or an offer has run out.
QUEUE = SUCCESS + 2
# The session, its person, and the shift that the address names.
DOOR = 3


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements of the product: savepoints are the test's own."""
    statements: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield statements
    texts = [" ".join(unfolded(query["sql"]).split()) for query in captured.captured_queries]
    statements += [text for text in texts if not text.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK TO"))]


def unfolded(sql: str) -> str:
    """With the text of what is executed by name."""
    return re.sub(r"EXECUTE (\w+)", lambda found: by_hand.PREPARATIONS[found[1]], sql)


def touches_the_shift(statement: str) -> bool:
    return "UPDATE projects_shift" in statement or "FOR NO KEY UPDATE OF s" in statement


def test_a_place_costs_two_messages_and_the_last_one_writes() -> None:
    shift, who = builders.shift(), builders.volunteer()
    with counted() as statements:
        signup = signups.join(shift, by=who.user)
    assert signup.state == SignUpState.CONFIRMED
    assert len(statements) == SUCCESS, "\n".join(statements)
    assert [touches_the_shift(one) for one in statements] == [False, True]
    assert doors.told(who) == ["volunteers.confirmed"]


def test_the_door_adds_three() -> None:
    shift, who = builders.shift(), builders.volunteer()
    client, path = doors.signed_in(who), doors.address("take-shift", shift.project.slug, shift.pk)
    client.post(doors.address("take-shift", builders.shift().project.slug, 1))
    with counted() as statements:
        response = client.post(path)
    assert response["Location"] == doors.address("signup", SignUp.objects.get().pk)
    assert len(statements) == SUCCESS + DOOR, "\n".join(statements)


def test_the_queue_costs_two_more() -> None:
    shift = builders.shift(seats=1)
    builders.fill(shift)
    for _ in range(3):
        builders.join(shift)
    who = builders.volunteer()
    with counted() as statements:
        signup = signups.join(shift, by=who.user)
    assert signup.state == SignUpState.WAITLISTED
    assert len(statements) == QUEUE, "\n".join(statements)


def test_a_request_costs_as_much_as_a_place() -> None:
    shift, who = builders.shift(builders.project(needs_approval=True)), builders.volunteer()
    with counted() as statements:
        assert signups.join(shift, by=who.user).state == SignUpState.REQUESTED
    assert len(statements) == SUCCESS, "\n".join(statements)


def closed(who: Volunteer, shift: Shift) -> None:
    Project.objects.filter(pk=shift.project_id).update(signups_open=False)


def cancelled(who: Volunteer, shift: Shift) -> None:
    Project.objects.filter(pk=shift.project_id).update(state=ProjectState.CANCELLED)


def too_late(who: Volunteer, shift: Shift) -> None:
    Shift.objects.filter(pk=shift.pk).update(starts_at=timezone.now() - dt.timedelta(minutes=1))


def too_young(who: Volunteer, shift: Shift) -> None:
    Project.objects.filter(pk=shift.project_id).update(min_age=80)


def already_in(who: Volunteer, shift: Shift) -> None:
    builders.signup_row(of=shift, who=who)


def blocked(who: Volunteer, shift: Shift) -> None:
    builders.block(who, shift.project.organization)


@pytest.mark.parametrize("obstacle", [closed, cancelled, too_late, too_young, already_in, blocked])
def test_a_refusal_asks_less_than_a_success_and_locks_no_shift(
    obstacle: Callable[[Volunteer, Shift], None],
) -> None:
    shift, who = builders.shift(), builders.volunteer()
    obstacle(who, shift)
    with counted() as statements, pytest.raises(Refusal) as refusal:
        signups.join(shift, by=who.user)
    assert refusal.value.code == obstacle.__name__
    assert len(statements) < SUCCESS, "\n".join(statements)
    assert not any(map(touches_the_shift, statements))


def test_a_clash_is_told_with_the_name_of_the_other_project_and_locks_no_shift() -> None:
    shift, who = builders.shift(), builders.volunteer()
    for hours in (0, 1, 2):
        builders.signup_row(of=builders.shift(starts_at=shift.starts_at + hours * builders.HOUR), who=who)
    with counted() as statements, pytest.raises(Refusal) as refusal:
        signups.join(shift, by=who.user)
    assert refusal.value.code == "overlap"
    assert len(statements) <= SUCCESS, "\n".join(statements)
    assert not any(map(touches_the_shift, statements))


def overtaken(monkeypatch: pytest.MonkeyPatch, meanwhile: Callable[[Shift], object]) -> None:
    """``meanwhile`` happens between the reading of the shift and the statement that takes the seat."""
    read = Standing.at

    def read_early(*args: Any, **options: Any) -> tuple[Volunteer, Standing, Shift]:
        found = read(*args, **options)
        monkeypatch.setattr(Standing, "at", read)
        meanwhile(found[-1])
        return found

    monkeypatch.setattr(Standing, "at", read_early)


def test_the_last_seat_taken_meanwhile_leads_into_the_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    shift, who = builders.shift(seats=1), builders.volunteer()
    overtaken(monkeypatch, builders.fill)
    assert signups.join(shift, by=who.user).state == SignUpState.WAITLISTED
    shift.refresh_from_db()
    assert (shift.seats_taken, shift.waiting) == (1, 1)
    assert not integrity.drifted().exists()


def test_a_shift_cancelled_meanwhile_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    shift, who = builders.shift(), builders.volunteer()
    overtaken(monkeypatch, lambda seen: Shift.objects.filter(pk=seen.pk).update(cancelled_at=timezone.now()))
    with pytest.raises(Refusal) as refusal:
        signups.join(shift, by=who.user)
    assert refusal.value.code == "cancelled"
    assert not SignUp.objects.exists()


def test_a_shift_moved_meanwhile_is_judged_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """The person is free at the old time and elsewhere at the new one."""
    shift, who = builders.shift(), builders.volunteer()
    other = builders.shift(starts_at=shift.starts_at + 5 * builders.DAY)
    builders.signup_row(of=other, who=who)

    def move(seen: Shift) -> None:
        Shift.objects.filter(pk=seen.pk).update(starts_at=other.starts_at, ends_at=other.ends_at)

    overtaken(monkeypatch, move)
    with pytest.raises(Refusal) as refusal:
        signups.join(shift, by=who.user)
    assert refusal.value.code == "overlap"


def test_a_request_for_a_shift_cancelled_meanwhile_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    shift, who = builders.shift(builders.project(needs_approval=True)), builders.volunteer()
    overtaken(monkeypatch, lambda seen: Shift.objects.filter(pk=seen.pk).update(cancelled_at=timezone.now()))
    with pytest.raises(Refusal) as refusal:
        signups.join(shift, by=who.user)
    assert refusal.value.code == "cancelled"


def test_what_is_read_by_hand_is_what_the_orm_reads() -> None:
    shift = builders.shift(builders.project(risk_tags=["heavy_work"], min_age=18), seats=7, seats_taken=3)
    read, known = capacity.read_shift(shift.pk), Shift.objects.select_related("project__organization").get(pk=shift.pk)
    for name in capacity.SHIFT_COLUMNS:
        assert getattr(read, name) == getattr(known, name)
    for name in capacity.PROJECT_COLUMNS:
        assert getattr(read.project, name) == getattr(known.project, name)
    assert read.project.organization.state == known.project.organization.state
    assert not read.project.asks
    shift.project.questions.create(**builders.three("label", "Неге"))
    assert capacity.read_shift(shift.pk).project.asks
