"""What a phone sends: idempotent, in any order, each mark with a verdict; what is refused is kept with its reason."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from projects import scheduling
from tests import builders, doors
from tests.volunteers import field
from tests.volunteers.field import MINUTE, mark, post, sent
from volunteers import passes
from volunteers.models import Attendance, Scan

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _one_factor(settings: Any) -> None:
    settings.STAFF_SECOND_FACTOR_REQUIRED = False


def test_by_pass_by_code_and_by_name() -> None:
    day = field.running()
    one, two, three = day.signups
    marks = [
        mark(shown=passes.address(one)),
        mark(code=f" {passes.printed_code(two).lower()} "),
        mark(signup=three.pk),
    ]
    assert sent(day.staff, day.shift, *marks) == ["came"] * 3
    sources = [Attendance.objects.get(signup=signup).source for signup in day.signups]
    assert sources == ["scanned", "code", "name"]


def test_a_code_typed_on_a_cyrillic_keyboard() -> None:
    day = field.running(number=1)
    day.signups[0].pass_code = "ABCEHKMT"
    day.signups[0].save(update_fields=["pass_code"])
    assert sent(day.staff, day.shift, mark(code="АВСЕ НКМТ")) == ["came"]


def test_sent_again_it_changes_nothing_and_gets_the_same_verdict() -> None:
    day = field.running()
    marks = [mark(signup=day.signups[0].pk), mark(code="22222222"), mark("out", signup=day.signups[0].pk)]
    first = post(day.staff, day.shift, *marks).json()["verdicts"]
    rows = list(Scan.objects.order_by("pk").values())
    assert post(day.staff, day.shift, *reversed(marks)).json()["verdicts"] == first[::-1]
    assert list(Scan.objects.order_by("pk").values()) == rows


def test_the_phones_clock_is_set_right() -> None:
    day = field.running()
    late = dt.timedelta(hours=2)
    one = mark(signup=day.signups[0].pk, ago=10 * MINUTE - late)
    assert sent(day.staff, day.shift, one, fast=late) == ["came"]
    arrived = Attendance.objects.get().arrived_at
    assert arrived is not None
    assert abs(timezone.now() - 10 * MINUTE - arrived) < MINUTE / 6


def test_refused_marks_are_kept_with_their_reason() -> None:
    day = field.running()
    scheduling.cancel_shift(day.shift, by=day.people.bolat, reason="Дауыл")
    assert sent(day.staff, day.shift, mark(signup=day.signups[0].pk), mark(code="7777 7777")) == [
        "cancelled",
        "unknown",
    ]
    cancelled, unknown = Scan.objects.order_by("pk")
    assert (cancelled.accepted, cancelled.signup, cancelled.by) == (False, day.signups[0], day.gate)
    assert "cancelled" in cancelled.reason
    assert (unknown.signup, unknown.given) == (None, "7777 7777")
    assert not Attendance.objects.exists()


def test_a_pass_for_another_shift_says_which_and_to_a_leader_nothing() -> None:
    day = field.running()
    leader = field.leader(day, day.signups[0])
    other = builders.join(builders.shift(day.shift.project, task_en="Watering", task_kk="Суару", task_ru="Полив"))
    verdict = post(day.staff, day.shift, mark(shown=passes.address(other))).json()["verdicts"][0]
    assert (verdict["code"], verdict["name"], verdict["admit"]) == ("other_shift", other.volunteer.user.full_name, True)
    assert "Watering" in verdict["detail"]
    told = post(doors.signed_in(leader), day.shift, mark(shown=passes.address(other))).json()["verdicts"][0]
    assert (told["code"], told["name"]) == ("unknown", "")


def test_a_pass_of_another_organization_is_unknown() -> None:
    day = field.running()
    foreign = builders.join(builders.shift())
    assert sent(day.staff, day.shift, mark(shown=passes.address(foreign)), mark(signup=foreign.pk)) == ["unknown"] * 2
    assert not Scan.objects.filter(signup=foreign).exists()


def test_an_outsider_finds_no_page_and_no_door() -> None:
    day = field.running()
    strangers = [day.people.camila, day.people.daniyar, day.people.aigerim.user, day.signups[0].volunteer.user]
    for stranger in strangers:
        client = doors.signed_in(stranger)
        assert post(client, day.shift, mark(signup=day.signups[0].pk)).status_code == 404
        for name in ("check-in", "check-in-roster", "check-in-poster"):
            assert client.get(doors.address(name, day.shift.pk)).status_code == 404
        assert client.post(doors.address("check-in", day.shift.pk), {"kind": "in", "signup": 1}).status_code == 404
        leader = doors.address("check-in-leader", day.shift.pk, day.signups[0].pk)
        assert client.post(leader, {"action": "name"}).status_code == 404
    assert not Scan.objects.exists()


def test_somebody_elses_mark_tells_nothing() -> None:
    day = field.running()
    one = mark(signup=day.signups[0].pk)
    sent(day.staff, day.shift, one)
    other = doors.signed_in(day.coordinator)
    verdict = post(other, day.shift, one).json()["verdicts"][0]
    assert (verdict["code"], verdict["name"], verdict["accepted"]) == ("not_allowed", "", False)


def test_marks_older_than_a_week_are_not_taken() -> None:
    day = field.running()
    field.begin(day.shift, ago=dt.timedelta(days=8))
    one = mark(signup=day.signups[0].pk, ago=dt.timedelta(days=8) - 5 * MINUTE)
    assert sent(day.staff, day.shift, one) == ["sent_too_late"]


def test_a_leader_sends_later_what_was_marked_in_time() -> None:
    day = field.running()
    leader = doors.signed_in(field.leader(day, day.signups[0]))
    field.begin(day.shift, ago=dt.timedelta(hours=20))
    one = mark(signup=day.signups[1].pk, ago=dt.timedelta(hours=19))
    two = mark("out", signup=day.signups[1].pk, ago=dt.timedelta(hours=13))
    assert sent(leader, day.shift, one, two) == ["came", "not_allowed"]


def test_thirty_rows_cost_as_many_queries_as_three() -> None:
    day = field.running(number=3)
    for _number in range(27):
        builders.signup_row(of=day.shift)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    few = field.running(number=3)
    numbers = []
    for one in (few, day):
        client = one.staff
        for name in ("check-in", "check-in-roster"):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(doors.address(name, one.shift.pk)).status_code == 200
            numbers.append(len(queries))
    assert numbers[:2] == numbers[2:]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b'{"sent": "now", "marks": []}',
        b'{"sent": "2026-11-27T10:00:00", "marks": []}',
        b'{"sent": "2026-11-27T10:00:00+05:00", "marks": [1]}',
        b'{"sent": "2026-11-27T10:00:00+05:00", "marks": [{}]}',
        b"\xff",
        b"[" * 70000,
    ],
)
def test_odd_batches_are_refused_whole(body: bytes) -> None:
    day = field.running(number=1)
    address = doors.address("check-in-marks", day.shift.pk)
    assert day.staff.post(address, body, content_type="application/json").status_code == 400


def test_a_form_is_no_batch() -> None:
    day = field.running(number=1)
    assert day.staff.post(doors.address("check-in-marks", day.shift.pk), {"marks": "[]"}).status_code == 400


@pytest.mark.parametrize(
    "change",
    [
        {"id": "1"},
        {"kind": "steal"},
        {"at": "yesterday"},
        {"signup": "1"},
        {"signup": True},
        {"signup": 2**70},
        {"signup": None},
        {"code": "ABCD2345"},
        {"reason": 5},
        {"id": None},
    ],
)
def test_odd_marks_are_refused(change: dict[str, Any]) -> None:
    day = field.running(number=1)
    assert post(day.staff, day.shift, {**mark(signup=day.signups[0].pk), **change}).status_code == 400
    assert not Scan.objects.exists()


def test_a_batch_has_an_end() -> None:
    day = field.running(number=1)
    assert post(day.staff, day.shift, *[mark(code="22222222") for _ in range(51)]).status_code == 400


def test_the_roster_gives_away_no_pass_and_no_contact() -> None:
    day = field.running()
    leader = field.leader(day, day.signups[0])
    one = day.signups[1]
    for client, name in (
        (day.staff, one.volunteer.user.full_name),
        (doors.signed_in(leader), one.volunteer.user.short_name),
    ):
        response = client.get(doors.address("check-in-roster", day.shift.pk))
        text = response.content.decode()
        for signup in day.signups:
            for secret in (signup.pass_secret, signup.pass_code, signup.volunteer.user.email):
                assert secret not in text
        assert name in [person["name"] for person in json.loads(text)["people"]]


def test_a_batch_asks_the_database_as_often_for_three_people_as_for_nine() -> None:
    day = field.running(number=12, seats=20)
    client = day.staff
    counts = []
    for some in (day.signups[:3], day.signups[3:]):
        with CaptureQueriesContext(connection) as heard:
            verdicts = sent(client, day.shift, *(mark(signup=signup.pk) for signup in some))
        assert set(verdicts) == {"came"}
        counts.append(len(heard))
    assert counts[0] == counts[1]


def test_one_refused_mark_of_a_batch_leaves_the_others_alone() -> None:
    day = field.running(number=3)
    first, second, third = day.signups
    batch = [
        mark(signup=first.pk),
        mark(code="XXXXXXXX"),
        mark(shown=f"https://example.test/p/{second.pass_secret}/"),
        mark("out", ago=dt.timedelta(days=1), signup=third.pk),
        mark("out", code=first.pass_code.lower()),
    ]
    assert sent(day.staff, day.shift, *batch) == ["came", "unknown", "came", "too_early", "left"]
    assert sent(day.staff, day.shift, *reversed(batch)) == ["left", "too_early", "came", "unknown", "came"]
    assert Scan.objects.count() == len(batch)
