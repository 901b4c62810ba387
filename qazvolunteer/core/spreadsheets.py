"""Tables to take away: CSV that spreadsheets open as it is meant."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

# A cell that begins with one of these is a formula to a spreadsheet.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
# Without it Excel reads UTF-8 as something else.
BOM = "\ufeff"


def csv_file(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """``rows`` under ``head`` as ``name``.csv, in UTF-8 with a byte order mark; no text is taken for a formula."""
    response = HttpResponse(BOM, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    writer = csv.writer(response)
    writer.writerow([cell(title) for title in head])
    writer.writerows([cell(value) for value in row] for row in rows)
    return response


def cell(value: object) -> object:
    """Numbers as they are, nothing for None, text with an apostrophe before what would be a formula."""
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return "" if value is None else value
