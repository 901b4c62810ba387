"""Forms of the posts, and of what visitors read of an office."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frontoffice.enums import PostRole
from frontoffice.models import Office
from frontoffice.office.reaching import FIELDS, TRANSLATED
from qazvolunteer.accounts.phones import PhoneField
from qazvolunteer.places.models import LANGUAGES


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


def _text(label: Any, language: str, *, rows: int = 0) -> forms.CharField:
    words = {"lang": language}
    widget = forms.Textarea({**words, "rows": rows}) if rows else forms.TextInput(words)
    return forms.CharField(label=label, max_length=1000 if rows else 200, required=False, widget=widget)


class ReachForm(forms.Form):
    """What visitors read of an office. A text is there in three languages, or in none."""

    address_kk = _text(_("Address in Kazakh"), "kk")
    address_ru = _text(_("Address in Russian"), "ru")
    address_en = _text(_("Address in English"), "en")
    hours_kk = _text(_("Hours of opening in Kazakh"), "kk")
    hours_ru = _text(_("Hours of opening in Russian"), "ru")
    hours_en = _text(_("Hours of opening in English"), "en")
    phone = PhoneField(label=_("Phone number"), required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    about_kk = _text(_("About the office in Kazakh"), "kk", rows=4)
    about_ru = _text(_("About the office in Russian"), "ru", rows=4)
    about_en = _text(_("About the office in English"), "en", rows=4)

    def __init__(self, *args: Any, office: Office, **kwargs: Any) -> None:
        super().__init__(*args, initial={name: getattr(office, name) or "" for name in FIELDS}, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in TRANSLATED:
            columns = [f"{name}_{code}" for code in LANGUAGES]
            empty = [column for column in columns if not cleaned.get(column) and column not in self.errors]
            if len(empty) < len(columns):
                for column in empty:
                    self.add_error(column, _("Write it in all three languages: visitors read their own."))
        return cleaned

    def parts(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The fields in the order of the page, by what they are about."""
        rows = {name: [self[f"{name}_{code}"] for code in LANGUAGES] for name in TRANSLATED}
        return [
            (_("Where visitors come"), rows["address"]),
            (_("When you are there"), rows["hours"]),
            (_("Phone and e-mail"), [self["phone"], self["email"]]),
            (_("What visitors should know"), rows["about"]),
        ]
