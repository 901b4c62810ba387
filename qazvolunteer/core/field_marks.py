"""Notes beside the fields of a form: what a higher floor says about single fields of a row, shown where it is changed.

A floor above registers where the notes come from; forms of the floors below ask for them and draw them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings

from qazvolunteer.core import content_language

if TYPE_CHECKING:
    from django.forms import BaseForm


@dataclass(frozen=True)
class Mark:
    """``note`` about the field called ``label``."""

    label: str
    note: str


Source = Callable[[Any], Mapping[str, str]]
_sources: list[Source] = []


def source(function: Source) -> Source:
    """Register ``function(row)``: a note for each name of a field."""
    if function not in _sources:
        _sources.append(function)
    return function


def of(row: Any) -> dict[str, str]:
    """The notes about the fields of a row, by their names."""
    found: dict[str, str] = {}
    for function in _sources:
        found |= function(row)
    return found


def put(form: BaseForm, row: Any) -> None:
    """Give each field of the form its note: templates show ``field.field.mark``."""
    for name, note in of(row).items():
        if name in form.fields:
            form.fields[name].mark = note  # type: ignore[attr-defined]


def listed(row: Any, notes: Mapping[str, str] | None = None) -> list[Mark]:
    """All of them, named as the row's columns are; ``notes`` where they were asked for already."""
    notes = of(row) if notes is None else notes
    if not notes:
        return []
    names = {field.name: str(getattr(field, "verbose_name", field.name)) for field in row._meta.get_fields()}
    return [Mark(_named(names, name), note) for name, note in notes.items()]


def _named(names: Mapping[str, str], column: str) -> str:
    """A translated column names its language beside it: "title · Қазақша"."""
    base, _sign, code = column.rpartition("_")
    if base in names and code in dict(settings.LANGUAGES):
        return content_language.label(names[base], code)
    return names.get(column, column)
