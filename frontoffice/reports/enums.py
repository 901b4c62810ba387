"""Choices of monitoring reports and their life."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from qazvolunteer.core.transitions import Table


class ReportKind(models.TextChoices):
    MONTH = "month", _("Monthly report")
    QUARTER = "quarter", _("Quarterly report")
    HALF = "half", _("Volunteers in numbers, half a year")
    YEAR = "year", _("Yearly report")
    PERIOD = "period", _("Report of a chosen period")


class MonitoringState(models.TextChoices):
    QUEUED = "queued", _("Waits to be built")
    BUILDING = "building", _("Being built")
    DRAFT = "draft", _("Draft")
    SIGNED_OFF = "signed_off", _("Signed off")
    FAILED = "failed", _("Could not be built")
    CANCELLED = "cancelled", _("Cancelled")


RUNNING = frozenset({MonitoringState.QUEUED, MonitoringState.BUILDING})
STOPPED = frozenset({MonitoringState.FAILED, MonitoringState.CANCELLED})
READABLE = frozenset({MonitoringState.DRAFT, MonitoringState.SIGNED_OFF})

TRANSITIONS = Table.of(
    {
        "build": ({MonitoringState.QUEUED}, MonitoringState.BUILDING),
        "finish": ({MonitoringState.BUILDING}, MonitoringState.DRAFT),
        "fail": ({MonitoringState.BUILDING}, MonitoringState.FAILED),
        "cancel": (RUNNING, MonitoringState.CANCELLED),
        "retry": (STOPPED, MonitoringState.QUEUED),
        "sign_off": ({MonitoringState.DRAFT}, MonitoringState.SIGNED_OFF),
    }
)


class FileFormat(models.TextChoices):
    PDF = "pdf", "PDF"
    XLSX = "xlsx", "XLSX"
    CSV = "csv", "CSV"


class Step(models.TextChoices):
    """What is done in turn: each is kept before the next begins."""

    FIGURES = "figures", _("Figures")
    KK = "kk", _("Files in Kazakh")
    RU = "ru", _("Files in Russian")
    EN = "en", _("Files in English")
