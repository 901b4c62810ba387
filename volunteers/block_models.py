"""What a volunteer answers to a block, and what the front office decides about it."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qazvolunteer.core import due_words
from qazvolunteer.core.transitions import TransitionRecord, state_check
from volunteers.enums import ObjectionState


class BlockObjection(models.Model):
    """The volunteer does not agree with a block, once for each; the front office of its region decides."""

    block = models.OneToOneField("volunteers.OrganizationBlock", on_delete=models.CASCADE, related_name="objection")
    text = models.TextField(_("what is wrong"), max_length=1000)
    state = models.CharField(_("status"), max_length=8, choices=ObjectionState, default=ObjectionState.OPEN)
    created_at = models.DateTimeField(_("written at"), default=timezone.now)
    reply = models.TextField(_("answer"), blank=True)

    class Meta:
        verbose_name = _("objection to a block")
        verbose_name_plural = _("objections to blocks")
        ordering = ["-pk"]
        constraints = [state_check("volunteers_objection_state", ObjectionState)]

    def __str__(self) -> str:
        return f"{self.get_state_display()} · {self.block_id}"

    @property
    def decision_due(self) -> str:
        """Until when the front office decides; "" when it has."""
        return due_words.words(self)


class BlockObjectionTransition(TransitionRecord):
    subject = models.ForeignKey(BlockObjection, on_delete=models.CASCADE, related_name="transitions")
