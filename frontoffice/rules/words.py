"""A rule in words, for its page and for whoever reads what it asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from frontoffice.rules.enums import NUMBERS, Demand, Field, Op
from frontoffice.rules.models import RuleVersion
from projects.enums import Format, ProjectKind, RiskTag, RoleKind
from projects.models import Programme
from qazvolunteer.accounts.enums import Language
from qazvolunteer.places.models import Region

Choices = list[tuple[str, Any]]


def choices(field: str) -> Choices:
    """What a condition about this field may name."""
    if field == Field.RISK:
        return list(RiskTag.choices)
    if field == Field.KIND:
        return list(ProjectKind.choices)
    if field == Field.FORMAT:
        return list(Format.choices)
    if field == Field.LANGUAGE:
        return list(Language.choices)
    if field == Field.PROGRAMME:
        return [(str(row.pk), row.brand) for row in Programme.objects.order_by("position", "pk").only("pk", "brand")]
    if field == Field.REGION:
        return [(row.pk, row.name) for row in Region.objects.valid().in_order()]
    return []


def sentence(version: RuleVersion) -> str:
    """The rule's own sentence in the reader's language."""
    return str(getattr(version, f"sentence_{(get_language() or 'kk').split('-')[0]}", "") or version.sentence_kk)


def condition(one: Mapping[str, Any], names: Mapping[str, Mapping[str, Any]]) -> str:
    """One condition as a line: "a risk is: Heavy work"."""
    field, op, value = Field(one["field"]), Op(one["op"]), str(one["value"])
    said = value if field in NUMBERS else str(names.get(field, {}).get(value, value))
    return _("%(what)s %(compares)s: %(value)s") % {"what": field.label, "compares": op.label, "value": said}


def names_for(versions: list[RuleVersion]) -> dict[str, dict[str, Any]]:
    """The names of everything that these versions speak of: a statement for programmes and regions each, or none."""
    fields = {one["field"] for version in versions for one in version.conditions}
    return {field: dict(choices(field)) for field in sorted(fields)}


def demand(version: RuleVersion) -> str:
    """What it asks for, in words."""
    if version.demand == Demand.ROLE:
        return _("a role in every shift to come: %(role)s") % {"role": RoleKind(version.value).label}
    if version.demand == Demand.MIN_AGE:
        return _("a minimum age of %(age)s") % {"age": version.value}
    if version.demand == Demand.LINE:
        return _("a line in the description with one of these words: %(words)s") % {
            "words": ", ".join(version.value.split("\n"))
        }
    return str(Demand(version.demand).label)
