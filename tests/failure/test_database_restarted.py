"""The database is restarted under load: what was promised is kept, and everything goes on by itself."""

from __future__ import annotations

from tests.failure.conftest import Installation, Locked, SlowMarks, in_background

MANY = 24


def test_letters_in_the_middle_of_their_delivery(installation: Installation) -> None:
    world = installation.world(MANY, MANY, "joined")
    worker = installation.start_worker()
    with SlowMarks(installation):
        installation.sweep()
        assert installation.until(lambda: len(installation.letters(world)) >= 3)
        installation.restart_database()
        assert installation.notifications(world, "sent") < MANY

    assert installation.sweep_until(lambda: installation.notifications(world, "sent") == MANY)
    letters = installation.letters(world)
    assert len(letters) == len(set(letters)) == MANY
    assert worker.process.poll() is None


def test_pages_and_sign_ups_after_the_restart(installation: Installation) -> None:
    installation.start_web()
    world = installation.world(2, 5)
    assert installation.take(world, 0).status == 302
    assert installation.get("/readyz").status == 200

    installation.supervisor.stop(installation.database_child)
    assert installation.get("/readyz").status == 503
    assert installation.get("/livez").status == 200
    installation.restart_database()

    # The first request over each old connection already finds the new server.
    assert [installation.get(f"/en/projects/{world.project}/").status for _ in range(8)] == [200] * 8
    assert installation.take(world, 1).status == 302
    assert installation.ask("SELECT seats_taken FROM projects_shift WHERE id = %s", world.shift) == 2


def test_a_sign_up_that_was_cut_off_leaves_nothing_behind(installation: Installation) -> None:
    installation.start_web()
    world = installation.world(1, 5)
    with Locked(installation, world) as lock:
        thread, answers = in_background(lambda: installation.take(world))
        assert installation.until(lock.waited_for)
        installation.supervisor.stop(installation.database_child)
        thread.join(30)
    assert answers[0].status >= 500
    installation.restart_database()

    assert installation.ask("SELECT count(*) FROM volunteers_signup WHERE shift_id = %s", world.shift) == 0
    assert installation.ask("SELECT seats_taken FROM projects_shift WHERE id = %s", world.shift) == 0
    assert installation.take(world).status == 302
    assert installation.ask("SELECT seats_taken FROM projects_shift WHERE id = %s", world.shift) == 1
