"""One id from the request to the last task it caused: in every log line, and in the answer's ``X-Request-ID``."""

from __future__ import annotations

import logging
import re
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from celery.signals import before_task_publish, task_postrun, task_prerun
from django.http import HttpRequest, HttpResponse

HEADER = "X-Request-ID"
SAFE = re.compile(r"^[A-Za-z0-9._-]{8,64}$")

current: ContextVar[str] = ContextVar("request_id", default="")


def new() -> str:
    """A fresh id of 32 hexadecimal digits."""
    return uuid.uuid4().hex


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Take the id a trusted proxy sent, if it is well-formed, else make one; give it back in the answer."""

    def handle(request: HttpRequest) -> HttpResponse:
        sent = request.headers.get(HEADER, "")
        token = current.set(sent if SAFE.match(sent) else new())
        try:
            response = get_response(request)
            response[HEADER] = current.get()
            return response
        finally:
            current.reset(token)

    return handle


class Filter(logging.Filter):
    """Puts the current id on every log record as ``request_id``."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = current.get()
        return True


def connect_celery() -> None:
    """Send the id with every task, and set it while the task runs."""
    before_task_publish.connect(_publish, weak=False, dispatch_uid="request_id")
    task_prerun.connect(_start, weak=False, dispatch_uid="request_id")
    task_postrun.connect(_finish, weak=False, dispatch_uid="request_id")


def _publish(headers: dict[str, Any] | None = None, **_: Any) -> None:
    if headers is not None:
        headers["request_id"] = current.get() or new()


def _start(task: Any = None, **_: Any) -> None:
    current.set(getattr(task.request, "request_id", None) or (task.request.headers or {}).get("request_id") or new())


def _finish(**_: Any) -> None:
    current.set("")
