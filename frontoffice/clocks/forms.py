"""The form of a deadline."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frontoffice.desk import kinds
from organizations.service_days import MOST


class DaysForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind of decision"))
    days = forms.IntegerField(label=_("Working days"), min_value=1, max_value=MOST)
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False, strip=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds.known()  # type: ignore[attr-defined]
