"""Our sign-up's statements against the bare two, with the same driver: what the database has to do for each.

The statements are recorded from the verb at run time, so that the measure follows the code. What differs from one
sign-up to the next (person, shift, keys, secrets) becomes a hole that the replay fills.

The verb executes prepared statements, which every connection of the product prepares once and keeps for its life. So
does each connection of the replay, before the clock starts. The bare two are sent as they are, as Django sends them.
"""

from __future__ import annotations

import json
import pickle
import re
import sys
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from tests.bench import world
from tests.bench.replay import Hole, Plan, Statement
from tests.bench.results import Result, Unable
from tests.bench.signup_http import FEW_PEOPLE, PEOPLE
from tests.bench.stage import CONNECTIONS, Measure, Stage
from tests.bench.world import World

Tick = Callable[[], None]

INSERT = re.compile(r'INSERT INTO "?volunteers_signup"?[\s(]', re.IGNORECASE)
EXECUTED = re.compile(r"\bEXECUTE (\w+)")
UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
BARE = (
    Statement(
        "UPDATE floor_shift SET seats_taken = seats_taken + 1 WHERE id = %s AND seats_taken < seats", (Hole("shift"),)
    ),
    Statement(
        "INSERT INTO floor_signup (volunteer_id, shift_id, state, created_at, answers, pass_secret, pass_code)"
        " VALUES (%s, %s, 'confirmed', now(), '{}', %s, %s) RETURNING id",
        (Hole("volunteer"), Hole("shift"), Hole("secret"), Hole("code")),
        reads=True,
    ),
)


def signup_sql(stage: Stage, tick: Tick) -> list[Result]:
    number, shifts = (FEW_PEOPLE, 50) if stage.quick else (PEOPLE, 1000)
    made = world.make(number, shifts)
    try:
        ours = recorded(made)
        return [
            _replayed(stage, tick, made, ours, "signup_sql_hot", [made.hot], 0.6),
            _replayed(stage, tick, made, ours, "signup_sql_spread", made.spread, 0.5),
        ]
    finally:
        world.remove()


def recorded(made: World) -> tuple[Statement, ...]:
    """The statements of one accepted sign-up, as the verb sends them between BEGIN and COMMIT."""
    from django.db import transaction

    from projects.models import Shift
    from volunteers import signups
    from volunteers.models import SignUp

    shift = Shift.objects.select_related("project__organization").get(pk=made.hot)
    warm, volunteer = made.volunteers[0], made.volunteers[1]
    # The first call also reads what a process reads once.
    with transaction.atomic():
        signups.join(shift, by=warm.user)
        transaction.set_rollback(True)
    with transaction.atomic(), _heard() as heard:
        signup = signups.join(shift, by=volunteer.user)
        kept = list(heard)
        transaction.set_rollback(True)
    if not isinstance(signup, SignUp) or signup.state != "confirmed":
        raise Unable("The recorded sign-up was not accepted.")
    kept = [(sql, values) for sql, values in kept if not sql.startswith(("SAVEPOINT", "RELEASE"))]
    return tuple(_with_holes(sql, values, signup) for sql, values in kept)


def _with_holes(sql: str, values: Sequence[Any], signup: Any) -> Statement:
    from qazvolunteer.core.statements import PREPARATIONS

    known = {
        signup.volunteer_id: "volunteer",
        signup.volunteer.user_id: "user",
        signup.shift_id: "shift",
        signup.pk: "signup",
    }
    secret = {signup.pass_secret: "secret", signup.pass_code: "code"}

    def hole(value: Any) -> Any:
        value = getattr(value, "adapted", value)
        if isinstance(value, dict):
            value = json.dumps(value, default=str)
        if isinstance(value, bool) or value is None:
            return value
        if isinstance(value, int) and value in known:
            return Hole(known[value])
        if isinstance(value, uuid.UUID):
            return Hole("uuid")
        if isinstance(value, str):
            return text(value)
        if isinstance(value, (list, tuple)):
            return [hole(one) for one in value]
        return value

    def text(value: str) -> Any:
        if value in secret:
            return Hole(secret[value])
        value = UUID.sub("\x00uuid\x00", value)
        for number, name in known.items():
            value = re.sub(rf"(?<!\d){number}(?!\d)", f"\x00{name}\x00", value)
        return value

    returns = bool(re.search(r"^\s*(SELECT|WITH|EXECUTE)|\bRETURNING\b", sql, re.IGNORECASE))
    text_of = EXECUTED.sub(lambda found: PREPARATIONS[found[1]], sql)
    gives = bool(INSERT.search(text_of)) and returns
    return Statement(sql, tuple(hole(value) for value in values), gives_signup=gives, reads=returns)


@contextmanager
def _heard() -> Iterator[list[tuple[str, Sequence[Any]]]]:
    from django.db import connection

    heard: list[tuple[str, Sequence[Any]]] = []

    def listen(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        heard.append((sql, tuple(params or ())))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        yield heard


def _replayed(
    stage: Stage,
    tick: Tick,
    made: World,
    ours: tuple[Statement, ...],
    name: str,
    shifts: Sequence[int],
    target: float,
) -> Result:
    rounds = stage.interleaved(lambda: rate(stage, made, ours, shifts), lambda: rate(stage, made, BARE, shifts), tick)
    method = f"{len(ours)} statements against {len(BARE)}: {rounds.words('sign-ups/s')}"
    return Result(name, rounds.ratio, "×", target, "higher", method)


def rate(
    stage: Stage, made: World, statements: tuple[Statement, ...], shifts: Sequence[int], *, seconds: float | None = None
) -> float:
    """Sign-ups a second, over so many seconds."""
    import os

    made.empty()
    from qazvolunteer.core.statements import PREPARATIONS

    names = {name for statement in statements for name in EXECUTED.findall(statement.sql)}
    prepared = tuple(PREPARATIONS[name] for name in sorted(names))
    people = tuple((volunteer.pk, volunteer.user_id) for volunteer in made.volunteers)
    plan, answer = stage.folder / "replay-plan.pickle", stage.folder / "replay-answer.json"
    url = os.environ["DATABASE_URL"]
    made_of = Plan(url, CONNECTIONS, seconds or stage.slice_seconds, statements, people, tuple(shifts), prepared)
    plan.write_bytes(pickle.dumps(made_of))
    stage.run("replay", sys.executable, "-m", "tests.bench.replay", str(plan), str(answer))
    seen = json.loads(answer.read_text())
    return seen["done"] / seen["seconds"]


MEASURES = (Measure("signup_sql", ("signup_sql_hot", "signup_sql_spread"), signup_sql, 2),)
