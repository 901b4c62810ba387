"""Letters a second into a mail server of this machine: the outbox against a bare loop, one process each."""

from __future__ import annotations

import smtplib
import sys
from collections.abc import Callable
from pathlib import Path

from launcher.ports import HOST
from launcher.supervisor import Child, Spec

from tests.bench import world
from tests.bench.results import Result, Unable
from tests.bench.stage import CHECKOUT, Measure, Stage
from tests.bench.world import BASE, World

LETTERS = 10_000
KIND = "volunteers.confirmed"


def outbox(stage: Stage, tick: Callable[[], None]) -> list[Result]:
    """So many letters in all, in slices: every round two of each side."""
    a_slice = 20 if stage.quick else LETTERS // (2 * stage.rounds)
    port = stage.ports.pick("mail")
    sink = stage.supervisor.start(
        Spec("sink", [sys.executable, str(Path(__file__).with_name("sink.py")), str(port)], {}, cwd=str(CHECKOUT))
    )
    stage.supervisor.wait_for(sink, lambda: taken(port) >= 0, seconds=20, what="The mail server of the bench")
    made = world.make(a_slice, 10)
    try:
        _sign_up(made)
        rounds = stage.interleaved(
            lambda: _per_second(stage, made, port, "product"),
            lambda: _per_second(stage, made, port, "bare"),
            tick,
        )
    finally:
        _stop(stage, sink)
        world.remove()
    method = f"{a_slice} letters a slice: {rounds.words('letters/s')}"
    return [Result("outbox", rounds.ratio, "×", 0.7, "higher", method)]


def taken(port: int) -> int:
    """How many letters the sink took; -1 while it does not answer."""
    try:
        with smtplib.SMTP(HOST, port, timeout=10) as line:
            return int(line.noop()[1])
    except OSError:
        return -1


def _sign_up(made: World) -> None:
    """Everybody has a place in one of the shifts; the letter tells of it."""
    from volunteers.models import SignUp

    SignUp.objects.bulk_create(
        SignUp(volunteer=volunteer, shift_id=made.spread[place % len(made.spread)], state="confirmed")
        for place, volunteer in enumerate(made.volunteers)
    )


def _per_second(stage: Stage, made: World, port: int, side: str) -> float:
    from qazvolunteer.notifications.models import Notification
    from volunteers.models import SignUp

    Notification.objects.filter(recipient__gte=BASE).delete()
    signups = SignUp.objects.filter(volunteer__gte=BASE).values_list("volunteer__user", "pk")
    Notification.objects.bulk_create(
        Notification(kind=KIND, recipient_id=user, payload={"signup": signup}) for user, signup in signups
    )
    before = taken(port)
    env = {"EMAIL_URL": f"smtp://{HOST}:{port}"}
    said = stage.run("letters", sys.executable, "-m", "tests.bench.letters", side, env=env)
    came = taken(port) - before
    if came < len(made.volunteers):
        raise Unable(f"Of {len(made.volunteers)} letters, {came} came.")
    return came / float(said.splitlines()[-1])


def _stop(stage: Stage, child: Child) -> None:
    stage.supervisor.stop(child)


MEASURES = (Measure("outbox", ("outbox",), outbox),)
