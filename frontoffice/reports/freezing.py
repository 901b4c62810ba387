"""The figures of a report, taken once and kept as they were: a report never changes because its records do.

Names stand beside them in three languages, so that a place or an organization renamed later keeps its old name here.
Figures come from ``rollups.figures`` alone; how many project reports were due is counted here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Count, Model, Q
from django.utils import timezone

from frontoffice.rollups import figures
from frontoffice.rollups.figures import Totals
from frontoffice.rollups.models import MEASURES
from frontoffice.rollups.periods import Period, Scope
from organizations.models import Organization
from projects.models import Programme
from qazvolunteer.places.models import LANGUAGES, District, Region
from volunteers.report_enums import WRITABLE, ReportState
from volunteers.report_models import ProjectReport

Frozen = dict[str, Any]
FORMAT = 1
ORGANIZATIONS = 20
# A report of one month shows the year that ends with it.
MONTHS = 12
# What the tables of a report show, by the names of ``rollups.definitions``.
DEFINED = (
    "active", "hours", "minutes_scanned", "minutes_witnessed", "minutes_told", "minutes_imported", "minutes_open",
    "attendance_rate", "came", "missed", "excused", "shifts", "cancelled_shifts", "seats", "taken", "fill_rate",
    "new_projects", "new_organizations", "new_volunteers",
)  # fmt: skip


def freeze(region: str | None, period: Period) -> Frozen:
    """Everything a report says of the region (KATO; None: the republic) in the period, as JSON."""
    scope = Scope(region=region)
    compared = {"totals": period, "previous": period.previous(), "year_before": period.year_before()}
    sums = figures.totals_of(scope, list(compared.values()))
    shown = period if len(period.months) > 1 else Period.last_months(MONTHS, period.last)
    return {
        "format": FORMAT,
        "region": region,
        "periods": {name: [one.first.isoformat(), one.last.isoformat()] for name, one in compared.items()},
        **{name: _values(total) for name, total in zip(compared, sums, strict=True)},
        "months": [
            {"key": month.isoformat(), "values": _values(total)}
            for month, total in figures.by_month(scope, shown).items()
        ],
        "programmes": _lines(figures.by_programme(scope, period), Programme),
        "parts": _parts(region, period),
        "organizations": _lines(
            figures.by_organization(scope, period, limit=ORGANIZATIONS), Organization, ordered=True
        ),
        "reports": reports_due(region, period),
        "definitions": list(DEFINED),
    }


def time_of_data() -> dt.datetime:
    """Of what the figures hold at this moment."""
    return figures.as_of() or timezone.now()


def reports_due(region: str | None, period: Period) -> dict[str, int]:
    """Project reports that were due in the period: how many, how they stand now, and how many are late."""
    rows = ProjectReport.objects.filter(due_on__range=(period.first, period.last))
    if region is not None:
        rows = rows.filter(project__region=region)
    return rows.aggregate(
        due=Count("pk"),
        accepted=Count("pk", filter=Q(state=ReportState.ACCEPTED)),
        submitted=Count("pk", filter=Q(state=ReportState.SUBMITTED)),
        late=Count("pk", filter=Q(state__in=sorted(WRITABLE), due_on__lt=timezone.localdate())),
    )


def changes(before: Frozen, after: Frozen) -> list[dict[str, Any]]:
    """What differs between two frozen reports, figure by figure; a line that is not there counts as nothing."""
    found = []
    for table in ("totals", "previous", "year_before", "reports"):
        found += _differing(table, None, before[table], after[table])
    for table in ("months", "programmes", "parts", "organizations"):
        old, new = _by_key(before[table]), _by_key(after[table])
        for key in [*new, *(key for key in old if key not in new)]:
            line = new.get(key) or old[key]
            found += _differing(table, line, _of(old, key), _of(new, key))
    return found


def _differing(
    table: str, line: Mapping[str, Any] | None, before: Mapping[str, int | None], after: Mapping[str, int | None]
) -> Iterable[dict[str, Any]]:
    for measure in after or before:
        was, now = before.get(measure), after.get(measure)
        # A line that fell out of the list, or came into it, has nothing on the other side.
        if (was or 0) != (now or 0):
            yield {
                "table": table,
                "key": line["key"] if line else None,
                "name": line.get("name") if line else None,
                "measure": measure,
                "before": was or 0,
                "after": now or 0,
            }


def _by_key(lines: Iterable[dict[str, Any]]) -> dict[Any, dict[str, Any]]:
    return {line["key"]: line for line in lines}


def _of(lines: Mapping[Any, dict[str, Any]], key: Any) -> dict[str, int | None]:
    return lines[key]["values"] if key in lines else {}


def _values(total: Totals) -> dict[str, int | None]:
    return {**{name: getattr(total, name) for name in MEASURES}, "active": total.active}


def _parts(region: str | None, period: Period) -> list[dict[str, Any]]:
    """Districts of a region; of the republic all regions, those without anything too."""
    if region is not None:
        return _lines(figures.by_district(region, period), District)
    found = figures.by_region(period)
    known = Region.objects.valid().order_by("sort_key")
    return [_line(row.pk, row, found.get(row.pk, Totals(active=0))) for row in known]


def _lines(found: Mapping[Any, Totals], model: type[Model], *, ordered: bool = False) -> list[dict[str, Any]]:
    known = model._default_manager.in_bulk([key for key in found if key is not None])
    pairs = found.items() if ordered else sorted(found.items(), key=lambda pair: -pair[1].minutes)
    return [_line(key, known.get(key), total) for key, total in pairs]


def _line(key: Any, row: Any, total: Totals) -> dict[str, Any]:
    line = {"key": key, "name": _names(row), "values": _values(total)}
    if isinstance(row, Region):
        line["slug"] = row.slug
        line["at"] = [float(row.longitude), float(row.latitude)] if row.latitude is not None else None
    if isinstance(row, Programme):
        line["art"] = row.art
    return line


def _names(row: Any) -> dict[str, str] | None:
    """In three languages; None for what has no row: no district, or one that is gone."""
    if row is None:
        return None
    if isinstance(row, Programme):
        return dict.fromkeys(LANGUAGES, row.brand)
    known = {code: getattr(row, f"name_{code}") or "" for code in LANGUAGES}
    spare = next((name for name in known.values() if name), "")
    return {code: name or spare for code, name in known.items()}
