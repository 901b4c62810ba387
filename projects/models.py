"""What an organization offers: programmes, projects, shifts, and what a shift's seats are held by."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Self

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations.enums import SHOWN as SHOWN_ORGANIZATIONS
from organizations.enums import OrganizationState
from projects.enums import (
    ADULT_AGE,
    SHOWN,
    Format,
    ItemSection,
    ProgrammeKind,
    ProjectKind,
    ProjectState,
    QuestionKind,
    RiskTag,
)
from projects.outcomes import ProjectOutcome  # noqa: F401 - a model is found through this module
from projects.records import CatalogueChange, SeatsRecord  # noqa: F401 - models are found through this module
from projects.rules import RuleDay, ShiftRule  # noqa: F401 - models are found through this module
from projects.search_words import SearchWord  # noqa: F401 - a model is found through this module
from projects.shift_roles import ShiftRole  # noqa: F401 - a model is found through this module
from projects.skills import Skill
from projects.templates import ProjectTemplate  # noqa: F401 - a model is found through this module
from qazvolunteer.accounts.enums import Language
from qazvolunteer.core.search_columns import FoundByName
from qazvolunteer.core.transitions import TransitionRecord, state_check

RUNNING = Q(state=ProjectState.APPROVED, published_at__isnull=False)


class Programme(FoundByName):
    """A Birgemiz direction, a campaign or an international partner programme: a managed list, never an enum."""

    kind = models.CharField(_("kind"), max_length=16, choices=ProgrammeKind, default=ProgrammeKind.DIRECTION)
    slug = models.SlugField(_("address"), max_length=60, unique=True)
    brand = models.CharField(_("brand name"), max_length=80, help_text=_("Shown as it is in every language."))
    name = models.CharField(_("name"), max_length=120)
    about = models.TextField(_("about"), blank=True)
    art = models.SlugField(
        _("drawings"), max_length=40, default="all", help_text=_("Name of the colour, icon and covers to use.")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=100)
    sdgs = ArrayField(models.PositiveSmallIntegerField(), verbose_name=_("SDG numbers"), default=list, blank=True)
    partner = models.ForeignKey(
        "organizations.Organization", on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("partner")
    )
    site = models.URLField(_("website"), blank=True)
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["position", "pk"]
        constraints = [state_check("projects_programme_kind", ProgrammeKind, "kind")]

    def __str__(self) -> str:
        return self.brand

    def names(self) -> list[str | None]:
        return [self.brand, self.name_kk, self.name_ru, self.name_en]  # type: ignore[attr-defined]


class ProjectQuerySet(models.QuerySet["Project"]):
    def shown(self) -> Self:
        """What a visitor may open by address: published; also when it is over, or paused by a front office."""
        return self.filter(published_at__isnull=False, state__in=SHOWN, organization__state__in=SHOWN_ORGANIZATIONS)

    def listed(self) -> Self:
        """What may be found: shown, not paused, of an organization that is not suspended."""
        found = self.filter(state__in=SHOWN - {ProjectState.PAUSED}, organization__state=OrganizationState.VERIFIED)
        return found.filter(published_at__isnull=False)

    def running(self) -> Self:
        """What a visitor may find in lists: listed and not over."""
        return self.listed().filter(state=ProjectState.APPROVED)

    def open(self) -> Self:
        """What the country offers now: running, with at least one coming shift."""
        return self.running().filter(pk__in=Shift.objects.upcoming().values("project"))


@pghistory.track(exclude=["search_text"])
class Project(models.Model):
    """What an organization offers in one programme, in one place, remotely or at home."""

    organization = models.ForeignKey(
        "organizations.Organization",
        on_delete=models.PROTECT,
        related_name="projects",
        verbose_name=_("organization"),
    )
    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="projects", verbose_name=_("programme")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=ProjectKind, default=ProjectKind.PROJECT)
    format = models.CharField(_("format"), max_length=12, choices=Format, default=Format.ON_SITE)
    slug = models.SlugField(_("address"), max_length=100, unique=True)
    title = models.CharField(_("title"), max_length=120)
    summary = models.CharField(_("in short"), max_length=320, blank=True)
    description = models.TextField(_("description"), blank=True, help_text=_("Paragraphs; Markdown is allowed."))
    region = models.ForeignKey("places.Region", on_delete=models.PROTECT, verbose_name=_("region"))
    district = models.ForeignKey(
        "places.District", on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("district")
    )
    town = models.ForeignKey("places.Town", on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("town"))
    place = models.CharField(_("place"), max_length=160, blank=True, help_text=_("Where people meet."))
    directions = models.CharField(_("how to get there"), max_length=200, blank=True)
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    min_age = models.PositiveSmallIntegerField(
        _("minimum age"), default=16, validators=[MinValueValidator(0), MaxValueValidator(80)]
    )
    risk_tags = ArrayField(
        models.CharField(max_length=20, choices=RiskTag), verbose_name=_("risks"), default=list, blank=True
    )
    languages = ArrayField(
        models.CharField(max_length=2, choices=Language), verbose_name=_("languages"), default=list, blank=True
    )
    skills = models.ManyToManyField(Skill, verbose_name=_("useful skills"), blank=True, related_name="+")
    accessible = models.BooleanField(_("accessible by wheelchair"), default=False)
    needs_approval = models.BooleanField(_("the organizer chooses who comes"), default=False)
    contact_name = models.CharField(_("coordinator of the day"), max_length=80, blank=True)
    cover = models.PositiveSmallIntegerField(
        _("cover"), default=1, validators=[MinValueValidator(1), MaxValueValidator(3)]
    )
    # The name of an own picture (see ``core.pictures``), shown instead of the programme's drawing.
    photo = models.CharField(max_length=40, blank=True, default="", editable=False)
    state = models.CharField(
        _("status"), max_length=12, choices=ProjectState, default=ProjectState.DRAFT, editable=False
    )
    published_at = models.DateTimeField(_("published at"), null=True, blank=True, editable=False)
    signups_open = models.BooleanField(_("sign-ups are open"), default=True, editable=False)
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    search_text = models.TextField(editable=False, default="", blank=True)

    # Whether it has questions; known where ``projects.capacity`` has read it.
    asks: bool

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["-pk"]
        constraints = [
            state_check("projects_project_state", ProjectState),
            state_check("projects_project_kind", ProjectKind, "kind"),
            state_check("projects_project_format", Format, "format"),
            models.CheckConstraint(
                name="projects_risk_is_for_adults",
                condition=Q(risk_tags__len=0) | Q(risk_tags=[]) | Q(min_age__gte=ADULT_AGE),
                violation_error_message=_("Work with these risks is only for adults: the minimum age is 18."),
            ),
            models.CheckConstraint(
                name="projects_published_was_approved",
                condition=Q(published_at=None) | Q(state__in=SHOWN),
            ),
        ]
        indexes = [
            GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], condition=RUNNING, name="projects_search"),
            models.Index(fields=["state", "region"], name="projects_by_region"),
            # A part of a title is looked for in the workplace, whatever the project's state.
            *(
                GinIndex(OpClass(Upper(f"title_{code}"), name="gin_trgm_ops"), name=f"projects_titles_{code}")
                for code in ("kk", "ru", "en")
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("project", args=[self.slug])

    @property
    def is_running(self) -> bool:
        return self.state == ProjectState.APPROVED and self.published_at is not None

    @property
    def is_shown(self) -> bool:
        """As ``ProjectQuerySet.shown``, of a project whose organization is loaded along."""
        known = self.organization.state in SHOWN_ORGANIZATIONS
        return self.published_at is not None and self.state in SHOWN and known

    @property
    def is_paused(self) -> bool:
        """Stopped by a front office, or its organization (loaded along) is suspended."""
        return self.state == ProjectState.PAUSED or (
            self.state == ProjectState.APPROVED and self.organization.is_suspended
        )

    @property
    def takes_people(self) -> bool:
        """Whether anybody new may get a place: running, and its organization (loaded along) is not suspended."""
        return self.is_running and self.organization.is_verified

    @property
    def age_limit(self) -> int:
        """The age this project asks for, raised to 18 by any risk tag."""
        return max(self.min_age, ADULT_AGE) if self.risk_tags else self.min_age

    @property
    def risks(self) -> list[str]:
        return [str(RiskTag(tag).label) for tag in self.risk_tags]

    @property
    def language_names(self) -> list[str]:
        return [str(Language(code).label) for code in self.languages]


class ProjectTransition(TransitionRecord):
    subject = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="transitions")


class ProjectItem(models.Model):
    """One line of what to know, to bring, what is given, or of the day's plan."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="items")
    section = models.CharField(_("section"), max_length=8, choices=ItemSection)
    icon = models.SlugField(_("icon"), max_length=24, default="check", blank=True)
    text = models.CharField(_("text"), max_length=160)
    offset_minutes = models.SmallIntegerField(
        _("minutes from the start"), null=True, blank=True, help_text=_("Only for the day's plan; may be negative.")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("line")
        verbose_name_plural = _("lines")
        ordering = ["section", "position", "pk"]

    def __str__(self) -> str:
        return self.text


class ProjectQuestion(models.Model):
    """A question of the organizer to whoever signs up. ``choices`` holds one choice a line, per language."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="questions")
    kind = models.CharField(_("kind"), max_length=8, choices=QuestionKind, default=QuestionKind.TEXT)
    label = models.CharField(_("question"), max_length=200)
    choices = models.TextField(_("choices"), blank=True, help_text=_("One a line."))
    required = models.BooleanField(_("an answer is needed"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.label


class ShiftQuerySet(models.QuerySet["Shift"]):
    def upcoming(self) -> Self:
        """Not cancelled and not over. A flexible shift counts until its end, others until their start."""
        now = timezone.now()
        return self.filter(cancelled_at=None).filter(Q(starts_at__gt=now) | Q(flexible=True, ends_at__gt=now))

    def with_places(self) -> Self:
        return self.filter(seats_taken__lt=F("seats"))


@pghistory.track(exclude=["seats_taken", "waiting"])
class Shift(models.Model):
    """When and where, with ``seats``.

    ``seats_taken`` counts sign-ups that are confirmed or offered, and holds; ``waiting`` the queue.
    Both are written by ``projects.capacity`` alone. ``flexible`` work is done at any time between start and end.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="shifts", verbose_name=_("project"))
    task = models.CharField(_("task"), max_length=160, blank=True)
    starts_at = models.DateTimeField(_("start"))
    ends_at = models.DateTimeField(_("end"))
    flexible = models.BooleanField(_("at any time between"), default=False)
    seats = models.PositiveIntegerField(_("places"), validators=[MinValueValidator(1), MaxValueValidator(100_000)])
    seats_taken = models.PositiveIntegerField(_("places taken"), default=0, editable=False)
    waiting = models.PositiveIntegerField(_("waiting"), default=0, editable=False)
    overfill = models.PositiveIntegerField(_("over the limit"), default=0, editable=False)
    min_people = models.PositiveIntegerField(
        _("minimum head count"),
        default=0,
        help_text=_("You are warned when fewer have signed up. 0: any number will do."),
    )
    # Whether some seats are kept for roles; ``projects.capacity`` counts those beside the total.
    has_roles = models.BooleanField(default=False, editable=False)
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True, editable=False)
    cancel_reason = models.TextField(_("reason"), blank=True, editable=False)

    objects = ShiftQuerySet.as_manager()

    class Meta:
        verbose_name = _("shift")
        verbose_name_plural = _("shifts")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="projects_shift_never_overbooked", condition=Q(seats_taken__lte=F("seats") + F("overfill"))
            ),
            models.CheckConstraint(
                name="projects_shift_ends_after_start",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("The end must be after the start."),
            ),
            models.CheckConstraint(
                name="projects_shift_has_seats",
                condition=Q(seats__gte=1),
                violation_error_message=_("A shift needs at least one place."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["starts_at", "project"], condition=Q(cancelled_at=None), name="projects_shift_soonest"
            ),
            models.Index(
                fields=["starts_at", "project"],
                condition=Q(cancelled_at=None, seats_taken__lt=F("seats")),
                name="projects_shift_free",
            ),
            models.Index(
                fields=["ends_at", "project"],
                condition=Q(cancelled_at=None, flexible=True),
                name="projects_shift_flexible",
            ),
            # The workplace lists all shifts in their order, and looks at those that are not over.
            models.Index(fields=["starts_at", "id"], name="projects_shift_in_order"),
            models.Index(fields=["ends_at"], name="projects_shift_ends"),
        ]

    def __str__(self) -> str:
        start = f"{timezone.localtime(self.starts_at):%d.%m.%Y %H:%M}"
        return f"{start} · {self.task}" if self.task else start

    @property
    def free(self) -> int:
        """Places left, never below zero (a shift may be over its limit)."""
        return max(self.seats - self.seats_taken, 0)

    @property
    def is_over_limit(self) -> bool:
        return self.seats_taken > self.seats

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_at is not None

    @property
    def last_moment(self) -> dt.datetime:
        """Until when one may sign up: the start, or the end of flexible work."""
        return self.ends_at if self.flexible else self.starts_at

    @property
    def is_past(self) -> bool:
        return self.last_moment <= timezone.now()

    @property
    def duration(self) -> dt.timedelta:
        return self.ends_at - self.starts_at

    @property
    def hours(self) -> float:
        return self.duration.total_seconds() / 3600


class SeatHold(models.Model):
    """A seat kept for somebody who chose a shift and is still registering. Known by its secret ``token`` alone."""

    token = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    shift = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="holds")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()

    class Meta:
        ordering = ["expires_at"]
        indexes = [models.Index(fields=["expires_at"], name="projects_hold_lapses")]

    def __str__(self) -> str:
        return f"{self.shift_id} · {self.expires_at:%H:%M}"
