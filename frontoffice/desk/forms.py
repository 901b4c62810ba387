"""What is typed at the desk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from frontoffice.desk.kinds import Decision

DAY = 24 * 60
MARK = "mark-"


class DecideForm(forms.Form):
    """A standard reason or own words, a number where the decision asks for one, and what was looked at."""

    standard = forms.ChoiceField(label=_("Standard reason"), required=False)
    note = forms.CharField(
        label=_("In my own words"),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 4, "data-key": "n", "aria-keyshortcuts": "n"}),
        help_text=_("Whoever asked reads it, in the language you write in. Own words go before a standard reason."),
    )
    amount = forms.IntegerField(label=_("Minutes"), required=False, min_value=0, max_value=DAY)
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, decisions: Sequence[Decision], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = [(one.label, [(text, gettext(text)) for text in one.reasons]) for one in decisions if one.reasons]
        if groups:
            self.fields["standard"].choices = [("", _("Choose a reason")), *groups]  # type: ignore[attr-defined]
        else:
            del self.fields["standard"]
        if not any(one.amount for one in decisions):
            del self.fields["amount"]
        if not any(one.note for one in decisions):
            del self.fields["note"]

    @property
    def reason(self) -> str:
        return str(self.cleaned_data.get("note") or self.cleaned_data.get("standard") or "").strip()

    @property
    def marks(self) -> dict[str, str]:
        """The notes beside fields, by the field's name."""
        return {
            name.removeprefix(MARK): value
            for name, value in self.data.items()
            if name.startswith(MARK) and isinstance(value, str) and value.strip()
        }
