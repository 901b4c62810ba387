"""The form of a goal."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frontoffice.dashboards.enums import GoalMeasure
from projects.models import Programme


class GoalForm(forms.Form):
    """Which programme plans how much of what, from when to when."""

    programme = forms.ModelChoiceField(Programme.objects.none(), label=_("Programme"), empty_label=_("Choose"))
    measure = forms.ChoiceField(label=_("Measure"), choices=GoalMeasure.choices)
    planned = forms.IntegerField(label=_("Planned"), min_value=1, max_value=1_000_000_000)
    first = forms.DateField(label=_("First day"), widget=forms.DateInput({"type": "date"}))
    last = forms.DateField(label=_("Last day"), widget=forms.DateInput({"type": "date"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].queryset = Programme.objects.order_by("position", "pk")  # type: ignore[attr-defined]
