"""What is asked of somebody who comes without an account, and of whoever takes such an account over."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qazvolunteer.accounts.enums import Language
from qazvolunteer.accounts.phones import PhoneField
from volunteers.birth_date import BirthDateField
from volunteers.on_behalf import Caller
from volunteers.roles import Choice


class GuestForm(forms.Form):
    """Filled in by the staff at the place, with the person beside them."""

    first_name = forms.CharField(label=_("First name"), max_length=60)
    last_name = forms.CharField(label=_("Last name"), max_length=60)
    birth_date = BirthDateField(label=_("Date of birth"), help_text=_("Day, month, year: 05.03.2008"))
    phone = PhoneField(label=_("Phone number"), required=False)
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_("By it the person gets into their account. Without it they take the account over by a code here."),
    )
    language = forms.ChoiceField(label=_("Language of letters"), choices=Language)
    reason = forms.CharField(label=_("Reason, when the shift is full"), max_length=300, required=False)
    agreed = forms.BooleanField(label=_("I have read the texts out, and the person agreed to them."))

    def __init__(self, *args: Any, roles: list[Choice], may_overfill: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_overfill:
            del self.fields["reason"]
        if roles:
            offered = [(role.value, f"{role.label}: {role.places}") for role in roles]
            self.fields["role"] = forms.ChoiceField(label=_("What they will do"), choices=offered)
            self.order_fields([name for name in self.fields if name not in {"reason", "agreed"}])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("phone") and not cleaned.get("email"):
            self.add_error("phone", _("Write a telephone number or an e-mail."))
        return cleaned

    def caller(self) -> Caller:
        names = ("first_name", "last_name", "birth_date", "phone", "email", "language")
        return Caller(**{name: self.cleaned_data[name] for name in names})


class ClaimForm(forms.Form):
    """One's own e-mail."""

    email = forms.EmailField(
        label=_("Your e-mail"), help_text=_("We send a code to it; with the code you get in. No password is needed.")
    )
