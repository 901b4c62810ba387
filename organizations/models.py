"""Who offers projects: organizations, initiative groups and networks, and the people who work for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import pghistory
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations.enums import LegalForm, OrganizationKind, OrganizationState, Role
from qazvolunteer.core.search_columns import FoundByName
from qazvolunteer.core.transitions import TransitionRecord, state_check

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User


class OrganizationQuerySet(models.QuerySet["Organization"]):
    def public(self) -> Self:
        """What visitors see: verified organizations."""
        return self.filter(state=OrganizationState.VERIFIED)

    def with_role(self, user: User, *roles: str) -> Self:
        """Organizations in which ``user`` is an active member with one of ``roles`` (any role when none is named)."""
        membership = Membership.objects.active().filter(user=user)
        if roles:
            membership = membership.filter(role__in=roles)
        return self.filter(pk__in=membership.values("organization"))


@pghistory.track(exclude=["phone", "email", "search_text"])
class Organization(FoundByName):
    """An organization (with BIN), an initiative group (with a responsible adult) or a network of organizations."""

    kind = models.CharField(_("kind"), max_length=20, choices=OrganizationKind, default=OrganizationKind.ORGANIZATION)
    legal_form = models.CharField(_("legal form"), max_length=24, choices=LegalForm, blank=True)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=200)
    purpose = models.CharField(_("purpose"), max_length=300, blank=True)
    about = models.TextField(_("about"), blank=True)
    bin = models.CharField(
        _("BIN"), max_length=12, null=True, blank=True, unique=True, validators=[RegexValidator(r"^\d{12}$")]
    )
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="responsible_for",
        verbose_name=_("responsible adult"),
    )
    region = models.ForeignKey("places.Region", on_delete=models.PROTECT, verbose_name=_("region"))
    town = models.ForeignKey("places.Town", on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("town"))
    nationwide = models.BooleanField(_("works in the whole country"), default=False)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone number"), max_length=16, blank=True)
    site = models.URLField(_("website"), blank=True)
    since = models.CharField(_("since"), max_length=40, blank=True)
    state = models.CharField(
        _("status"), max_length=12, choices=OrganizationState, default=OrganizationState.DRAFT, editable=False
    )
    verified_at = models.DateTimeField(_("verified at"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")
        ordering = ["pk"]
        constraints = [
            state_check("organizations_organization_state", OrganizationState),
            state_check("organizations_organization_kind", OrganizationKind, "kind"),
            models.CheckConstraint(
                name="organizations_group_has_no_bin",
                condition=~Q(kind=OrganizationKind.INITIATIVE_GROUP) | Q(bin__isnull=True),
                violation_error_message=_("An initiative group has no BIN."),
            ),
        ]
        indexes = [
            models.Index(fields=["state", "region"], name="organizations_by_region"),
            GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name="organizations_search"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("organization", args=[self.slug])

    def names(self) -> list[str | None]:
        return [self.name_kk, self.name_ru, self.name_en]  # type: ignore[attr-defined]

    @property
    def is_verified(self) -> bool:
        return self.state == OrganizationState.VERIFIED


class OrganizationTransition(TransitionRecord):
    subject = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="transitions")


class MembershipQuerySet(models.QuerySet["Membership"]):
    def active(self) -> Self:
        return self.filter(ended_at=None)


@pghistory.track()
class Membership(models.Model):
    """A person works for an organization in a role. Ended, never deleted."""

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("organization")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("person")
    )
    role = models.CharField(_("role"), max_length=12, choices=Role, default=Role.COORDINATOR)
    started_at = models.DateTimeField(_("since"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        ordering = ["organization", "pk"]
        constraints = [
            state_check("organizations_membership_role", Role, "role"),
            models.UniqueConstraint(
                fields=["organization", "user"], condition=Q(ended_at=None), name="organizations_member_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"
