"""The form of a rule: as many lines of conditions as somebody asks for, without a script."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frontoffice.rules import words
from frontoffice.rules.enums import NUMBERS, Demand, Field, Op, Weight
from frontoffice.rules.models import RuleVersion
from projects.enums import RoleKind

MOST = 12
SEPARATOR = "|"


class ConditionForm(forms.Form):
    """One condition: what (with its value, or a number to compare with), and how it compares."""

    what = forms.ChoiceField(label=_("What"), required=False)
    op = forms.ChoiceField(label=_("Compares"), choices=Op.choices, required=False)
    number = forms.CharField(
        label=_("Number"), required=False, max_length=6, widget=forms.TextInput({"inputmode": "numeric"})
    )

    def __init__(self, *args: Any, choices: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = choices  # type: ignore[attr-defined]

    @property
    def condition(self) -> dict[str, str] | None:
        """What was chosen; None for a line left empty."""
        field, _sign, value = self.cleaned_data.get("what", "").partition(SEPARATOR)
        if not field:
            return None
        number = self.cleaned_data.get("number", "")
        return {"field": field, "op": self.cleaned_data["op"] or Op.IS, "value": number if field in NUMBERS else value}


class RuleForm(forms.Form):
    title = forms.CharField(label=_("Name of the rule"), max_length=120, strip=True)
    demand = forms.ChoiceField(label=_("Then it needs"), choices=Demand.choices, widget=forms.RadioSelect)
    role = forms.ChoiceField(
        label=_("Which role"), choices=[("", "—"), *RoleKind.choices], required=False, help_text=_("For a role.")
    )
    age = forms.IntegerField(
        label=_("From which age"), min_value=1, max_value=80, required=False, help_text=_("For a minimum age.")
    )
    words = forms.CharField(
        label=_("Words of the line"),
        max_length=400,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("For a line: one of these words must stand in it. Separate them by commas, in all languages."),
    )
    weight = forms.ChoiceField(
        label=_("When it is not fulfilled"), choices=Weight.choices, widget=forms.RadioSelect, initial=Weight.MUST
    )
    sentence_kk = forms.CharField(label=_("Sentence in Kazakh"), max_length=300, strip=True)
    sentence_ru = forms.CharField(label=_("Sentence in Russian"), max_length=300, strip=True)
    sentence_en = forms.CharField(label=_("Sentence in English"), max_length=300, strip=True)

    @property
    def values(self) -> dict[str, Any]:
        """As ``keeping.write`` takes them, without the conditions."""
        said = self.cleaned_data
        chosen = {Demand.ROLE: said["role"], Demand.MIN_AGE: str(said["age"] or ""), Demand.LINE: said["words"]}
        return {
            "title": said["title"],
            "demand": said["demand"],
            "value": chosen.get(said["demand"], ""),
            "weight": said["weight"],
            "sentences": {code: said[f"sentence_{code}"] for code in ("kk", "ru", "en")},
        }


def condition_forms(data: Any, version: RuleVersion | None, *, lines: int) -> list[ConditionForm]:
    """So many lines, filled from what was sent or from a version."""
    choices = _choices()
    known = version.conditions if version else []
    return [
        ConditionForm(
            data,
            prefix=f"c{number}",
            choices=choices,
            initial=_initial(known[number]) if number < len(known) else None,
        )
        for number in range(lines)
    ]


def initial(version: RuleVersion) -> dict[str, Any]:
    """The form of a rule as its version has it."""
    value = version.value
    return {
        "title": version.rule.title,
        "demand": version.demand,
        "weight": version.weight,
        "role": value if version.demand == Demand.ROLE else "",
        "age": value if version.demand == Demand.MIN_AGE else None,
        "words": value if version.demand == Demand.LINE else "",
        **{f"sentence_{code}": getattr(version, f"sentence_{code}") for code in ("kk", "ru", "en")},
    }


def _initial(one: dict[str, Any]) -> dict[str, Any]:
    if one["field"] in NUMBERS:
        return {"what": f"{one['field']}{SEPARATOR}", "op": one["op"], "number": one["value"]}
    return {"what": f"{one['field']}{SEPARATOR}{one['value']}", "op": one["op"]}


def _choices() -> list[Any]:
    """All that a condition may look at, by groups."""
    groups: list[Any] = [("", "—")]
    numbers = [(f"{field.value}{SEPARATOR}", field.label) for field in Field if field in NUMBERS]
    for field in Field:
        if field not in NUMBERS:
            groups.append(
                (field.label, [(f"{field.value}{SEPARATOR}{value}", label) for value, label in words.choices(field)])
            )
    return [*groups, (_("a number"), numbers)]
