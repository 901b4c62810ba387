"""Marks at the place: the same one sent twice at once, in any order, and while the shift is cancelled."""

from __future__ import annotations

import datetime as dt
import random
import threading
import uuid
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from projects import capacity, scheduling
from projects.models import Shift
from qazvolunteer.core.refusals import Refusal
from tests import builders
from tests.race.together import at_once, check, codes
from tests.volunteers import field
from volunteers import attendance, integrity, scans, walk_ins
from volunteers.enums import ScanKind
from volunteers.models import Attendance, Scan, SignUp, Volunteer

pytestmark = pytest.mark.django_db(transaction=True)


def insert_if_new(client_id: uuid.UUID, signup: SignUp, *, both: threading.Barrier) -> None:
    """Naive: look whether the mark is known, then write it."""
    known = Scan.objects.filter(client_id=client_id).exists()
    both.wait(20)
    if not known:
        Scan.objects.create(
            client_id=client_id, shift=signup.shift, signup=signup, kind="in", source="name", client_at=timezone.now()
        )


def test_control_looking_before_writing_meets_itself() -> None:
    day = field.running(number=1)
    both, client_id = threading.Barrier(2), uuid.uuid4()
    with pytest.raises(IntegrityError, match="client_id"):
        at_once([partial(insert_if_new, client_id, day.signups[0], both=both)] * 2)


def test_marks_replayed_and_reordered_from_many_phones() -> None:
    """Six phones send the same day's marks, each in an order of its own and some twice."""
    day = field.running(number=3)
    start, made = timezone.now() - dt.timedelta(minutes=25), []
    for signup in day.signups:
        for minute, kind in enumerate((ScanKind.IN, ScanKind.OUT, ScanKind.UNDO, ScanKind.IN, ScanKind.OUT)):
            at = start + dt.timedelta(minutes=minute)
            made.append(scans.Mark(client_id=uuid.uuid4(), kind=kind, at=at, signup=signup.pk))
    made.append(scans.Mark(client_id=uuid.uuid4(), kind=ScanKind.IN, at=start, code="77777777"))

    def phone(number: int) -> list[str]:
        own = [*made, *made[::3]]
        random.Random(number).shuffle(own)
        # Half of the phones send one by one, the others in batches.
        size = 7 if number % 2 else 1
        batches = [own[start : start + size] for start in range(0, len(own), size)]
        return [scan.verdict for batch in batches for scan in scans.receive_all(batch, shift=day.shift, by=day.gate)]

    at_once([partial(phone, number) for number in range(6)])
    assert Scan.objects.count() == len(made)
    for signup in day.signups:
        found = Attendance.objects.get(signup=signup)
        assert (found.state, found.arrived_at, found.left_at) == ("came", start, start + dt.timedelta(minutes=4))
        verdicts = Scan.objects.filter(signup=signup).order_by("client_at").values_list("verdict", flat=True)
        assert list(verdicts) == ["came", "left", "undone", "already_in", "left"]
    assert Scan.objects.get(signup=None).verdict == "unknown"


def mark_blindly(signup: SignUp, *, both: threading.Barrier) -> bool:
    """Naive: the state was looked at before the wait, and the mark is written after it."""
    stands = SignUp.objects.get(pk=signup.pk).state == "confirmed"
    both.wait(20)
    both.wait(20)
    if stands:
        Attendance.objects.create(signup=signup, state="came", arrived_at=timezone.now())
    return stands


def cancel_between(day: field.Field, *, both: threading.Barrier) -> None:
    both.wait(20)
    scheduling.cancel_shift(day.shift, by=day.people.bolat, reason="Дауыл")
    both.wait(20)


def test_control_checking_in_without_the_lock_outlives_the_cancellation() -> None:
    day = field.running(number=1)
    both = threading.Barrier(2)
    at_once([partial(mark_blindly, day.signups[0], both=both), partial(cancel_between, day, both=both)])
    found = Attendance.objects.get()
    assert (found.state, found.signup.state) == ("came", "cancelled")
    shift = Shift.objects.get(pk=day.shift.pk)
    assert found.arrived_at is not None
    assert shift.cancelled_at is not None
    assert found.arrived_at > shift.cancelled_at


def test_checking_in_while_the_shift_is_cancelled() -> None:
    for _round in range(4):
        day = field.running(number=6)
        marks = [partial(attendance.check_in, signup, by=day.gate) for signup in day.signups]
        cancel = partial(scheduling.cancel_shift, day.shift, by=day.people.bolat, reason="Дауыл")
        results = at_once([*marks[:3], cancel, *marks[3:]])
        assert set(codes(results)) <= {"", "cancelled"}
        came = sum(not isinstance(result, Refusal) for result in results) - 1
        assert Attendance.objects.filter(signup__shift=day.shift, state="came").count() == came
        check(day.shift)
        # What arrives now is refused, and kept.
        mark = scans.Mark(client_id=uuid.uuid4(), kind=ScanKind.IN, at=timezone.now(), signup=day.signups[0].pk)
        assert scans.receive(mark, shift=day.shift, by=day.gate).verdict == "cancelled"


def test_the_last_place_is_given_to_one_walk_in() -> None:
    day = field.running(number=1, seats=2)
    guests = builders.volunteers(6)
    results = at_once([partial(walk_ins.admit, guest, day.shift, by=day.gate) for guest in guests])
    assert sorted(codes(results)) == ["", *["full"] * 5]
    check(day.shift)


def admit_blindly(guest: Volunteer, shift: Shift, *, both: threading.Barrier) -> None:
    """Naive: the free place is looked at before the wait, and taken after it."""
    free = walk_ins.free_places(Shift.objects.get(pk=shift.pk))
    both.wait(20)
    if free:
        SignUp.objects.create(volunteer=guest, shift=shift, state="confirmed")


def test_control_looking_for_the_last_place_without_the_lock_gives_it_twice() -> None:
    day = field.running(number=1, seats=2)
    both = threading.Barrier(2)
    at_once([partial(admit_blindly, guest, day.shift, both=both) for guest in builders.volunteers(2)])
    assert SignUp.objects.filter(shift=day.shift, state="confirmed").count() == 3 > day.shift.seats


def test_the_last_place_of_a_role_is_given_to_one_walk_in() -> None:
    day = field.running(number=1, seats=6)
    with transaction.atomic():
        capacity.set_role_seats(capacity.lock_shift(day.shift.pk), {"driver": 1})
    driver = day.shift.roles.get()
    guests = builders.volunteers(5)
    results = at_once([partial(walk_ins.admit, guest, day.shift, by=day.gate, role=driver.pk) for guest in guests])
    assert sorted(codes(results)) == ["", *["full"] * 4]
    check(day.shift)
    assert not integrity.drifted_roles().exists()
