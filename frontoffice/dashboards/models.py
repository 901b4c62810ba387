"""Goals of programmes: what the republican office plans, so that the dashboards can say how far it is."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from frontoffice.dashboards.enums import GoalMeasure
from qazvolunteer.core.transitions import state_check


class ProgrammeGoal(models.Model):
    """So much of a measure from ``first`` to ``last`` in the whole country. Ended, never deleted."""

    programme = models.ForeignKey(
        "projects.Programme", on_delete=models.CASCADE, related_name="goals", verbose_name=_("programme")
    )
    measure = models.CharField(_("measure"), max_length=12, choices=GoalMeasure, default=GoalMeasure.HOURS)
    planned = models.PositiveIntegerField(_("planned"))
    first = models.DateField(_("first day"))
    last = models.DateField(_("last day"))
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    set_at = models.DateTimeField(_("set at"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("goal of a programme")
        verbose_name_plural = _("goals of programmes")
        ordering = ["programme", "first", "pk"]
        constraints = [
            state_check("frontoffice_goal_measure", GoalMeasure, "measure"),
            models.CheckConstraint(name="frontoffice_goal_ends_after_start", condition=Q(last__gte=F("first"))),
            models.CheckConstraint(name="frontoffice_goal_plans_something", condition=Q(planned__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.programme}: {self.planned} · {self.get_measure_display()}"
