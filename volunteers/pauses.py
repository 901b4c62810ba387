"""A front office has paused a project, or suspended its organization: whoever has a place or waits is told, and told
again when it goes on. Nobody loses a place by it.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING

from projects.enums import ProjectState
from projects.models import Project, Shift
from qazvolunteer.notifications.outbox import Message, notify_many
from volunteers.models import SignUp

if TYPE_CHECKING:
    from organizations.models import Organization


def running_of(organization: Organization) -> list[int]:
    """The projects of an organization that its suspension halts."""
    rows = Project.objects.filter(organization=organization, state=ProjectState.APPROVED)
    return list(rows.values_list("pk", flat=True))


def tell(kind: str, projects: Iterable[int]) -> int:
    """One letter a person and project, about their next shift; returns how many."""
    coming = Shift.objects.upcoming().filter(project__in=list(projects)).values("pk")
    rows = (
        SignUp.objects.live()
        .filter(shift__in=coming)
        .select_related("volunteer__user")
        .order_by("volunteer_id", "shift__project_id", "shift__starts_at", "pk")
        .distinct("volunteer_id", "shift__project_id")
    )
    # Paused, resumed and paused again is three letters.
    version = uuid.uuid4().hex
    messages = [
        Message(row.volunteer.user, {"signup": row.pk}, key=f"{kind}:{row.pk}:{version}")
        for row in rows.iterator(chunk_size=1000)
    ]
    notify_many(kind, messages)
    return len(messages)
