"""One republican and twenty regional front offices, and who works there, from when to when."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from frontoffice.clocks.models import ServiceTime  # noqa: F401 - a model is found through this module
from frontoffice.dashboards import models as dashboards  # noqa: F401 - models are found through this module
from frontoffice.desk.models import FieldMark, Matter, MatterEntry, PictureLook  # noqa: F401 - found through this module
from frontoffice.enums import PostRole
from frontoffice.monitoring import models as monitoring  # noqa: F401 - models are found through this module
from frontoffice.opendata import models as opendata  # noqa: F401 - models are found through this module
from frontoffice.register import models as register  # noqa: F401 - models are found through this module
from frontoffice.reports import models as reports  # noqa: F401 - models are found through this module
from frontoffice.rollups import models as rollups  # noqa: F401 - models are found through this module
from frontoffice.rules.models import Rule, RuleSwitch, RuleVersion  # noqa: F401 - models are found through this module
from qazvolunteer.core.transitions import state_check


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
    hours = models.CharField(_("hours of opening"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone number"), max_length=16, blank=True)
    about = models.TextField(_("about the office"), max_length=1000, blank=True)
    # Since then its own people keep address, hours and text; see ``office.reaching``.
    described_at = models.DateTimeField(_("described at"), null=True, editable=False)
    described_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )

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
        """Posts in force at this moment by the database's clock, so that the query may be kept."""
        return self.filter(Q(started_at__lte=Now()) & (Q(ended_at=None) | Q(ended_at__gt=Now())))

    def standing(self) -> Self:
        """In force or still to begin."""
        return self.filter(Q(ended_at=None) | Q(ended_at__gt=Now()))


class Coordinator(models.Model):
    """A post: a person works in a front office from ``started_at`` to ``ended_at``. Ended, never deleted.

    A deputy may do what a coordinator may. One person may have posts in several offices.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="coordinator_posts", verbose_name=_("person")
    )
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="coordinators", verbose_name=_("office"))
    role = models.CharField(_("post"), max_length=12, choices=PostRole, default=PostRole.COORDINATOR)
    started_at = models.DateTimeField(_("since"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    is_named = models.BooleanField(_("agreed to be named to visitors"), default=False)

    objects = CoordinatorQuerySet.as_manager()

    class Meta:
        verbose_name = _("coordinator")
        verbose_name_plural = _("coordinators")
        ordering = ["office", "pk"]
        constraints = [
            state_check("frontoffice_post_role", PostRole, "role"),
            models.UniqueConstraint(
                fields=["user", "office"], condition=Q(ended_at=None), name="frontoffice_coordinator_once"
            ),
            models.CheckConstraint(
                name="frontoffice_post_ends_after_start",
                condition=Q(ended_at=None) | Q(ended_at__gte=models.F("started_at")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)

    @property
    def is_active(self) -> bool:
        now = timezone.now()
        return self.started_at <= now and (self.ended_at is None or self.ended_at > now)


class PostChange(models.Model):
    """Who gave a post or ended it, when and why. Rows are never edited."""

    post = models.ForeignKey(Coordinator, on_delete=models.CASCADE, related_name="changes")
    action = models.CharField(_("action"), max_length=12)
    reason = models.TextField(_("reason"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("change of a post")
        verbose_name_plural = _("changes of posts")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.action}: {self.post_id}"
