"""Choosing a town without a script: one list, by region, in the reader's alphabet."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qazvolunteer.places.models import Region, Town

ABROAD = "abroad"


def choices() -> list[tuple[Any, Any]]:
    """Towns grouped by region, in two queries; first the empty choice, last "outside the country"."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for kato, name, region in Town.objects.valid().in_order().values_list("kato", "name", "region"):
        groups.setdefault(region, []).append((kato, name))
    regions = Region.objects.valid().in_order().values_list("kato", "name")
    grouped = [(name, groups[kato]) for kato, name in regions if kato in groups]
    return [("", _("Choose a town")), *grouped, (ABROAD, _("I live outside Kazakhstan"))]


class TownField(forms.ChoiceField):
    """The town a person lives in, or the nearest one; the value is a ``Town``, or None for somebody abroad."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Town"))
        kwargs.setdefault("help_text", _("If your village is not in the list, choose the nearest town of your region."))
        super().__init__(choices=choices, **kwargs)
        self.error_messages["required"] = _("Choose a town from the list.")

    def clean(self, value: Any) -> Town | None:
        chosen = super().clean(value)
        return None if chosen in ("", ABROAD) else Town.objects.get(pk=chosen)

    @staticmethod
    def value_of(town: Town | None) -> str:
        return town.pk if town else ABROAD
