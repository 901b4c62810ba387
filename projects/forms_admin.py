"""Forms of the workplace for projects and shifts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminFileFieldWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from projects import changing, concerned, covers
from projects.enums import ADULT_AGE, ProjectState, RiskTag, RoleKind
from projects.models import Project, ProjectQuestion, Shift, Skill
from qazvolunteer.accounts.enums import Language
from qazvolunteer.core.refusals import Refusal

SHIFT_COLUMNS = ("starts_at", "ends_at", "flexible", "seats", "min_people", "task_kk", "task_ru", "task_en")
TIMES = ("starts_at", "ends_at", "flexible")
# One field for each role: how many of the places are kept for it.
ROLE_FIELDS = {f"role_{kind}": kind for kind in RoleKind.values}


class TellEverybody(forms.BooleanField):
    """The organizer's word that so many people may get a letter."""

    def __init__(self, **kwargs: Any) -> None:
        label = _("Tell everybody")
        hint = _("Whoever has signed up gets a letter about the change, and keeps or leaves the place.")
        super().__init__(label=label, help_text=hint, required=False, widget=UnfoldBooleanWidget, **kwargs)


class ProjectForm(forms.ModelForm):
    """Texts, place and conditions of a project. State and publication are no fields: they change by verbs."""

    risk_tags = forms.MultipleChoiceField(
        label=_("Risks"),
        choices=RiskTag.choices,
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
        help_text=_("Work with any of these is only for adults, by law."),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=Language.choices,
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
        help_text=_("The languages people speak there."),
    )
    skills = forms.ModelMultipleChoiceField(
        label=_("Useful skills"),
        queryset=Skill.objects.all(),
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
        help_text=_("Those who can do these find the project first. Nobody is turned away for lack of them."),
    )

    picture = forms.FileField(
        label=_("Own picture"),
        required=False,
        widget=UnfoldAdminFileFieldWidget(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        help_text=_(
            "JPEG, PNG or WebP, 640 × 376 dots at least. What your telephone wrote into the file (place, time) is taken"
            " out. Ask whoever can be recognised on it."
        ),
    )
    without_picture = forms.BooleanField(
        label=_("Show the programme's drawing"), required=False, widget=UnfoldBooleanWidget
    )
    tell_everybody = TellEverybody()

    class Media:
        js = ("js/place_picker.js",)

    class Meta:
        model = Project
        fields = "__all__"  # noqa: DJ007 - the page names the fields; state and publication are not editable
        widgets = {
            "summary": UnfoldAdminTextareaWidget(attrs={"rows": 3}),
            "description": UnfoldAdminTextareaWidget(attrs={"rows": 9}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if title := self.fields.get("title_kk"):
            # A draft begins in any language; both titles are asked for before it is submitted.
            title.required = False
            title.help_text = _("Before you submit, the title is needed in Kazakh and in Russian.")
        if cover := self.fields.get("cover"):
            cover.help_text = _("Which of the programme's three drawings stands on the page: 1, 2 or 3.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "title_kk" in self.fields and not any(cleaned.get(f"title_{code}") for code in Language.values):
            self.add_error("title_kk", _("Write a title, at least in one language."))
        region = cleaned.get("region") or (self.instance.region if self.instance.region_id else None)
        for name in ("district", "town"):
            place = cleaned.get(name)
            if place is not None and region is not None and place.region_id != region.pk:
                self.add_error(
                    name,
                    ValidationError(
                        _("%(place)s is not in this region: %(region)s."),
                        code="other_region",
                        params={"place": place, "region": region},
                    ),
                )
        if cleaned.get("risk_tags") and (cleaned.get("min_age") or 0) < ADULT_AGE:
            # The law sets it, whatever was typed.
            cleaned["min_age"] = ADULT_AGE
        self._check_age(cleaned)
        self._check_point(cleaned)
        return cleaned

    def _check_age(self, cleaned: dict[str, Any]) -> None:
        """The front office has read for whom the work is: afterwards it may become stricter alone."""
        age, known = cleaned.get("min_age"), self.initial.get("min_age")
        approved = self.instance.pk and self.instance.state == ProjectState.APPROVED
        if approved and age is not None and known is not None and age < known:
            self.add_error("min_age", _("After the approval the minimum age can only be raised."))

    def _check_point(self, cleaned: dict[str, Any]) -> None:
        """A pin has two numbers, and lies in the country."""
        latitude, longitude = cleaned.get("latitude"), cleaned.get("longitude")
        if (latitude is None) != (longitude is None):
            self.add_error("latitude", _("Give both numbers of the place on the map, or none."))
        elif latitude is not None and not (40 <= latitude <= 56 and 46 <= longitude <= 88):
            self.add_error("latitude", _("This place is not in Kazakhstan."))

    def clean_picture(self) -> bytes | None:
        """The picture redrawn; the file itself goes no further."""
        upload = self.cleaned_data.get("picture")
        if not upload:
            return None
        try:
            return covers.redraw(upload)
        except Refusal as refusal:
            raise ValidationError(f"{refusal.sentence} {refusal.way_out}".strip(), code=refusal.code) from None


class ShiftForm(forms.ModelForm):
    """Time and places of a shift. ``reason`` is needed when there are fewer places than people signed up."""

    reason = forms.CharField(
        label=_("Why there are fewer places"),
        required=False,
        max_length=500,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("Only needed when more people are signed up than there will be places."),
    )
    tell_everybody = TellEverybody()

    class Meta:
        model = Shift
        fields = ("project", *SHIFT_COLUMNS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk or not self.instance.seats_taken:
            self.fields.pop("reason", None)
        self.people = concerned.people_in([self.instance.pk]) if self.instance.pk and self.asks_to_tell else 0
        if not self.people:
            self.fields.pop("tell_everybody", None)
        if "min_people" in self.fields:
            self.fields["min_people"].required = False
        for name in ("starts_at", "ends_at"):
            if name in self.fields:
                # Nobody plans by the second.
                self.fields[name].widget.widgets[1].format = "%H:%M"

    # Whether people may be in the shift, so that a new time must be confirmed.
    asks_to_tell = False

    def clean_min_people(self) -> int:
        return self.cleaned_data.get("min_people") or 0

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts_at, ends_at = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_at", _("The end must be after the start."))
        elif ends_at and not self.instance.pk and ends_at <= timezone.now():
            self.add_error("ends_at", _("A new shift must be in the future."))
        seats = cleaned.get("seats")
        if seats is not None and cleaned.get("min_people", 0) > seats:
            self.add_error("min_people", _("The minimum head count cannot be higher than the number of places."))
        moved = any(name in self.changed_data for name in TIMES)
        if moved and self.people and not cleaned.get("tell_everybody"):
            self.add_error("tell_everybody", str(changing.confirmation_needed(self.people)))
        if seats is not None and "reason" in self.fields:
            fewer = seats < self.instance.seats_taken and seats != self.initial.get("seats")
            if fewer and not cleaned.get("reason", "").strip():
                self.add_error(
                    "reason",
                    _("More people are signed up than that. They keep their places; write why there are fewer places."),
                )
        return cleaned

    def shift_values(self) -> dict[str, Any]:
        """The columns of the shift as the verbs take them."""
        values = {name: self.cleaned_data[name] for name in SHIFT_COLUMNS if name in self.cleaned_data}
        return {name: value or "" if name.startswith("task") else value for name, value in values.items()}

    def changed_values(self) -> dict[str, Any]:
        """Those that the form changed."""
        return {name: value for name, value in self.shift_values().items() if name in self.changed_data}

    def _get_validation_exclusions(self) -> set[str]:
        # The CHECK of the end after the start is said once, by ``clean``, at the field.
        return super()._get_validation_exclusions() | {"ends_at"}  # type: ignore[misc,no-any-return]


class RoleField(forms.IntegerField):
    """How many places of the shift are kept for a role."""

    def __init__(self, kind: RoleKind) -> None:
        super().__init__(
            label=kind.label, required=False, min_value=0, max_value=1000, widget=UnfoldAdminIntegerFieldWidget
        )


class ShiftPageForm(ShiftForm):
    """A shift on its own page: with places kept for roles, and asking before everybody is told of a new time."""

    role_driver = RoleField(RoleKind.DRIVER)
    role_first_aider = RoleField(RoleKind.FIRST_AIDER)
    role_photographer = RoleField(RoleKind.PHOTOGRAPHER)
    role_leader = RoleField(RoleKind.LEADER)
    role_interpreter = RoleField(RoleKind.INTERPRETER)
    role_registrar = RoleField(RoleKind.REGISTRAR)
    role_cook = RoleField(RoleKind.COOK)
    role_technician = RoleField(RoleKind.TECHNICIAN)

    asks_to_tell = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = {}
        if self.instance.pk and self.instance.has_roles:
            kept = dict(self.instance.roles.values_list("kind", "seats"))
        for name, kind in ROLE_FIELDS.items():
            self.initial[name] = kept.get(kind) or None

    def roles(self) -> dict[str, int] | None:
        """Places by role; None when the form changed none."""
        if not any(name in self.changed_data and self.add_prefix(name) in self.data for name in ROLE_FIELDS):
            return None
        return {kind: self.cleaned_data.get(name) or 0 for name, kind in ROLE_FIELDS.items()}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        kept = sum(cleaned.get(name) or 0 for name in ROLE_FIELDS)
        if cleaned.get("seats") is not None and kept > cleaned["seats"]:
            sentence = _("The roles have more places together than the shift has: %(number)d.")
            self.add_error("seats", sentence % {"number": cleaned["seats"]})
        return cleaned


class QuestionForm(forms.ModelForm):
    """A question to whoever signs up."""

    class Meta:
        model = ProjectQuestion
        fields = "__all__"  # noqa: DJ007 - the page names the fields

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("kind") == "choice" and not any(cleaned.get(f"choices_{code}") for code in Language.values):
            self.add_error("choices_kk", _("Write the choices, one a line."))
        return cleaned
