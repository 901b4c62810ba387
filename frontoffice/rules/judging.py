"""Whether a rule concerns a project, and whether the project does what it asks. Facts are read for many at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from frontoffice.rules.enums import Demand, Field, Op, Weight
from frontoffice.rules.models import RuleVersion
from frontoffice.rules.words import sentence
from projects.models import Project, ProjectItem, Shift
from projects.requirements import Requirement
from projects.shift_roles import ShiftRole
from qazvolunteer.core.folding import fold

LANGUAGES = ("kk", "ru", "en")
TEXTS = ("title", "summary")


@dataclass
class Facts:
    """What rules may ask of a project. ``shifts``: of each that is to come its places and the roles with places."""

    values: Mapping[str, Any]
    min_age: int
    shifts: list[tuple[int, set[str]]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)


def facts_of(projects: Sequence[Project]) -> dict[int, Facts]:
    """The facts of each project by its id: three statements."""
    found = {
        project.pk: Facts(
            {
                Field.RISK: set(project.risk_tags),
                Field.PROGRAMME: {str(project.programme_id)},
                Field.KIND: {project.kind},
                Field.FORMAT: {project.format},
                Field.REGION: {project.region_id},
                Field.LANGUAGE: {
                    code for code in LANGUAGES if not all(getattr(project, f"{name}_{code}") for name in TEXTS)
                },
            },
            project.age_limit,
            lines=[fold(project.description or "")],
        )
        for project in projects
    }
    roles: dict[int, set[str]] = {}
    coming = list(Shift.objects.upcoming().filter(project__in=list(found)).values_list("pk", "project", "seats"))
    for shift, kind in ShiftRole.objects.filter(shift__in=[row[0] for row in coming], seats__gt=0).values_list(
        "shift", "kind"
    ):
        roles.setdefault(shift, set()).add(kind)
    for shift, project_id, seats in coming:
        found[project_id].shifts.append((seats, roles.get(shift, set())))
    texts = ("project", *(f"text_{code}" for code in LANGUAGES))
    for project_id, *words in ProjectItem.objects.filter(project__in=list(found)).values_list(*texts):
        found[project_id].lines += [fold(one) for one in words if one]
    return found


def concerns(version: RuleVersion, facts: Facts) -> bool:
    """Whether every condition holds; a rule without conditions concerns all."""
    return all(_holds(one, facts) for one in version.conditions)


def fulfilled(version: RuleVersion, facts: Facts, *, republican: bool = False) -> bool:
    """Whether the project does what the rule asks. A rule that only warns is never fulfilled."""
    if version.demand == Demand.ROLE:
        return bool(facts.shifts) and all(version.value in roles for _seats, roles in facts.shifts)
    if version.demand == Demand.MIN_AGE:
        return facts.min_age >= int(version.value)
    if version.demand == Demand.LINE:
        words = [fold(word) for word in version.value.split("\n")]
        return any(word and word in line for word in words for line in facts.lines)
    return version.demand == Demand.REPUBLIC and republican


def _holds(one: Mapping[str, Any], facts: Facts) -> bool:
    op, value = one["op"], one["value"]
    if one["field"] == Field.MIN_AGE:
        return _compared(facts.min_age, op, int(value))
    if one["field"] == Field.SEATS:
        return any(_compared(seats, op, int(value)) for seats, _roles in facts.shifts)
    return (value in facts.values[one["field"]]) == (op == Op.IS)


def _compared(number: int, op: str, value: int) -> bool:
    if op == Op.LESS:
        return number < value
    if op == Op.MORE:
        return number > value
    return (number == value) == (op == Op.IS)


def in_force() -> QuerySet[RuleVersion]:
    """The versions that hold now."""
    return RuleVersion.objects.filter(holds_for__isnull=False).order_by("rule")


def unmet(project: Project, republican: bool) -> Iterable[Requirement]:
    """What the rules in force ask of the project and do not find."""
    versions = list(in_force())
    if not versions:
        return []
    facts = facts_of([project])[project.pk]
    return [
        Requirement(f"rule:{version.rule_id}", sentence(version), version.weight == Weight.MUST)
        for version in versions
        if concerns(version, facts) and not fulfilled(version, facts, republican=republican)
    ]
