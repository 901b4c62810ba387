"""How long decisions took, as everybody may read it: rolled up, so that a page reads a few rows."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ServiceTime(models.Model):
    """Of the decisions of one kind that an office took between two days: how many, and in how many working days.

    Without a region: of the whole country. ``median`` and ``ninetieth`` (the 90th percentile) are working days as a
    deadline counts them (``core.working_days.taken``), by the nearest-rank method; ``in_time`` those decided by their
    deadline. Written anew by ``clocks.service_times``, never edited.
    """

    region = models.ForeignKey("places.Region", on_delete=models.CASCADE, null=True, related_name="+")
    kind = models.CharField(_("kind of decision"), max_length=20)
    decisions = models.PositiveIntegerField(_("decisions"))
    in_time = models.PositiveIntegerField(_("decided in time"))
    median = models.PositiveIntegerField(_("median"))
    ninetieth = models.PositiveIntegerField(_("90th percentile"))
    first = models.DateField(_("from"))
    last = models.DateField(_("to"))
    counted_at = models.DateTimeField(_("counted at"), default=timezone.now)

    class Meta:
        verbose_name = _("service time")
        verbose_name_plural = _("service times")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "kind"], nulls_distinct=False, name="frontoffice_service_time_once"
            ),
            models.CheckConstraint(
                name="frontoffice_service_time_adds_up",
                condition=Q(in_time__lte=F("decisions"), median__lte=F("ninetieth"), first__lte=F("last")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region_id or ''} {self.kind}: {self.median}"
