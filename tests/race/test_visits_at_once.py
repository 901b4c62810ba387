"""Notes of a visit: sent by two phones at once, twice and in any order."""

from __future__ import annotations

import datetime as dt
import random
import threading
import uuid
from functools import partial

import pytest
from django.db import IntegrityError
from django.utils import timezone

from frontoffice.monitoring import field_notes
from frontoffice.monitoring.field_notes import Note
from frontoffice.monitoring.models import FieldNote, Finding, Visit, VisitPhoto
from tests import builders
from tests.frontoffice.monitoring import spot
from tests.race.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def insert_if_new(client_id: uuid.UUID, visit: Visit, *, both: threading.Barrier) -> None:
    """Naive: look whether the note is known, then write it."""
    known = FieldNote.objects.filter(client_id=client_id).exists()
    both.wait(20)
    if not known:
        FieldNote.objects.create(client_id=client_id, visit=visit, kind="finish", at=timezone.now(), verdict="finished")


def test_control_looking_before_writing_meets_itself() -> None:
    visit, both, client_id = spot.planned(builders.coordinator("almaty")), threading.Barrier(2), uuid.uuid4()
    with pytest.raises(IntegrityError, match="client_id"):
        at_once([partial(insert_if_new, client_id, visit, both=both)] * 2)


def test_notes_replayed_and_reordered_from_two_phones() -> None:
    """Each person's phone, and the same one again, sends all of its notes in an order of its own; then both finish."""
    people = [builders.coordinator("almaty"), builders.coordinator("almaty")]
    visit = spot.planned(people[0], visitors=people)
    start, finding = timezone.now() - dt.timedelta(hours=1), str(uuid.uuid4())
    made: list[list[Note]] = [[], []]
    for minute in range(6):
        at, who = start + dt.timedelta(minutes=minute), minute % 2
        answer = {"number": 1 + minute // 3, "value": "no" if minute % 3 else "yes", "note": str(minute)}
        words = {"finding": finding, "severity": "minor", "text": str(minute), "demand": "Fix it.", "days": 3}
        made[who] += [Note(uuid.uuid4(), "answer", at, answer), Note(uuid.uuid4(), "finding", at, words)]
    made[0].append(Note(uuid.uuid4(), "photo", timezone.now(), {"finding": finding}, spot.picture()))

    def phone(number: int) -> None:
        own = list(made[number % 2])
        random.Random(number).shuffle(own)
        for note in own:
            field_notes.receive(note, visit=visit, by=people[number % 2])

    at_once([partial(phone, number) for number in range(4)])
    assert FieldNote.objects.count() == sum(map(len, made)) and not FieldNote.objects.filter(accepted=False).exists()
    visit.refresh_from_db()
    assert [visit.answers[number]["note"] for number in ("1", "2")] == ["2", "5"]
    assert (Finding.objects.get().text, VisitPhoto.objects.count()) == ("5", 1)
    ends = [Note(uuid.uuid4(), "finish", timezone.now(), {}) for _ in people]
    at_once([partial(field_notes.receive, note, visit=visit, by=by) for note, by in zip(ends, people, strict=True)] * 2)
    assert sorted(FieldNote.objects.filter(kind="finish").values_list("verdict", flat=True)) == ["finished", "over"]
    assert visit.transitions.filter(action="record").count() == 1
