"""What reports are called: their kinds' periods, their addresses, and their names in words."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from frontoffice.reports.enums import ReportKind
from frontoffice.rollups.periods import DAY, Period
from qazvolunteer.core import dates

if TYPE_CHECKING:
    from frontoffice.reports.models import MonitoringReport
    from qazvolunteer.places.models import Region


def days_of(report: MonitoringReport) -> Period:
    return Period(report.first, report.last)


def ended_before(today: dt.date) -> list[tuple[str, Period]]:
    """The kinds whose last period ended with the month before ``today``, each with that period."""
    last = today.replace(day=1) - DAY
    found = [(str(ReportKind.MONTH), Period.of_month(last.year, last.month))]
    if last.month % 3 == 0:
        found.append((str(ReportKind.QUARTER), Period.of_quarter(last.year, last.month // 3)))
    if last.month % 6 == 0:
        found.append((str(ReportKind.HALF), Period.of_half(last.year, last.month // 6)))
    if last.month == 12:
        found.append((str(ReportKind.YEAR), Period.of_year(last.year)))
    return found


def kind_of(period: Period) -> ReportKind:
    """The kind of a report of exactly these days: what beat makes by itself is no report of its own when asked for."""
    year, month = period.first.year, period.first.month
    whole = {
        ReportKind.MONTH: Period.of_month(year, month),
        ReportKind.QUARTER: Period.of_quarter(year, (month + 2) // 3),
        ReportKind.HALF: Period.of_half(year, (month + 5) // 6),
        ReportKind.YEAR: Period.of_year(year),
    }
    return next((kind for kind, one in whole.items() if one == period), ReportKind.PERIOD)


def slug_of(kind: str, region: Region | None, period: Period, version: int = 1) -> str:
    """The address: "2026-10-almaty", "2026-q3-kazakhstan-v2"."""
    first = period.first
    when = {
        ReportKind.MONTH: f"{first:%Y-%m}",
        ReportKind.QUARTER: f"{first.year}-q{(first.month + 2) // 3}",
        ReportKind.HALF: f"{first.year}-h{(first.month + 5) // 6}",
        ReportKind.YEAR: str(first.year),
        ReportKind.PERIOD: f"{first.isoformat()}-{period.last.isoformat()}",
    }[ReportKind(kind)]
    where = region.slug if region else "kazakhstan"
    return f"{when}-{where}" if version == 1 else f"{when}-{where}-v{version}"


def place_of(report: MonitoringReport) -> str:
    return report.region.name if report.region else _("Kazakhstan")


def period_of(report: MonitoringReport) -> str:
    """The period in words: "October 2026", "Quarter 3, 2026", "2026"."""
    first = report.first
    if report.kind == ReportKind.MONTH:
        return dates.month(first)
    if report.kind == ReportKind.QUARTER:
        return _("Quarter %(number)d, %(year)s") % {"number": (first.month + 2) // 3, "year": first.year}
    if report.kind == ReportKind.HALF:
        return _("Half-year %(number)d, %(year)s") % {"number": (first.month + 5) // 6, "year": first.year}
    if report.kind == ReportKind.YEAR:
        return str(first.year)
    return f"{first:%d.%m.%Y}{dates.DASH}{report.last:%d.%m.%Y}"


def title_of(report: MonitoringReport) -> str:
    """ "Almaty: October 2026" """
    return _("%(place)s: %(period)s") % {"place": place_of(report), "period": period_of(report)}
