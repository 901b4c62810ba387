"""The history of a row in words: who did what, when, from what to what.

Out of the records of its life and of the versions its table keeps (pghistory). Other records of the same row are
added by ``also``. Whoever changed something through the workplace is named; what happened by itself is said so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.core.exceptions import FieldDoesNotExist
from django.db.models import BooleanField, DateTimeField, ForeignKey
from django.utils import timezone
from django.utils.formats import date_format, localize
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from qazvolunteer.core.transitions import said

if TYPE_CHECKING:
    from django.db.models import Field, Model

MOST = 200
LONGEST_VALUE = 300
# Actions that leave the state as it was.
ACTIONS = {
    "move": lazy("Moved to another shift"),
    "passed_over": lazy("Passed over in the queue"),
}
# Written by the platform's own bookkeeping.
SILENT = frozenset({"state", "search_text", "id"})


@dataclass(frozen=True)
class Difference:
    """One column: its name, and its values before and after, in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    """One thing that happened. ``by`` is empty when the platform did it by itself."""

    at: dt.datetime
    by: str
    what: str
    differences: Sequence[Difference] = ()
    note: str = ""


Source = Callable[[Any], Iterable[Entry]]
_sources: dict[str, list[Source]] = {}


def also(model: type[Model], source: Source) -> None:
    """More entries for rows of a model, out of records of its own or of a higher floor."""
    known = _sources.setdefault(model._meta.label, [])
    if source not in known:
        known.append(source)


def entries(row: Any) -> list[Entry]:
    """Everything that is known, the newest first, up to ``MOST``."""
    found = [*_transitions(row), *_versions(row)]
    for source in _sources.get(row._meta.label, ()):
        found += source(row)
    return sorted(found, key=lambda entry: entry.at, reverse=True)[:MOST]


def _transitions(row: Any) -> list[Entry]:
    if not hasattr(row, "transitions"):
        return []
    names = dict(row._meta.get_field("state").flatchoices)
    return [
        Entry(
            at=record.at,
            by=str(record.by) if record.by else "",
            what=str(ACTIONS.get(record.action, "")) or str(names.get(record.to_state, record.to_state)),
            differences=[
                Difference(
                    _("Status"),
                    str(names.get(record.from_state, "")),
                    str(names.get(record.to_state, record.to_state)),
                )
            ]
            if record.from_state != record.to_state
            else (),
            note=said(record.reason),
        )
        for record in row.transitions.select_related("by")[:MOST]
    ]


def _versions(row: Any) -> list[Entry]:
    """Each version of the row beside the one before it."""
    try:
        model: Any = row._meta.get_field("events").related_model
    except FieldDoesNotExist:
        return []
    rows = list(model.objects.filter(pgh_obj=row.pk).select_related("pgh_context").order_by("-pgh_id")[: MOST + 1])
    if not rows:
        return []
    fields = [field for field in row._meta.concrete_fields if _is_told(field, row, model)]
    people, related = _people(rows), _related(fields, rows)
    found = []
    for after, before in zip(rows, [*rows[1:], None], strict=True):
        if before is None:
            if len(rows) <= MOST:
                found.append(Entry(after.pgh_created_at, _who(after, people), _("Created")))
            break
        differences = [
            Difference(_name(field), _words(field, old, related), _words(field, new, related))
            for field in fields
            if (old := getattr(before, field.attname)) != (new := getattr(after, field.attname))
        ]
        if differences:
            found.append(Entry(after.pgh_created_at, _who(after, people), _("Changed"), differences))
    return found


def _is_told(field: Field, row: Any, model: Any) -> bool:
    """Not the column that repeats its translations, and not what the records of its life tell."""
    names = {other.name for other in model._meta.concrete_fields}
    return field.name in names and field.name not in SILENT and f"{field.name}_kk" not in names


def _people(rows: Sequence[Any]) -> dict[int, str]:
    keys = {key for row in rows if (key := _actor(row)) is not None}
    return {pk: str(person) for pk, person in get_user_model().objects.in_bulk(keys).items()}


def _actor(row: Any) -> int | None:
    context = row.pgh_context
    key = context.metadata.get("user") if context else None
    return key if isinstance(key, int) else None


def _who(row: Any, people: dict[int, str]) -> str:
    key = _actor(row)
    return people.get(key, "") if key is not None else ""


def _related(fields: Sequence[Field], rows: Sequence[Any]) -> dict[tuple[str, Any], str]:
    """The names of the rows that keys point to, a query for each key that has changed."""
    found: dict[tuple[str, Any], str] = {}
    for field in fields:
        if isinstance(field, ForeignKey):
            keys = {key for row in rows if (key := getattr(row, field.attname)) is not None}
            if len(keys) > 1 or any(getattr(row, field.attname) is None for row in rows):
                others = field.related_model._default_manager.in_bulk(keys)  # type: ignore[union-attr]
                found |= {(field.name, key): str(other) for key, other in others.items()}
    return found


def _name(field: Field) -> str:
    words = str(field.verbose_name)
    return words[:1].upper() + words[1:]


def _words(field: Field, value: Any, related: dict[tuple[str, Any], str]) -> str:
    """A value as a person reads it; "–" for nothing."""
    if value is None or value == "" or value == []:
        return "–"
    if isinstance(field, ForeignKey):
        return related.get((field.name, value), str(value))
    if isinstance(field, BooleanField):
        return _("Yes") if value else _("No")
    if isinstance(field, DateTimeField):
        return date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT")
    choices = dict(field.flatchoices)
    if isinstance(value, list):
        names = dict(getattr(getattr(field, "base_field", field), "flatchoices", ()))
        return ", ".join(str(names.get(one, one)) for one in value)
    text = str(choices[value]) if value in choices else str(localize(value))
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"
