"""A worker dies in the middle of its task: another one finishes, and every reader gets one letter."""

from __future__ import annotations

import psutil

from tests.failure.conftest import Installation, SlowMarks, World

MANY = 24


def all_once(installation: Installation, world: World) -> None:
    """Every letter is there, each to its own reader, none twice; no row is left and none was tried for ever."""
    assert installation.sweep_until(lambda: installation.notifications(world, "sent") == MANY)
    letters = installation.letters(world)
    assert len(letters) == len(set(letters)) == MANY
    assert installation.notifications(world, "pending") == 0
    tried = installation.ask(
        "SELECT max(n.attempts) FROM notifications_notification n JOIN accounts_user u ON u.id = n.recipient_id"
        " WHERE u.email = ANY(%s)",
        [person["email"] for person in world.people],
    )
    assert tried <= 3


def test_the_whole_worker_is_killed(installation: Installation) -> None:
    world = installation.world(MANY, MANY, "joined")
    worker = installation.start_worker()
    with SlowMarks(installation):
        installation.sweep()
        assert installation.until(lambda: len(installation.letters(world)) >= 3)
        installation.kill(worker)
        assert 0 < len(installation.letters(world)) < MANY

    installation.start_worker()
    all_once(installation, world)


def test_only_the_process_that_runs_the_task_is_killed(installation: Installation) -> None:
    """The worker itself lives on and gets a new process; the task comes back to it."""
    world = installation.world(MANY, MANY, "joined")
    worker = installation.start_worker()
    with SlowMarks(installation):
        installation.sweep()
        assert installation.until(lambda: len(installation.letters(world)) >= 3)
        for process in psutil.Process(worker.process.pid).children():
            process.kill()
        assert 0 < len(installation.letters(world)) < MANY

    all_once(installation, world)
    assert worker.process.poll() is None
