"""The files of a report: a typeset PDF, a workbook, and one long table, in each language."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone, translation

from frontoffice.reports import paper, tables
from frontoffice.reports.enums import FileFormat
from frontoffice.reports.models import MonitoringReport, ReportFile, ReportPiece
from qazvolunteer.core.spreadsheets import PIECE, Sheet, csv_pieces, workbook_pieces
from qazvolunteer.places.models import LANGUAGES

Made = dict[str, bytes]
CONTENT_TYPES = {
    FileFormat.PDF: "application/pdf",
    FileFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileFormat.CSV: "text/csv; charset=utf-8",
}


def make(report: MonitoringReport, language: str) -> Made:
    """By format. Raises what ``paper.draw`` raises."""
    with translation.override(language):
        return {FileFormat.PDF: paper.draw(report), **tables_in(report, language)}


def tables_in(report: MonitoringReport, language: str) -> Made:
    """What needs no typesetter."""
    with translation.override(language):
        sheets = [Sheet(table.title, table.head, table.rows) for table in tables.tables_of(report.figures)]
        long = csv_pieces(tables.long_head(), tables.long_rows(report.figures))
        return {
            FileFormat.XLSX: b"".join(workbook_pieces(sheets)),
            FileFormat.CSV: b"".join(long),
        }


def draw_again(report: MonitoringReport) -> None:
    """Its PDFs in all languages, with the words and the signature that it has now. The caller holds the lock."""
    for language in LANGUAGES:
        with translation.override(language):
            keep(report, language, {FileFormat.PDF: paper.draw(report)})


def keep(report: MonitoringReport, language: str, made: Made) -> None:
    """Store files in the place of former ones."""
    ReportFile.objects.filter(report=report, language=language, format__in=list(made)).delete()
    for format, content in made.items():
        file = ReportFile.objects.create(
            report=report, language=language, format=format, size=len(content), made_at=timezone.now()
        )
        ReportPiece.objects.bulk_create(
            ReportPiece(file=file, number=number, content=content[start : start + PIECE])
            for number, start in enumerate(range(0, len(content), PIECE))
        )


def pieces_of(file: ReportFile) -> Iterator[bytes]:
    """The content, piece by piece."""
    pieces = file.pieces.order_by("number").values_list("content", flat=True)
    return (bytes(piece) for piece in pieces.iterator(chunk_size=1))


def name_of(file: ReportFile) -> str:
    return f"qazvolunteer-{file.report.slug}-{file.language}.{file.format}"
