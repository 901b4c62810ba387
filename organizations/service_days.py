"""How many working days a front office has for each kind of decision: a table that the republican office keeps.

A row is never edited: the newest of a kind is in force, the others are its history. A kind without a row has the days
of ``DEFAULTS``. A change holds for what comes after it; what waits keeps the deadline it was told.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

DEFAULTS: Mapping[str, int] = MappingProxyType(
    {"organization": 5, "project": 3, "report": 5, "hours": 5, "appeal": 5, "block": 5, "photo": 2}
)
# A kind of a higher floor that is not named above.
OTHERS = 5
MOST = 30


class ServiceDays(models.Model):
    """Since ``at`` a decision of this kind is due after so many working days."""

    kind = models.CharField(_("kind of decision"), max_length=20)
    days = models.PositiveSmallIntegerField(_("working days"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("deadline of the front offices")
        verbose_name_plural = _("deadlines of the front offices")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["kind", "-id"], name="organizations_service_days")]
        constraints = [
            models.CheckConstraint(
                name="organizations_service_days_some", condition=models.Q(days__gte=1, days__lte=MOST)
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.days}"


def days_for(kind: str) -> int:
    """The working days that a decision of this kind has from now on."""
    found = ServiceDays.objects.filter(kind=kind).order_by("-pk").values_list("days", flat=True).first()
    return found or DEFAULTS.get(kind, OTHERS)


def in_force() -> dict[str, int]:
    """The days of every kind that has any, in one statement."""
    newest = ServiceDays.objects.order_by("kind", "-pk").distinct("kind").values_list("kind", "days")
    return {**DEFAULTS, **dict(newest)}
