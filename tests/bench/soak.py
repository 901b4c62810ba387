"""The soak: mixed load on the platform as bin/run starts it, then the question whether anything was lost or leaked.

Visitors read many pages; people sign up, withdraw, take offers or let them lapse, in shifts that are always too small.
``bin/bench soak [--minutes N]``. It holds when no answer was 5xx, no process wrote an ERROR, no worker of
the web server grew beyond the target of ``memory``, the counters of every shift equal its rows, and no letter waits.
"""

from __future__ import annotations

import datetime as dt
import itertools
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from launcher.supervisor import Child, Spec

from tests.bench import addresses, world
from tests.bench.people import CSRF
from tests.bench.processes import worker_peaks
from tests.bench.results import Result
from tests.bench.stage import CHECKOUT, Request, Stage
from tests.bench.world import World

ROWS = ("soak.broken", "soak.errors", "soak.memory", "soak.drift", "soak.outbox")
PEOPLE, SHIFTS, SEATS = 1200, 60, 5
TURN_SECONDS = 5
DRAIN_SECONDS = 300
MEGABYTES = 150
# What signed-in people do, in parts of a hundred; the others read.
JOIN, LEAVE, ANSWER = 25, 12, 13


@dataclass
class Seen:
    """What happened so far."""

    statuses: Counter[int] = field(default_factory=Counter)
    peaks: dict[int, float] = field(default_factory=dict)
    lapsed: int = 0


def soak(stage: Stage, minutes: float) -> list[Result]:
    """Load for so long; what was found."""
    made = world.make(60, 4) if stage.quick else world.make(PEOPLE, SHIFTS)
    seen, errors = Seen(), stage.web.errors
    try:
        _narrow(made)
        celery = [_celery(stage, name, errors) for name in ("worker", "beat")]
        first = worker_peaks(stage.web.child.process.pid)
        until = time.monotonic() + minutes * 60
        turns = itertools.count(1)
        while time.monotonic() < until:
            turn = next(turns)
            stage.progress.advance(int(minutes * 60 - (until - time.monotonic())), int(minutes * 60), "s")
            load = stage.load(stage.web, list(_mixed(made, random.Random(turn))), seconds=TURN_SECONDS, repeat=False)
            seen.statuses.update(load.statuses)
            seen.lapsed += _let_offers_lapse(random.Random(turn))
        drained = _drain(stage)
        peaks = worker_peaks(stage.web.child.process.pid)
        for child in celery:
            stage.supervisor.stop(child)
        return _judge(minutes, made, seen, errors, first, peaks, drained)
    finally:
        world.remove()
        for letter in (stage.folder / "mail").glob("*.eml"):
            letter.unlink()


def _judge(
    minutes: float,
    made: World,
    seen: Seen,
    errors: list[str],
    first: list[float],
    peaks: list[float],
    waiting: int,
) -> list[Result]:
    from volunteers.integrity import drifted
    from volunteers.models import SignUp

    states = Counter(SignUp.objects.filter(volunteer__gte=world.BASE).values_list("state", flat=True))
    what = ", ".join(f"{number} {state}" for state, number in sorted(states.items()))
    broken = sum(number for status, number in seen.statuses.items() if status == 0 or status >= 500)
    method = f"{minutes:g} minutes, {sum(seen.statuses.values())} answers: {dict(sorted(seen.statuses.items()))}"
    grown = f"peaks of the workers {_listed(first)} before, {_listed(peaks)} after"
    return [
        Result("soak.broken", broken, "answers", 0, "lower", method),
        Result("soak.errors", len(errors), "lines", 0, "lower", errors[0][:300] if errors else "web, worker and beat"),
        Result("soak.memory", max(peaks), "MB", MEGABYTES, "lower", grown),
        Result("soak.drift", drifted().count(), "shifts", 0, "lower", f"counters against rows; sign-ups: {what}"),
        Result("soak.outbox", waiting, "letters", 0, "lower", f"still due after at most {DRAIN_SECONDS} s"),
    ]


def _listed(sizes: list[float]) -> str:
    return " and ".join(f"{size:.0f} MB" for size in sizes)


# --- The load -----------------------------------------------------------------------------------------


def _narrow(made: World) -> None:
    """Few seats, so that there is always a queue; each shift at a time of its own, so that one may be in several."""
    from projects.models import Shift

    shifts = list(Shift.objects.filter(pk__in=[made.hot, *made.spread]))
    for place, shift in enumerate(shifts):
        start = shift.starts_at + place * dt.timedelta(hours=4)
        shift.seats, shift.starts_at, shift.ends_at = SEATS, start, start + dt.timedelta(hours=3)
    Shift.objects.bulk_update(shifts, ["seats", "starts_at", "ends_at"])


def _mixed(made: World, draw: random.Random) -> Iterator[Request]:
    """A few thousand requests; whoever does not get to be sent in this turn is drawn anew in the next."""
    seed = draw.randrange(10**6)
    pages = (
        addresses.plain(300, seed)
        + addresses.filtered(600, seed)
        + addresses.projects(600, seed)
        + addresses.home(200, seed)
    )
    draw.shuffle(pages)
    own = list(_own(draw))
    visitor = {one.user: one for one in made.visitors}
    for path in pages:
        chance = draw.randrange(100)
        who = draw.choice(made.visitors)
        if chance < JOIN:
            shift = draw.choice([made.hot, *made.spread])
            yield Request(f"/ru/projects/{made.slugs[shift]}/shifts/{shift}/", who.product, _body())
        elif chance < JOIN + LEAVE + ANSWER and own:
            signup, user, state = own.pop()
            action = "accept" if state == "offered" and draw.random() < 0.7 else "withdraw"
            yield Request(f"/ru/my/shifts/{signup}/", visitor[user].product, _body(action))
        elif chance < 70:
            yield Request(path, who.product)
            yield Request("/ru/my/shifts/", who.product)
        else:
            yield Request(path)


def _own(draw: random.Random) -> list[tuple[int, int, str]]:
    """Live sign-ups with their people, the offered ones to be met first."""
    from volunteers.models import SignUp

    rows = list(SignUp.objects.live().filter(volunteer__gte=world.BASE).values_list("pk", "volunteer__user", "state"))
    draw.shuffle(rows)
    return sorted(rows[:400], key=lambda row: row[2] == "offered")


def _let_offers_lapse(draw: random.Random) -> int:
    """Some offers run out now: their time is moved back, the platform's own sweep finds them."""
    from django.utils import timezone

    from volunteers.models import SignUp

    offered = SignUp.objects.filter(volunteer__gte=world.BASE, state="offered")
    chosen = [pk for pk in offered.values_list("pk", flat=True) if draw.random() < 0.3]
    return SignUp.objects.filter(pk__in=chosen, state="offered").update(offer_expires_at=timezone.now())


def _body(action: str = "") -> str:
    return f"csrfmiddlewaretoken={CSRF}" + (f"&action={action}" if action else "")


# --- Worker and beat ----------------------------------------------------------------------------------


def _celery(stage: Stage, name: str, errors: list[str]) -> Child:
    """As bin/run starts it."""
    command = [sys.executable, "-m", "celery", "-q", "-A", "qazvolunteer", name, "--loglevel", "warning"]
    if name == "worker":
        command += ["--concurrency", "2", "--without-gossip", "--without-mingle", "--without-heartbeat"]
    else:
        schedule = stage.folder / "beat-schedule"
        schedule.unlink(missing_ok=True)
        command += ["--schedule", str(schedule), "--pidfile="]

    def hear(line: str) -> None:
        if '"level": "ERROR"' in line or "Traceback" in line or "CRITICAL" in line:
            errors.append(f"{name}: {line}")

    env = {**os.environ, "PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges"}
    return stage.supervisor.start(Spec(name, command, env, cwd=str(CHECKOUT), sink=hear))


def _drain(stage: Stage) -> int:
    """Wait until no letter is due; how many are, in the end."""
    from qazvolunteer.notifications.models import Notification

    deadline = time.monotonic() + DRAIN_SECONDS
    due = Notification.objects.due().filter(recipient__gte=world.BASE)
    while (left := due.count()) and time.monotonic() < deadline:
        pause = time.monotonic() + 2
        while time.monotonic() < pause:
            stage.supervisor.pump(0.2)
    return left
