"""Run as a program: statements replayed by the bare driver. ``python tests/bench/replay.py PLAN ANSWER``.

The plan is a pickled ``Plan``. Each connection is a process of its own with its share of the people; everybody goes
through the statements once, in one transaction. The answer is JSON: ``done`` and ``seconds``.
"""

from __future__ import annotations

import json
import multiprocessing
import pickle
import re
import secrets
import sys
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2

IDS = ("id", "signup", "signup_id", "pk")
# Connections live long, so the clock starts when they know their tables: PostgreSQL plans a prepared statement five
# times anew before it keeps a plan. On either side, and rolled back.
WARM = 6
HOLE = re.compile(r"\x00(\w+)\x00")


@dataclass(frozen=True)
class Hole:
    """A parameter that is another one each time: ``volunteer user shift signup uuid secret code``."""

    name: str


@dataclass(frozen=True)
class Statement:
    """``gives_signup``: its first row holds the id of the new sign-up."""

    sql: str
    parameters: tuple[Any, ...]
    gives_signup: bool = False
    reads: bool = False


@dataclass(frozen=True)
class Plan:
    """``people`` are pairs of volunteer and user; the shifts are taken in turn. ``prepared``: see ``signup_sql``."""

    url: str
    connections: int
    seconds: float
    statements: tuple[Statement, ...]
    people: tuple[tuple[int, int], ...]
    shifts: tuple[int, ...]
    prepared: tuple[str, ...] = ()


def filled(value: Any, known: Mapping[str, Any]) -> Any:
    """The parameter with its holes filled."""
    if isinstance(value, Hole):
        return fresh(value.name, known)
    if isinstance(value, str) and "\x00" in value:
        return HOLE.sub(lambda hole: str(fresh(hole[1], known)), value)
    if isinstance(value, (list, tuple)):
        return [filled(one, known) for one in value]
    return value


def fresh(name: str, known: Mapping[str, Any]) -> Any:
    if name == "uuid":
        return str(uuid.uuid4())
    if name == "secret":
        return secrets.token_urlsafe(16)
    if name == "code":
        return secrets.token_hex(4)
    return known[name]


def work(plan: Plan, place: int, start: Any, answers: Any) -> None:
    """One connection: its share of the people until the time is over."""
    connection = psycopg2.connect(plan.url)
    cursor = connection.cursor()
    for preparing in plan.prepared:
        cursor.execute(preparing)
    connection.commit()
    people = plan.people[place :: plan.connections]
    for _ in range(WARM):
        sign_up(plan, cursor, people[0], plan.shifts[place % len(plan.shifts)])
        connection.rollback()
    done = 0
    start.wait()
    began = time.perf_counter()
    until = began + plan.seconds
    for number, person in enumerate(people):
        sign_up(plan, cursor, person, plan.shifts[(place + number * plan.connections) % len(plan.shifts)])
        connection.commit()
        done += 1
        if time.perf_counter() > until:
            break
    answers.put((done, time.perf_counter() - began))
    connection.close()


def sign_up(plan: Plan, cursor: Any, person: tuple[int, int], shift: int) -> None:
    """The statements once, for a person and a shift."""
    known: dict[str, Any] = {"volunteer": person[0], "user": person[1], "shift": shift}
    for statement in plan.statements:
        cursor.execute(statement.sql, [filled(value, known) for value in statement.parameters] or None)
        if statement.gives_signup:
            row = cursor.fetchone()
            names = [column.name for column in cursor.description]
            known["signup"] = row[next((names.index(name) for name in IDS if name in names), 0)]
        elif statement.reads:
            cursor.fetchall()


def run(plan: Plan) -> dict[str, float]:
    context = multiprocessing.get_context("fork")
    start, answers = context.Barrier(plan.connections), context.Queue()
    workers = [
        context.Process(target=work, args=(plan, place, start, answers), daemon=True)
        for place in range(plan.connections)
    ]
    for worker in workers:
        worker.start()
    found = [answers.get(timeout=plan.seconds + 60) for _ in workers]
    for worker in workers:
        worker.join(10)
    return {"done": sum(done for done, _ in found), "seconds": max(seconds for _, seconds in found)}


if __name__ == "__main__":
    from tests.bench import replay

    # The classes of the plan are those of the module, not of this program.
    taken: Any = pickle.loads(Path(sys.argv[1]).read_bytes())
    Path(sys.argv[2]).write_text(json.dumps(replay.run(taken)))
