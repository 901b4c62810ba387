"""The broker dies between the commit and the delivery: the row is the truth, the message only wakes the sender."""

from __future__ import annotations

from tests.failure.conftest import Installation


def test_a_sign_up_without_a_broker_is_kept_and_its_letter_goes_out_once(installation: Installation) -> None:
    installation.start_web()
    worker = installation.start_worker()
    world = installation.world(1, 5)
    installation.kill(installation.broker_child)

    answer = installation.take(world)

    assert answer.status == 302
    assert "/my/shifts/" in answer.location
    assert installation.ask("SELECT state FROM volunteers_signup WHERE shift_id = %s", world.shift) == "confirmed"
    assert installation.notifications(world, "pending") == 1
    assert installation.get("/readyz").status == 503
    assert installation.letters(world) == []

    installation.restart_broker()
    assert installation.until(lambda: installation.get("/readyz").status == 200)
    assert worker.process.poll() is None
    assert installation.sweep_until(lambda: installation.notifications(world, "sent") == 1)
    for _ in range(3):
        installation.sweep()
    installation.until(lambda: False, seconds=1.5)
    assert len(installation.letters(world)) == 1


def test_a_message_that_the_broker_acknowledged_survives_its_kill(installation: Installation) -> None:
    """No sweep is sent here: the wake-up of the sign-up itself must come back from the broker's disk."""
    installation.start_web()
    world = installation.world(1, 5)
    assert installation.take(world).status == 302
    installation.kill(installation.broker_child)
    installation.restart_broker()
    installation.start_worker()
    assert installation.until(lambda: installation.notifications(world, "sent") == 1)
    assert len(installation.letters(world)) == 1


def test_pages_are_served_while_the_broker_is_away(installation: Installation) -> None:
    installation.start_web()
    world = installation.world(1, 5)
    installation.kill(installation.broker_child)
    assert installation.get(f"/en/projects/{world.project}/").status == 200
    assert installation.get("/livez").status == 200
