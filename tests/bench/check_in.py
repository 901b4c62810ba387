"""A day in the field: marks of phones that were without a network, sent in batches; and one mark at a time."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from tests.bench import people, world
from tests.bench.pages import NOTHING
from tests.bench.people import CSRF, Visitor
from tests.bench.results import Result, Unable
from tests.bench.stage import FOR_STAFF, Load, Measure, Request, Server, Stage
from tests.bench.world import World

if TYPE_CHECKING:
    from volunteers.models import SignUp

PEOPLE, SHIFTS = 2000, 80
FEW_PEOPLE, FEW_SHIFTS = 200, 8
BATCH = 25
BODY = f"csrfmiddlewaretoken={CSRF}"

Tick = Callable[[], None]
# (shift, ids of its sign-ups)
Roster = tuple[int, list[int]]


def check_in(stage: Stage, tick: Tick) -> list[Result]:
    """Marks a second against the bare sign-up view; the slowest twentieth of single marks against an empty view."""
    number, shifts = (FEW_PEOPLE, FEW_SHIFTS) if stage.quick else (PEOPLE, SHIFTS)
    made = world.make(number, shifts)
    web = stage.serve("check-in", "qazvolunteer.wsgi:application", "/readyz", **FOR_STAFF)
    try:
        rosters, staff = _begin_now(made)
        batches = stage.interleaved(
            lambda: _replayed(stage, web, made, rosters, staff), lambda: _floor_accepted(stage, made), tick
        )
        single = stage.interleaved(
            lambda: _marked(stage, web, made, _batches(rosters, staff, 1)).percentile(0.95),
            lambda: _get_nothing(stage, made).percentile(0.95),
            tick,
        )
    finally:
        stage.supervisor.stop(web.child)
        world.remove()
    return [
        Result("checkin.batches", batches.ratio, "×", 0.8, "higher", f"batches of {BATCH}: {batches.words('marks/s')}"),
        Result("checkin.single", single.ratio, "×", 30, "lower", single.words("ms p95")),
    ]


def _begin_now(made: World) -> tuple[list[Roster], Visitor]:
    """Everybody has a place in one of the shifts, which have just begun; somebody checks them in."""
    from django.utils import timezone

    from projects.models import Shift
    from volunteers.models import SignUp

    start = timezone.now() - dt.timedelta(minutes=10)
    Shift.objects.filter(pk__in=made.spread).update(starts_at=start, ends_at=start + dt.timedelta(hours=3))
    (staff,) = people.visitors([made.staff("check_in")])
    rows: dict[int, list[SignUp]] = {}
    for place, volunteer in enumerate(made.volunteers):
        shift = made.spread[place % len(made.spread)]
        rows.setdefault(shift, []).append(SignUp(volunteer=volunteer, shift_id=shift, state="confirmed"))
    SignUp.objects.bulk_create([row for some in rows.values() for row in some], batch_size=2000)
    for shift, some in rows.items():
        Shift.objects.filter(pk=shift).update(seats_taken=len(some))
    return [(shift, [row.pk for row in some]) for shift, some in rows.items()], staff


def _replayed(stage: Stage, web: Server, made: World, rosters: Sequence[Roster], staff: Visitor) -> float:
    """Marks taken a second."""
    load = _marked(stage, web, made, _batches(rosters, staff, BATCH))
    taken = _taken(rosters)
    if taken != min(load.done * BATCH, sum(len(signups) for _shift, signups in rosters)):
        raise Unable(f"Of {load.done} batches of {BATCH}, {taken} marks were taken.")
    return taken / load.seconds


def _marked(stage: Stage, web: Server, made: World, requests: Sequence[Request]) -> Load:
    made.unmark()
    return stage.load(web, requests, repeat=False).require(200)


def _taken(rosters: Sequence[Roster]) -> int:
    from volunteers.models import Attendance

    return Attendance.objects.filter(signup__shift__in=[shift for shift, _signups in rosters], state="came").count()


def _batches(rosters: Sequence[Roster], staff: Visitor, size: int) -> list[Request]:
    """A phone sends what it kept of one shift; the next one of another."""
    longest = max(len(signups) for _shift, signups in rosters)
    return [
        _request(shift, signups[first : first + size], staff)
        for first in range(0, longest, size)
        for shift, signups in rosters
        if signups[first : first + size]
    ]


def _request(shift: int, signups: Sequence[int], staff: Visitor) -> Request:
    now = dt.datetime.now(dt.UTC)
    body = {
        "sent": now.isoformat(),
        "marks": [
            {"id": str(uuid.uuid4()), "kind": "in", "at": (now - dt.timedelta(seconds=60)).isoformat(), "signup": pk}
            for pk in signups
        ],
    }
    return Request(f"/ru/check-in/{shift}/marks/", staff.product, json.dumps(body))


def _floor_accepted(stage: Stage, made: World) -> float:
    """The bare sign-up view on as many shifts."""
    made.empty_floor()
    return stage.load(stage.floor, list(_floor_requests(made)), repeat=False).require(302).per_second


def _floor_requests(made: World) -> Iterator[Request]:
    for place, visitor in enumerate(made.visitors):
        yield Request(f"/shifts/{made.spread[place % len(made.spread)]}/", visitor.floor, BODY)


def _get_nothing(stage: Stage, made: World) -> Load:
    return stage.load(stage.floor, [Request(NOTHING, visitor.floor) for visitor in made.visitors[:200]]).require(200)


MEASURES = (Measure("checkin", ("checkin.batches", "checkin.single"), check_in, steps=2),)
