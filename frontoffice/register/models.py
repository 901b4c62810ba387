"""Applications to the register of volunteer activity, and the files that hand them over (Law 42-VI, article 1)."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from frontoffice.register.enums import RegisterState
from qazvolunteer.accounts.enums import Language
from qazvolunteer.core.transitions import TransitionRecord, state_check

KEPT_FOR = dt.timedelta(days=3)


class RegisterExport(models.Model):
    """Who took the data for the register away, and when: the row stays, its pieces go at ``expires_at``.

    Only its owner may fetch it. A withdrawn application ends every file that is still there.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    language = models.CharField(_("language"), max_length=2, choices=Language)
    entries = models.PositiveIntegerField(_("entries"), default=0)
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    made_at = models.DateTimeField(_("made at"), null=True)
    expires_at = models.DateTimeField(_("expires at"))

    class Meta:
        verbose_name = _("export for the register")
        verbose_name_plural = _("exports for the register")
        ordering = ["-pk"]
        constraints = [state_check("frontoffice_register_export_language", Language, "language")]

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d}"

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= timezone.now()

    @property
    def is_ready(self) -> bool:
        return self.made_at is not None and not self.is_expired


class RegisterPiece(models.Model):
    """The content of an export, in the order of the numbers."""

    export = models.ForeignKey(RegisterExport, on_delete=models.CASCADE, related_name="pieces", db_index=False)
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        verbose_name = _("piece of an export for the register")
        verbose_name_plural = _("pieces of exports for the register")
        ordering = ["export", "number"]
        constraints = [models.UniqueConstraint(fields=["export", "number"], name="frontoffice_register_piece_once")]

    def __str__(self) -> str:
        return f"{self.export_id} · {self.number}"


class RegisterLook(models.Model):
    """Somebody fetched an export. Rows are never edited."""

    export = models.ForeignKey(RegisterExport, on_delete=models.CASCADE, related_name="looks")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("look at an export for the register")
        verbose_name_plural = _("looks at exports for the register")
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.export_id} · {self.at:%Y-%m-%d %H:%M}"


class RegisterApplication(models.Model):
    """A person, or an organization, wishes to be in the register. One row for each, with its history.

    ``decision`` and ``decided_on`` are the ministry's letter as the republican office wrote it down.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+", verbose_name=_("person")
    )
    organization = models.OneToOneField(
        "organizations.Organization",
        on_delete=models.CASCADE,
        null=True,
        related_name="+",
        verbose_name=_("organization"),
    )
    state = models.CharField(
        _("status"), max_length=10, choices=RegisterState, default=RegisterState.APPLIED, editable=False
    )
    applied_at = models.DateTimeField(_("applied at"), default=timezone.now)
    # The last one it was handed over in.
    export = models.ForeignKey(RegisterExport, on_delete=models.SET_NULL, null=True, related_name="applications")
    decided_on = models.DateField(_("date of the decision"), null=True)
    decision = models.TextField(_("decision"), blank=True)

    class Meta:
        verbose_name = _("application to the register")
        verbose_name_plural = _("applications to the register")
        ordering = ["-applied_at", "-pk"]
        constraints = [
            state_check("frontoffice_register_state", RegisterState),
            models.CheckConstraint(
                name="frontoffice_register_one_applicant",
                condition=Q(user__isnull=False, organization__isnull=True)
                | Q(user__isnull=True, organization__isnull=False),
            ),
            models.CheckConstraint(
                name="frontoffice_register_decided",
                condition=~Q(state__in=[RegisterState.INCLUDED, RegisterState.REFUSED]) | Q(decided_on__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["state", "-applied_at"], name="frontoffice_register_states")]

    def __str__(self) -> str:
        return str(self.user or self.organization)


class RegisterTransition(TransitionRecord):
    subject = models.ForeignKey(RegisterApplication, on_delete=models.CASCADE, related_name="transitions")
