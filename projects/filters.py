"""The catalogue's filters: what the address bar may say, checked."""

from __future__ import annotations

import copy
import datetime as dt
from typing import Any, Self

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from projects import search
from projects.enums import Format
from projects.models import Programme, Project, Shift
from qazvolunteer.places.models import Region

NAMES = ("q", "region", "from", "to", "programme", "format", "places")
# Facets are counted, so the query leaves them out and Python applies them (see projects.catalogue).
FACETS = ("region", "programme", "format")


class DateInput(forms.DateInput):
    """A native date field: it needs the ISO form whatever the language of the page is."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class CatalogueForm(forms.Form):
    """Says no to a range that ends before it starts."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("from"), cleaned.get("to")
        if first and last and last < first:
            self.add_error("to", _("The last day is before the first. Swap them."))
        return cleaned


class CatalogueFilter(django_filters.FilterSet):
    """``q region from to programme format places``; programme and format may be given several times.

    A project is found when one shift matches the dates and the places together.
    """

    q = django_filters.CharFilter(label=_("Words"), max_length=100)
    region = django_filters.ModelChoiceFilter(
        queryset=Region.objects.valid(), to_field_name="slug", label=_("Region"), empty_label=_("The whole country")
    )
    programme = django_filters.ModelMultipleChoiceFilter(
        queryset=Programme.objects.all(),
        to_field_name="slug",
        label=_("Programme"),
        widget=forms.CheckboxSelectMultiple,
    )
    format = django_filters.MultipleChoiceFilter(
        choices=Format.choices, label=_("Format"), widget=forms.CheckboxSelectMultiple
    )
    places = django_filters.BooleanFilter(label=_("Only with places left"), widget=forms.CheckboxInput)

    class Meta:
        model = Project
        fields: list[str] = []
        form = CatalogueForm

    def get_form_class(self) -> type[forms.Form]:
        form_class = super().get_form_class()
        form_class.base_fields["from"] = forms.DateField(label=_("From"), required=False, widget=DateInput())
        form_class.base_fields["to"] = forms.DateField(label=_("Until"), required=False, widget=DateInput())
        return form_class  # type: ignore[no-any-return]

    @cached_property
    def chosen(self) -> dict[str, Any]:
        """The valid part of what was asked; a bad value is named at its field and otherwise ignored."""
        self.form.is_valid()
        return {name: value for name in NAMES if (value := self.form.cleaned_data.get(name))}

    def active(self) -> list[tuple[str, Any]]:
        """(name, one value) of each active filter, in the order of the form."""
        return [
            (name, one)
            for name, value in self.chosen.items()
            for one in (value if name in ("programme", "format") else [value])
        ]

    def without(self, name: str, value: Any) -> Self:
        """The same filters less one value. Nothing is read or checked again."""
        looser = copy.copy(self)
        left = {key: given for key, given in self.chosen.items() if key != name}
        others = [one for one in self.chosen[name] if one != value] if name in ("programme", "format") else []
        looser.chosen = {**left, name: others} if others else left
        return looser

    def shifts(self) -> QuerySet[Shift]:
        """Upcoming shifts that match dates and places."""
        shifts = Shift.objects.upcoming()
        chosen = self.chosen
        if first := chosen.get("from"):
            shifts = shifts.filter(ends_at__gte=_midnight(first))
        # There is no day after the last one that can be written.
        if (last := chosen.get("to")) and last < dt.date.max:
            shifts = shifts.filter(starts_at__lt=_midnight(last + dt.timedelta(days=1)))
        if chosen.get("places"):
            shifts = shifts.with_places()
        return shifts

    def before_facets(self) -> QuerySet[Project]:
        """Projects that match everything but the facets."""
        projects = Project.objects.running().filter(Exists(self.shifts().filter(project=OuterRef("pk"))))
        return search.matching(projects, self.chosen.get("q", ""))

    @property
    def qs(self) -> QuerySet[Project]:
        projects = self.before_facets()
        chosen = self.chosen
        if region := chosen.get("region"):
            projects = projects.filter(region=region)
        if programmes := chosen.get("programme"):
            projects = projects.filter(programme__in=programmes)
        if formats := chosen.get("format"):
            projects = projects.filter(format__in=formats)
        return projects


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))
