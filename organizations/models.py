"""Who offers projects: organizations, initiative groups and networks, and the people who work for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import pghistory
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations.enums import (
    CLAIMING_BIN,
    LIVE_AFFILIATIONS,
    SHOWN,
    AffiliationState,
    LegalForm,
    OrganizationKind,
    OrganizationState,
    Role,
)
from organizations.halt_models import Halt, HaltRecord  # noqa: F401 - models are found through this module
from organizations.service_days import ServiceDays  # noqa: F401 - a model is found through this module
from qazvolunteer.accounts.enums import Language
from qazvolunteer.core import pictures
from qazvolunteer.core.business_numbers import validate_bin
from qazvolunteer.core.search_columns import FoundByName
from qazvolunteer.core.transitions import TransitionRecord, state_check

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User


class OrganizationQuerySet(models.QuerySet["Organization"]):
    def public(self) -> Self:
        """What visitors see: verified organizations."""
        return self.filter(state=OrganizationState.VERIFIED)

    def shown(self) -> Self:
        """What visitors may open by address: verified, or suspended, which the page then says."""
        return self.filter(state__in=SHOWN)

    def with_role(self, user: User, *roles: str) -> Self:
        """Organizations in which ``user`` is an active member with one of ``roles`` (any role when none is named)."""
        membership = Membership.objects.active().filter(user=user)
        if roles:
            membership = membership.filter(role__in=roles)
        return self.filter(pk__in=membership.values("organization"))


# What a merge and the clock change stands in the transitions.
@pghistory.track(exclude=["phone", "email", "search_text", "logo", "decide_by", "escalated_at", "merged_into"])
class Organization(FoundByName):
    """An organization (with BIN), an initiative group (with a responsible adult) or a network of organizations."""

    kind = models.CharField(_("kind"), max_length=20, choices=OrganizationKind, default=OrganizationKind.ORGANIZATION)
    legal_form = models.CharField(_("legal form"), max_length=24, choices=LegalForm, blank=True)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=200)
    purpose = models.CharField(_("purpose"), max_length=300, blank=True)
    about = models.TextField(_("about"), blank=True)
    bin = models.CharField(_("BIN"), max_length=12, null=True, blank=True, db_index=True, validators=[validate_bin])
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
    # The clock of the decision: until when it is due, and when it climbed to the republican office.
    decide_by = models.DateTimeField(_("decision due"), null=True, blank=True, editable=False)
    escalated_at = models.DateTimeField(_("passed to the republic at"), null=True, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="merged_from",
        verbose_name=_("merged into"),
    )
    # The name of a redrawn picture (core.pictures).
    logo = models.CharField(_("logo"), max_length=40, blank=True, default="", editable=False)
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
            models.UniqueConstraint(
                fields=["bin"],
                condition=Q(state__in=sorted(CLAIMING_BIN)),
                name="organizations_bin_once",
                violation_error_message=_("An organization with this BIN is already registered."),
            ),
            models.CheckConstraint(
                name="organizations_merged_into_another",
                condition=~Q(state=OrganizationState.MERGED) | Q(merged_into__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["decide_by"],
                condition=Q(state=OrganizationState.SUBMITTED),
                name="organizations_to_decide",
            ),
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
    def logo_url(self) -> str:
        """Where the logo is shown; "" for none."""
        return pictures.address(self.logo)

    @property
    def is_verified(self) -> bool:
        return self.state == OrganizationState.VERIFIED

    @property
    def is_suspended(self) -> bool:
        return self.state == OrganizationState.SUSPENDED


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


class MembershipChange(models.Model):
    """Who took somebody in, changed their role or ended it, and why. "" is no role. Rows are never edited."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="changes")
    action = models.CharField(_("action"), max_length=16)
    from_role = models.CharField(_("from"), max_length=12, blank=True)
    to_role = models.CharField(_("to"), max_length=12, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("change of a member")
        verbose_name_plural = _("changes of members")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.action}: {self.from_role} → {self.to_role}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def unanswered(self) -> Self:
        """Neither accepted nor taken back; they may have run out."""
        return self.filter(accepted_at=None, withdrawn_at=None)

    def open(self) -> Self:
        """Those whose link still opens the door."""
        return self.unanswered().filter(expires_at__gt=timezone.now())


class Invitation(models.Model):
    """A link, sent by e-mail, by which one person becomes a member. The database knows the hash of its secret alone."""

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="invitations", verbose_name=_("organization")
    )
    # Erased with the person it belonged to.
    email = models.EmailField(_("e-mail"), blank=True)
    role = models.CharField(_("role"), max_length=12, choices=Role, default=Role.COORDINATOR)
    language = models.CharField(_("language of the letter"), max_length=2, choices=Language, default=Language.KK)
    secret_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("invited by"),
    )
    created_at = models.DateTimeField(_("sent at"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("valid until"), editable=False)
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True, editable=False)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("accepted by"),
    )
    withdrawn_at = models.DateTimeField(_("taken back at"), null=True, blank=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-pk"]
        constraints = [
            state_check("organizations_invitation_role", Role, "role"),
            models.UniqueConstraint(
                fields=["organization", "email"],
                condition=Q(accepted_at=None, withdrawn_at=None) & ~Q(email=""),
                name="organizations_invited_once",
            ),
            models.CheckConstraint(
                name="organizations_invitation_one_end", condition=Q(accepted_at=None) | Q(withdrawn_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} · {self.get_role_display()}" if self.email else self.get_role_display()

    @property
    def is_open(self) -> bool:
        return self.accepted_at is None and self.withdrawn_at is None and self.expires_at > timezone.now()


class AffiliationQuerySet(models.QuerySet["Affiliation"]):
    def live(self) -> Self:
        return self.filter(state__in=LIVE_AFFILIATIONS)

    def agreed(self) -> Self:
        """Both sides have said yes, and neither has ended it."""
        return self.filter(state=AffiliationState.MEMBER)


class Affiliation(models.Model):
    """An organization's place in a network: proposed by one side, in force when the other agrees."""

    network = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="affiliations", verbose_name=_("network")
    )
    member = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="networks", verbose_name=_("organization")
    )
    state = models.CharField(_("status"), max_length=12, choices=AffiliationState, editable=False)
    proposed_at = models.DateTimeField(_("proposed at"), default=timezone.now, editable=False)
    agreed_at = models.DateTimeField(_("member since"), null=True, blank=True, editable=False)

    objects = AffiliationQuerySet.as_manager()

    class Meta:
        verbose_name = _("place in a network")
        verbose_name_plural = _("networks and their members")
        ordering = ["-pk"]
        constraints = [
            state_check("organizations_affiliation_state", AffiliationState),
            models.UniqueConstraint(
                fields=["network", "member"],
                condition=Q(state__in=sorted(LIVE_AFFILIATIONS)),
                name="organizations_affiliation_once",
            ),
            models.CheckConstraint(name="organizations_not_its_own_member", condition=~Q(network=F("member"))),
        ]

    def __str__(self) -> str:
        return f"{self.network} · {self.member}"


class AffiliationTransition(TransitionRecord):
    subject = models.ForeignKey(Affiliation, on_delete=models.CASCADE, related_name="transitions")
