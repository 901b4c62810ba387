"""Monitoring reports: figures frozen at a moment, the coordinator's words, files, and the work of building them."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from frontoffice.reports.enums import READABLE, RUNNING, STOPPED, FileFormat, MonitoringState, ReportKind, Step
from qazvolunteer.accounts.enums import Language
from qazvolunteer.core.transitions import TransitionRecord, state_check


class MonitoringReportQuerySet(models.QuerySet["MonitoringReport"]):
    def signed_off(self) -> Self:
        return self.filter(state=MonitoringState.SIGNED_OFF)

    def newest_first(self) -> Self:
        return self.order_by("-last", "-first", F("region__sort_key").asc(nulls_first=True), "-version", "pk")


class MonitoringReport(models.Model):
    """One version of a report about a region, or the republic, in a period. Its figures never change.

    A correction is the next version: it says why it was made (``reason``) and what changed.
    """

    kind = models.CharField(_("kind"), max_length=8, choices=ReportKind)
    region = models.ForeignKey(
        "places.Region", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("region")
    )
    first = models.DateField(_("first day"))
    last = models.DateField(_("last day"))
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    slug = models.SlugField(_("address"), max_length=120, unique=True)
    state = models.CharField(
        _("status"), max_length=10, choices=MonitoringState, default=MonitoringState.QUEUED, editable=False
    )
    # See ``reports.freezing``.
    figures = models.JSONField(null=True, editable=False)
    figures_at = models.DateTimeField(_("time of data"), null=True, editable=False)
    changes = models.JSONField(default=list, editable=False)
    reason = models.TextField(_("why it was corrected"), blank=True)
    words_kk = models.TextField(_("words in Kazakh"), blank=True)
    words_ru = models.TextField(_("words in Russian"), blank=True)
    words_en = models.TextField(_("words in English"), blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("signed by")
    )
    signed_at = models.DateTimeField(_("signed at"), null=True)

    objects = MonitoringReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("monitoring report")
        verbose_name_plural = _("monitoring reports")
        ordering = ["-pk"]
        constraints = [
            state_check("frontoffice_monitoring_state", MonitoringState),
            state_check("frontoffice_monitoring_kind", ReportKind, "kind"),
            models.UniqueConstraint(
                fields=["kind", "region", "first", "last", "version"],
                nulls_distinct=False,
                name="frontoffice_monitoring_once",
            ),
            models.CheckConstraint(name="frontoffice_monitoring_period", condition=Q(last__gte=F("first"))),
            models.CheckConstraint(
                name="frontoffice_monitoring_has_figures",
                condition=~Q(state__in=sorted(READABLE)) | Q(figures__isnull=False, figures_at__isnull=False),
            ),
            models.CheckConstraint(
                name="frontoffice_monitoring_signed",
                condition=~Q(state=MonitoringState.SIGNED_OFF) | Q(signed_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["region", "-last"], name="frontoffice_monitoring_region"),
            models.Index(fields=["state"], condition=Q(state__in=sorted(RUNNING)), name="frontoffice_monitoring_open"),
        ]

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        return reverse("report", args=[self.slug])

    @property
    def is_running(self) -> bool:
        return self.state in RUNNING

    @property
    def is_stopped(self) -> bool:
        return self.state in STOPPED

    @property
    def is_readable(self) -> bool:
        return self.state in READABLE

    @property
    def is_draft(self) -> bool:
        return self.state == MonitoringState.DRAFT

    @property
    def is_signed_off(self) -> bool:
        return self.state == MonitoringState.SIGNED_OFF

    def words(self, language: str) -> str:
        """The coordinator's words in a language; "" where nobody wrote any."""
        return str(getattr(self, f"words_{language}"))


class MonitoringTransition(TransitionRecord):
    subject = models.ForeignKey(MonitoringReport, on_delete=models.CASCADE, related_name="transitions")

    @property
    def words(self) -> str:
        """The status it came to."""
        return str(MonitoringState(self.to_state).label)


class ReportJob(models.Model):
    """How far the building of a report is, and which worker has it until when.

    ``token`` is the claim: a worker keeps what it made only while the token is its own.
    """

    report = models.OneToOneField(MonitoringReport, on_delete=models.CASCADE, related_name="job", primary_key=True)
    done = models.PositiveSmallIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    token = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)
    problem = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("building of a report")
        verbose_name_plural = _("buildings of reports")
        constraints = [
            models.CheckConstraint(name="frontoffice_job_done", condition=Q(done__lte=len(Step.values))),
        ]

    def __str__(self) -> str:
        return f"{self.report_id}: {self.done}"

    @property
    def steps(self) -> int:
        return len(Step.values)

    @property
    def step(self) -> Step | None:
        """What is being done, or comes next."""
        return list(Step)[self.done] if self.done < self.steps else None


class ReportFile(models.Model):
    """A file of a report in one language; its content lies in pieces."""

    report = models.ForeignKey(MonitoringReport, on_delete=models.CASCADE, related_name="files")
    language = models.CharField(_("language"), max_length=2, choices=Language)
    format = models.CharField(_("format"), max_length=4, choices=FileFormat)
    size = models.PositiveIntegerField(_("size in bytes"))
    made_at = models.DateTimeField(_("made at"), default=timezone.now)

    class Meta:
        verbose_name = _("file of a report")
        verbose_name_plural = _("files of reports")
        ordering = ["report", "pk"]
        constraints = [
            state_check("frontoffice_report_file_format", FileFormat, "format"),
            state_check("frontoffice_report_file_language", Language, "language"),
            models.UniqueConstraint(fields=["report", "language", "format"], name="frontoffice_report_file_once"),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} · {self.language} · {self.format}"


class ReportPiece(models.Model):
    """The content of a file, in the order of the numbers."""

    file = models.ForeignKey(ReportFile, on_delete=models.CASCADE, related_name="pieces", db_index=False)
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        ordering = ["file", "number"]
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="frontoffice_report_piece_once")]

    def __str__(self) -> str:
        return f"{self.file_id} · {self.number}"


class ReportRecipient(models.Model):
    """Who was sent a signed-off report, and who sent it. Each address gets a version once."""

    report = models.ForeignKey(MonitoringReport, on_delete=models.CASCADE, related_name="recipients")
    email = models.EmailField(_("e-mail"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("recipient of a report")
        verbose_name_plural = _("recipients of reports")
        ordering = ["report", "email"]
        constraints = [models.UniqueConstraint(fields=["report", "email"], name="frontoffice_report_recipient_once")]

    def __str__(self) -> str:
        return f"{self.report_id} · {self.email}"
