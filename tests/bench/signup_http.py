"""Signing up over HTTP: how many places a second, and never one too many.

Every request is another person with a session and a CSRF token of their own; what counts is the rows that are
confirmed afterwards, not the answers. Between slices everybody leaves again.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from tests.bench import world
from tests.bench.people import CSRF
from tests.bench.results import Result, Unable
from tests.bench.stage import CONNECTIONS, Load, Measure, Request, Server, Stage
from tests.bench.world import World

PEOPLE = 4000
FEW_PEOPLE = 300
STORM = 64
CROWD, PLACES, REPEATS = 64, 20, 20
BODY = f"csrfmiddlewaretoken={CSRF}"

Tick = Callable[[], None]


def signup_http(stage: Stage, tick: Tick) -> list[Result]:
    """One shift, then a thousand, against the bare safe sign-up."""
    with _Made(stage) as made:
        hot = _against_floor(stage, tick, made, "signup_http_hot", [made.hot], 0.5)
        return [hot, _against_floor(stage, tick, made, "signup_http_spread", made.spread, 0.4)]


def signup_storm(stage: Stage, tick: Tick) -> list[Result]:
    """Sixty-four at once on one shift, against eight."""
    with _Made(stage) as made:
        rounds = stage.interleaved(
            lambda: _accepted(stage, made, [made.hot], connections=STORM),
            lambda: _accepted(stage, made, [made.hot]),
            tick,
        )
    return [Result("signup_storm", rounds.ratio, "×", 0.8, "higher", rounds.words("sign-ups/s"))]


def signup_exact(stage: Stage, tick: Tick) -> list[Result]:
    """Sixty-four people for twenty places, all at once, again and again: always twenty, the others in order."""
    repeats = 3 if stage.quick else REPEATS
    wrong: list[str] = []
    with _Made(stage) as made:
        for number in range(repeats):
            # All shifts are at the same time: whoever has a place in the one before could take none here.
            made.empty()
            shift = world.extra_shift(made, PLACES)
            crowd = random.Random(number).sample(range(len(made.visitors)), CROWD)
            load = stage.load(
                stage.web, _ours(made, [shift], crowd), connections=CROWD, seconds=60, limit=CROWD, repeat=False
            )
            wrong += _faults(shift, load)
            if number % max(1, repeats // stage.rounds) == 0:
                tick()
    method = f"{CROWD} people at once for {PLACES} places, {repeats} times, over {CROWD} connections to eight threads"
    if wrong:
        method += f"; the first fault: {wrong[0]}"
    return [Result("signup_exact", len(wrong), "faults", 0, "lower", method)]


class _Made:
    """The bench's own people and shifts, for as long as the block runs."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    def __enter__(self) -> World:
        number, shifts = (FEW_PEOPLE, 50) if self.stage.quick else (PEOPLE, 1000)
        return world.make(number, shifts)

    def __exit__(self, *problem: object) -> None:
        world.remove()


def _against_floor(stage: Stage, tick: Tick, made: World, name: str, shifts: Sequence[int], target: float) -> Result:
    rounds = stage.interleaved(
        lambda: _accepted(stage, made, shifts), lambda: _floor_accepted(stage, made, shifts), tick
    )
    return Result(name, rounds.ratio, "×", target, "higher", rounds.words("sign-ups/s"))


def _accepted(stage: Stage, made: World, shifts: Sequence[int], *, connections: int = CONNECTIONS) -> float:
    """Places given a second by the product."""
    made.empty()
    load = _post(stage, stage.web, _ours(made, shifts), connections).require(302)
    confirmed = made.confirmed()
    if confirmed != load.done:
        raise Unable(f"Of {load.done} people who signed up, {confirmed} have a place.")
    return confirmed / load.seconds


def _floor_accepted(stage: Stage, made: World, shifts: Sequence[int]) -> float:
    made.empty()
    return _post(stage, stage.floor, _floors(made, shifts), CONNECTIONS).require(302).per_second


def _post(stage: Stage, server: Server, requests: Sequence[Request], connections: int) -> Load:
    return stage.load(server, requests, connections=connections, repeat=False)


def _ours(made: World, shifts: Sequence[int], crowd: Sequence[int] | None = None) -> list[Request]:
    return [
        Request(f"/ru/projects/{made.slugs[shift]}/shifts/{shift}/", made.visitors[who].product, BODY)
        for who, shift in _pairs(made, shifts, crowd)
    ]


def _floors(made: World, shifts: Sequence[int]) -> list[Request]:
    return [Request(f"/shifts/{shift}/", made.visitors[who].floor, BODY) for who, shift in _pairs(made, shifts, None)]


def _pairs(made: World, shifts: Sequence[int], crowd: Sequence[int] | None) -> list[tuple[int, int]]:
    """Who goes where: everybody once, the shifts in turn."""
    everybody = crowd or range(len(made.visitors))
    return [(who, shifts[place % len(shifts)]) for place, who in enumerate(everybody)]


def _faults(shift: int, load: Load) -> list[str]:
    """What is wrong with a shift that ``CROWD`` people wanted."""
    from projects.models import Shift
    from volunteers.models import SignUp

    rows = list(SignUp.objects.filter(shift=shift).order_by("pk").values_list("state", "created_at", "queued_at"))
    taken = [created for state, created, _queued in rows if state == "confirmed"]
    queue = [queued for state, _created, queued in rows if state == "waitlisted"]
    counted = Shift.objects.values_list("seats_taken", "waiting").get(pk=shift)
    found = []
    if any(status >= 500 or status == 0 for status in load.statuses):
        found.append(f"answers {load.statuses}")
    if (len(taken), len(queue)) != (PLACES, CROWD - PLACES):
        found.append(f"{len(taken)} places given and {len(queue)} in the queue")
    if counted != (len(taken), len(queue)):
        found.append(f"counters {counted} beside {len(taken)} and {len(queue)} rows")
    if queue != sorted(queue) or (taken and queue and max(taken) > min(queue)):
        found.append("the queue is not in the order of joining")
    return found


MEASURES = (
    Measure("signup_http", ("signup_http_hot", "signup_http_spread"), signup_http, 2),
    Measure("signup_storm", ("signup_storm",), signup_storm),
    Measure("signup_exact", ("signup_exact",), signup_exact),
)
