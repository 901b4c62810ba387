"""allauth's forms in the site's look: labels above the fields, nothing repeated inside them, digits for codes."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as second_factor
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.utils.translation import gettext_lazy as _

PASSWORD_RULE = _("At least 8 characters, not digits alone, not your name or e-mail.")


class Plain:
    """Mixed in before a form of allauth."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            attrs = field.widget.attrs
            attrs.pop("placeholder", None)
            if isinstance(field, forms.EmailField):
                field.label = _("E-mail")
                attrs["spellcheck"] = "false"
            if name == "password1":
                field.help_text = PASSWORD_RULE
            elif isinstance(field.widget, forms.PasswordInput):
                # The way back to a forgotten password stands beside the button, once.
                field.help_text = ""
            if attrs.get("autocomplete") == "one-time-code":
                attrs |= {"inputmode": "numeric", "autocapitalize": "off", "spellcheck": "false", "maxlength": "16"}


class LoginForm(Plain, account.LoginForm):
    pass


class RequestLoginCodeForm(Plain, account.RequestLoginCodeForm):
    pass


class ConfirmLoginCodeForm(Plain, account.ConfirmLoginCodeForm):
    pass


class ConfirmEmailForm(Plain, account.ConfirmEmailVerificationCodeForm):
    pass


class ChangeEmailForm(Plain, account.ChangeEmailForm):
    pass


class NewEmailForm(Plain, account.AddEmailForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("New e-mail")


class ChangePasswordForm(Plain, account.ChangePasswordForm):
    pass


class SetPasswordForm(Plain, account.SetPasswordForm):
    pass


class ResetPasswordForm(Plain, account.ResetPasswordForm):
    pass


class ConfirmResetForm(Plain, account.ConfirmPasswordResetCodeForm):
    pass


class NewPasswordForm(Plain, account.ResetPasswordKeyForm):
    pass


class ReauthenticateForm(Plain, account.ReauthenticateForm):
    pass


class SecondFactorForm(Plain, second_factor.AuthenticateForm):
    pass


class SecondFactorAgainForm(Plain, second_factor.ReauthenticateForm):
    pass


class ActivateAppForm(Plain, totp.ActivateTOTPForm):
    pass


class AddKeyForm(Plain, webauthn.AddWebAuthnForm):
    """A new key is a passkey unless the person says otherwise: it signs in by itself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the key")
        self.fields["name"].help_text = _("So that you know it again, for example “My phone”.")
        self.fields["name"].required = True
        self.fields["name"].widget.attrs |= {"maxlength": "60", "autocomplete": "off"}
        self.fields["passwordless"].label = _("Sign in with this key alone, without a password")
        self.fields["passwordless"].help_text = _("The device then asks for your fingerprint, face or PIN.")
        self.fields["passwordless"].initial = True


class RenameKeyForm(Plain, webauthn.EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the key")
        self.fields["name"].widget.attrs |= {"maxlength": "60", "autocomplete": "off"}
