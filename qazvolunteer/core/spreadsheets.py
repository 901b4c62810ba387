"""Tables to take away: CSV and XLSX that spreadsheets open as they are meant.

Both are made piece by piece while the rows come, so a long table takes no more memory than a short one.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

from django.http import HttpResponse

# A cell that begins with one of these is a formula to a spreadsheet.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Without it Excel reads UTF-8 as something else.
BOM = "\ufeff"
# A piece is handed on when it has become so long.
PIECE = 256 * 1024


def csv_file(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """``rows`` under ``head`` as ``name``.csv, in UTF-8 with a byte order mark; no text is taken for a formula."""
    response = HttpResponse(csv_pieces(head, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def csv_pieces(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """The bytes of such a file."""
    text = io.StringIO(newline="")
    text.write(BOM)
    writer = csv.writer(text)
    writer.writerow([cell(title) for title in head])
    for row in rows:
        writer.writerow([cell(value) for value in row])
        if text.tell() >= PIECE:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


# What XML 1.0 cannot hold.
_UNSPEAKABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
# The parts of a workbook with one sheet (ECMA-376), as small as they may be. The second style is the bold head.
_PARTS = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/xl/workbook.xml"'
        ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        '<Override PartName="/xl/worksheets/sheet1.xml"'
        ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
        '<Override PartName="/xl/styles.xml"'
        ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>'
    ),
    "_rels/.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1"'
        ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
        ' Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/_rels/workbook.xml.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1"'
        ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"'
        ' Target="worksheets/sheet1.xml"/><Relationship Id="rId2"'
        ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>'
        "</Relationships>"
    ),
    "xl/styles.xml": (
        '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="2"><font/>'
        '<font><b/></font></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders>'
        '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf xfId="0"/>'
        '<xf xfId="0" fontId="1" applyFont="1"/></cellXfs></styleSheet>'
    ),
}
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


class _Outlet:
    """What a ZIP is written into, and taken out of while it grows: nothing is ever written again."""

    def __init__(self) -> None:
        self.held = bytearray()

    def write(self, some: bytes) -> int:
        self.held += some
        return len(some)

    def flush(self) -> None:
        """Nothing waits elsewhere."""

    def take(self) -> bytes:
        some = bytes(self.held)
        self.held.clear()
        return some


def xlsx_pieces(title: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """The bytes of a workbook of one sheet called ``title``: a bold head that stays in sight, numbers as numbers.

    All else is text. No text is taken for a formula, here or when the sheet is saved as CSV.
    """
    outlet = _Outlet()
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_DEFLATED) as book:
        for name, part in _PARTS.items():
            book.writestr(name, _DECLARATION + part)
        book.writestr("xl/workbook.xml", _DECLARATION + _workbook(title))
        with book.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(
                (
                    f'{_DECLARATION}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
                    '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2"'
                    ' activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
                    '<sheetFormatPr defaultRowHeight="15"/>'
                    f'<cols><col min="1" max="{max(len(head), 1)}" width="18" customWidth="1"/></cols><sheetData>'
                ).encode()
            )
            sheet.write(_row(head, ' s="1"').encode())
            for row in rows:
                sheet.write(_row(row).encode())
                if len(outlet.held) >= PIECE:
                    yield outlet.take()
            sheet.write(b"</sheetData></worksheet>")
    yield outlet.take()


def xlsx_file(name: str, title: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """A small table as ``name``.xlsx, made at once."""
    response = HttpResponse(b"".join(xlsx_pieces(title, head, rows)), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response


def _workbook(title: str) -> str:
    # Excel allows 31 characters, and some not at all.
    name = re.sub(r"[\[\]:*?/\\']", " ", _UNSPEAKABLE.sub("", title))[:31].strip() or "1"
    return (
        '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
        ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
        f'<sheet name={quoteattr(name)} sheetId="1" r:id="rId1"/></sheets></workbook>'
    )


def _row(values: Iterable[object], style: str = "") -> str:
    return f"<row>{''.join(_xlsx_cell(cell(value), style) for value in values)}</row>"


def _xlsx_cell(value: object, style: str) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"<c{style}><v>{value}</v></c>"
    text = escape(_UNSPEAKABLE.sub("", str(value)))
    return f'<c{style} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>' if text else f"<c{style}/>"


def cell(value: object) -> object:
    """Numbers as they are, nothing for None, text with an apostrophe before what would be a formula."""
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return "" if value is None else value
