"""What a volunteer and an organization write to each other about a sign-up."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LONGEST = 2000


class Conversation(models.Model):
    """The words about one sign-up. ``unread_since`` is when the oldest words came that the organization has not read.

    Read and unread are the organization's, not a person's: whoever of its staff answers, it is answered.
    """

    signup = models.OneToOneField("volunteers.SignUp", on_delete=models.CASCADE, related_name="conversation")
    unread_since = models.DateTimeField(_("unread since"), null=True, blank=True)
    last_at = models.DateTimeField(_("last words"), default=timezone.now)

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["unread_since"], condition=Q(unread_since__isnull=False), name="volunteers_unread")
        ]

    def __str__(self) -> str:
        return str(self.signup)


class ConversationEntry(models.Model):
    """Words of one side, never edited. The organization speaks as itself; ``by`` is for its own history."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="entries")
    by_organization = models.BooleanField(_("written by the organization"), default=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    text = models.TextField(_("text"), max_length=LONGEST, blank=True)
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("words of a conversation")
        verbose_name_plural = _("words of conversations")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text[:80]
