"""Forms of volunteers."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import SignupForm
from allauth.account.internal.flows.email_verification_by_code import EmailVerificationProcess
from allauth.account.models import EmailAddress
from allauth.account.utils import setup_user_email
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from qazvolunteer.accounts import consents
from qazvolunteer.accounts.enums import ASKED_AT_SIGN_UP, REQUIRED_CONSENTS, ConsentKind, Language
from qazvolunteer.accounts.forms import PASSWORD_RULE, Plain
from qazvolunteer.accounts.models import ConsentText, User
from qazvolunteer.accounts.phones import PhoneField
from volunteers.birth_date import BirthDateField
from volunteers.registration import change_details, register
from volunteers.towns import TownField

AGREE = {
    ConsentKind.PERSONAL_DATA: _("I agree to the collection and processing of my personal data"),
    ConsentKind.TERMS: _("I accept the terms of use"),
    ConsentKind.NEWS: _("Write to me about news and projects in my region"),
}


def name_field(label: Any, autocomplete: str) -> forms.CharField:
    attrs = {"autocomplete": autocomplete, "autocapitalize": "words", "spellcheck": "false"}
    return forms.CharField(label=label, max_length=60, widget=forms.TextInput(attrs=attrs))


class RegistrationForm(Plain, SignupForm):
    """The least that is needed: who, when born, where, in which language, and what they agree to.

    The page never says whether an e-mail has an account: its owner is told by e-mail (``ACCOUNT_PREVENT_ENUMERATION``).
    """

    first_name = name_field(_("First name"), "given-name")
    last_name = name_field(_("Last name"), "family-name")
    birth_date = BirthDateField(
        label=_("Date of birth"), help_text=_("Day, month, year: 05.03.2008. Some work is open to adults only.")
    )
    town = TownField()
    language = forms.ChoiceField(label=_("Language of our letters"), choices=Language.choices, widget=forms.RadioSelect)
    # Which versions the person saw: a text that was replaced meanwhile must be read again.
    versions = forms.CharField(widget=forms.HiddenInput, required=False)

    field_order = ["email", "password1", "first_name", "last_name", "birth_date", "town", "language"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.texts = {kind: text for kind, text in consents.current_texts().items() if kind in ASKED_AT_SIGN_UP}
        initial = {
            "language": get_language(),
            "versions": self._current_versions,
            **(kwargs.pop("initial", None) or {}),
        }
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["email"].help_text = _("We send a code to it. Nobody else sees it.")
        self.fields["password1"].help_text = PASSWORD_RULE
        for kind, text in self.texts.items():
            required = kind in REQUIRED_CONSENTS
            self.fields[consent_field(kind)] = forms.BooleanField(
                label=AGREE[ConsentKind(kind)],
                required=required,
                help_text=_link_to(text),
                error_messages={"required": _("Without this consent we cannot open an account.")},
            )
            self.fields[consent_field(kind)].show_optional = True

    @property
    def _current_versions(self) -> str:
        return ",".join(f"{text.kind}:{text.version}" for text in self.texts.values())

    @property
    def consent_fields(self) -> list[forms.BoundField]:
        """The tick boxes, in the order of asking."""
        return [self[consent_field(kind)] for kind in self.texts]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        person = User(**{key: cleaned.get(key) or "" for key in ("email", "first_name", "last_name")})
        password = cleaned.get("password1")
        if password and "password1" not in self.errors:
            try:
                validate_password(password, person)
            except ValidationError as problem:
                self.add_error("password1", problem)
        if self.data.get(self.add_prefix("versions"), "") != self._current_versions:
            self.data = self.data.copy()
            self.data[self.add_prefix("versions")] = self._current_versions
            self.add_error(None, _("The texts were renewed meanwhile. Please read them and agree once more."))
        return cleaned

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """The new person and no answer; or nobody and the answer that keeps the secret of who has an account."""
        if self.account_already_exists and self._waits_for_code(request):
            # Back, and sent once more: the code that is on its way stays good.
            return None, redirect("account_email_verification_sent")
        try:
            return super().try_save(request)
        except IntegrityError:
            # The same person pressed twice: the other request was first.
            self.account_already_exists = True
            return super().try_save(request)

    def _waits_for_code(self, request: HttpRequest) -> bool:
        process = EmailVerificationProcess.resume(request)
        return process is not None and process.user is not None and process.email == self.cleaned_data["email"]

    def save(self, request: HttpRequest) -> User:
        data = self.cleaned_data
        with transaction.atomic():
            volunteer = register(
                email=data["email"],
                password=data["password1"],
                first_name=data["first_name"],
                last_name=data["last_name"],
                birth_date=data["birth_date"],
                town=data["town"],
                language=data["language"],
                agreed_to=[kind for kind in self.texts if data[consent_field(kind)]],
                ip=get_adapter().get_client_ip(request),
            )
            setup_user_email(request, volunteer.user, [EmailAddress(email=data["email"])])
        age = volunteer.age_on(timezone.localdate())
        if age is not None and age < settings.GUARDIAN_CONSENT_AGE:
            messages.info(
                request,
                _("Until you are %(age)d, a parent or guardian must agree. You can ask them once you are in.")
                % {"age": settings.GUARDIAN_CONSENT_AGE},
            )
        return volunteer.user


def consent_field(kind: str) -> str:
    return f"consent_{kind}"


def _link_to(text: ConsentText) -> SafeString:
    return format_html(
        '<a href="{}" target="_blank" rel="noopener">{}</a>',
        reverse("consent-text", args=[text.kind]),
        _("Read the text, version %(version)d") % {"version": text.version},
    )


class DetailsForm(forms.Form):
    """What a person may change about themselves. A date of birth is asked only while none is known."""

    first_name = name_field(_("First name"), "given-name")
    last_name = name_field(_("Last name"), "family-name")
    birth_date = BirthDateField(label=_("Date of birth"), help_text=_("Day, month, year: 05.03.2008."))
    town = TownField()
    phone = PhoneField(label=_("Phone"), required=False, help_text=_("It is shown to nobody on the site."))
    language = forms.ChoiceField(label=_("Language of our letters"), choices=Language.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        self.volunteer = getattr(user, "volunteer", None)
        initial = {name: getattr(user, name) for name in ("first_name", "last_name", "phone", "language")}
        if self.volunteer is not None:
            initial |= {"town": TownField.value_of(self.volunteer.town)}
        super().__init__(*args, initial=initial, **kwargs)
        if self.volunteer is not None and self.volunteer.birth_date is not None:
            del self.fields["birth_date"]

    def save(self) -> None:
        change_details(self.user, **self.cleaned_data)


class GuardianRequestForm(forms.Form):
    """A child names the guardian to ask."""

    email = forms.EmailField(
        label=_("E-mail of your parent or guardian"),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("They get a letter, read what it is about and agree themselves."),
    )
    language = forms.ChoiceField(label=_("In which language"), choices=Language.choices, widget=forms.RadioSelect)


class GuardianConsentForm(forms.Form):
    """A guardian agrees."""

    name = forms.CharField(
        label=_("Your first and last name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    relation = forms.CharField(
        label=_("Who you are to the child"), max_length=60, help_text=_("For example: mother, father, guardian.")
    )
    agree = forms.BooleanField(
        label=_("I am a parent or legal representative of this child, I have read the above and I agree"),
        error_messages={"required": _("Tick the box if you agree.")},
    )


class ObjectionForm(forms.Form):
    """What is wrong with a block."""

    text = forms.CharField(
        label=_("What is wrong, and how was it?"),
        max_length=1000,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("The front office of the region reads it. It hears the organization, too, before it decides."),
    )
