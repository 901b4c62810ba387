"""Who came: attendance, the scans it is read from, leaders of shifts, and posters that people scan themselves."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qazvolunteer.core.secret_codes import new_secret
from qazvolunteer.core.transitions import TransitionRecord, state_check
from volunteers.enums import AttendanceState, ScanKind, Source


class Attendance(models.Model):
    """Whether the person of a sign-up came, and when. Where there is no row, they are expected.

    ``witness`` is who marked them; empty for a poster. Written by ``volunteers.attendance`` alone.
    """

    signup = models.OneToOneField(
        "volunteers.SignUp", on_delete=models.CASCADE, related_name="attendance", verbose_name=_("sign-up")
    )
    state = models.CharField(_("attendance"), max_length=10, choices=AttendanceState, default=AttendanceState.EXPECTED)
    arrived_at = models.DateTimeField(_("came at"), null=True, blank=True)
    left_at = models.DateTimeField(_("left at"), null=True, blank=True)
    witness = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("marked by"),
    )
    source = models.CharField(_("how it is known"), max_length=8, choices=Source, blank=True)

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")
        ordering = ["-pk"]
        constraints = [
            state_check("volunteers_attendance_state", AttendanceState),
            models.CheckConstraint(name="volunteers_attendance_source", condition=Q(source__in=["", *Source.values])),
            models.CheckConstraint(
                name="volunteers_came_at_a_time",
                condition=~Q(state=AttendanceState.CAME) | Q(arrived_at__isnull=False),
            ),
            models.CheckConstraint(
                name="volunteers_left_after_coming", condition=Q(left_at=None) | Q(left_at__gte=F("arrived_at"))
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_state_display())


class AttendanceTransition(TransitionRecord):
    subject = models.ForeignKey(Attendance, on_delete=models.CASCADE, related_name="transitions")


class Scan(models.Model):
    """One mark at the place, as it was made: also one that was refused, with its reason.

    ``client_id`` is drawn by the phone, so sending twice marks once. ``client_at`` is the phone's time, set right by
    the difference of the clocks when it was sent. Attendance follows from the accepted scans in the order of their
    ``client_at``, whatever order they arrive in. ``given`` is what was shown when nobody was found by it.
    """

    client_id = models.UUIDField(unique=True)
    shift = models.ForeignKey("projects.Shift", on_delete=models.CASCADE, related_name="scans")
    signup = models.ForeignKey("volunteers.SignUp", on_delete=models.CASCADE, null=True, related_name="scans")
    kind = models.CharField(max_length=4, choices=ScanKind)
    source = models.CharField(max_length=8, choices=Source)
    client_at = models.DateTimeField()
    received_at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    accepted = models.BooleanField(default=False)
    verdict = models.CharField(max_length=24)
    reason = models.TextField(blank=True)
    given = models.CharField(max_length=32, blank=True)

    class Meta:
        verbose_name = _("scan")
        verbose_name_plural = _("scans")
        ordering = ["client_at", "client_id"]
        constraints = [
            state_check("volunteers_scan_kind", ScanKind, "kind"),
            state_check("volunteers_scan_source", Source, "source"),
            models.CheckConstraint(
                name="volunteers_accepted_scan_is_of_somebody",
                condition=Q(accepted=False) | Q(signup__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["shift", "received_at"], name="volunteers_scans_of_shift"),
            models.Index(fields=["by", "received_at"], name="volunteers_scans_by"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} · {self.verdict}"


class ShiftLeaderQuerySet(models.QuerySet["ShiftLeader"]):
    def active(self) -> Self:
        """Who leads now: named, and not dismissed."""
        return self.filter(dismissed_at=None)


class ShiftLeader(models.Model):
    """A volunteer who may check people into their own shift, while it runs. Dismissed, the row stays."""

    signup = models.ForeignKey("volunteers.SignUp", on_delete=models.CASCADE, related_name="leaderships")
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    named_at = models.DateTimeField(default=timezone.now)
    dismissed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    dismissed_at = models.DateTimeField(null=True)

    objects = ShiftLeaderQuerySet.as_manager()

    class Meta:
        verbose_name = _("shift leader")
        verbose_name_plural = _("shift leaders")
        constraints = [
            models.UniqueConstraint(
                fields=["signup"], condition=Q(dismissed_at=None), name="volunteers_leads_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return str(self.signup_id)


class PosterRule(models.Model):
    """The project lets people say themselves that they are there, by a code that changes every minute.

    ``secret`` signs the codes; a new one makes all codes before it worthless.
    """

    project = models.OneToOneField("projects.Project", on_delete=models.CASCADE, related_name="poster_rule")
    secret = models.CharField(max_length=32, default=new_secret, editable=False)
    allowed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    allowed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("poster code")
        verbose_name_plural = _("poster codes")

    def __str__(self) -> str:
        return str(self.project_id)
