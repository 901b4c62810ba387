"""Rules by which shifts repeat, and the days they have dealt with."""

from __future__ import annotations

import datetime as dt

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.enums import Repeat
from qazvolunteer.core.transitions import state_check


class ShiftRule(models.Model):
    """Every such day from ``first_day`` to ``last_day`` (or without end) there is a shift like this.

    A rule is not edited: it is stopped, and a new one made. ``weekdays`` are 0 (Monday) to 6, sorted digits.
    """

    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="rules")
    repeat = models.CharField(_("repeats"), max_length=8, choices=Repeat, default=Repeat.WEEKLY)
    interval = models.PositiveSmallIntegerField(
        _("every"), default=1, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    weekdays = models.CharField(_("days of the week"), max_length=7, blank=True)
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"), null=True, blank=True)
    starts_at = models.TimeField(_("from"))
    minutes = models.PositiveIntegerField(_("minutes"))
    seats = models.PositiveIntegerField(_("places"), validators=[MinValueValidator(1), MaxValueValidator(100_000)])
    min_people = models.PositiveIntegerField(_("minimum head count"), default=0)
    task = models.CharField(_("task"), max_length=160, blank=True)
    # Places of each shift that are kept for a role: {kind: number}.
    roles = models.JSONField(_("roles"), default=dict, blank=True)
    by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    stopped_at = models.DateTimeField(_("stopped at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("repetition")
        verbose_name_plural = _("repetitions")
        ordering = ["pk"]
        constraints = [
            state_check("projects_rule_repeat", Repeat, "repeat"),
            models.CheckConstraint(
                condition=Q(last_day=None) | Q(last_day__gte=F("first_day")), name="projects_rule_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_repeat_display()}, {self.starts_at:%H:%M}"

    @property
    def length(self) -> dt.timedelta:
        return dt.timedelta(minutes=self.minutes)


class RuleDay(models.Model):
    """A day a rule has dealt with, once and for ever: what became of its shift does not matter to the rule.

    The shift may be moved, changed, cancelled or deleted; no ``shift`` from the beginning is a day left out by hand.
    """

    rule = models.ForeignKey(ShiftRule, on_delete=models.CASCADE, related_name="days")
    day = models.DateField(_("day"))
    shift = models.OneToOneField(
        "projects.Shift", on_delete=models.SET_NULL, null=True, blank=True, related_name="rule_day"
    )

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["rule", "day"], name="projects_rule_day_once")]

    def __str__(self) -> str:
        return f"{self.day:%d.%m.%Y}"
