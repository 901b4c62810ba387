"""The letter of the morning: on each working day, to everybody in post, what waits at their desk and what is overdue.

New questions come all day; a letter for each would be noise. What cannot wait (an appeal, a concern about danger, what
climbed) has a letter of its own.
"""

from __future__ import annotations

import datetime as dt

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from frontoffice.models import Coordinator
from qazvolunteer.core import working_days
from qazvolunteer.notifications.outbox import Message, notify_many

KIND = "frontoffice.morning"
# After that it is no morning's letter any more.
FROM, UNTIL = dt.time(8), dt.time(11)


@transaction.atomic
def write() -> int:
    """Write today's letters, each once; for how many people. Where nothing waits, none is sent (see the letter)."""
    now = timezone.localtime()
    if not (FROM <= now.time() < UNTIL and working_days.is_working_day(now.date())):
        return 0
    posts = Coordinator.objects.active().values("user")
    day = now.date().isoformat()
    people = get_user_model().objects.filter(is_active=True, pk__in=posts)
    messages = [Message(person, {"day": day}, f"morning:{day}:{person.pk}") for person in people]
    notify_many(KIND, messages)
    return len(messages)
