"""Reference data: a CSV file of the product against the rows of a table. The file wins; a second run writes nothing."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import models, transaction
from django.utils import timezone, translation

# Changed rows are named up to this many a dataset; the rest is counted.
NAMED = 12


@dataclass
class Loaded:
    """What a loading changed, by natural key."""

    dataset: str
    rows: int = 0
    added: list[str] = field(default_factory=list)
    changed: dict[str, dict[str, tuple[Any, Any]]] = field(default_factory=dict)
    retired: list[str] = field(default_factory=list)

    @property
    def is_unchanged(self) -> bool:
        return not (self.added or self.changed or self.retired)

    def lines(self) -> Iterator[str]:
        """Plain sentences for the operator: counts first, then what changed from what to what."""
        if self.is_unchanged:
            yield f"{self.dataset}: {self.rows} rows, nothing changed"
            return
        yield (
            f"{self.dataset}: {self.rows} rows, {len(self.added)} added, {len(self.changed)} changed, "
            f"{len(self.retired)} retired"
        )
        for key, columns in list(self.changed.items())[:NAMED]:
            for column, (before, after) in columns.items():
                yield f"  {key} {column}: {_short(before)} -> {_short(after)}"
        for key in self.retired[:NAMED]:
            yield f"  {key} is valid no more"


def read(path: Path) -> list[dict[str, str]]:
    """The rows of a UTF-8 CSV file with a header."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def typed(model: type[models.Model], row: Mapping[str, str]) -> dict[str, Any]:
    """Texts of a CSV row as values of the model's columns; an empty text is None where the column allows none.

    Raises ValidationError for a text the column cannot read, FieldDoesNotExist for a column the model lacks.
    """
    values: dict[str, Any] = {}
    for name, text in row.items():
        column: Any = model._meta.get_field(name.removesuffix("_id"))
        if isinstance(column, models.ForeignKey):
            values[name] = column.target_field.to_python(text) if text else None
        else:
            values[name] = None if column.null and not text else column.to_python(text)
    return values


@transaction.atomic
def load(
    model: type[models.Model],
    rows: Iterable[Mapping[str, Any]],
    *,
    dataset: str,
    key: str,
    create_only: Mapping[str, Any] | None = None,
    retires: bool = False,
    untouched: Iterable[Any] = (),
) -> Loaded:
    """Make the table hold ``rows`` (typed values by column), matched by the column ``key``. All or nothing.

    ``create_only`` are values given to new rows alone. With ``retires``, rows missing from the file get
    ``valid_to`` today, and rows that come back lose it; nothing is ever deleted. Rows whose key is in
    ``untouched`` keep what they hold.
    """
    wanted = {row[key]: dict(row) for row in rows}
    result = Loaded(dataset, rows=len(wanted))
    present: dict[Any, Any] = {getattr(row, key): row for row in model._default_manager.all()}
    keep = set(untouched)
    changed: list[models.Model] = []
    columns: set[str] = set()
    for natural, row in wanted.items():
        if natural not in present or natural in keep:
            continue
        values = {**row, "valid_to": None} if retires else row
        differs = {name: value for name, value in values.items() if getattr(present[natural], name) != value}
        if differs:
            _change(result, present[natural], natural, differs)
            changed.append(present[natural])
            columns |= set(differs)
    if retires:
        today = timezone.localdate()
        for natural, instance in present.items():
            if natural not in wanted and instance.valid_to is None:
                _retire(result, instance, natural, today)
                changed.append(instance)
                columns.add("valid_to")
    # The untranslated column repeats the first language's, and is written from it.
    with translation.override("kk"):
        new = [model(**{**(create_only or {}), **row}) for natural, row in wanted.items() if natural not in present]
        result.added = [str(getattr(row, key)) for row in new]
        model._default_manager.bulk_create(new)
        if changed:
            names = [column.removesuffix("_id") for column in columns]
            model._default_manager.bulk_update(changed, names, batch_size=500)
    return result


def _change(result: Loaded, instance: models.Model, natural: Any, differs: Mapping[str, Any]) -> None:
    result.changed[str(natural)] = {name: (getattr(instance, name), value) for name, value in differs.items()}
    for name, value in differs.items():
        setattr(instance, name, value)


def _retire(result: Loaded, instance: Any, natural: Any, today: dt.date) -> None:
    result.retired.append(str(natural))
    instance.valid_to = today


def _short(value: Any) -> str:
    text = "none" if value in (None, "") else str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
