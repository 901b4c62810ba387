"""Forms of suspending, stopping, lifting and answering."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from organizations.halt_enums import PUBLIC, Ground

LONGEST = 2000


class HaltForm(forms.Form):
    """Why: a sentence for everybody, and words for the organization."""

    ground = forms.ChoiceField(
        label=_("Reason, for everybody"),
        choices=[(ground.value, PUBLIC[ground]) for ground in Ground],
        widget=forms.RadioSelect,
        help_text=_("Whoever opens the page reads this sentence, in their language."),
    )
    note = forms.CharField(
        label=_("What the organization is told"),
        help_text=_("What happened, and what must be done before it goes on."),
        max_length=LONGEST,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class LiftForm(forms.Form):
    note = forms.CharField(
        label=_("A word to the organization"),
        max_length=LONGEST,
        required=False,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AnswerForm(forms.Form):
    """The answer to an appeal."""

    granted = forms.TypedChoiceField(
        label=_("Your decision"),
        choices=[("yes", _("Grant the appeal: it goes on at once")), ("no", _("It stays as it is"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("Your answer"),
        help_text=_("The organization reads it."),
        max_length=LONGEST,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
