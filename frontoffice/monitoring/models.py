"""Rows of monitoring: concerns that anybody reports, and signals that the records give by themselves."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from frontoffice.monitoring.enums import OPEN_CONCERNS, ConcernKind, ConcernState, SignalKind, Verdict
from frontoffice.monitoring.visit_models import (  # noqa: F401 - models are found through this module
    Checklist,
    FieldNote,
    Finding,
    FindingTransition,
    Visit,
    VisitPhoto,
    VisitSample,
    VisitTransition,
)
from qazvolunteer.accounts.enums import Language
from qazvolunteer.core.secret_codes import new_secret
from qazvolunteer.core.transitions import TransitionRecord, state_check

USER = settings.AUTH_USER_MODEL


class ConcernQuerySet(models.QuerySet["Concern"]):
    def open(self) -> Self:
        return self.filter(closed_at=None)

    def late(self) -> Self:
        return self.open().filter(due_at__lt=timezone.now())


class Concern(models.Model):
    """What somebody reports to the front office of a region (of the republic, where none is known).

    Anonymous unless the person says otherwise: ``by`` and ``email`` are empty then. Whoever has ``secret`` reads how it
    stands. ``draft`` is drawn with the form: sent twice, it is one concern. ``page`` is an address without its query.
    """

    secret = models.CharField(max_length=22, unique=True, default=new_secret, editable=False)
    draft = models.UUIDField(unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=ConcernKind)
    text = models.TextField(_("what happened"), max_length=2000)
    page = models.CharField(_("page"), max_length=200, blank=True)
    project = models.ForeignKey(
        "projects.Project", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("project")
    )
    organization = models.ForeignKey(
        "organizations.Organization", on_delete=models.PROTECT, null=True, related_name="+",
        verbose_name=_("organization"),
    )  # fmt: skip
    region = models.ForeignKey(
        "places.Region", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("region")
    )
    by = models.ForeignKey(USER, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.KK)
    state = models.CharField(_("status"), max_length=8, choices=ConcernState, default=ConcernState.NEW)
    assigned_to = models.ForeignKey(
        USER, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("assigned to")
    )
    opened_at = models.DateTimeField(_("since"), default=timezone.now)
    due_at = models.DateTimeField(_("answer due"))
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True)

    objects = ConcernQuerySet.as_manager()

    class Meta:
        verbose_name = _("concern")
        verbose_name_plural = _("concerns")
        ordering = ["-opened_at", "-pk"]
        constraints = [
            state_check("frontoffice_concern_state", ConcernState),
            state_check("frontoffice_concern_kind", ConcernKind, "kind"),
            models.CheckConstraint(
                name="frontoffice_concern_closed_with_verdict",
                condition=(Q(state__in=sorted(OPEN_CONCERNS), closed_at=None, verdict=""))
                | Q(state=ConcernState.CLOSED, closed_at__gte=F("opened_at"), verdict__in=Verdict.values),
            ),
        ]
        indexes = [
            models.Index(fields=["region", "due_at"], condition=Q(closed_at=None), name="frontoffice_concerns_open"),
            models.Index(fields=["organization", "opened_at"], name="frontoffice_concerns_about"),
            models.Index(fields=["closed_at"], condition=~Q(email=""), name="frontoffice_concerns_contacts"),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    def get_absolute_url(self) -> str:
        return reverse("concern-status", args=[self.secret])

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def is_late(self) -> bool:
        return self.closed_at is None and self.due_at < timezone.now()


class ConcernTransition(TransitionRecord):
    subject = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="transitions")


class ConcernAnswer(models.Model):
    """What an office writes to whoever reported it, or (``internal``) for colleagues alone. Never edited."""

    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="answers")
    text = models.TextField(_("text"), max_length=2000)
    internal = models.BooleanField(_("for colleagues alone"), default=False)
    by = models.ForeignKey(USER, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("answer to a concern")
        verbose_name_plural = _("answers to concerns")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text


class SignalQuerySet(models.QuerySet["Signal"]):
    def open(self) -> Self:
        return self.filter(closed_at=None)


class Signal(models.Model):
    """What the records show about an organization, or one of its projects, from ``first`` to ``last``.

    Written by ``monitoring.signals`` alone: one open row for a kind and a subject. ``figures`` are why it fired, by the
    names its words use (``signal_words``). ``until`` is how far the facts go that it has seen: closed, it does not come
    back for these.
    """

    kind = models.CharField(_("kind"), max_length=24, choices=SignalKind)
    organization = models.ForeignKey(
        "organizations.Organization", on_delete=models.PROTECT, related_name="+", verbose_name=_("organization")
    )
    project = models.ForeignKey(
        "projects.Project", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("project")
    )
    region = models.ForeignKey("places.Region", on_delete=models.PROTECT, related_name="+", verbose_name=_("region"))
    first = models.DateField(_("from"))
    last = models.DateField(_("to"))
    figures = models.JSONField(_("figures"))
    until = models.DateTimeField()
    opened_at = models.DateTimeField(_("since"), default=timezone.now)
    refreshed_at = models.DateTimeField(_("counted at"), default=timezone.now)
    closed_at = models.DateTimeField(_("closed at"), null=True)
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict, blank=True)
    note = models.TextField(_("note"), max_length=2000, blank=True)
    closed_by = models.ForeignKey(USER, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))

    objects = SignalQuerySet.as_manager()

    class Meta:
        verbose_name = _("signal")
        verbose_name_plural = _("signals")
        ordering = ["-opened_at", "-pk"]
        constraints = [
            state_check("frontoffice_signal_kind", SignalKind, "kind"),
            models.UniqueConstraint(
                fields=["kind", "organization", "project"],
                condition=Q(closed_at=None),
                nulls_distinct=False,
                name="frontoffice_signal_open_once",
            ),
            models.CheckConstraint(
                name="frontoffice_signal_closed_with_verdict",
                condition=Q(closed_at=None, verdict="") | Q(closed_at__isnull=False, verdict__in=Verdict.values),
            ),
            models.CheckConstraint(name="frontoffice_signal_period", condition=Q(last__gte=F("first"))),
        ]
        indexes = [
            models.Index(fields=["region", "opened_at"], condition=Q(closed_at=None), name="frontoffice_signals_open"),
            models.Index(
                fields=["kind", "until"], condition=Q(closed_at__isnull=False), name="frontoffice_signals_closed"
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def is_open(self) -> bool:
        return self.closed_at is None
