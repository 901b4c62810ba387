"""Forms of visits."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frontoffice.monitoring.enums import Answer, Severity
from frontoffice.monitoring.models import Visit
from frontoffice.monitoring.visits import MOST_DAYS, Found
from projects.models import Programme, Shift
from volunteers.forms_hours import PhotoField

# So many findings are written down at once; more come with another visit.
FINDINGS = 5


class PlanForm(forms.Form):
    """Who goes, and when."""

    at = forms.DateTimeField(label=_("When"), widget=forms.DateTimeInput({"type": "datetime-local"}, "%Y-%m-%dT%H:%M"))
    shift = forms.ModelChoiceField(
        Shift.objects.none(), label=_("Shift"), required=False, empty_label=_("No particular shift")
    )
    visitors = forms.ModelMultipleChoiceField(queryset=None, label=_("Who goes"), widget=forms.CheckboxSelectMultiple)
    purpose = forms.CharField(label=_("What to look at"), required=False, max_length=300)
    announced = forms.BooleanField(label=_("Tell the organization beforehand"), required=False)

    def __init__(self, data: Any = None, *, project: Any, people: Any) -> None:
        super().__init__(data)
        self.fields["shift"].queryset = Shift.objects.upcoming().filter(project=project)  # type: ignore[attr-defined]
        self.fields["visitors"].queryset = people  # type: ignore[attr-defined]
        self.fields["visitors"].label_from_instance = lambda person: person.full_name or person.email  # type: ignore[attr-defined]


class RecordForm(forms.Form):
    """The checklist with its answers, and up to ``FINDINGS`` findings."""

    def __init__(self, data: Any = None, files: Any = None, *, visit: Visit) -> None:
        super().__init__(data, files)
        self.questions = visit.checklist.asked()
        for number, given in visit.answers.items():
            self.initial |= {f"answer_{number}": given["value"], f"note_{number}": given["note"]}
        for number, question in enumerate(self.questions, start=1):
            self.fields[f"answer_{number}"] = forms.ChoiceField(
                label=f"{number}. {question}", choices=Answer.choices, widget=forms.RadioSelect
            )
            self.fields[f"note_{number}"] = forms.CharField(label=_("Remark"), required=False, max_length=500)
        for number in range(1, FINDINGS + 1):
            self.fields[f"severity_{number}"] = forms.ChoiceField(
                label=_("How serious"), required=False, choices=[("", "—"), *Severity.choices]
            )
            text = forms.Textarea({"rows": 2, "maxlength": 1000})
            self.fields[f"text_{number}"] = forms.CharField(
                label=_("What was found"), required=False, max_length=1000, widget=text
            )
            self.fields[f"demand_{number}"] = forms.CharField(
                label=_("What the organization has to do"), required=False, max_length=1000
            )
            self.fields[f"days_{number}"] = forms.IntegerField(
                label=_("Within how many working days"), required=False, min_value=1, max_value=MOST_DAYS
            )
            self.fields[f"photo_{number}"] = PhotoField(label=_("Photo"), required=False)

    def asked(self) -> list[tuple[Any, Any]]:
        return [(self[f"answer_{n}"], self[f"note_{n}"]) for n in range(1, len(self.questions) + 1)]

    def findings(self) -> list[tuple[int, list[Any]]]:
        names = ("severity", "text", "demand", "days", "photo")
        return [(n, [self[f"{name}_{n}"] for name in names]) for n in range(1, FINDINGS + 1)]

    @property
    def recorded(self) -> dict[str, Any]:
        """For ``visits.record``; of a valid form."""
        given = self.cleaned_data
        answers = {n: (given[f"answer_{n}"], given[f"note_{n}"]) for n in range(1, len(self.questions) + 1)}
        found = [
            Found(
                given[f"severity_{n}"],
                given[f"text_{n}"],
                given[f"demand_{n}"],
                given[f"days_{n}"] or 0,
                given[f"photo_{n}"],
            )
            for n in range(1, FINDINGS + 1)
            if given[f"severity_{n}"] or given[f"text_{n}"] or given[f"demand_{n}"] or given[f"photo_{n}"]
        ]
        return {"answers": answers, "found": found}


class SpotForm(forms.Form):
    """A finding as it is written on the spot; the page's script turns it into a note."""

    severity = forms.ChoiceField(label=_("How serious"), choices=[("", "—"), *Severity.choices])
    text = forms.CharField(
        label=_("What was found"), max_length=1000, widget=forms.Textarea({"rows": 3, "maxlength": 1000})
    )
    demand = forms.CharField(label=_("What the organization has to do"), required=False, max_length=1000)
    days = forms.IntegerField(label=_("Within how many working days"), required=False, min_value=1, max_value=MOST_DAYS)


class DrawForm(forms.Form):
    """How many to draw, of which region."""

    region = forms.ModelChoiceField(queryset=None, label=_("Region"), empty_label=None)
    size = forms.IntegerField(label=_("How many projects"), min_value=1, max_value=20, initial=5)

    def __init__(self, data: Any = None, *, regions: Any) -> None:
        super().__init__(data)
        self.fields["region"].queryset = regions  # type: ignore[attr-defined]


def _lines(label: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea({"rows": 10}), help_text=_("One question a line."))


class ChecklistForm(forms.Form):
    """Another version of a checklist."""

    programme = forms.ModelChoiceField(
        Programme.objects.all(), label=_("Programme"), required=False, empty_label=_("All other programmes")
    )
    kk = _lines(_("Questions in Kazakh"))
    ru = _lines(_("Questions in Russian"))
    en = _lines(_("Questions in English"))
