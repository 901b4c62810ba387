"""Rules of the republican office: if a project is such, it needs that. Written without code, kept in versions."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from frontoffice.rules.enums import Demand, Weight
from qazvolunteer.core.transitions import state_check


class Rule(models.Model):
    """A rule lives in its versions; ``in_force`` is the one that holds, empty when it is switched off."""

    title = models.CharField(_("name"), max_length=120)
    in_force = models.OneToOneField(
        "frontoffice.RuleVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="holds_for"
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("rule")
        verbose_name_plural = _("rules")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_on(self) -> bool:
        return self.in_force_id is not None


class RuleVersion(models.Model):
    """What a rule says; never edited. ``conditions``: a list of {"field", "op", "value"}, all of which must hold.

    ``value`` of the demand: a role's kind, an age, or words of which one must stand in a line, one a line.
    """

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    conditions = models.JSONField(_("conditions"), default=list)
    demand = models.CharField(_("asks for"), max_length=10, choices=Demand)
    value = models.TextField(_("which"), blank=True)
    weight = models.CharField(_("weight"), max_length=6, choices=Weight, default=Weight.MUST)
    sentence_kk = models.CharField(_("sentence in Kazakh"), max_length=300)
    sentence_ru = models.CharField(_("sentence in Russian"), max_length=300)
    sentence_en = models.CharField(_("sentence in English"), max_length=300)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("version of a rule")
        verbose_name_plural = _("versions of rules")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["rule", "number"], name="frontoffice_rule_version_once"),
            state_check("frontoffice_rule_demand", Demand, "demand"),
            state_check("frontoffice_rule_weight", Weight, "weight"),
            models.CheckConstraint(
                name="frontoffice_rule_says_which", condition=Q(demand__in=["republic", "look"]) | ~Q(value="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id}.{self.number}"

    @property
    def must(self) -> bool:
        return self.weight == Weight.MUST


class RuleSwitch(models.Model):
    """Who switched which version on, or the rule off. Rows are never edited."""

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="switches")
    version = models.ForeignKey(RuleVersion, on_delete=models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("switch of a rule")
        verbose_name_plural = _("switches of rules")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.rule_id}: {self.version_id or ''}"
