"""A halt: a front office has suspended an organization, or stopped one of its projects, until somebody lifts it."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations.halt_enums import PUBLIC, STANDING, Ground, HaltState
from qazvolunteer.core.transitions import TransitionRecord, state_check


class HaltQuerySet(models.QuerySet["Halt"]):
    def standing(self) -> Self:
        """Not lifted."""
        return self.filter(state__in=sorted(STANDING))


class Halt(models.Model):
    """``project`` is empty when the whole organization is suspended. One halt stands for each at a time.

    ``note`` is read by the organization alone; everybody reads ``public_sentence``. The organization may appeal once,
    until ``appeal_by``; the answer is due by ``answer_by``, and never given by ``by``.
    """

    organization = models.ForeignKey("organizations.Organization", on_delete=models.CASCADE, related_name="halts")
    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, null=True, related_name="halts")
    ground = models.CharField(_("reason"), max_length=12, choices=Ground, default=Ground.OTHER)
    note = models.TextField(_("what the organization is told"))
    state = models.CharField(_("status"), max_length=10, choices=HaltState, default=HaltState.IN_FORCE, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    began_at = models.DateTimeField(_("since"), default=timezone.now)
    appeal_by = models.DateTimeField(_("an appeal is possible until"))
    appeal = models.TextField(_("appeal"), blank=True)
    appealed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    appealed_at = models.DateTimeField(_("appealed at"), null=True)
    answer_by = models.DateTimeField(_("answer due"), null=True)
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(_("answered at"), null=True)
    ended_at = models.DateTimeField(_("lifted at"), null=True)

    objects = HaltQuerySet.as_manager()

    class Meta:
        verbose_name = _("suspension or stop")
        verbose_name_plural = _("suspensions and stops")
        ordering = ["-pk"]
        constraints = [
            state_check("organizations_halt_state", HaltState),
            state_check("organizations_halt_ground", Ground, "ground"),
            models.UniqueConstraint(
                fields=["organization"],
                condition=Q(project=None, state__in=sorted(STANDING)),
                name="organizations_suspended_once",
            ),
            models.UniqueConstraint(
                fields=["project"], condition=Q(state__in=sorted(STANDING)), name="organizations_stopped_once"
            ),
            models.CheckConstraint(
                name="organizations_halt_lifted_has_end",
                condition=~Q(state=HaltState.LIFTED) | Q(ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="organizations_halt_appeal_is_whole",
                condition=Q(appealed_at=None, appeal="", answer_by=None)
                | Q(appealed_at__isnull=False, answer_by__isnull=False) & ~Q(appeal=""),
            ),
            models.CheckConstraint(
                name="organizations_halt_states_of_appeal",
                condition=~Q(state__in=[HaltState.APPEALED, HaltState.UPHELD]) | Q(appealed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="organizations_halt_answered_by_another",
                condition=Q(answered_by=None) | Q(by=None) | ~Q(answered_by=F("by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization_id}/{self.project_id or ''}: {self.state}"

    @property
    def public_sentence(self) -> str:
        """Why, in the reader's language, for everybody."""
        return str(PUBLIC[Ground(self.ground)])

    @property
    def stands(self) -> bool:
        return self.state in STANDING

    @property
    def may_still_be_appealed(self) -> bool:
        return self.state == HaltState.IN_FORCE and timezone.now() <= self.appeal_by


class HaltRecord(TransitionRecord):
    """Who began, appealed, answered or lifted it. Rows are never edited."""

    subject = models.ForeignKey(Halt, on_delete=models.CASCADE, related_name="records")
