"""One republican and twenty regional front offices, and the coordinators who work there."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from frontoffice.rollups import models as rollups  # noqa: F401 - models are found through this module


class Office(models.Model):
    """A front office. Without a region it is the republican one, which sees all."""

    region = models.OneToOneField(
        "places.Region",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="office",
        verbose_name=_("region"),
    )
    name = models.CharField(_("name"), max_length=200)
    address = models.CharField(_("address"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone number"), max_length=16, blank=True)

    class Meta:
        verbose_name = _("front office")
        verbose_name_plural = _("front offices")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                models.ExpressionWrapper(Q(region=None), output_field=models.BooleanField()),
                condition=Q(region=None),
                name="frontoffice_one_republican",
            )
        ]

    def __str__(self) -> str:
        return self.name


class CoordinatorQuerySet(models.QuerySet["Coordinator"]):
    def active(self) -> Self:
        return self.filter(ended_at=None)


class Coordinator(models.Model):
    """A person works in a front office. Ended, never deleted."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="coordinator_posts", verbose_name=_("person")
    )
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="coordinators", verbose_name=_("office"))
    started_at = models.DateTimeField(_("since"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = CoordinatorQuerySet.as_manager()

    class Meta:
        verbose_name = _("coordinator")
        verbose_name_plural = _("coordinators")
        ordering = ["office", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "office"], condition=Q(ended_at=None), name="frontoffice_coordinator_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.user)
