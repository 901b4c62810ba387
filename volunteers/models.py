"""The volunteer, and where they signed up."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from qazvolunteer.core.secret_codes import new_code, new_secret
from qazvolunteer.core.transitions import TransitionRecord, state_check
from volunteers.asked_changes import AskedChange  # noqa: F401 - a model is found through this module
from volunteers.attendance_models import (  # noqa: F401 - models are found through this module
    Attendance,
    AttendanceTransition,
    PosterRule,
    Scan,
    ShiftLeader,
)
from volunteers.block_models import BlockObjection, BlockObjectionTransition  # noqa: F401 - models are found here
from volunteers.conversation_models import Conversation, ConversationEntry  # noqa: F401 - models are found here
from volunteers.enums import COMMITTED, LIVE, QUEUED, SEAT_HOLDING, SignUpState
from volunteers.export_models import ExportFile, ExportPiece  # noqa: F401 - models are found through this module
from volunteers.feedback_models import Feedback, OrganizationRecord, Thanks  # noqa: F401 - models are found here
from volunteers.hours_models import (  # noqa: F401 - models are found here
    HoursEntry,
    HoursPhoto,
    HoursTransition,
    MissedAppeal,
    MissedAppealTransition,
)
from volunteers.message_models import (  # noqa: F401 - models are found through this module
    MessageReader,
    OrganizationMute,
    OrganizerMessage,
)
from volunteers.report_models import (  # noqa: F401 - models are found here
    ProjectReport,
    ReportOutcome,
    ReportPhoto,
    ReportTransition,
)
from volunteers.stand_in_models import StandIn, StandInTerms, StandInTransition  # noqa: F401 - models are found here

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User


class VolunteerQuerySet(models.QuerySet["Volunteer"]):
    def of(self, user: User) -> Volunteer | None:
        """The profile of ``user``, or None."""
        return self.select_related("town").filter(user=user).first() if user.is_authenticated else None


class Volunteer(models.Model):
    """A person who may take shifts. Birth date and town are asked at registration, nothing more."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="volunteer", verbose_name=_("person")
    )
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    town = models.ForeignKey("places.Town", on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("town"))
    calendar_secret = models.CharField(max_length=32, unique=True, default=new_secret, editable=False)
    created_at = models.DateTimeField(_("registered at"), default=timezone.now, editable=False)

    objects = VolunteerQuerySet.as_manager()

    class Meta:
        verbose_name = _("volunteer")
        verbose_name_plural = _("volunteers")
        ordering = ["-pk"]
        # Figures are counted by day.
        indexes = [models.Index(fields=["created_at"], name="volunteers_registered_at")]

    def __str__(self) -> str:
        return str(self.user)

    def age_on(self, day: dt.date) -> int | None:
        """Full years on ``day``; None when the birth date was erased."""
        return full_years(self.birth_date, day)


def full_years(born: dt.date | None, day: dt.date) -> int | None:
    """The age on ``day``. Born on 29 February: a year older on 1 March."""
    if born is None:
        return None
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


class GuardianConsent(models.Model):
    """A guardian was asked, and may have agreed, that a child volunteers (Law 42-VI art. 12; Law 94-V)."""

    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="guardian_consents")
    email = models.EmailField(_("guardian's e-mail"))
    language = models.CharField(_("language"), max_length=2)
    name = models.CharField(_("guardian's name"), max_length=120, blank=True)
    relation = models.CharField(_("relation to the child"), max_length=60, blank=True)
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    given_at = models.DateTimeField(_("given at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    ip = models.GenericIPAddressField(_("address"), null=True, blank=True)

    class Meta:
        verbose_name = _("guardian's consent")
        verbose_name_plural = _("guardians' consents")
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["volunteer"],
                condition=Q(given_at__isnull=False, withdrawn_at=None),
                name="volunteers_guardian_agrees_once",
            )
        ]

    def __str__(self) -> str:
        return self.name or self.email


class OrganizationBlockQuerySet(models.QuerySet["OrganizationBlock"]):
    def in_force(self) -> Self:
        """Neither lifted nor run out."""
        return self.filter(lifted_at=None).filter(Q(until=None) | Q(until__gt=timezone.now()))


class OrganizationBlock(models.Model):
    """An organization does not want a volunteer in its shifts, with a reason the volunteer can read.

    It holds until ``until`` (for ever without it) or until it is lifted.
    """

    organization = models.ForeignKey(
        "organizations.Organization", on_delete=models.CASCADE, related_name="blocks", verbose_name=_("organization")
    )
    volunteer = models.ForeignKey(
        Volunteer, on_delete=models.CASCADE, related_name="blocks", verbose_name=_("volunteer")
    )
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    until = models.DateTimeField(_("until"), null=True, blank=True)
    lifted_at = models.DateTimeField(_("lifted at"), null=True, blank=True)

    objects = OrganizationBlockQuerySet.as_manager()

    class Meta:
        verbose_name = _("block")
        verbose_name_plural = _("blocks")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "volunteer"], condition=Q(lifted_at=None), name="volunteers_block_once"
            )
        ]

    def __str__(self) -> str:
        return self.volunteer.user.full_name or str(_("A volunteer"))

    @property
    def objected(self) -> BlockObjection | None:
        """What the volunteer answered, if they did."""
        return getattr(self, "objection", None)

    @property
    def is_in_force(self) -> bool:
        return self.lifted_at is None and (self.until is None or self.until > timezone.now())


class SignUpQuerySet(models.QuerySet["SignUp"]):
    def live(self) -> Self:
        return self.filter(state__in=LIVE)

    def seat_holding(self) -> Self:
        return self.filter(state__in=SEAT_HOLDING)

    def committed(self) -> Self:
        return self.filter(state__in=COMMITTED)

    def queued(self) -> Self:
        """The waiting list in its order: by the time of joining, then by id."""
        return self.filter(state__in=QUEUED).order_by("queued_at", "pk")

    def overlapping(self, starts_at: dt.datetime, ends_at: dt.datetime) -> Self:
        """Sign-ups whose shift shares time with the half-open interval; flexible work never clashes."""
        return self.filter(shift__starts_at__lt=ends_at, shift__ends_at__gt=starts_at, shift__flexible=False)

    def with_shift(self) -> Self:
        """Everything a list or a message shows of a sign-up, in one query."""
        return self.select_related(
            "shift__project__programme",
            "shift__project__organization",
            "shift__project__town",
            "shift__project__region",
            "volunteer__user",
            "role",
        )


class SignUp(models.Model):
    """One volunteer in one shift. ``pass_secret`` is what the QR carries: random, revocable, not the person's id."""

    volunteer = models.ForeignKey(
        Volunteer, on_delete=models.PROTECT, related_name="signups", verbose_name=_("volunteer")
    )
    shift = models.ForeignKey(
        "projects.Shift", on_delete=models.PROTECT, related_name="signups", verbose_name=_("shift")
    )
    role = models.ForeignKey(
        "projects.ShiftRole",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("role"),
        # Few have one: the index below holds those alone.
        db_index=False,
    )
    state = models.CharField(_("status"), max_length=12, choices=SignUpState)
    created_at = models.DateTimeField(_("signed up at"), default=timezone.now)
    queued_at = models.DateTimeField(_("in the queue since"), null=True, blank=True)
    offer_expires_at = models.DateTimeField(_("offer valid until"), null=True, blank=True)
    answers = models.JSONField(_("answers"), default=dict, blank=True)
    pass_secret = models.CharField(max_length=32, unique=True, default=new_secret, editable=False)
    pass_code = models.CharField(_("code"), max_length=8, unique=True, default=new_code, editable=False)

    objects = SignUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("sign-up")
        verbose_name_plural = _("sign-ups")
        ordering = ["-pk"]
        constraints = [
            state_check("volunteers_signup_state", SignUpState),
            models.UniqueConstraint(
                fields=["volunteer", "shift"], condition=Q(state__in=sorted(LIVE)), name="volunteers_signup_once"
            ),
            models.CheckConstraint(
                name="volunteers_offer_has_an_end",
                condition=~Q(state=SignUpState.OFFERED) | Q(offer_expires_at__isnull=False),
            ),
            models.CheckConstraint(
                name="volunteers_queue_has_a_time",
                condition=~Q(state=SignUpState.WAITLISTED) | Q(queued_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["shift", "queued_at", "id"],
                condition=Q(state=SignUpState.WAITLISTED),
                name="volunteers_waiting_list",
            ),
            models.Index(fields=["role"], condition=Q(role__isnull=False), name="volunteers_signups_in_roles"),
            models.Index(fields=["offer_expires_at"], condition=Q(state=SignUpState.OFFERED), name="volunteers_offers"),
            models.Index(fields=["volunteer", "state"], name="volunteers_own_signups"),
            models.Index(fields=["shift", "state"], name="volunteers_shift_signups"),
        ]

    def __str__(self) -> str:
        """Who it is, for headings; whoever shows it has read the person."""
        return self.volunteer.user.full_name or str(_("A volunteer"))

    def get_absolute_url(self) -> str:
        return reverse("signup", args=[self.pk])

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    def ran_out(self, now: dt.datetime) -> bool:
        """An offer whose time is over, whether or not somebody has ended it yet."""
        return self.state == SignUpState.OFFERED and self.offer_expires_at is not None and self.offer_expires_at <= now

    @property
    def shown_state(self) -> str:
        """The state in words; for a shift that is over, what became of waiting."""
        if self.shift.is_past and self.state == SignUpState.WAITLISTED:
            return gettext("No place became free")
        if self.shift.is_past and self.state == SignUpState.REQUESTED:
            return gettext("The organizer did not answer")
        return str(self.get_state_display())


class SignUpTransition(TransitionRecord):
    subject = models.ForeignKey(SignUp, on_delete=models.CASCADE, related_name="transitions")


class Figure(models.Model):
    """A number that pages show, counted once a minute by ``volunteers.statistics``; no region: the whole country."""

    code = models.CharField(max_length=20)
    region = models.ForeignKey("places.Region", on_delete=models.CASCADE, null=True, related_name="+")
    value = models.PositiveIntegerField()
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "region"], nulls_distinct=False, name="volunteers_figure_once")
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.value}"


class SavedSearch(models.Model):
    """A search of the catalogue that a person wants to find again: ``query`` is its tidy address."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_searches", verbose_name=_("person")
    )
    name = models.CharField(_("name"), max_length=80)
    query = models.CharField(max_length=1000, blank=True)
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["user", "query"], name="volunteers_search_once")]

    def __str__(self) -> str:
        return self.name
