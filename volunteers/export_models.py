"""Files with the sign-ups of a shift or a project, made for one person and gone after a while."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qazvolunteer.core.transitions import state_check

KEPT_FOR = dt.timedelta(days=3)


class ExportFormat(models.TextChoices):
    XLSX = "xlsx", _("Excel (XLSX)")
    CSV = "csv", _("CSV")


class ExportFile(models.Model):
    """Who took which contact data away, and when: the row stays, its pieces go at ``expires_at``.

    Only the owner may fetch it, and only while they still decide about those sign-ups.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="+")
    # Empty: all shifts of the project.
    shift = models.ForeignKey("projects.Shift", on_delete=models.CASCADE, null=True, related_name="+")
    format = models.CharField(_("format"), max_length=4, choices=ExportFormat)
    language = models.CharField(_("language"), max_length=2)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    made_at = models.DateTimeField(_("made at"), null=True)
    expires_at = models.DateTimeField(_("expires at"))

    class Meta:
        verbose_name = _("file with sign-ups")
        verbose_name_plural = _("files with sign-ups")
        ordering = ["-pk"]
        constraints = [state_check("volunteers_export_format", ExportFormat, "format")]
        indexes = [models.Index(fields=["owner", "-id"], name="volunteers_own_exports")]

    def __str__(self) -> str:
        return f"{self.project_id} · {self.format}"

    @property
    def is_ready(self) -> bool:
        return self.made_at is not None and self.expires_at > timezone.now()

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= timezone.now()


class ExportPiece(models.Model):
    """The content of a file, in the order of the numbers: no file is ever whole in memory."""

    file = models.ForeignKey(ExportFile, on_delete=models.CASCADE, related_name="pieces", db_index=False)
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        ordering = ["file", "number"]
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="volunteers_export_piece_once")]

    def __str__(self) -> str:
        return f"{self.file_id} · {self.number}"
