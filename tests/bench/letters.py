"""Run as a program: the letters of the bench's people, delivered. ``python -m tests.bench.letters product|bare``.

``product`` is the task that workers run: claim, ask, render, send, mark. ``bare`` is a loop: the same rows are read,
each letter rendered by the same templates and sent over one line, and nothing is written down. Prints the seconds.
"""

from __future__ import annotations

import sys
import time


def product() -> None:
    from qazvolunteer.notifications import tasks

    tasks.sweep()


def bare() -> None:
    from django.core.mail import get_connection

    from qazvolunteer.notifications import kinds, rendering
    from qazvolunteer.notifications.models import Notification
    from tests.bench.world import BASE

    rows = list(Notification.objects.due().filter(recipient__gte=BASE).select_related("recipient"))
    kind = kinds.get(rows[0].kind)
    facts = kind.load_many(rows)
    line = get_connection()
    line.open()
    for row in rows:
        line.send_messages([rendering.message(row, rendering.render(row, kind, facts[row.pk]))])
    line.close()


if __name__ == "__main__":
    import django

    django.setup()
    began = time.perf_counter()
    {"product": product, "bare": bare}[sys.argv[1]]()
    print(time.perf_counter() - began)
