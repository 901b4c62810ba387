"""What came of a project: its report, what was achieved against the plan, and the pictures of it."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.enums import OutcomeUnit
from qazvolunteer.core.transitions import TransitionRecord, state_check
from volunteers.report_enums import WRITABLE, ReportState


class ProjectReportQuerySet(models.QuerySet["ProjectReport"]):
    def to_write(self) -> Self:
        return self.filter(state__in=WRITABLE)

    def overdue(self) -> Self:
        return self.to_write().filter(due_on__lt=timezone.localdate())


class ProjectReport(models.Model):
    """Written by the organization after the project, read by the front office, public once it is accepted.

    ``people`` and ``minutes`` are counted out of the volunteer book when the report is submitted; nobody types them.
    """

    project = models.OneToOneField(
        "projects.Project", on_delete=models.CASCADE, related_name="report", verbose_name=_("project")
    )
    state = models.CharField(_("status"), max_length=10, choices=ReportState, default=ReportState.DUE, editable=False)
    due_on = models.DateField(_("due on"), editable=False)
    text = models.TextField(
        _("what was done"), blank=True, help_text=_("Paragraphs; Markdown is allowed. One language is enough.")
    )
    people = models.PositiveIntegerField(_("people who came"), null=True, editable=False)
    minutes = models.PositiveIntegerField(_("confirmed minutes"), null=True, editable=False)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, editable=False)
    accepted_at = models.DateTimeField(_("accepted at"), null=True, editable=False)
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)

    objects = ProjectReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("project report")
        verbose_name_plural = _("project reports")
        ordering = ["-pk"]
        constraints = [state_check("volunteers_report_state", ReportState)]
        indexes = [
            models.Index(fields=["due_on"], condition=Q(state__in=["due", "returned"]), name="volunteers_reports_due"),
            models.Index(fields=["state"], name="volunteers_reports_state"),
        ]

    def __str__(self) -> str:
        return str(self.project)

    @property
    def is_overdue(self) -> bool:
        return self.state in WRITABLE and self.due_on < timezone.localdate()


class ReportTransition(TransitionRecord):
    subject = models.ForeignKey(ProjectReport, on_delete=models.CASCADE, related_name="transitions")


class ReportOutcome(models.Model):
    """What was achieved of one unit. ``planned`` is taken over from the project; empty for what nobody planned."""

    report = models.ForeignKey(ProjectReport, on_delete=models.CASCADE, related_name="outcomes")
    unit = models.CharField(_("unit"), max_length=16, choices=OutcomeUnit)
    planned = models.DecimalField(_("planned"), max_digits=9, decimal_places=1, null=True, blank=True, editable=False)
    done = models.DecimalField(_("achieved"), max_digits=9, decimal_places=1, null=True, blank=True)

    class Meta:
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        ordering = ["pk"]
        constraints = [
            state_check("volunteers_report_outcome_unit", OutcomeUnit, "unit"),
            models.UniqueConstraint(
                fields=["report", "unit"],
                name="volunteers_report_outcome_once",
                violation_error_message=_("This unit is there already."),
            ),
            models.CheckConstraint(name="volunteers_report_outcome_done", condition=Q(done=None) | Q(done__gte=0)),
        ]

    def __str__(self) -> str:
        return str(self.get_unit_display())


class ReportPhoto(models.Model):
    """A picture of the report. The front office takes out what must not be shown; children need a parent's consent."""

    report = models.ForeignKey(ProjectReport, on_delete=models.CASCADE, related_name="photos")
    content = models.BinaryField()
    caption = models.CharField(_("what it shows"), max_length=160)
    faces_checked = models.BooleanField(_("No child can be recognized, or a parent has agreed in writing."))
    taken_out = models.BooleanField(_("not to be shown"), default=False)
    added_at = models.DateTimeField(_("added at"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="volunteers_report_photo_faces",
                condition=Q(faces_checked=True),
                violation_error_message=_("Look at the faces first: children are shown with a parent's consent only."),
            )
        ]

    def __str__(self) -> str:
        return self.caption
