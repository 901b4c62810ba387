"""What everybody reads of visits on the page of a project: the day and how it stands, never names or findings."""

from __future__ import annotations

from frontoffice.monitoring.enums import Summary
from frontoffice.monitoring.models import Visit
from volunteers.public_reports import Monitored, monitor

TONES = {Summary.IN_ORDER: "ok", Summary.BEING_FIXED: "warn", Summary.SERIOUS: "urgent"}


@monitor
def of_project(project: int) -> Monitored | None:
    """The last visit that was made, or None."""
    row = Visit.objects.made().filter(project=project).order_by("-visited_at").only("visited_at", "summary").first()
    if row is None or row.visited_at is None:
        return None
    return Monitored(row.visited_at, str(row.get_summary_display()), TONES[Summary(row.summary)])
