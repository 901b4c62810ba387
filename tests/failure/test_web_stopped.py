"""The web server is stopped, or killed, with requests open."""

from __future__ import annotations

import signal
import time

from tests.failure.conftest import Installation, Locked, in_background


def test_a_stop_lets_open_requests_finish_and_takes_no_new_ones(installation: Installation) -> None:
    web = installation.start_web()
    world = installation.world(3, 5)
    with Locked(installation, world) as lock:
        requests = [in_background(lambda number=number: installation.take(world, number)) for number in range(3)]
        assert installation.until(lock.waited_for)
        time.sleep(0.5)
        web.process.send_signal(signal.SIGTERM)
        # Not taken any more: refused, or left unanswered until the server is gone.
        assert installation.until(lambda: installation.get("/livez", seconds=0.5).status == 0, seconds=5), web.output
        assert web.process.poll() is None

    for thread, answers in requests:
        thread.join(30)
        assert answers[0].status == 302
        assert "/my/shifts/" in answers[0].location
    assert installation.until(lambda: web.process.poll() is not None)
    assert web.process.returncode == 0
    confirmed = "SELECT count(*) FROM volunteers_signup WHERE shift_id = %s AND state = 'confirmed'"
    assert installation.ask(confirmed, world.shift) == 3
    assert installation.ask("SELECT seats_taken FROM projects_shift WHERE id = %s", world.shift) == 3
    assert installation.notifications(world, "pending") == 3


def test_a_kill_in_the_middle_of_a_sign_up_leaves_nothing_half_done(installation: Installation) -> None:
    web = installation.start_web()
    world = installation.world(1, 5)
    with Locked(installation, world) as lock:
        thread, answers = in_background(lambda: installation.take(world))
        assert installation.until(lock.waited_for)
        installation.kill(web)
        thread.join(30)
    assert answers[0].status == 0

    installation.start_web()
    assert installation.until(lambda: not lock.waited_for())
    assert installation.ask("SELECT count(*) FROM volunteers_signup WHERE shift_id = %s", world.shift) == 0
    assert installation.ask("SELECT seats_taken FROM projects_shift WHERE id = %s", world.shift) == 0
    assert installation.notifications(world, "pending") == 0
    assert installation.take(world).status == 302
    assert installation.ask("SELECT seats_taken FROM projects_shift WHERE id = %s", world.shift) == 1
