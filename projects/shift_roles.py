"""Roles inside a shift: a driver, a first aider, a photographer, each with seats of its own out of the shift's total.

The seats of the roles are kept for them; everybody else has the rest. ``seats_taken`` is written by
``projects.capacity`` alone, in the same transaction as the counter of the shift.
"""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from projects.enums import ADULT_AGE, ADULT_ROLES, RoleKind
from qazvolunteer.core.transitions import state_check


class ShiftRole(models.Model):
    """``overfill`` as in the shift: people who keep their role though it has fewer seats now."""

    shift = models.ForeignKey("projects.Shift", on_delete=models.CASCADE, related_name="roles")
    kind = models.CharField(_("role"), max_length=16, choices=RoleKind)
    seats = models.PositiveIntegerField(_("places"), validators=[MinValueValidator(0), MaxValueValidator(1000)])
    seats_taken = models.PositiveIntegerField(_("places taken"), default=0, editable=False)
    overfill = models.PositiveIntegerField(_("over the limit"), default=0, editable=False)

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["shift", "kind"],
                name="projects_role_once",
                violation_error_message=_("This role is there already."),
            ),
            models.CheckConstraint(
                name="projects_role_never_overbooked", condition=Q(seats_taken__lte=F("seats") + F("overfill"))
            ),
            state_check("projects_role_kind", RoleKind, "kind"),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def free(self) -> int:
        return max(self.seats - self.seats_taken, 0)

    @property
    def min_age(self) -> int:
        """The age the role itself asks for; 0 when it asks for none."""
        return ADULT_AGE if self.kind in ADULT_ROLES else 0
