"""Columns of folded text by which rows are found: kept by saving a row, or by ``write`` for many rows at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

from django.db import connection, models, transaction
from django.dispatch import Signal

from qazvolunteer.core.folding import searchable

BATCH = 1000

# A row of this class is found under other words than before: whoever copies its names writes them anew.
renamed = Signal()


class FoundByName(models.Model):
    """A row found by its names in any spelling. ``names()`` says which; saving one of them keeps ``search_text``.

    What writes rows without saving them (COPY, ``bulk_create``) calls ``write_names`` afterwards.
    """

    search_text = models.TextField(editable=False, blank=True, default="")

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the folded names. Sends ``renamed`` when a row that was there is now found under other words."""
        columns = kwargs.get("update_fields")
        if columns is not None and not any("name" in column or column == "brand" for column in columns):
            super().save(*args, **kwargs)
            return
        self.search_text = searchable(*self.names())
        if columns is not None:
            kwargs["update_fields"] = {*columns, "search_text"}
        own = type(self)._default_manager.filter(pk=self.pk)
        with transaction.atomic():
            before = None if self._state.adding else own.values_list("search_text", flat=True).first()
            super().save(*args, **kwargs)
            if before is not None and before != self.search_text:
                renamed.send(type(self), row=self)

    def names(self) -> Iterable[str | None]:
        raise NotImplementedError


def write_names(rows: models.QuerySet[Any]) -> int:
    """The folded names of ``rows``, after a bulk load; how many differed."""
    return write(rows, lambda row: searchable(*row.names()))


def write(rows: models.QuerySet[Any], text_of: Callable[[Any], str]) -> int:
    """Bring ``search_text`` of ``rows`` to what ``text_of`` says; how many differed. One statement a thousand rows."""
    quote = connection.ops.quote_name
    table, key = quote(rows.model._meta.db_table), quote(str(rows.model._meta.pk.column))
    changed = 0
    with transaction.atomic(), connection.cursor() as cursor:
        left = rows.iterator(chunk_size=BATCH)
        while batch := list(islice(left, BATCH)):
            texts = {row.pk: text for row in batch if (text := text_of(row)) != row.search_text}
            if not texts:
                continue
            cursor.execute(
                f"UPDATE {table} SET search_text = new.text FROM unnest(%s, %s::text[]) AS new (key, text) "  # noqa: S608
                f"WHERE {table}.{key} = new.key",
                [list(texts), list(texts.values())],
            )
            changed += cursor.rowcount
    return changed
