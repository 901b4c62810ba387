"""Forms of the workplace for projects and shifts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from projects.enums import ADULT_AGE, RiskTag
from projects.models import Project, ProjectQuestion, Shift, Skill
from qazvolunteer.accounts.enums import Language

SHIFT_COLUMNS = ("starts_at", "ends_at", "flexible", "seats", "task_kk", "task_ru", "task_en")


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

    class Meta:
        model = Project
        fields = "__all__"  # noqa: DJ007 - the page names the fields; state and publication are not editable
        widgets = {
            "summary": UnfoldAdminTextareaWidget(attrs={"rows": 3}),
            "description": UnfoldAdminTextareaWidget(attrs={"rows": 9}),
        }

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
        if cleaned.get("risk_tags") and cleaned.get("min_age", ADULT_AGE) < ADULT_AGE:
            self.add_error("min_age", _("Work with these risks is only for adults: the minimum age is 18."))
        return cleaned


class ShiftForm(forms.ModelForm):
    """Time and places of a shift. ``reason`` is needed when there are fewer places than people signed up."""

    reason = forms.CharField(
        label=_("Why there are fewer places"),
        required=False,
        max_length=500,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("Only needed when more people are signed up than there will be places."),
    )

    class Meta:
        model = Shift
        fields = ("project", *SHIFT_COLUMNS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk or not self.instance.seats_taken:
            self.fields.pop("reason", None)
        for name in ("starts_at", "ends_at"):
            if name in self.fields:
                # Nobody plans by the second.
                self.fields[name].widget.widgets[1].format = "%H:%M"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts_at, ends_at = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_at", _("The end must be after the start."))
        elif ends_at and not self.instance.pk and ends_at <= timezone.now():
            self.add_error("ends_at", _("A new shift must be in the future."))
        seats = cleaned.get("seats")
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
