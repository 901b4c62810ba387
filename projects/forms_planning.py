"""Forms of the workplace that plan: beginning a project, repeating a shift, copying or moving a day, moving a shift."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations import permissions as organizations
from organizations.models import Organization
from projects import changing, recurrence, shift_days
from projects.enums import Repeat, RoleKind
from projects.models import Project, Shift, ShiftRule
from qazvolunteer.core import dates

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User

COPY, MOVE = "copy", "move"


class DayInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class ClockInput(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class RolesInput(forms.MultiWidget):
    """A number for each role, each under its name."""

    template_name = "admin/roles_input.html"

    def __init__(self) -> None:
        super().__init__({kind.value: forms.NumberInput(attrs={"min": 0}) for kind in RoleKind})

    def get_context(self, *args: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(*args)
        for part, kind in zip(context["widget"]["subwidgets"], RoleKind, strict=True):
            part["label"] = kind.label
        return context

    def decompress(self, value: dict[str, int] | None) -> list[int | None]:
        return [(value or {}).get(kind) for kind in RoleKind.values]


class RolesField(forms.MultiValueField):
    """How many of the places are kept for each role: {kind: number}, without those that have none."""

    widget = RolesInput

    def __init__(self, **kwargs: Any) -> None:
        numbers = [forms.IntegerField(min_value=0, max_value=1000, required=False) for _kind in RoleKind]
        super().__init__(numbers, require_all_fields=False, **kwargs)

    def compress(self, data_list: list[int | None]) -> dict[str, int]:
        return {kind: number for kind, number in zip(RoleKind.values, data_list, strict=False) if number}


def confirm_field() -> forms.BooleanField:
    return forms.BooleanField(label=_("Tell everybody"), required=False)


class OrganizationForm(forms.Form):
    """For which organization a project is begun; asked of whoever works for several."""

    organization = forms.ModelChoiceField(label=_("Organization"), queryset=Organization.objects.none())

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = organizations.editable_by(user).order_by("pk")
        self.fields["organization"].queryset = own  # type: ignore[attr-defined]
        first = own.first()
        if first is not None:
            self.initial.setdefault("organization", first.pk)
        self.is_question = own.count() > 1


class RepeatForm(forms.Form):
    """A rule by which a shift repeats, and on the second step the days of it."""

    repeat = forms.ChoiceField(label=_("Repeats"), choices=Repeat.choices, initial=Repeat.WEEKLY)
    interval = forms.IntegerField(
        label=_("Every so many days, weeks or months"), min_value=1, max_value=12, initial=1,
        help_text=_("1: each one; 2: every second one."),
    )  # fmt: skip
    weekdays = forms.MultipleChoiceField(
        label=_("Days of the week"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Only where it repeats every week; without a choice, the weekday of the first day."),
    )  # fmt: skip
    first_day = forms.DateField(
        label=_("First day"), widget=DayInput,
        help_text=_("Every month means the same weekday: for instance the second Saturday."),
    )  # fmt: skip
    last_day = forms.DateField(
        label=_("Last day"), widget=DayInput, required=False,
        help_text=_("Without one it goes on: shifts are made three months ahead until you stop it."),
    )  # fmt: skip
    begins = forms.TimeField(label=_("From"), widget=ClockInput)
    ends = forms.TimeField(label=_("To"), widget=ClockInput, help_text=_("An earlier time is one of the next day."))
    seats = forms.IntegerField(label=_("Places"), min_value=1, max_value=100_000)
    min_people = forms.IntegerField(
        label=_("Minimum head count"), min_value=0, required=False,
        help_text=_("You are warned when fewer have signed up. 0: any number will do."),
    )  # fmt: skip
    task_kk = forms.CharField(label=_("Task, in Kazakh"), max_length=160, required=False)
    task_ru = forms.CharField(label=_("Task, in Russian"), max_length=160, required=False)
    task_en = forms.CharField(label=_("Task, in English"), max_length=160, required=False)
    roles = RolesField(
        label=_("Roles with places of their own"), required=False,
        help_text=_("How many of the places are kept for each role; nothing where it is not needed."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [long for _short, long in dates.weekdays()]
        self.fields["weekdays"].choices = [(str(number), name) for number, name in enumerate(names)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first and first < timezone.localdate():
            self.add_error("first_day", _("The first day is over."))
        if first and last and last < first:
            self.add_error("last_day", _("The last day must not be before the first."))
        if first and last and last - first > recurrence.LONGEST:
            self.add_error("last_day", _("A repetition lasts a year at most."))
        if (cleaned.get("min_people") or 0) > (cleaned.get("seats") or 0):
            self.add_error("min_people", _("The minimum head count cannot be higher than the number of places."))
        if sum((cleaned.get("roles") or {}).values()) > (seats := cleaned.get("seats") or 0):
            sentence = _("The roles have more places together than the shift has: %(number)d.")
            self.add_error("roles", sentence % {"number": seats})
        return cleaned

    def values(self) -> dict[str, Any]:
        """As ``recurrence.begin`` takes them."""
        data = self.cleaned_data
        begins, ends = (dt.datetime.combine(dt.date.min, data[name]) for name in ("begins", "ends"))
        length = ends - begins if ends > begins else ends + dt.timedelta(days=1) - begins
        return {
            "repeat": data["repeat"],
            "interval": data["interval"],
            "weekdays": "".join(sorted(data["weekdays"])) if data["repeat"] == Repeat.WEEKLY else "",
            "first_day": data["first_day"],
            "last_day": data["last_day"],
            "starts_at": data["begins"],
            "minutes": int(length.total_seconds() // 60),
            "seats": data["seats"],
            "min_people": data["min_people"] or 0,
            **{name: data[name] for name in ("task_kk", "task_ru", "task_en")},
            "roles": data["roles"] or {},
        }

    def days(self) -> list[recurrence.PlannedDay]:
        """The days of the rule as far as shifts are made now, those that are not over."""
        rule = ShiftRule(**self.values())
        last = min(self.cleaned_data["last_day"] or recurrence.horizon(), recurrence.horizon())
        return [day for day in recurrence.planned(rule, until=last) if day.starts_at > timezone.now()]


class DayForm(forms.Form):
    """A day of shifts, and the other day."""

    day = forms.TypedChoiceField(label=_("The shifts of"), coerce=dt.date.fromisoformat)
    to = forms.DateField(label=_("On which day"), widget=DayInput)
    tell_everybody = confirm_field()

    def __init__(self, project: Project, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.project = project
        days = shift_days.days_of(project)
        self.fields["day"].choices = [(day.isoformat(), dates.day(day, long=True)) for day in days]  # type: ignore[attr-defined]
        self.fields["tell_everybody"].help_text = _(
            "Only where a day is moved: whoever has signed up gets a letter, and keeps or leaves the place."
        )


class MoveForm(forms.Form):
    """The new beginning of a shift; it stays as long as it is."""

    day = forms.DateField(label=_("Day"), widget=DayInput)
    clock = forms.TimeField(label=_("From"), widget=ClockInput)
    tell_everybody = confirm_field()

    def __init__(self, shift: Shift, people: int, *args: Any, **kwargs: Any) -> None:
        start = timezone.localtime(shift.starts_at)
        super().__init__(*args, initial={"day": start.date(), "clock": start.time()}, **kwargs)
        self.people = people
        if people:
            self.fields["tell_everybody"].help_text = changing.confirmation_needed(people).sentence
        else:
            del self.fields["tell_everybody"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.people and not cleaned.get("tell_everybody"):
            self.add_error("tell_everybody", str(changing.confirmation_needed(self.people).way_out))
        return cleaned

    def starts_at(self) -> dt.datetime:
        return timezone.make_aware(dt.datetime.combine(self.cleaned_data["day"], self.cleaned_data["clock"]))
