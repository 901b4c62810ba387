"""The question to whoever signed up after the shift or the project has changed: do you keep your place?"""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AskedChange(models.Model):
    """What has changed since the person last agreed: ``{name: [before, after]}`` as in the letter about it.

    Silence keeps the place. Whoever leaves withdraws as always; ``kept_at`` is when they said that they still come.
    """

    signup = models.OneToOneField("volunteers.SignUp", on_delete=models.CASCADE, related_name="asked_change")
    changes = models.JSONField(default=dict)
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    kept_at = models.DateTimeField(_("kept at"), null=True, blank=True)

    class Meta:
        verbose_name = _("question about a change")
        verbose_name_plural = _("questions about changes")

    def __str__(self) -> str:
        return str(self.signup_id)
