"""A place that goes from person to person, and the organization's rule for it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qazvolunteer.core.secret_codes import new_secret
from qazvolunteer.core.transitions import TransitionRecord, state_check
from volunteers.hours_enums import StandInRule, StandInState


class StandInTerms(models.Model):
    """Who may stand in for somebody in the shifts of an organization. No row: anybody who may take the shift."""

    organization = models.OneToOneField(
        "organizations.Organization",
        on_delete=models.CASCADE,
        related_name="stand_in_terms",
        verbose_name=_("organization"),
    )
    rule = models.CharField(_("who may stand in"), max_length=8, choices=StandInRule, default=StandInRule.ANYBODY)

    class Meta:
        verbose_name = _("rule for stand-ins")
        verbose_name_plural = _("rules for stand-ins")
        ordering = ["-pk"]
        constraints = [state_check("volunteers_stand_in_rule", StandInRule, "rule")]

    def __str__(self) -> str:
        return str(self.organization)


class StandIn(models.Model):
    """A volunteer looks for somebody to take over their place. Until somebody does, they are expected to come.

    ``invited``: the next of the queue, asked by letter. Without, whoever holds the link with ``secret`` is asked;
    ``name`` then says whom it was made for.
    """

    signup = models.ForeignKey("volunteers.SignUp", on_delete=models.CASCADE, related_name="stand_ins")
    secret = models.CharField(max_length=32, unique=True, default=new_secret, editable=False)
    name = models.CharField(_("whom you ask"), max_length=80, blank=True)
    invited = models.ForeignKey(
        "volunteers.Volunteer", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    state = models.CharField(_("status"), max_length=8, choices=StandInState, default=StandInState.OPEN)
    created_at = models.DateTimeField(_("asked at"), default=timezone.now)
    taken_by = models.ForeignKey(
        "volunteers.SignUp", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("request for a stand-in")
        verbose_name_plural = _("requests for stand-ins")
        ordering = ["-pk"]
        constraints = [
            state_check("volunteers_stand_in_state", StandInState),
            models.UniqueConstraint(
                fields=["signup"], condition=Q(state="open"), name="volunteers_stand_in_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} · {self.signup_id}"


class StandInTransition(TransitionRecord):
    subject = models.ForeignKey(StandIn, on_delete=models.CASCADE, related_name="transitions")
