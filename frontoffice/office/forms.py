"""Forms of the posts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frontoffice.enums import PostRole
from frontoffice.models import Office


class AppointForm(forms.Form):
    """Who, where, as what, from when to when."""

    email = forms.EmailField(label=_("E-mail of the person"), help_text=_("With which they are registered."))
    office = forms.ModelChoiceField(Office.objects.none(), label=_("Front office"))
    role = forms.ChoiceField(label=_("Post"), choices=PostRole.choices, widget=forms.RadioSelect, initial="coordinator")
    first = forms.DateField(
        label=_("First day"),
        required=False,
        widget=forms.DateInput({"type": "date"}),
        help_text=_("Empty: from now on."),
    )
    last = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput({"type": "date"}),
        help_text=_("Empty: without an end."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = Office.objects.order_by("region__sort_key")  # type: ignore[attr-defined]
