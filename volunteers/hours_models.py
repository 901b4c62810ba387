"""The volunteer book: a ledger of hours. Lines are never edited; a mistake is corrected by a new line."""

from __future__ import annotations

from typing import Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.enums import OutcomeUnit
from qazvolunteer.core import dates
from qazvolunteer.core.transitions import TransitionRecord, state_check
from volunteers.hours_enums import OPEN, AppealState, Evidence, HoursKind, HoursState

# Nobody works longer on one day, whatever a line says.
DAY_MINUTES = 24 * 60
# What a line says once it is written; its life, its note and its picture are not among them.
SAID = ("volunteer", "signup", "project", "day", "minutes", "unit", "quantity", "kind", "evidence", "corrects")


class HoursEntryQuerySet(models.QuerySet["HoursEntry"]):
    def counted(self) -> Self:
        """What totals are made of: confirmed lines, corrections among them."""
        return self.filter(state=HoursState.CONFIRMED)

    def open(self) -> Self:
        """Lines that wait for somebody's decision."""
        return self.filter(state__in=OPEN)


class HoursEntry(models.Model):
    """One line: what a volunteer did on one day for one project.

    ``minutes`` may be negative in a correction. ``unit`` and ``quantity`` count what was made at home. Written by
    ``volunteers.hours`` alone. ``escalated_at``: since then the front office decides about it.
    """

    volunteer = models.ForeignKey(
        "volunteers.Volunteer", on_delete=models.PROTECT, related_name="hours_entries", verbose_name=_("volunteer")
    )
    signup = models.ForeignKey(
        "volunteers.SignUp", on_delete=models.PROTECT, null=True, blank=True, related_name="hours_entries"
    )
    project = models.ForeignKey(
        "projects.Project", on_delete=models.PROTECT, related_name="hours_entries", verbose_name=_("project")
    )
    day = models.DateField(_("day"))
    minutes = models.SmallIntegerField(_("minutes"))
    unit = models.CharField(_("unit"), max_length=16, choices=OutcomeUnit, blank=True)
    quantity = models.IntegerField(_("number made"), null=True, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=HoursKind)
    evidence = models.CharField(_("how it is known"), max_length=14, choices=Evidence)
    state = models.CharField(_("status"), max_length=10, choices=HoursState, default=HoursState.PROPOSED)
    corrects = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections", verbose_name=_("corrects")
    )
    note = models.TextField(_("note"), blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    proposed_at = models.DateTimeField(_("proposed at"), default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    escalated_at = models.DateTimeField(_("with the front office since"), null=True, blank=True)

    objects = HoursEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of hours")
        verbose_name_plural = _("lines of hours")
        ordering = ["-day", "-pk"]
        constraints = [
            state_check("volunteers_hours_state", HoursState),
            state_check("volunteers_hours_kind", HoursKind, "kind"),
            state_check("volunteers_hours_evidence", Evidence, "evidence"),
            models.CheckConstraint(
                name="volunteers_hours_in_a_day",
                condition=Q(minutes__gte=-DAY_MINUTES, minutes__lte=DAY_MINUTES)
                & (Q(minutes__gte=0) | Q(kind=HoursKind.CORRECTION)),
            ),
            models.CheckConstraint(name="volunteers_hours_quantity_has_unit", condition=Q(quantity=None) | ~Q(unit="")),
            models.CheckConstraint(
                name="volunteers_hours_correction_of",
                condition=Q(kind=HoursKind.CORRECTION, corrects__isnull=False)
                | (~Q(kind=HoursKind.CORRECTION) & Q(corrects=None)),
            ),
            models.CheckConstraint(
                name="volunteers_hours_decided",
                condition=~Q(state__in=[HoursState.CONFIRMED, HoursState.REJECTED]) | Q(decided_at__isnull=False),
            ),
            # A shift is written down once, however often the proposals are made; work at any time once a day.
            models.UniqueConstraint(
                fields=["signup", "day"], condition=Q(kind=HoursKind.SHIFT), name="volunteers_hours_shift_once"
            ),
        ]
        indexes = [
            models.Index(fields=["volunteer", "-day", "-id"], name="volunteers_book"),
            models.Index(
                fields=["project", "proposed_at"],
                condition=Q(state__in=["proposed", "disputed"]),
                name="volunteers_hours_open",
            ),
            models.Index(fields=["project", "state"], name="volunteers_hours_project"),
            # Figures are counted by day.
            models.Index(fields=["day"], name="volunteers_hours_of_day"),
        ]
        triggers = [pgtrigger.ReadOnly(name="hours_never_edited", fields=list(SAID))]

    def __str__(self) -> str:
        return f"{dates.date(self.day)}, {dates.hours(abs(self.minutes))}"

    def get_absolute_url(self) -> str:
        return reverse("hours-entry", args=[self.pk])

    @property
    def is_late(self) -> bool:
        return self.escalated_at is not None and self.state in OPEN


class HoursTransition(TransitionRecord):
    subject = models.ForeignKey(HoursEntry, on_delete=models.CASCADE, related_name="transitions")


class HoursPhoto(models.Model):
    """What was made at home, seen by the volunteer and whoever decides. Drawn anew (``core.pictures``), kept here
    because a folder of files would open to whoever knows an address."""

    entry = models.OneToOneField(HoursEntry, on_delete=models.CASCADE, related_name="photo")
    content = models.BinaryField()

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def __str__(self) -> str:
        return str(self.entry_id)


class MissedAppeal(models.Model):
    """A person who is marked as missed says how it was; the organization answers. Never public."""

    signup = models.OneToOneField("volunteers.SignUp", on_delete=models.PROTECT, related_name="missed_appeal")
    text = models.TextField(_("what happened"), max_length=1000)
    state = models.CharField(_("status"), max_length=8, choices=AppealState, default=AppealState.OPEN)
    created_at = models.DateTimeField(_("written at"), default=timezone.now)
    reply = models.TextField(_("answer"), blank=True)
    # Set once the organization did not answer in time: from then on the front office decides.
    escalated_at = models.DateTimeField(_("with the front office since"), null=True, blank=True)

    class Meta:
        verbose_name = _("appeal against “missed”")
        verbose_name_plural = _("appeals against “missed”")
        ordering = ["-pk"]
        constraints = [state_check("volunteers_missed_appeal_state", AppealState)]
        indexes = [models.Index(fields=["created_at"], condition=Q(state="open"), name="volunteers_appeals_open")]

    def __str__(self) -> str:
        return str(self.signup)


class MissedAppealTransition(TransitionRecord):
    subject = models.ForeignKey(MissedAppeal, on_delete=models.CASCADE, related_name="transitions")
