"""Forms of the register."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frontoffice.register.enums import RegisterState

MANY = 200


class DecisionForm(forms.Form):
    """The ministry's decision about the applications that are ticked."""

    rows = forms.TypedMultipleChoiceField(
        label=_("Applications"), coerce=int, error_messages={"required": _("Tick whom the decision is about.")}
    )
    outcome = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            ("include", RegisterState.INCLUDED.label),
            ("refuse", RegisterState.REFUSED.label),
        ],
    )
    decided_on = forms.DateField(
        label=_("Date of the decision"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    decision = forms.CharField(
        label=_("In the ministry's words"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Number of the letter, and the reason of a refusal. The applicant reads it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["rows"]
        # Which of them it is written for is decided by the verb, under its lock.
        field.valid_value = lambda value: str(value).isdecimal() and len(str(value)) < 19
