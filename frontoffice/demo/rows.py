"""Writing many rows at once: COPY with ids taken from the sequences. Triggers and constraints apply as always."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

Row = Mapping[str, Any]
LANGUAGES = ("kk", "ru", "en")
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def take_ids(model: type[models.Model], count: int) -> list[int]:
    """``count`` fresh ids of the model's sequence, in order."""
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)", [table, column, count]
        )
        return [row[0] for row in cursor.fetchall()]


def copy(model: type[models.Model], rows: Iterable[Row]) -> int:
    """Write ``rows`` (values by attribute name) and return how many.

    A column that a row does not name takes the field's default; an untranslated column repeats the Kazakh one, as
    saving would write it. All rows must have their id, or none.
    """
    rows = list(rows)
    if not rows:
        return 0
    fields = [field for field in model._meta.concrete_fields if not field.primary_key or field.attname in rows[0]]
    columns_of = [(field.attname, f"{field.attname}_{LANGUAGES[0]}", field, _writer(field)) for field in fields]
    buffer = io.StringIO()
    for row in rows:
        texts = []
        for name, first, field, text in columns_of:
            value = row[name] if name in row else row[first] if first in row else field.get_default()
            texts.append("\\N" if value is None else text(value))
        buffer.write("\t".join(texts))
        buffer.write("\n")
    buffer.seek(0)
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {quote(model._meta.db_table)} ({columns}) FROM STDIN", buffer)
    return len(rows)


def plain(field: models.Field[Any, Any], value: Any) -> str:
    """The value of the field as a line of COPY has it."""
    return "\\N" if value is None else _writer(field)(value)


def translated(name: str, texts: Mapping[str, str]) -> dict[str, str]:
    """``{"title_kk": …, "title_ru": …, "title_en": …}``."""
    return {f"{name}_{language}": texts.get(language, "") for language in LANGUAGES}


def _writer(field: models.Field[Any, Any]) -> Callable[[Any], str]:
    """How COPY's text format spells values of the field, None excepted."""
    if isinstance(field, models.BooleanField):
        return lambda value: "t" if value else "f"
    if isinstance(field, models.DateField):
        return lambda value: str(value.isoformat())
    if isinstance(field, models.IntegerField | models.ForeignKey):
        return str
    if isinstance(field, ArrayField):
        return lambda value: _escaped("{" + ",".join(json.dumps(str(one), ensure_ascii=False) for one in value) + "}")
    if isinstance(field, models.JSONField):
        return lambda value: _escaped(json.dumps(value, ensure_ascii=False))
    return _escaped


def _escaped(value: Any) -> str:
    return str(value).translate(ESCAPES)
