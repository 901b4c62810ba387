"""What stands on the sheets of a report, in the active language, and the PDF made of it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from frontoffice.reports import naming, tables
from frontoffice.reports.freezing import Frozen
from qazvolunteer.core import dates
from qazvolunteer.places import outline

if TYPE_CHECKING:
    from frontoffice.reports.models import MonitoringReport

PROGRAM = Path(__file__).parent / "drawing.py"
TIMEOUT_SECONDS = 120
MAP_WIDTH = 500
SHADES = 5
KPIS = ("active", "hours", "came", "attendance_rate", "shifts", "new_volunteers")


def draw(report: MonitoringReport) -> bytes:
    """The PDF in the active language. Raises CalledProcessError, TimeoutExpired or OSError."""
    return typeset(content(report))


def typeset(content: dict[str, Any]) -> bytes:
    """As ``draw``, of what ``content`` gave: reads no database, so it may run beside others."""
    said = json.dumps(content, ensure_ascii=False).encode()
    program = [sys.executable, "-I", str(PROGRAM)]
    done = subprocess.run(program, input=said, capture_output=True, check=True, timeout=TIMEOUT_SECONDS)  # noqa: S603 - ours
    return done.stdout


def content(report: MonitoringReport) -> dict[str, Any]:
    """All words and numbers of the sheets."""
    figures = report.figures
    language = get_language() or "kk"
    return {
        "language": language,
        "title": naming.place_of(report),
        "kind": report.get_kind_display(),
        "period": naming.period_of(report),
        "facts": _facts(report),
        "draft": "" if report.is_signed_off else _("Draft"),
        "kpis": _kpis(figures),
        "words_title": _("Words of the front office"),
        "words": _paragraphs(report.words(language)),
        "changes_title": _("What this version changed"),
        "changes": [*([report.reason] if report.reason else []), *tables.changes_in_words(report.changes)],
        "bars_title": _("Verified hours by month"),
        "bars": _bars(figures),
        "shares_title": _("Share of verified hours by programme"),
        "shares": _shares(figures),
        "map_title": _("Verified hours on the map") if report.region_id is None else _("Where the region is"),
        "map": _map(figures, report),
        "tables": [
            {
                "title": table.title,
                "head": list(table.head),
                "rows": [[line.name, *line.words] for line in table.lines],
            }
            for table in tables.tables_of(figures)
        ],
        "definitions_title": _("What each figure means"),
        "definitions": tables.definitions(figures),
        "signed": _signed(report),
        "foot": f"Qazvolunteer · {naming.title_of(report)}",
    }


def _facts(report: MonitoringReport) -> list[str]:
    moment = timezone.localtime(report.figures_at)
    facts = [
        _("Days: %(first)s to %(last)s") % {"first": f"{report.first:%d.%m.%Y}", "last": f"{report.last:%d.%m.%Y}"},
        _("Data of %(moment)s, Astana time") % {"moment": f"{moment:%d.%m.%Y %H:%M}"},
    ]
    if report.version > 1:
        facts.append(_("Version %(number)d") % {"number": report.version})
    return facts


def _signed(report: MonitoringReport) -> str:
    if report.signed_at is None:
        return _("Not signed off yet.")
    day = f"{timezone.localtime(report.signed_at):%d.%m.%Y}"
    if report.signed_by is None:
        return _("Signed off on %(day)s.") % {"day": day}
    return _("Signed off by %(name)s on %(day)s.") % {"name": report.signed_by.full_name, "day": day}


def _kpis(figures: Frozen) -> list[list[str]]:
    """(title, number, how it compares with the period before)."""
    now, before = tables.total_of(figures["totals"]), tables.total_of(figures["previous"])
    found = []
    for measure in tables.measures(*KPIS):
        value, earlier = measure.of(now), measure.of(before)
        words = _("before: %(number)s") % {"number": tables.words_of(measure.kind, earlier)}
        found.append([measure.title, tables.words_of(measure.kind, value), words])
    return found


def _bars(figures: Frozen) -> list[dict[str, Any]]:
    lines = tables.months(figures).lines
    return [
        {
            "name": line.name,
            "value": months["values"]["minutes"] / 60,
            "words": dates.thousands(months["values"]["minutes"] // 60),
        }
        for line, months in zip(lines, figures["months"], strict=True)
    ]


def _shares(figures: Frozen) -> list[dict[str, Any]]:
    whole = sum(line["values"]["minutes"] for line in figures["programmes"])
    return [
        {
            "name": tables.name_of(line),
            "art": line.get("art", ""),
            "share": line["values"]["minutes"] / whole,
            "words": tables.words_of(tables.SHARE, 100 * line["values"]["minutes"] / whole),
        }
        for line in figures["programmes"]
        if whole and line["values"]["minutes"]
    ]


def _map(figures: Frozen, report: MonitoringReport) -> dict[str, Any]:
    """The borders of all regions. The republic's are shaded by hours, a region's report marks its own."""
    window = outline.country(MAP_WIDTH)
    if report.region is None:
        hours = {line["slug"]: line["values"]["minutes"] / 60 for line in figures["parts"]}
        places = {line["slug"]: line["at"] for line in figures["parts"]}
        most = max(hours.values(), default=0) or 1
        shade = {
            slug: 0 if not value else 1 + min(SHADES - 1, int(SHADES * value / most)) for slug, value in hours.items()
        }
    else:
        shade = {report.region.slug: SHADES}
        at = (report.region.longitude, report.region.latitude)
        places = {report.region.slug: [float(at[0]), float(at[1])] if None not in at else None}
    rings = outline.rings()
    return {
        "width": window.width,
        "height": window.height,
        "shapes": [
            {"shade": shade.get(slug, 0), "points": [window.at(point) for point in ring]}
            for slug, ring in rings.items()
        ],
        # A city has no border of its own.
        "dots": [
            {"shade": shade[slug], "at": window.place(*at)} for slug, at in places.items() if at and slug not in rings
        ],
    }


def _paragraphs(text: str) -> list[str]:
    return [" ".join(part.split()) for part in text.replace("\r", "").split("\n\n") if part.strip()]
