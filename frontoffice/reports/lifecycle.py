"""Changes the state of a report, and nothing else does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from frontoffice.reports.enums import TRANSITIONS
from frontoffice.reports.models import MonitoringReport, MonitoringTransition
from organizations.permissions import EVERYWHERE, regions_overseen
from qazvolunteer.core.locks import locked
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.core.transitions import move

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User


def change(report: MonitoringReport, action: str, *, by: User | None, reason: str = "") -> None:
    """The caller holds the lock. Raises Refusal ``wrong_state``."""
    move(report, action, table=TRANSITIONS, record=MonitoringTransition, by=by, reason=reason)


def held(pk: int) -> MonitoringReport:
    """The report, locked to the end of the transaction. Its job is read later: joined, it is as old as the wait."""
    return locked(MonitoringReport.objects.select_related("region", "signed_by")).get(pk=pk)


def may_work_on(user: User, region: str | None) -> bool:
    """Whether the person's posts open reports of the region (KATO; None: of the republic)."""
    regions = regions_overseen(user)
    return bool(regions & EVERYWHERE) or (region is not None and region in regions)


def require(user: User, region: str | None) -> None:
    """Raises ``not_allowed`` for whoever has no post there."""
    if not may_work_on(user, region):
        raise Refusal("not_allowed", _("Reports are made by the front office of their region."))
