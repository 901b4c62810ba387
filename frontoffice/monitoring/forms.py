"""Forms of monitoring."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frontoffice.monitoring.concerns import About
from frontoffice.monitoring.enums import ConcernKind, Verdict
from qazvolunteer.places.models import Region

TEXT = {"rows": 6, "maxlength": 2000}


class ConcernForm(forms.Form):
    """What happened. ``website`` is for machines: people do not see it."""

    kind = forms.ChoiceField(label=_("What is it about?"), choices=ConcernKind.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("What happened?"),
        max_length=2000,
        widget=forms.Textarea(TEXT),
        help_text=_("When, where and what you saw. Do not write names of children."),
    )
    this_page = forms.BooleanField(label=_("It is about what the page shows"), required=False, initial=True)
    region = forms.ModelChoiceField(
        Region.objects.none(),
        label=_("Region"),
        required=False,
        empty_label=_("I do not know"),
        help_text=_("So that it comes to the right front office."),
    )
    named = forms.BooleanField(
        label=_("Send it with my account: the front office sees my name and the answer comes by e-mail"), required=False
    )
    email = forms.EmailField(
        label=_("E-mail for the answer"),
        required=False,
        help_text=_("The front office does not see it. It is erased thirty days after the end."),
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    website = forms.CharField(
        label=_("Leave this field empty"),
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "tabindex": "-1"}),
    )
    draft = forms.UUIDField(widget=forms.HiddenInput)
    page = forms.CharField(required=False, max_length=400, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, seen: About, signed_in: bool, path: str) -> None:
        super().__init__(data, initial={"draft": uuid.uuid4(), "page": path, "region": seen.region})
        self.fields["region"].queryset = Region.objects.valid().in_order()  # type: ignore[attr-defined]
        if not seen.organization:
            del self.fields["this_page"]
        if signed_in:
            del self.fields["email"]
        else:
            del self.fields["named"]

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("Leave this field empty, please: it is there to stop machines."))
        return ""


class AssignForm(forms.Form):
    """Who looks into it."""

    to = forms.ModelChoiceField(queryset=None, label=_("Who looks into it"), empty_label=None)

    def __init__(self, data: Any = None, *, people: Any) -> None:
        super().__init__(data)
        self.fields["to"].queryset = people  # type: ignore[attr-defined]
        self.fields["to"].label_from_instance = lambda person: person.full_name or person.email  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """An answer, or a note for colleagues."""

    text = forms.CharField(label=_("Text"), max_length=2000, widget=forms.Textarea({"rows": 4, "maxlength": 2000}))
    internal = forms.BooleanField(label=_("A note for colleagues alone"), required=False)


class VerdictForm(forms.Form):
    """What was found, and the words to it."""

    verdict = forms.ChoiceField(label=_("What you found"), choices=Verdict.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("What you found and what was done"),
        max_length=2000,
        widget=forms.Textarea({"rows": 4, "maxlength": 2000}),
    )


class SignalVerdictForm(forms.Form):
    """What was behind a signal."""

    verdict = forms.ChoiceField(label=_("What you found"), choices=Verdict.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Note"),
        max_length=2000,
        widget=forms.Textarea({"rows": 4, "maxlength": 2000}),
        help_text=_("For colleagues alone: what you looked at and whom you asked."),
    )
