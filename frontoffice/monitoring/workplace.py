"""Findings of visits on the start page of the organization that has to act on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from frontoffice.monitoring.enums import VISITED, FindingState
from frontoffice.monitoring.models import Finding
from organizations.enums import EDITING_ROLES
from organizations.permissions import organizations_with
from qazvolunteer.core import dates
from qazvolunteer.core.workplace import Panel, Row, Waiting, panel

if TYPE_CHECKING:
    from django.http import HttpRequest

SHOWN, MOST = 5, 100


def open_findings(request: HttpRequest) -> Waiting | None:
    """What the organization has to do, the nearest day first. None for who may not answer."""
    own = organizations_with(request.user, EDITING_ROLES)
    if not own:
        return None
    rows = Finding.objects.filter(
        state=FindingState.OPEN, visit__state__in=VISITED, visit__organization__in=own
    ).select_related("visit__project")
    found = list(rows.order_by("due_on", "pk")[:MOST])
    return Waiting([_row(one) for one in found[:SHOWN]], len(found), reverse("my-visits")) if found else None


def _row(finding: Finding) -> Row:
    day = dates.day(finding.due_on) if finding.due_on else ""
    return Row(
        title=finding.demand,
        url=reverse("my-visit", args=[finding.visit_id]),
        facts=(finding.visit.project.title,),
        tag=_("Overdue") if finding.is_overdue else day,
        tone="urgent" if finding.is_overdue else "warn",
    )


panel(Panel(title=_("What a monitoring visit asks you to do"), load=open_findings, order=6))
