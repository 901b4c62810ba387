"""The queue of the front offices: a row for each decision that is due, and what colleagues write beside it."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from frontoffice.desk.enums import EntryKind, Look, MatterKind
from qazvolunteer.core.transitions import state_check


class MatterQuerySet(models.QuerySet["Matter"]):
    def open(self) -> Self:
        return self.filter(closed_at=None)

    def late(self) -> Self:
        return self.open().filter(due_at__lt=timezone.now())

    def about(self, row: models.Model) -> Self:
        """Everything that was or is to be decided about a row."""
        return self.filter(subject_type=row._meta.label_lower, subject_id=row.pk)


class Matter(models.Model):
    """One decision that a front office owes, from the moment it is asked for to the moment it is taken.

    Opened and closed by ``desk.matters`` in the transaction of its cause; asked for again, it is another row. What it
    is about is named by ``subject_type`` (a model's label) and ``subject_id``: rows of every floor are decided here.
    """

    kind = models.CharField(_("kind"), max_length=20, choices=MatterKind)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    region = models.ForeignKey(
        "places.Region", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("region")
    )
    opened_at = models.DateTimeField(_("since"), default=timezone.now)
    due_at = models.DateTimeField(_("decision due"))
    escalated_at = models.DateTimeField(_("passed to the republic at"), null=True, blank=True)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("assigned to"),
    )
    # Whether every automatic check passed when it was opened.
    clear = models.BooleanField(_("every check passed"), default=False)
    closed_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=32, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )

    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_type", "subject_id"],
                condition=Q(closed_at=None),
                name="frontoffice_matter_open_once",
            ),
            models.CheckConstraint(
                name="frontoffice_matter_closed_has_outcome",
                condition=Q(closed_at=None, outcome="") | (Q(closed_at__isnull=False) & ~Q(outcome="")),
            ),
            models.CheckConstraint(
                name="frontoffice_matter_closed_after_opened",
                condition=Q(closed_at=None) | Q(closed_at__gte=F("opened_at")),
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(closed_at=None), name="frontoffice_matters_due"),
            models.Index(
                fields=["region", "due_at", "id"], condition=Q(closed_at=None), name="frontoffice_matters_region"
            ),
            models.Index(fields=["subject_type", "subject_id"], name="frontoffice_matters_subject"),
            models.Index(
                fields=["kind", "region", "closed_at"],
                condition=Q(closed_at__isnull=False),
                name="frontoffice_matters_decided",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.subject_id}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def is_late(self) -> bool:
        return self.closed_at is None and self.due_at < timezone.now()


class MatterEntry(models.Model):
    """A note of a colleague, or who has taken the matter on. Seen in the front office alone; never edited."""

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="entries")
    kind = models.CharField(_("kind"), max_length=12, choices=EntryKind)
    text = models.TextField(_("note"), max_length=2000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("entry at a decision")
        verbose_name_plural = _("entries at decisions")
        ordering = ["-at", "-pk"]
        constraints = [state_check("frontoffice_matter_entry_kind", EntryKind, "kind")]

    def __str__(self) -> str:
        return self.text or str(self.get_kind_display())


class FieldMark(models.Model):
    """What is wrong with one field, said by the office beside it, until the row is submitted again."""

    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    field = models.CharField(_("field"), max_length=60)
    note = models.CharField(_("note"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("at"), default=timezone.now)
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)

    class Meta:
        verbose_name = _("mark at a field")
        verbose_name_plural = _("marks at fields")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "field"],
                condition=Q(settled_at=None),
                name="frontoffice_field_marked_once",
            )
        ]
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="frontoffice_marks_subject")]

    def __str__(self) -> str:
        return f"{self.field}: {self.note}"


class PictureLook(models.Model):
    """A picture the office has looked at, known by what it shows (the name of a redrawn picture)."""

    name = models.CharField(max_length=40, primary_key=True)
    verdict = models.CharField(_("verdict"), max_length=12, choices=Look)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("look at a picture")
        verbose_name_plural = _("looks at pictures")
        constraints = [state_check("frontoffice_picture_verdict", Look, "verdict")]

    def __str__(self) -> str:
        return self.name
