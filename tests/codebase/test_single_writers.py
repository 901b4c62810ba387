"""One module writes a shift's counters, and states change through the transition tables."""

from __future__ import annotations

import ast

import pytest

from tests.codebase import sources
from tests.codebase.writers import written

COUNTERS = frozenset({"seats_taken", "waiting", "overfill"})
COUNTER_WRITERS = {"projects.capacity": "the one writer"}
STATE = frozenset({"state"})
# Models that have a life, and their making.
LIVING = frozenset({"Organization", "Affiliation", "Project", "SignUp", "Attendance", "Notification"}) | frozenset(
    {"HoursEntry", "MissedAppeal", "StandIn", "ProjectReport", "BlockObjection"}
)
STATE_WRITERS = {
    "qazvolunteer.core.transitions": "move: the arrow of a table, with its record",
    "organizations.affiliations": "a place in a network begins, invited, asked for or carried over",
    "volunteers.lifecycle": "the sign-up's one writer: it begins, and a cancelled shift ends all in one statement",
    "volunteers.attendance": "what the scans of many people say is written in one statement, each with its record",
    "volunteers.hours": "a correction begins confirmed, with its record",
    "frontoffice.monitoring.concerns": "a concern ends with its verdict in one statement, with its record",
    "frontoffice.monitoring.visits": "a visit is written down with its summary in one statement, with its record",
    "frontoffice.register.applying": "an export hands many applications over in one statement, each with its record",
    "qazvolunteer.notifications.outbox": "the letter's row is made, pending",
    "qazvolunteer.notifications.delivery": "the letter's row: claimed, sent, put off; it has no record of its own",
    "qazvolunteer.notifications.retrying": "an operator puts failed letters back into the queue",
}
# Demonstration rows are made in bulk before anybody comes; their counters and records are tested with them.
IN_BULK = "frontoffice.demo."


def writers(columns: frozenset[str], models: frozenset[str]) -> dict[str, list[int]]:
    found = {module: [line for line, _ in written(tree, columns, models)] for module, tree in sources.modules()}
    return {module: lines for module, lines in found.items() if lines and not module.startswith(IN_BULK)}


def test_the_counters_of_a_shift_have_one_writer() -> None:
    found = writers(COUNTERS, frozenset({"Shift"}))
    assert {module: lines for module, lines in found.items() if module not in COUNTER_WRITERS} == {}


def test_states_change_through_the_tables() -> None:
    found = writers(STATE, LIVING)
    assert {module: lines for module, lines in found.items() if module not in STATE_WRITERS} == {}


def test_no_writer_is_named_that_writes_nothing() -> None:
    """A stale permission is an open door."""
    assert set(STATE_WRITERS) - set(writers(STATE, LIVING)) == set()


@pytest.mark.parametrize(
    "line",
    [
        "shift.seats_taken = 1",
        "shift.seats_taken += 1",
        "a, shift.waiting = 1, 2",
        "Shift.objects.filter(pk=1).update(seats_taken=F('seats_taken') + 1)",
        "Shift.objects.filter(pk=1).update(**{'overfill': 1})",
        "Shift(seats_taken=1)",
        "Shift.objects.update_or_create(pk=1, defaults={'waiting': 1})",
        "Shift.objects.bulk_update(rows, ['seats_taken'])",
        "shift.save(update_fields=['seats_taken'])",
        "setattr(shift, 'overfill', 2)",
        "cursor.execute('UPDATE projects_shift SET seats_taken = 0')",
        "cursor.execute('INSERT INTO projects_shift (id, seats_taken) VALUES (1, 0)')",
    ],
)
def test_the_checker_finds(line: str) -> None:
    assert written(ast.parse(line), COUNTERS, frozenset({"Shift"}))


@pytest.mark.parametrize(
    "line",
    [
        "Shift.objects.filter(seats_taken=1)",
        "taken = shift.seats_taken",
        "Q(seats_taken__lt=F('seats'))",
        "row(waiting=1)",
        "cursor.execute('SELECT 1 FROM projects_shift WHERE seats_taken = 0')",
        "cursor.execute('INSERT INTO copy (id) SELECT id FROM projects_shift WHERE seats_taken = 0')",
    ],
)
def test_the_checker_lets_through(line: str) -> None:
    assert not written(ast.parse(line), COUNTERS, frozenset({"Shift"}))
