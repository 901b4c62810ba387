"""The letter of the morning: who gets it, when, and what it says."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from frontoffice.desk import colleagues, morning
from frontoffice.desk.models import Matter
from frontoffice.models import Coordinator
from qazvolunteer.accounts.models import User
from qazvolunteer.core import working_days
from qazvolunteer.notifications import kinds
from qazvolunteer.notifications.letters import Letter
from qazvolunteer.notifications.models import Notification
from tests import builders, doors
from tests.cast import Cast
from tests.frontoffice.desk.sitting import of_two_regions, past, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workplace")]

YESTERDAY = timezone.localdate() - dt.timedelta(days=1)


def last(*, working: bool) -> dt.date:
    return next(
        day for n in range(30) if working_days.is_working_day(day := YESTERDAY - dt.timedelta(days=n)) is working
    )


def at(hour: int, *, working: bool = True) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(last(working=working), dt.time(hour)))


def letter_of(person: User) -> Letter | None:
    """What the person would read now; None where nothing is sent."""
    row = Notification.objects.get(recipient=person, kind=morning.KIND)
    kind = kinds.get(row.kind)
    facts = kind.load(row)
    if facts is None or kind.is_obsolete(facts, row):
        return None
    made: Letter = kind.context(facts, row)["letter"]
    return made


def test_who_reads_what(cast: Cast) -> None:
    with time_machine.travel(at(9), tick=False):
        late, given = submitted(cast), submitted(cast)
        Matter.objects.filter(pk=late.pk).update(due_at=timezone.now() - dt.timedelta(days=1))
        saule, both, gone = builders.coordinator(None), of_two_regions(), past()
        colleagues.assign(given, cast.daniyar, by=saule)
        Notification.objects.all().delete()
        people = Coordinator.objects.active().values("user").distinct().count()
        assert [morning.write(), morning.write()] == [people, people]
        assert Notification.objects.filter(kind=morning.KIND).count() == people
        for outsider in (gone, cast.bolat, cast.aigerim.user):
            assert morning.KIND not in doors.told(outsider)
        assert letter_of(cast.erlan) is None, "nothing waits in another region"
        with translation.override("en"):
            for person, own in ((cast.daniyar, 1), (both, 0), (saule, 0)):
                letter = letter_of(person)
                assert letter and letter.listing
                known = {fact.label: (fact.value, fact.note) for fact in letter.facts}
                assert known["Decisions"] == ("2", "overdue: 1")
                assert ("Given to you" in known) == bool(own)
                assert len(letter.listing.lines) == 2 and "Overdue since" in letter.listing.lines[0]
        now = timezone.now()
        Coordinator.objects.filter(user=cast.daniyar).update(started_at=now - dt.timedelta(days=9), ended_at=now)
        assert letter_of(User.objects.get(pk=cast.daniyar.pk)) is None, "the post has ended meanwhile"
    with time_machine.travel(at(9) + dt.timedelta(days=1), tick=False):
        assert letter_of(saule) is None, "yesterday's letter says nothing today"


@pytest.mark.parametrize(
    ("hour", "working", "comes"),
    [(7, True, False), (8, True, True), (11, True, False), (9, False, False)],
)
def test_it_comes_in_the_morning_of_a_working_day(cast: Cast, hour: int, working: bool, comes: bool) -> None:
    with time_machine.travel(at(hour, working=working), tick=False):
        assert bool(morning.write()) is comes


def test_a_long_queue_costs_the_same(cast: Cast) -> None:
    counts = []
    with time_machine.travel(at(9), tick=False):
        morning.write()
        for number in (3, 27):
            for _ in range(number):
                submitted(cast)
            reader = User.objects.get(pk=cast.daniyar.pk)
            with CaptureQueriesContext(connection) as seen:
                assert letter_of(reader)
            counts.append(len(seen))
    assert counts[0] == counts[1]
