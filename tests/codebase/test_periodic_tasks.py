"""What beat sends is a task that somebody has registered, with a name of our own."""

from __future__ import annotations

import inspect

from django.conf import settings

from qazvolunteer.celery import app


def registered() -> dict[str, object]:
    app.loader.import_default_modules()
    return {name: task for name, task in app.tasks.items() if not name.startswith("celery.")}


def test_beat_sends_registered_tasks() -> None:
    sent = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert sent - set(registered()) == set()


def test_tasks_are_named_after_their_app() -> None:
    for name, task in registered().items():
        module = inspect.getmodule(task.run).__name__  # type: ignore[attr-defined,union-attr]
        assert name.partition(".")[0] in module, name


def test_a_sweep_that_waited_for_the_next_one_is_dropped() -> None:
    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        if entry["schedule"] < 3600:
            assert entry["options"]["expires"] < entry["schedule"]
