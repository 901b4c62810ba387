"""One id from the request to the task it caused, and into every log line of both."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator

import pytest
from celery import Celery, current_task, shared_task
from celery.contrib.testing.worker import start_worker
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from qazvolunteer.core import request_id
from qazvolunteer.core.logs import JsonFormatter

seen: list[tuple[str, str]] = []


@shared_task(name="tests.report_request_id")
def report() -> None:
    record = logging.makeLogRecord({"msg": "in the task"})
    request_id.Filter().filter(record)
    seen.append((request_id.current.get(), json.loads(JsonFormatter().format(record))["request_id"]))


@shared_task(name="tests.cause_another")
def cause_another() -> None:
    current_task.app.send_task("tests.report_request_id")


@pytest.fixture(autouse=True)
def _nothing_seen() -> None:
    seen.clear()


@pytest.fixture(scope="module")
def worker() -> Iterator[Celery]:
    """A worker of this process on a broker in memory."""
    app = Celery("tests", broker="memory://", set_as_current=False)
    # A queue of its own: wake-ups that other tests left in this process's memory are not for this worker.
    app.conf.update(task_ignore_result=True, task_default_queue="request-ids")
    with start_worker(app, perform_ping_check=False, shutdown_timeout=10):
        yield app


def answer(app: Celery, name: str, **headers: str) -> HttpResponse:
    """What the middleware gives back for a view that sends the task ``name``."""

    def view(request: HttpRequest) -> HttpResponse:
        app.send_task(name)
        return HttpResponse()

    return request_id.middleware(view)(RequestFactory().get("/", headers=headers))


def wait_for(count: int) -> list[tuple[str, str]]:
    until = time.monotonic() + 10
    while len(seen) < count and time.monotonic() < until:
        time.sleep(0.02)
    return seen


def test_travels_from_the_request_to_the_task(worker: Celery) -> None:
    response = answer(worker, "tests.report_request_id")
    ((current, logged),) = wait_for(1)
    assert current == logged == response[request_id.HEADER]
    assert len(current) == 32
    assert request_id.current.get() == ""


def test_travels_on_to_what_the_task_causes(worker: Celery) -> None:
    response = answer(worker, "tests.cause_another")
    assert wait_for(1)[0][0] == response[request_id.HEADER]


def test_a_proxys_id_is_kept_and_a_malformed_one_is_not(worker: Celery) -> None:
    assert answer(worker, "tests.report_request_id", x_request_id="from-the-proxy-1")[request_id.HEADER] == (
        "from-the-proxy-1"
    )
    assert wait_for(1)[0][0] == "from-the-proxy-1"
    assert answer(worker, "tests.report_request_id", x_request_id='{"forged"}')[request_id.HEADER] != '{"forged"}'
    wait_for(2)


def test_two_requests_have_two_ids(worker: Celery) -> None:
    first, second = (answer(worker, "tests.report_request_id")[request_id.HEADER] for _ in range(2))
    assert {current for current, _logged in wait_for(2)} == {first, second}
    assert first != second
