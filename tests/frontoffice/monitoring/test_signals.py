"""Signals: each kind fires at its threshold and not below, once for a subject, and not again for the same facts."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from frontoffice.models import Coordinator
from frontoffice.monitoring import concerns, signal_words, signals
from frontoffice.monitoring.detectors import DETECTORS
from frontoffice.monitoring.enums import SignalKind
from frontoffice.monitoring.models import Signal
from organizations.enums import Role
from projects.models import Project, Shift
from qazvolunteer.accounts.models import User
from qazvolunteer.core.refusals import Refusal
from tests import builders, doors
from volunteers.hours_models import HoursEntry
from volunteers.models import Attendance
from volunteers.report_models import ProjectReport

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workplace")]
DAY, HOUR = builders.DAY, builders.HOUR


def past_shift(project: Project | None = None, *, days: int = 6, taken: int = 0, **values: Any) -> Shift:
    return builders.shift(project, starts_in=-days * DAY, seats=200, seats_taken=taken, **values)


def attended(shift: Shift, *, came: int = 0, missed: int = 0) -> None:
    for number, state in ((came, "came"), (missed, "missed")):
        for who in builders.volunteers(number):
            signup = builders.signup_row(of=shift, who=who)
            arrived = {"arrived_at": shift.starts_at} if state == "came" else {}
            Attendance.objects.create(signup=signup, state=state, **arrived)


def lines(
    project: Project, *hours: int, evidence: str = "confirmed", by: User | None = None, shift: Shift | None = None
) -> None:
    """Confirmed lines of so many hours each."""
    by = by or builders.user()
    for number in hours:
        who = builders.volunteer()
        signup = builders.signup_row(of=shift, who=who) if shift else None
        HoursEntry.objects.create(
            volunteer=who, project=project, signup=signup, day=timezone.localdate() - 5 * DAY, minutes=number * 60,
            kind="shift", evidence=evidence, state="confirmed", decided_by=by, decided_at=timezone.now() - DAY,
        )  # fmt: skip


def nobody_came(fires: bool) -> None:
    shift = past_shift(taken=3)
    attended(shift, came=0 if fires else 1)


def nobody_came_of_two(fires: bool) -> None:
    past_shift(taken=3 if fires else 2)


def nobody_came_is_judged_after_three_days(fires: bool) -> None:
    past_shift(taken=5, days=4 if fires else 2)


def hours_above_plan(fires: bool) -> None:
    shift = past_shift(hours=4)
    lines(shift.project, *([6] * 5 if fires else [6] * 4), shift=shift)


def hours_above_plan_by_half(fires: bool) -> None:
    shift = past_shift(hours=8)
    lines(shift.project, *[12 if fires else 11] * 4, shift=shift)


def one_confirmer(fires: bool) -> None:
    project, person = builders.project(), builders.user()
    lines(project, *[12] * 25, by=person)
    lines(project, *([12] * 6 if fires else [12] * 7))


def one_confirmer_of_less(fires: bool) -> None:
    lines(builders.project(), *[12] * (25 if fires else 24))


def self_reported(fires: bool) -> None:
    project = builders.project()
    lines(project, *[10] * 5, evidence="self_reported")
    lines(project, *([10] * 5 if fires else [11] * 5), evidence="scanned")


def no_shows(fires: bool) -> None:
    attended(past_shift(), came=15, missed=10 if fires else 9)


def no_shows_of_many(fires: bool) -> None:
    attended(past_shift(), came=15 if fires else 16, missed=10)


def reports_overdue(fires: bool) -> None:
    due = timezone.localdate() - dt.timedelta(days=15 if fires else 12)
    ProjectReport.objects.create(project=builders.project(), due_on=due)


def sudden_cancellations(fires: bool) -> None:
    project = builders.project()
    for number in range(3):
        shift = past_shift(project)
        early = 30 * HOUR if number == 0 and not fires else 5 * HOUR
        Shift.objects.filter(pk=shift.pk).update(cancelled_at=shift.starts_at - early)
        builders.signup_row("cancelled", of=shift)


def complaints(fires: bool) -> None:
    for _ in range(3 if fires else 2):
        concern()


def complaint_of_danger(fires: bool) -> None:
    concern("danger" if fires else "money")


def concern(kind: str = "money") -> None:
    project = Project.objects.first() or builders.project()
    seen = concerns.About("", project, project.organization, project.region)
    concerns.report(kind=kind, text="They asked for money.", draft=uuid.uuid4(), seen=seen)


CASES: dict[Callable[[bool], None], str] = {
    nobody_came: SignalKind.NOBODY_CAME,
    nobody_came_of_two: SignalKind.NOBODY_CAME,
    nobody_came_is_judged_after_three_days: SignalKind.NOBODY_CAME,
    hours_above_plan: SignalKind.HOURS_ABOVE_PLAN,
    hours_above_plan_by_half: SignalKind.HOURS_ABOVE_PLAN,
    one_confirmer: SignalKind.ONE_CONFIRMER,
    one_confirmer_of_less: SignalKind.ONE_CONFIRMER,
    self_reported: SignalKind.SELF_REPORTED,
    no_shows: SignalKind.NO_SHOWS,
    no_shows_of_many: SignalKind.NO_SHOWS,
    reports_overdue: SignalKind.REPORTS_OVERDUE,
    sudden_cancellations: SignalKind.SUDDEN_CANCELLATIONS,
    complaints: SignalKind.COMPLAINTS,
    complaint_of_danger: SignalKind.COMPLAINTS,
}


def kinds() -> list[str]:
    signals.refresh()
    return list(Signal.objects.open().values_list("kind", flat=True))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_it_fires_and_says_why(case: Callable[[bool], None]) -> None:
    case(True)
    assert kinds() == [CASES[case]]
    row = Signal.objects.get()
    for language in ("kk", "ru", "en"):
        with translation.override(language):
            assert any(letter.isdigit() for letter in signal_words.why(row)) and signal_words.threshold(row)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_a_near_miss_is_silent(case: Callable[[bool], None]) -> None:
    case(False)
    assert kinds() == []


def test_every_kind_has_a_case_and_words() -> None:
    assert (
        {detector.kind for detector in DETECTORS} == set(CASES.values()) == set(SignalKind) == set(signal_words.WORDS)
    )


def test_counted_twice_it_is_as_once_and_new_facts_change_it() -> None:
    shift = past_shift(taken=3)
    assert signals.refresh() == 1
    assert signals.refresh() == 0
    past_shift(shift.project, taken=4)
    assert signals.refresh() == 1
    assert Signal.objects.get().figures == {"shifts": 2, "people": 7}


def test_closed_it_comes_back_for_new_facts_alone() -> None:
    daniyar, shift = builders.coordinator("almaty"), past_shift(taken=3, days=10)
    signals.refresh()
    row = Signal.objects.get()
    signals.close(row, by=daniyar, verdict="explained", note="The list was lost.")
    assert signals.refresh() == 0 and not Signal.objects.open().exists()
    # As if the hour of the closing lay back: a later shift is a new fact.
    Signal.objects.filter(pk=row.pk).update(until=timezone.now() - 8 * DAY)
    past_shift(shift.project, taken=5, days=6)
    signals.refresh()
    assert Signal.objects.open().get().figures == {"shifts": 1, "people": 5}
    with pytest.raises(Refusal):
        signals.close(row, by=daniyar, verdict="founded", note="Again.")


def fired() -> Signal:
    past_shift(taken=3)
    signals.refresh()
    return Signal.objects.open().latest("pk")


def test_who_sees_and_closes_it() -> None:
    row = fired()
    own, foreign = builders.coordinator("almaty"), builders.coordinator("astana")
    past = builders.coordinator("almaty")
    Coordinator.objects.filter(user=past).update(started_at=timezone.now() - 9 * DAY, ended_at=timezone.now() - DAY)
    outsiders = [builders.user(), builders.member(row.organization, Role.OWNER), past]
    page, close = doors.address("office-signal", row.pk), doors.address("office-signal-close", row.pk)
    given = {"verdict": "founded", "note": "We called: there was no shift."}
    assert doors.signed_in(foreign).get(page).status_code == 404
    assert doors.signed_in(foreign).post(close, given).status_code == 404
    assert {doors.signed_in(one).get(page).status_code for one in outsiders} == {403}
    assert {doors.signed_in(one).post(close, given).status_code for one in outsiders} == {403}
    assert Client().get(page).status_code == 302
    client = doors.signed_in(own)
    assert "nobody is marked as come" in doors.read(client.get(page))
    assert client.post(close, {"verdict": "founded", "note": ""}).status_code == 422
    assert client.get(close).status_code == 405
    assert Signal.objects.get(pk=row.pk).is_open
    client.post(close, given)
    row.refresh_from_db()
    assert (row.verdict, row.closed_by) == ("founded", own)
    assert client.post(close, given).status_code == 422
    listed = doors.address("office-signals")
    assert "We called" in doors.read(client.get(page))
    assert "Shifts nobody came to" in doors.read(client.get(listed, {"state": "closed"}))
    assert row.organization.name not in doors.read(doors.signed_in(foreign).get(listed, {"state": "closed"}))


def test_nobody_closes_a_signal_about_their_own_organization() -> None:
    row, daniyar = fired(), builders.coordinator("almaty")
    builders.member(row.organization, Role.MANAGER, user=daniyar)
    with pytest.raises(Refusal) as refused:
        signals.close(row, by=User.objects.get(pk=daniyar.pk), verdict="unfounded", note="All is well.")
    assert refused.value.code == "not_allowed"


def test_the_overview_shows_them() -> None:
    row = fired()
    page = doors.read(doors.signed_in(builders.coordinator("almaty")).get(doors.address("office")))
    assert row.get_kind_display() in page
    page = doors.read(doors.signed_in(builders.coordinator("astana")).get(doors.address("office")))
    assert row.get_kind_display() not in page


def test_the_list_costs_the_same() -> None:
    client = doors.signed_in(builders.coordinator("almaty"))
    counts = []
    for number in (3, 27):
        for _ in range(number):
            past_shift(taken=3)
        signals.refresh()
        with CaptureQueriesContext(connection) as seen:
            client.get(doors.address("office-signals"))
        counts.append(len(seen))
    assert counts[0] == counts[1]
