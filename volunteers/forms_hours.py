"""Forms about hours, feedback and stand-ins, on the site and in the workplace."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminDecimalFieldWidget, UnfoldAdminTextareaWidget

from projects.enums import Format, OutcomeUnit
from projects.models import Shift
from projects.outcomes import ProjectOutcome
from qazvolunteer.core import dates, pictures
from qazvolunteer.core.refusals import Refusal
from volunteers.feedback_models import Feedback


class HoursField(forms.DecimalField):
    """Hours with a comma or a point; the value is minutes."""

    def __init__(self, **kwargs: Any) -> None:
        given = {"min_value": 0, "max_value": settings.HOURS_A_DAY, "max_digits": 4, "decimal_places": 2}
        super().__init__(**{**given, **kwargs})

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)

    def clean(self, value: Any) -> int | None:  # type: ignore[override]
        hours = super().clean(value)
        return None if hours is None else round(hours * 60)


class PhotoField(forms.FileField):
    """A picture that stays where its row is. The value is the bytes of a JPEG of our own making, or None."""

    WITHIN = (1600, 1600)

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}))
        kwargs.setdefault("help_text", _("JPEG, PNG or WebP, up to 10 MB. What the camera wrote into it is removed."))
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> bytes | None:
        upload = super().clean(data, initial)
        if not upload or upload is initial:
            return None
        upload.seek(0)
        try:
            return pictures.redrawn(upload, within=self.WITHIN)
        except Refusal as refusal:
            raise ValidationError(f"{refusal.sentence} {refusal.way_out}".strip(), code=refusal.code) from refusal


class SettleForm(forms.Form):
    """How many hours it was, and why."""

    minutes = HoursField(
        label=_("Hours"),
        help_text=_("In hours: 3.5 is three and a half. 0 means that nothing counts."),
        widget=UnfoldAdminDecimalFieldWidget(attrs={"step": "0.25"}),
    )
    note = forms.CharField(
        label=_("Reason"),
        help_text=_("The person will read it."),
        max_length=2000,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 5, "class": "act-note"}),
    )


class OwnWorkForm(forms.Form):
    """What a volunteer tells of their own work for one shift."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    minutes = HoursField(
        label=_("Hours"),
        required=False,
        help_text=_("In hours: 3.5 is three and a half."),
        widget=forms.NumberInput(attrs={"step": "0.25", "inputmode": "decimal"}),
    )
    quantity = forms.IntegerField(label=_("How much you made"), min_value=1, max_value=100_000, required=False)
    unit = forms.ChoiceField(label=_("Unit"), choices=OutcomeUnit.choices, required=False)
    photo = PhotoField(label=_("Picture of it"), required=False)
    note = forms.CharField(
        label=_("What you did"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, shift: Shift, preparation: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.preparation = preparation
        today = timezone.localdate()
        last = min(today, dates.local_date(shift.ends_at))
        self.fields["day"].initial = today if preparation else last
        made = shift.project.format == Format.AT_HOME and not preparation
        if not made:
            for name in ("quantity", "unit", "photo"):
                del self.fields[name]
        else:
            planned = list(ProjectOutcome.objects.filter(project=shift.project_id).values_list("unit", flat=True))
            labels = dict(OutcomeUnit.choices)
            self.fields["unit"].choices = [(code, labels[code]) for code in planned or labels]
        self.fields["minutes"].required = not made
        self.fields["note"].required = preparation

    def values(self) -> dict[str, Any]:
        """As ``hours.report_own`` takes them."""
        cleaned = self.cleaned_data
        return {
            "day": cleaned["day"],
            "minutes": cleaned.get("minutes") or 0,
            "preparation": self.preparation,
            "quantity": cleaned.get("quantity"),
            "unit": cleaned.get("unit") or "",
            "photo": cleaned.get("photo"),
            "note": cleaned.get("note") or "",
        }


class WordsForm(forms.Form):
    """Some words: an objection, an appeal."""

    text = forms.CharField(
        label=_("What happened?"), max_length=1000, strip=True, widget=forms.Textarea(attrs={"rows": 5})
    )


SCALE = [(1, _("1, not at all")), (2, "2"), (3, "3"), (4, "4"), (5, _("5, fully"))]


class FeedbackForm(forms.Form):
    """Five answers and some words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in Feedback.QUESTIONS:
            label = Feedback._meta.get_field(name).verbose_name
            self.fields[name] = forms.TypedChoiceField(
                label=label, choices=SCALE, coerce=int, widget=forms.RadioSelect(attrs={"class": "scale"})
            )
        self.fields["text"] = forms.CharField(
            label=_("In your own words"),
            help_text=_("Shown without your name once five people have answered. Please name nobody."),
            max_length=1000,
            required=False,
            widget=forms.Textarea(attrs={"rows": 4}),
        )

    def answers(self) -> dict[str, int]:
        return {name: self.cleaned_data[name] for name in Feedback.QUESTIONS}


class StandInForm(forms.Form):
    """Whom a link is for."""

    name = forms.CharField(
        label=_("Whom do you ask?"),
        max_length=80,
        help_text=_("Only for you, to know whom you asked."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
