"""Forms of the reports."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frontoffice.reports.enums import ReportKind
from frontoffice.reports.models import MonitoringReport
from frontoffice.rollups.periods import Period
from qazvolunteer.places.models import LANGUAGES, Region

if TYPE_CHECKING:
    from frontoffice.office.guard import Desk


class AskForm(forms.Form):
    """A report of any period, of a region of this desk or of the republic."""

    region = forms.ModelChoiceField(Region.objects.none(), label=_("Region"), to_field_name="slug")
    first = forms.DateField(label=_("First day"), widget=forms.DateInput({"type": "date"}))
    last = forms.DateField(label=_("Last day"), widget=forms.DateInput({"type": "date"}))

    def __init__(self, *args: Any, desk: Desk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["region"]
        field.queryset = Region.objects.filter(pk__in=[region.pk for region in desk.offered]).in_order()
        if desk.is_republican:
            field.required = False
            field.empty_label = _("The whole country")
        elif desk.only_region:
            field.empty_label = None

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        first, last = found.get("first"), found.get("last")
        if isinstance(first, dt.date) and isinstance(last, dt.date):
            try:
                found["period"] = Period(first, last)
            except ValueError:
                self.add_error("last", _("The last day is not before the first."))
        return found


class ListForm(forms.Form):
    """What the list is narrowed to."""

    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("All kinds")), *ReportKind.choices])


class WordsForm(forms.ModelForm):
    """The front office's words in three languages."""

    class Meta:
        model = MonitoringReport
        fields = [f"words_{language}" for language in LANGUAGES]
        widgets = {f"words_{language}": forms.Textarea({"rows": 5, "lang": language}) for language in LANGUAGES}
