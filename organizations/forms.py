"""Forms of the site: registering an organization, submitting it, leaving it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from organizations import halts
from organizations.enums import LegalForm, OrganizationKind
from organizations.logos import WITHIN
from organizations.models import Organization
from organizations.registration import Details
from qazvolunteer.accounts.phones import PhoneField
from qazvolunteer.core.business_numbers import validate_bin
from qazvolunteer.core.picture_fields import PictureField
from qazvolunteer.places.models import Region, Town

PLAIN = {"autocomplete": "off", "spellcheck": "false"}


def _text(label: Any, length: int, *, rows: int = 0, **kwargs: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    return forms.CharField(label=label, max_length=length, required=False, widget=widget, **kwargs)


class OrganizationForm(forms.Form):
    """What is asked of an organization, a network or an initiative group. Everything but name and region may wait
    until it is submitted: a draft is kept as it is."""

    name_kk = _text(_("Name in Kazakh"), 200)
    name_ru = _text(_("Name in Russian"), 200)
    name_en = _text(_("Name in English"), 200)
    legal_form = forms.ChoiceField(
        label=_("Legal form"), choices=[("", _("Choose")), *LegalForm.choices], required=False
    )
    bin = forms.CharField(
        label=_("BIN"),
        max_length=12,
        required=False,
        validators=[validate_bin],
        widget=forms.TextInput(attrs={**PLAIN, "inputmode": "numeric"}),
        help_text=_("Twelve digits of your registration certificate."),
    )
    region = forms.ModelChoiceField(Region.objects.none(), label=_("Region"), empty_label=_("Choose a region"))
    town = forms.ChoiceField(
        label=_("Town"), required=False, help_text=_("If your village is not in the list, choose the nearest town.")
    )
    purpose_kk = _text(_("What you do, in Kazakh"), 300, rows=3)
    purpose_ru = _text(_("What you do, in Russian"), 300, rows=3)
    purpose_en = _text(_("What you do, in English"), 300, rows=3)
    email = forms.EmailField(
        label=_("E-mail of the organization"),
        required=False,
        widget=forms.EmailInput(attrs={**PLAIN}),
        help_text=_("Shown on your public page. Replies to your letters to volunteers go there."),
    )
    phone = PhoneField(label=_("Phone number"), required=False, help_text=_("Shown on your public page."))
    site = forms.URLField(label=_("Website"), required=False, assume_scheme="https", max_length=200)
    logo = PictureField(label=_("Logo"), required=False, within=WITHIN)

    def __init__(self, *args: Any, kind: str, organization: Organization | None = None, **kwargs: Any) -> None:
        initial = _initial(organization) if organization is not None else {}
        super().__init__(*args, initial=initial, **kwargs)
        self.kind = kind
        self.fields["region"].queryset = Region.objects.valid().in_order()  # type: ignore[attr-defined]
        self.fields["town"].choices = _towns  # type: ignore[attr-defined]
        if kind == OrganizationKind.INITIATIVE_GROUP:
            del self.fields["bin"], self.fields["legal_form"]
        elif kind == OrganizationKind.NETWORK:
            self.fields["bin"].help_text = _("Twelve digits of your registration certificate. A network has a BIN too.")

    def clean_bin(self) -> str:
        return str(self.cleaned_data.get("bin") or "").strip()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not (cleaned.get("name_kk") or cleaned.get("name_ru")) and "name_kk" not in self.errors:
            self.add_error("name_kk", _("Write the name in Kazakh or in Russian."))
        region, town = cleaned.get("region"), cleaned.get("town")
        cleaned["town"] = found = Town.objects.filter(pk=town).first() if town else None
        if region is not None and found is not None and found.region_id != region.pk:
            self.add_error("town", _("This town lies in another region."))
        return cleaned

    @property
    def details(self) -> Details:
        known = {name: value for name, value in self.cleaned_data.items() if name in Details.__dataclass_fields__}
        return Details(**known)


def _initial(organization: Organization) -> dict[str, Any]:
    fields = (
        "name_kk",
        "name_ru",
        "name_en",
        "legal_form",
        "bin",
        "purpose_kk",
        "purpose_ru",
        "purpose_en",
        "email",
        "phone",
        "site",
        "logo",
    )
    return {
        **{field: getattr(organization, field) for field in fields},
        "region": organization.region_id,
        "town": organization.town_id or "",
    }


def _towns() -> list[tuple[Any, Any]]:
    """Towns grouped by region, in two queries."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for kato, name, region in Town.objects.valid().in_order().values_list("kato", "name", "region"):
        groups.setdefault(region, []).append((kato, name))
    regions = Region.objects.valid().in_order().values_list("kato", "name")
    return [("", _("Choose a town")), *((name, groups[kato]) for kato, name in regions if kato in groups)]


class SubmitForm(forms.Form):
    """A word to the front office: how it differs from organizations of a close name, or what was changed."""

    note = forms.CharField(max_length=2000, required=False, strip=True, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, label: Any, required: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].label = label
        self.fields["note"].required = required


class AppealForm(forms.Form):
    """Why a suspension or a stop should be lifted."""

    text = forms.CharField(
        label=_("Why the decision should be lifted"),
        help_text=_("What happened from your side, what you have changed, whom the front office can ask."),
        min_length=halts.SHORTEST,
        max_length=halts.LONGEST,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
