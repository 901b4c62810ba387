"""What the pages show of a report, in the front office and in the public archive, and its files."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.utils.translation import get_language

from frontoffice.reports import files, naming, tables
from frontoffice.reports.enums import FileFormat, MonitoringState
from frontoffice.reports.models import MonitoringReport, ReportFile
from qazvolunteer.accounts.enums import Language

TONES = {
    MonitoringState.DRAFT: "warn",
    MonitoringState.SIGNED_OFF: "ok",
    MonitoringState.FAILED: "urgent",
    MonitoringState.CANCELLED: "",
}


def line(report: MonitoringReport) -> dict[str, Any]:
    """As a list shows it."""
    return {
        "report": report,
        "title": naming.title_of(report),
        "period": naming.period_of(report),
        "place": naming.place_of(report),
        "tone": TONES.get(MonitoringState(report.state), "info"),
    }


def context(report: MonitoringReport, later: MonitoringReport | None) -> dict[str, Any]:
    """As its page shows it; ``later``: the version that replaces it."""
    shown: dict[str, Any] = {
        **line(report),
        "later": later,
        "tables": [],
        "definitions": [],
        "changes": [],
        "files": [],
    }
    if report.is_readable:
        shown |= {
            "tables": tables.tables_of(report.figures),
            "definitions": tables.definitions(report.figures),
            "changes": tables.changes_in_words(report.changes),
            "words": words(report),
            "files": _files(report),
        }
    return shown


def words(report: MonitoringReport) -> tuple[str, str]:
    """The front office's words in the reader's language, or in the first that has any; and that language."""
    order = [get_language() or "kk", "kk", "ru", "en"]
    code = next((code for code in order if report.words(code)), order[0])
    return report.words(code), code


def file(report: MonitoringReport, language: str, format: str) -> HttpResponse | StreamingHttpResponse:
    """Http404 for what is not there, or belongs to a report that is not built."""
    found = ReportFile.objects.filter(report=report, language=language, format=format).first()
    if found is None or not report.is_readable:
        raise Http404
    found.report = report
    response = StreamingHttpResponse(files.pieces_of(found), content_type=files.CONTENT_TYPES[FileFormat(format)])
    response["Content-Length"] = str(found.size)
    response["Content-Disposition"] = f'attachment; filename="{files.name_of(found)}"'
    return response


def _files(report: MonitoringReport) -> list[tuple[str, list[ReportFile]]]:
    """By language, the reader's first; what is read by people before what is read by programs."""
    found = sorted(report.files.all(), key=lambda one: FileFormat.values.index(one.format))
    order = sorted(Language, key=lambda code: code != (get_language() or "kk"))
    listed = [(str(code.label), [one for one in found if one.language == code]) for code in order]
    return [(name, ones) for name, ones in listed if ones]
