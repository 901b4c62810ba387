"""What a project wants to achieve, in numbers: agreed at its start, told in its report."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from projects.enums import OutcomeUnit
from qazvolunteer.core.transitions import state_check


class ProjectOutcome(models.Model):
    """``planned`` of one unit: 500 trees, 2.5 tonnes. Each unit stands once in a project."""

    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="outcomes")
    unit = models.CharField(_("unit"), max_length=16, choices=OutcomeUnit)
    planned = models.DecimalField(
        _("planned"), max_digits=9, decimal_places=1, validators=[MinValueValidator(Decimal("0.1"))]
    )

    class Meta:
        verbose_name = _("planned outcome")
        verbose_name_plural = _("planned outcomes")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "unit"],
                name="projects_outcome_once",
                violation_error_message=_("This unit is there already."),
            ),
            models.CheckConstraint(condition=models.Q(planned__gt=0), name="projects_outcome_is_some"),
            state_check("projects_outcome_unit", OutcomeUnit, "unit"),
        ]

    def __str__(self) -> str:
        return f"{self.planned.normalize():f} {self.get_unit_display()}"
