"""Writing rules: a new version never touches the old one; a version is previewed, then switched on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from frontoffice.rules import judging, words
from frontoffice.rules.enums import NUMBERS, Demand, Field, Op, Weight
from frontoffice.rules.models import Rule, RuleSwitch, RuleVersion
from organizations.permissions import oversees_everything
from projects.enums import ProjectState, RoleKind
from projects.models import Project
from qazvolunteer.core.locks import locked
from qazvolunteer.core.refusals import Refusal

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User

# Of so many waiting projects a preview says what would change; a queue of more is not looked through at once.
LOOKED_AT = 2000
SHOWN = 30
OLDEST = 80


@dataclass(frozen=True)
class Preview:
    """What a version would change among the projects that wait: of ``waiting`` it concerns some, ``hits`` fall short.

    ``new`` of them are not told of it by the version in force.
    """

    waiting: int
    concerned: int
    hits: list[Project]
    new: int

    @property
    def shown(self) -> list[Project]:
        return self.hits[:SHOWN]


@transaction.atomic
def write(
    rule: Rule | None,
    *,
    by: User,
    title: str,
    conditions: Sequence[Mapping[str, Any]],
    demand: str,
    value: str,
    weight: str,
    sentences: Mapping[str, str],
) -> RuleVersion:
    """A new rule, or a new version of one; nothing is switched on by it.

    Raises ``not_allowed``, ``title_needed``, ``wrong_condition``, ``wrong_demand`` or ``sentences_needed``.
    """
    _require_republican(by)
    if not title.strip():
        raise Refusal("title_needed", _("Give the rule a name."))
    checked = [_condition(one) for one in conditions]
    value = _value(demand, value)
    if weight not in Weight.values:
        raise Refusal("wrong_demand", _("Choose what happens when it is not fulfilled."))
    if demand == Demand.LOOK:
        weight = Weight.WARN
    said = {code: sentences.get(code, "").strip() for code in judging.LANGUAGES}
    if not all(said.values()):
        raise Refusal("sentences_needed", _("Write the sentence in three languages: the organization reads it."))
    if rule is None:
        rule, number = Rule.objects.create(title=title.strip()), 1
    else:
        rule = locked(Rule.objects.filter(pk=rule.pk)).get()
        number = rule.versions.values_list("number", flat=True).first() or 0
        number += 1
        rule.title = title.strip()
        rule.save(update_fields=["title"])
    return RuleVersion.objects.create(
        rule=rule,
        number=number,
        conditions=checked,
        demand=demand,
        value=value,
        weight=weight,
        by=by,
        **{f"sentence_{code}": text for code, text in said.items()},
    )


@transaction.atomic
def switch_on(version: RuleVersion, *, by: User) -> Rule:
    """This version holds from now on, instead of any other of its rule. Raises ``not_allowed``, ``wrong_state``."""
    _require_republican(by)
    rule = locked(Rule.objects.filter(pk=version.rule_id)).get()
    if rule.in_force_id == version.pk:
        raise Refusal("wrong_state", _("This version is in force already."))
    return _switched(rule, version, by=by)


@transaction.atomic
def switch_off(rule: Rule, *, by: User) -> Rule:
    """No version holds any more. Raises ``not_allowed``, ``wrong_state``."""
    _require_republican(by)
    rule = locked(Rule.objects.filter(pk=rule.pk)).get()
    if not rule.is_on:
        raise Refusal("wrong_state", _("This rule is switched off already."))
    return _switched(rule, None, by=by)


def preview(version: RuleVersion) -> Preview:
    """What the version would change among the projects that wait for a decision."""
    waiting = list(
        Project.objects.filter(state=ProjectState.SUBMITTED)
        .select_related("organization", "programme", "region")
        .order_by("pk")[:LOOKED_AT]
    )
    facts = judging.facts_of(waiting)
    concerned = [project for project in waiting if judging.concerns(version, facts[project.pk])]
    hits = [project for project in concerned if not judging.fulfilled(version, facts[project.pk])]
    present = version.rule.in_force
    known = 0
    if present is not None:
        known = sum(
            judging.concerns(present, facts[project.pk]) and not judging.fulfilled(present, facts[project.pk])
            for project in hits
        )
    return Preview(len(waiting), len(concerned), hits, len(hits) - known)


def _switched(rule: Rule, version: RuleVersion | None, *, by: User) -> Rule:
    rule.in_force = version
    rule.save(update_fields=["in_force"])
    RuleSwitch.objects.create(rule=rule, version=version, by=by)
    return rule


def _require_republican(by: User) -> None:
    if not oversees_everything(by):
        raise Refusal("not_allowed", _("Only the republican front office keeps the rules."))


def _condition(one: Mapping[str, Any]) -> dict[str, Any]:
    field, op, value = str(one.get("field", "")), str(one.get("op", "")), str(one.get("value", "")).strip()
    wrong = Refusal("wrong_condition", _("A condition is not complete: choose what it looks at and its value."))
    if field not in Field.values or op not in Op.values:
        raise wrong
    if field in NUMBERS:
        if not value.isdecimal() or len(value) > 6:
            raise Refusal("wrong_condition", _("This condition needs a number."))
        return {"field": field, "op": op, "value": int(value)}
    if op not in {Op.IS, Op.IS_NOT} or value not in dict(words.choices(field)):
        raise wrong
    return {"field": field, "op": op, "value": value}


def _value(demand: str, value: str) -> str:
    if demand not in Demand.values:
        raise Refusal("wrong_demand", _("Choose what the rule asks for."))
    value = value.strip()
    if demand == Demand.ROLE and value not in RoleKind.values:
        raise Refusal("wrong_demand", _("Choose which role every shift needs."))
    if demand == Demand.MIN_AGE and not (value.isdecimal() and 0 < int(value) <= OLDEST):
        raise Refusal("wrong_demand", _("Write the minimum age as a number."))
    if demand == Demand.LINE:
        value = "\n".join(word.strip() for word in value.replace(",", "\n").split("\n") if word.strip())
        if not value:
            raise Refusal("wrong_demand", _("Write the words of which one must stand in a line."))
    return "" if demand in {Demand.REPUBLIC, Demand.LOOK} else value
