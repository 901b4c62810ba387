"""What people say of a project after they were there, thanks to people, and how an organization keeps its word."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# How many must have answered before anybody reads what they said: fewer could be guessed.
SMALLEST_SAMPLE = 5


def answer(question: object) -> models.PositiveSmallIntegerField:
    """From 1, not at all, to 5, fully."""
    return models.PositiveSmallIntegerField(question)


class Feedback(models.Model):
    """Five answers and some words of somebody who came. Shown without a name, from the smallest sample on."""

    QUESTIONS: ClassVar[tuple[str, ...]] = ("organized", "useful", "safe", "respected", "again")

    signup = models.OneToOneField("volunteers.SignUp", on_delete=models.PROTECT, related_name="feedback")
    project = models.ForeignKey("projects.Project", on_delete=models.PROTECT, related_name="feedback")
    organized = answer(_("The work was well organized."))
    useful = answer(_("What I did was useful."))
    safe = answer(_("I felt safe."))
    respected = answer(_("I was treated with respect."))
    again = answer(_("I would come again."))
    text = models.TextField(_("in your own words"), max_length=1000, blank=True)
    created_at = models.DateTimeField(_("written at"), default=timezone.now)
    reply = models.TextField(_("answer of the organization"), max_length=1000, blank=True)
    replied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    replied_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    hidden_at = models.DateTimeField(_("taken out at"), null=True, blank=True)
    hidden_reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="volunteers_feedback_one_to_five",
                condition=Q(organized__range=(1, 5), useful__range=(1, 5), safe__range=(1, 5))
                & Q(respected__range=(1, 5), again__range=(1, 5)),
            )
        ]
        indexes = [models.Index(fields=["project", "-id"], name="volunteers_feedback_project")]

    def __str__(self) -> str:
        return self.text[:60] or f"{self.created_at:%d.%m.%Y}"


class Thanks(models.Model):
    """An organization thanks a volunteer. For that person alone: never public, never a grade."""

    signup = models.OneToOneField("volunteers.SignUp", on_delete=models.PROTECT, related_name="thanks")
    text = models.TextField(_("words of thanks"), max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("written at"), default=timezone.now)

    class Meta:
        verbose_name = _("thanks")
        verbose_name_plural = _("thanks")

    def __str__(self) -> str:
        return self.text[:60]


class OrganizationRecord(models.Model):
    """How an organization keeps its word, counted twice a day by ``volunteers.organization_record``.

    ``answer_minutes``: half of the requests of the last year were answered sooner. ``reports_due`` counts reports whose
    day has come, ``reports_in_time`` those of them that were submitted by then.
    """

    organization = models.OneToOneField("organizations.Organization", on_delete=models.CASCADE, related_name="record")
    answers = models.PositiveIntegerField(default=0)
    answer_minutes = models.PositiveIntegerField(null=True)
    reports_due = models.PositiveIntegerField(default=0)
    reports_in_time = models.PositiveIntegerField(default=0)
    counted_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.organization_id)
