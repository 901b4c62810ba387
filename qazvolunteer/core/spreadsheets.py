"""Tables to take away: CSV and XLSX that spreadsheets open as they are meant.

Both are made piece by piece while the rows come, so a long table takes no more memory than a short one.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
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
# The parts that are the same in each workbook (ECMA-376), as small as they may be. The second style is the bold head.
_PARTS = {
    "_rels/.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1"'
        ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
        ' Target="xl/workbook.xml"/></Relationships>'
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


@dataclass(frozen=True)
class Sheet:
    """One table of a workbook."""

    title: str
    head: Sequence[str]
    rows: Iterable[Sequence[object]]


def xlsx_pieces(title: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """The bytes of a workbook of one sheet called ``title``: a bold head that stays in sight, numbers as numbers.

    All else is text. No text is taken for a formula, here or when the sheet is saved as CSV.
    """
    return workbook_pieces([Sheet(title, head, rows)])


def workbook_pieces(sheets: Sequence[Sheet]) -> Iterator[bytes]:
    """As ``xlsx_pieces``, of several sheets."""
    outlet = _Outlet()
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_DEFLATED) as book:
        for name, part in (*_PARTS.items(), *_contents(sheets)):
            book.writestr(name, _DECLARATION + part)
        for number, one in enumerate(sheets, 1):
            with book.open(f"xl/worksheets/sheet{number}.xml", "w") as sheet:
                sheet.write(
                    (
                        f'{_DECLARATION}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
                        '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2"'
                        ' activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
                        '<sheetFormatPr defaultRowHeight="15"/>'
                        f'<cols><col min="1" max="{max(len(one.head), 1)}" width="18" customWidth="1"/></cols>'
                        "<sheetData>"
                    ).encode()
                )
                sheet.write(_row(one.head, ' s="1"').encode())
                for row in one.rows:
                    sheet.write(_row(row).encode())
                    if len(outlet.held) >= PIECE:
                        yield outlet.take()
                sheet.write(b"</sheetData></worksheet>")
    yield outlet.take()


def xlsx_file(name: str, title: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """A small table as ``name``.xlsx, made at once."""
    return workbook_file(name, [Sheet(title, head, rows)])


def workbook_file(name: str, sheets: Sequence[Sheet]) -> HttpResponse:
    """As ``xlsx_file``, of several sheets."""
    response = HttpResponse(b"".join(workbook_pieces(sheets)), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response


def _contents(sheets: Sequence[Sheet]) -> Iterator[tuple[str, str]]:
    """The parts that name the sheets."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    numbers = range(1, len(sheets) + 1)
    yield (
        "[Content_Types].xml",
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        + "".join(
            f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{kind}.worksheet+xml"/>'
            for number in numbers
        )
        + f'<Override PartName="/xl/styles.xml" ContentType="{kind}.styles+xml"/></Types>',
    )
    related = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    yield (
        "xl/_rels/workbook.xml.rels",
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        + "".join(
            f'<Relationship Id="rId{number}" Type="{related}/worksheet" Target="worksheets/sheet{number}.xml"/>'
            for number in numbers
        )
        + f'<Relationship Id="rId{len(sheets) + 1}" Type="{related}/styles" Target="styles.xml"/></Relationships>',
    )
    taken: set[str] = set()
    yield (
        "xl/workbook.xml",
        f'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="{related}"><sheets>'
        + "".join(
            f'<sheet name={quoteattr(_name(one.title, number, taken))} sheetId="{number}" r:id="rId{number}"/>'
            for number, one in enumerate(sheets, 1)
        )
        + "</sheets></workbook>",
    )


def _name(title: str, number: int, taken: set[str]) -> str:
    """Excel allows 31 characters, some not at all, and no name twice, whatever its case."""
    name = re.sub(r"[\[\]:*?/\\']", " ", _UNSPEAKABLE.sub("", title))[:31].strip() or str(number)
    if name.casefold() in taken:
        name = f"{name[:27].strip()} {number}"
    taken.add(name.casefold())
    return name


def _row(values: Iterable[object], style: str = "") -> str:
    return f"<row>{''.join(_xlsx_cell(cell(value), style) for value in values)}</row>"


def _xlsx_cell(value: object, style: str) -> str:
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return f"<c{style}><v>{value}</v></c>"
    text = escape(_UNSPEAKABLE.sub("", str(value)))
    return f'<c{style} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>' if text else f"<c{style}/>"


def cell(value: object) -> object:
    """Numbers as they are, nothing for None, text with an apostrophe before what would be a formula."""
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return "" if value is None else value
