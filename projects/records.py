"""Rows that tell what happened to projects and shifts, beside the transitions of their states."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class SeatsRecord(models.Model):
    """Who changed the number of seats, or let a shift be over its limit, and why."""

    shift = models.ForeignKey("projects.Shift", on_delete=models.CASCADE, related_name="seats_records")
    from_seats = models.PositiveIntegerField(_("from"))
    to_seats = models.PositiveIntegerField(_("to"))
    overfill = models.PositiveIntegerField(_("over the limit"), default=0)
    reason = models.TextField(_("reason"), blank=True)
    by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.from_seats} → {self.to_seats}"


class CatalogueChange(models.Model):
    """Written by triggers, read by ``projects.catalogue.upkeep``: ``xact`` is the id of the writing transaction,
    ``project_id`` empty when names of places, programmes or skills changed. A row outlives the project it names."""

    xact = models.BigIntegerField(db_index=True)
    project_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("change of the catalogue")
        verbose_name_plural = _("changes of the catalogue")

    def __str__(self) -> str:
        return str(self.project_id or "*")
