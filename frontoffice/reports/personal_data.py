"""What the reports know of a person: whom they were sent to. Who signed and who asked stays without a name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from frontoffice.reports.models import MonitoringReport, ReportRecipient
from qazvolunteer.accounts.personal_data import eraser, exporter

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User


@exporter("monitoring_reports")
def give(user: User) -> dict[str, Any] | None:
    """Reports that were sent to the person, and those they signed. None without any."""
    sent = [
        {"report": row.report.slug, "email": row.email, "at": row.at}
        for row in ReportRecipient.objects.filter(email__iexact=user.email).select_related("report").order_by("pk")
    ]
    signed = [
        {"report": report.slug, "at": report.signed_at}
        for report in MonitoringReport.objects.filter(signed_by=user).only("slug", "signed_at").order_by("pk")
    ]
    return {"sent": sent, "signed": signed} if sent or signed else None


@eraser("monitoring_reports")
def forget(user: User) -> None:
    """Their address goes out of the lists of recipients."""
    ReportRecipient.objects.filter(email__iexact=user.email).delete()
