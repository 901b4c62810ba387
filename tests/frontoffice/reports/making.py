"""A region with some work in it, and its reports."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass

from django.utils import timezone
from pypdf import PdfReader

from frontoffice.reports import building, signing
from frontoffice.reports.models import MonitoringReport, ReportFile
from frontoffice.rollups import rebuilding
from frontoffice.rollups.periods import Period
from organizations.models import Organization
from qazvolunteer.accounts.models import User
from qazvolunteer.places.models import Region
from tests import builders, hours_rows
from volunteers.hours_models import HoursEntry


@dataclass(frozen=True)
class Worked:
    """Two shifts of last week: three people came, one was missed; two lines of four hours are confirmed."""

    organization: Organization
    region: Region
    period: Period
    lines: list[HoursEntry]


def worked(slug: str = "almaty") -> Worked:
    organization = builders.organization(region=builders.region(slug))
    project = builders.project(organization=organization, region=builders.region(slug), town=None)
    lines = []
    for _ in range(2):
        shift = hours_rows.past_shift(project, days=6)
        lines.append(hours_rows.line(hours_rows.came(shift), "confirmed", minutes=240))
    hours_rows.came(shift)
    hours_rows.missed(shift)
    hours_rows.report(project, state="due", due_on=timezone.localdate() - dt.timedelta(days=3))
    rebuilding.refresh()
    today = timezone.localdate()
    return Worked(
        organization, builders.region(slug), Period(today - dt.timedelta(days=20), today - dt.timedelta(days=1)), lines
    )


def draft(slug: str = "almaty", *, by: User | None = None, of: Worked | None = None) -> MonitoringReport:
    """A report that is built."""
    work = of or worked(slug)
    report = building.ask(work.region, work.period, by=by or builders.coordinator(slug))
    building.build(report.pk)
    report.refresh_from_db()
    assert report.is_draft
    return report


def signed_off(slug: str = "almaty", **values: object) -> MonitoringReport:
    person = builders.coordinator(slug)
    return signing.sign_off(draft(slug, by=person, **values), by=person)  # type: ignore[arg-type]


def content(report: MonitoringReport, language: str, format: str) -> bytes:
    file = ReportFile.objects.get(report=report, language=language, format=format)
    found = b"".join(bytes(piece) for piece in file.pieces.order_by("number").values_list("content", flat=True))
    assert len(found) == file.size
    return found


def pdf_text(report: MonitoringReport, language: str) -> str:
    """What a reader of the PDF can select and copy, spaces made single."""
    pages = PdfReader(io.BytesIO(content(report, language, "pdf"))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())
