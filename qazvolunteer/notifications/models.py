"""The outbox: a notification is a row written in the same transaction as its cause."""

from __future__ import annotations

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qazvolunteer.core.transitions import state_check
from qazvolunteer.notifications.enums import Category, Channel, State


class NotificationQuerySet(models.QuerySet["Notification"]):
    def due(self) -> Self:
        """Rows to deliver now, oldest first."""
        return self.filter(state=State.PENDING, next_at__lte=timezone.now()).order_by("next_at", "pk")


class Notification(models.Model):
    """One message to one reader by one channel.

    ``kind`` names an entry of ``kinds``; ``payload`` carries ids, never texts, so the words are made
    at the last moment in the reader's language. ``key`` makes a message unique: written twice, kept once.
    ``recipient`` is empty for a person without account (a guardian); then ``address`` and ``language`` say to whom.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=48)
    channel = models.CharField(_("channel"), max_length=12, choices=Channel, default=Channel.EMAIL)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="notifications",
        verbose_name=_("reader"),
    )
    address = models.EmailField(_("address"), blank=True)
    language = models.CharField(_("language"), max_length=2, blank=True)
    payload = models.JSONField(_("payload"), default=dict, blank=True)
    key = models.CharField(_("key"), max_length=120, null=True, blank=True)
    state = models.CharField(_("status"), max_length=12, choices=State, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_at = models.DateTimeField(_("next attempt"), default=timezone.now)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    problem = models.TextField(_("problem"), blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        ordering = ["-created_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["key", "channel"], name="notifications_once"),
            state_check("notifications_state", State),
            models.CheckConstraint(
                condition=models.Q(recipient__isnull=False) | ~models.Q(address=""), name="notifications_has_reader"
            ),
        ]
        indexes = [
            models.Index(fields=["next_at", "id"], condition=models.Q(state=State.PENDING), name="notifications_due"),
            models.Index(fields=["recipient", "-created_at"], name="notifications_reader"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Preference(models.Model):
    """A reader switched a category off (or on again) for a channel. No row means on."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notification_preferences"
    )
    category = models.CharField(_("category"), max_length=12, choices=Category)
    channel = models.CharField(_("channel"), max_length=12, choices=Channel, default=Channel.EMAIL)
    enabled = models.BooleanField(_("on"), default=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("preference")
        verbose_name_plural = _("preferences")
        constraints = [
            models.UniqueConstraint(fields=["user", "category", "channel"], name="notifications_preference_once")
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.channel}: {self.enabled}"
