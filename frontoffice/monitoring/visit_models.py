"""Visits of front offices to projects: checklists with their versions, random samples, visits, findings."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from frontoffice.monitoring.enums import VISITED, Basis, FindingState, NoteKind, Severity, Summary, VisitState
from qazvolunteer.core.transitions import TransitionRecord, state_check

USER = settings.AUTH_USER_MODEL
LANGUAGES = ("kk", "ru", "en")


class Checklist(models.Model):
    """What is looked at in the projects of a programme, or (without one) of every other. Never edited: a change is
    another version, and a visit keeps the one it was planned with. ``questions``: one object by language for each."""

    programme = models.ForeignKey(
        "projects.Programme", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("programme"),
    )  # fmt: skip
    version = models.PositiveSmallIntegerField(_("version"))
    questions = models.JSONField(_("questions"))
    by = models.ForeignKey(USER, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("checklist")
        verbose_name_plural = _("checklists")
        ordering = ["programme", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "version"], nulls_distinct=False, name="frontoffice_checklist_version_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.programme or '*'} {self.version}"

    def as_lines(self) -> dict[str, Any]:
        """As the form of another version has it: one question a line in each language."""
        lines = {code: "\n".join(question.get(code, "") for question in self.questions) for code in LANGUAGES}
        return {"programme": self.programme_id, **lines}

    def asked(self) -> list[str]:
        """The questions in the reader's language."""
        language = (get_language() or "kk")[:2]
        return [question.get(language) or question["kk"] for question in self.questions]


class VisitSample(models.Model):
    """A random draw, kept so that anybody can repeat it: the ``size`` projects of ``pool`` running ones whose digest
    with ``seed`` comes first (``visit_choice.sampled``)."""

    region = models.ForeignKey("places.Region", on_delete=models.PROTECT, related_name="+", verbose_name=_("region"))
    seed = models.CharField(_("seed"), max_length=32)
    size = models.PositiveSmallIntegerField(_("size"))
    pool = models.PositiveIntegerField(_("drawn from"))
    projects = models.JSONField(_("projects"))
    by = models.ForeignKey(USER, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("random sample")
        verbose_name_plural = _("random samples")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.seed


class VisitQuerySet(models.QuerySet["Visit"]):
    def made(self) -> Self:
        return self.filter(state__in=VISITED)

    def with_findings(self) -> Self:
        """With ``has_answers`` to read, and ``has_overdue`` findings."""
        answers, overdue = _to_read()
        return self.annotate(has_answers=answers, has_overdue=overdue)

    def waiting(self) -> Self:
        """For the office: to be made by today, or with findings that were answered or not fixed in time."""
        due = Q(state=VisitState.PLANNED, planned_for__date__lte=timezone.localdate())
        answers, overdue = _to_read()
        return self.filter(due | Q(answers) | Q(overdue))


def _to_read() -> tuple[Exists, Exists]:
    """Whether a visit has findings that were answered, and some that were not fixed in time."""
    findings = Finding.objects.filter(visit=OuterRef("pk"))
    return Exists(findings.filter(state=FindingState.ANSWERED)), Exists(findings.overdue())


class Visit(models.Model):
    """Somebody of a front office looks at a project on the spot.

    ``answers`` by number of the question: ``{"value": …, "note": …}``. ``summary`` is all that everybody reads of it.
    """

    project = models.ForeignKey(
        "projects.Project", on_delete=models.PROTECT, related_name="+", verbose_name=_("project")
    )
    shift = models.ForeignKey(
        "projects.Shift", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("shift")
    )
    organization = models.ForeignKey(
        "organizations.Organization", on_delete=models.PROTECT, related_name="+", verbose_name=_("organization")
    )
    region = models.ForeignKey("places.Region", on_delete=models.PROTECT, related_name="+", verbose_name=_("region"))
    basis = models.CharField(_("why"), max_length=10, choices=Basis)
    sample = models.ForeignKey(VisitSample, on_delete=models.SET_NULL, null=True, blank=True, related_name="visits")
    follows = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="followed_by",
        verbose_name=_("follows the visit"),
    )  # fmt: skip
    purpose = models.CharField(_("what to look at"), max_length=300, blank=True)
    planned_for = models.DateTimeField(_("when"))
    visitors = models.ManyToManyField(USER, related_name="+", verbose_name=_("who goes"))
    announced = models.BooleanField(_("the organization is told"), default=False)
    checklist = models.ForeignKey(Checklist, on_delete=models.PROTECT, related_name="+", verbose_name=_("checklist"))
    answers = models.JSONField(_("answers"), default=dict, blank=True)
    state = models.CharField(_("status"), max_length=10, choices=VisitState, default=VisitState.PLANNED)
    visited_at = models.DateTimeField(_("visited at"), null=True, blank=True)
    summary = models.CharField(_("public summary"), max_length=12, choices=Summary, blank=True)
    made_by = models.ForeignKey(USER, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))
    created_at = models.DateTimeField(_("created at"), default=timezone.now)

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        ordering = ["-planned_for", "-pk"]
        constraints = [
            state_check("frontoffice_visit_state", VisitState),
            state_check("frontoffice_visit_basis", Basis, "basis"),
            models.CheckConstraint(
                name="frontoffice_visit_made_has_summary",
                condition=Q(state__in=sorted(VISITED), visited_at__isnull=False, summary__in=Summary.values)
                | Q(state__in=["planned", "cancelled"], visited_at=None, summary=""),
            ),
        ]
        indexes = [
            models.Index(fields=["region", "-planned_for"], name="frontoffice_visits_of_region"),
            models.Index(fields=["project", "-visited_at"], name="frontoffice_visits_of_project"),
            models.Index(fields=["organization", "-planned_for"], name="frontoffice_visits_of_host"),
        ]

    def __str__(self) -> str:
        return str(self.project)

    def checked(self) -> list[dict[str, Any]]:
        """Each question with its answer, for a page."""
        return [
            {"number": number, "question": question, **self.answers.get(str(number), {"value": "", "note": ""})}
            for number, question in enumerate(self.checklist.asked(), start=1)
        ]


class VisitTransition(TransitionRecord):
    subject = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="transitions")


class FindingQuerySet(models.QuerySet["Finding"]):
    def for_a_page(self) -> Self:
        """With the photos, without their content, and with ``said``: what both sides wrote, the oldest first."""
        words = FindingTransition.objects.exclude(reason="").order_by("at", "pk")
        photos = Prefetch("photos", VisitPhoto.objects.only("pk", "finding"))
        return self.prefetch_related(photos, Prefetch("transitions", words, to_attr="said"))

    def open(self) -> Self:
        return self.exclude(state=FindingState.SETTLED)

    def overdue(self) -> Self:
        """Of visits that are written down: before, nobody was told."""
        return self.filter(state=FindingState.OPEN, due_on__lt=timezone.localdate(), visit__state__in=VISITED)


class Finding(models.Model):
    """One thing that was found, and what the organization has to do until when. A note asks for nothing.

    ``client_id``: the name that the phone gave it on the spot; ``days``: the working days given, counted from the
    moment at which the visit is written down.
    """

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="findings", verbose_name=_("visit"))
    client_id = models.UUIDField(null=True, editable=False)
    days = models.PositiveSmallIntegerField(_("working days"), default=0)
    severity = models.CharField(_("severity"), max_length=8, choices=Severity)
    text = models.TextField(_("what was found"), max_length=1000)
    demand = models.TextField(_("what has to be done"), max_length=1000, blank=True)
    due_on = models.DateField(_("until"), null=True, blank=True)
    state = models.CharField(_("status"), max_length=8, choices=FindingState, default=FindingState.OPEN)
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    answered_by = models.ForeignKey(USER, on_delete=models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "client_id"], name="frontoffice_finding_written_once"),
            state_check("frontoffice_finding_state", FindingState),
            state_check("frontoffice_finding_severity", Severity, "severity"),
            models.CheckConstraint(
                name="frontoffice_finding_note_asks_nothing",
                condition=Q(severity=Severity.NOTE, due_on=None, demand="")
                | (~Q(severity=Severity.NOTE) & Q(due_on__isnull=False) & ~Q(demand="")),
            ),
        ]
        indexes = [models.Index(fields=["due_on"], condition=Q(state="open"), name="frontoffice_findings_due")]

    def __str__(self) -> str:
        return self.text

    @property
    def is_overdue(self) -> bool:
        return self.state == FindingState.OPEN and self.due_on is not None and self.due_on < timezone.localdate()


class FindingTransition(TransitionRecord):
    subject = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="transitions")


class FieldNote(models.Model):
    """One thing that a phone wrote down on the spot, as it was sent: taken, or refused and kept with its reason.

    ``client_id`` and ``at`` are the phone's, its clock set right; sent again, a note changes nothing.
    """

    client_id = models.UUIDField(unique=True)
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="notes")
    kind = models.CharField(_("kind"), max_length=8, choices=NoteKind)
    data = models.JSONField(default=dict)
    by = models.ForeignKey(USER, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))
    received_at = models.DateTimeField(_("received at"), default=timezone.now)
    accepted = models.BooleanField(default=True)
    verdict = models.CharField(max_length=16)
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("note of a visit")
        verbose_name_plural = _("notes of visits")
        ordering = ["at", "client_id"]
        constraints = [state_check("frontoffice_field_note_kind", NoteKind, "kind")]
        indexes = [models.Index(fields=["visit", "kind", "at"], name="frontoffice_notes_of_visit")]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class VisitPhoto(models.Model):
    """A picture of a finding, seen by the office and the organization; without one (its finding was taken back, or
    came too late) by the office alone. ``of`` is the phone's name of the finding, which may arrive after its picture.
    Kept here: a folder of files would open to whoever knows an address."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="photos")
    finding = models.ForeignKey(Finding, on_delete=models.SET_NULL, null=True, related_name="photos")
    of = models.UUIDField(null=True, editable=False)
    content = models.BinaryField()
    by = models.ForeignKey(USER, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("photo of a visit")
        verbose_name_plural = _("photos of visits")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.pk)
