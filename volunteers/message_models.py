"""What an organization writes to volunteers, to whom it went, and who wants to hear no more of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qazvolunteer.core.transitions import state_check


class MessageKind(models.TextChoices):
    """A call asks people who are not in the shift to come; a message goes to those who are."""

    MESSAGE = "message", _("Message")
    CALL = "call", _("Call for helpers")


class OrganizerMessage(models.Model):
    """Words of an organization's staff to volunteers, in the languages they wrote. Kept as sent, never edited."""

    kind = models.CharField(_("kind"), max_length=8, choices=MessageKind, default=MessageKind.MESSAGE)
    organization = models.ForeignKey(
        "organizations.Organization", on_delete=models.PROTECT, related_name="+", verbose_name=_("organization")
    )
    project = models.ForeignKey(
        "projects.Project", on_delete=models.PROTECT, related_name="+", verbose_name=_("project")
    )
    # Empty when it went to people of several shifts.
    shift = models.ForeignKey(
        "projects.Shift", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("shift")
    )
    subject = models.CharField(_("subject"), max_length=120, blank=True)
    body = models.TextField(_("text"), max_length=4000, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("sent at"), default=timezone.now)

    class Meta:
        verbose_name = _("message to volunteers")
        verbose_name_plural = _("messages to volunteers")
        ordering = ["-pk"]
        constraints = [
            state_check("volunteers_message_kind", MessageKind, "kind"),
            models.CheckConstraint(
                name="volunteers_call_has_a_shift", condition=~Q(kind=MessageKind.CALL) | Q(shift__isnull=False)
            ),
        ]
        indexes = [models.Index(fields=["organization", "-id"], name="volunteers_messages")]

    def __str__(self) -> str:
        return self.subject or str(self.get_kind_display())


class MessageReader(models.Model):
    """To whom a message went; ``signup`` is the reason, empty in a call. The letter's key names both ids."""

    message = models.ForeignKey(OrganizerMessage, on_delete=models.CASCADE, related_name="readers")
    volunteer = models.ForeignKey("volunteers.Volunteer", on_delete=models.CASCADE, related_name="+")
    signup = models.ForeignKey("volunteers.SignUp", on_delete=models.CASCADE, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "volunteer"], name="volunteers_reads_once")]

    def __str__(self) -> str:
        return f"{self.message_id} · {self.volunteer_id}"


class OrganizationMute(models.Model):
    """A person wants no messages and calls of an organization. What concerns their place they still hear."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mutes")
    organization = models.ForeignKey("organizations.Organization", on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(_("since"), default=timezone.now)

    class Meta:
        verbose_name = _("muted organization")
        verbose_name_plural = _("muted organizations")
        constraints = [models.UniqueConstraint(fields=["user", "organization"], name="volunteers_mute_once")]

    def __str__(self) -> str:
        return str(self.organization)
