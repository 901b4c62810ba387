"""Many at once: threads with connections of their own, let go at the same moment, against a real PostgreSQL."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection

from projects.models import SeatHold, Shift
from qazvolunteer.core.refusals import Refusal
from volunteers import integrity
from volunteers.enums import QUEUED, SEAT_HOLDING
from volunteers.models import SignUp

PATIENCE = 30


def at_once(acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """Run all acts in threads that start together; their results in order.

    A Refusal is a result. Any other exception fails the test, deadlocks among them.
    """
    start = threading.Barrier(len(acts), timeout=PATIENCE)
    results: list[Any] = [None] * len(acts)
    problems: list[BaseException] = []

    def run(number: int) -> None:
        try:
            connection.ensure_connection()
            start.wait()
            results[number] = acts[number]()
        except Refusal as refusal:
            results[number] = refusal
        except BaseException as problem:
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,), daemon=True) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert not any(thread.is_alive() for thread in threads), "Somebody still waits for a lock."
    if problems:
        raise problems[0]
    return results


def codes(results: Sequence[Any]) -> list[str]:
    """What became of each act: "" for done, the refusal's code otherwise."""
    return [result.code if isinstance(result, Refusal) else "" for result in results]


def check(*shifts: Shift) -> None:
    """The invariant: the counters are the rows, and never more than seats and overfill."""
    for shift in shifts:
        shift.refresh_from_db()
        signups = SignUp.objects.filter(shift=shift)
        held = signups.filter(state__in=SEAT_HOLDING).count() + SeatHold.objects.filter(shift=shift).count()
        assert shift.seats_taken == held <= shift.seats + shift.overfill
        assert shift.waiting == signups.filter(state__in=QUEUED).count()
    assert not integrity.drifted().exists()
