"""The tables behind the charts and numbers: on a page, as CSV and as XLSX, all from the same rows."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from frontoffice.dashboards.asked import Asked
from frontoffice.dashboards.rows import projects, risk
from frontoffice.dashboards.table import IN_FILE, Line, Table, in_hours
from frontoffice.rollups import figures
from frontoffice.rollups.figures import Totals
from frontoffice.rollups.periods import Period, Scope
from organizations.models import Organization
from projects.models import Programme
from qazvolunteer.core import dates
from qazvolunteer.core.spreadsheets import Sheet
from qazvolunteer.places.models import District, Region

# The column of the verified hours in the table of the regions.
HOURS_OF_REGION = 4


def _measures(compared: str = "") -> list[str]:
    """``compared``: what the hours before are of; they stand beside the hours then, with the change."""
    return [
        _("Verified hours"),
        *([compared, _("Change, %")] if compared else []),
        _("Of them scanned"),
        _("Of them told by volunteers"),
        pgettext("figure", "Came"),
        _("Missed"),
        _("Attendance, %"),
        _("Shifts held"),
        _("Places"),
        _("Places taken"),
    ]


def _cells(total: Totals, before: Totals | None = None) -> list[object]:
    rate = total.attendance_rate
    return [
        in_hours(total.minutes),
        *([in_hours(before.minutes), _change(total, before)] if before else []),
        in_hours(total.minutes_scanned),
        in_hours(total.minutes_told),
        total.came,
        total.missed,
        None if rate is None else round(100 * rate),
        total.shifts,
        total.seats,
        total.taken,
    ]


def _change(now: Totals, before: Totals) -> int | None:
    return round(100 * (now.minutes - before.minutes) / before.minutes) if before.minutes > 0 else None


def _before(asked: Asked) -> str:
    period = asked.before
    return _("Hours of %(period)s") % {"period": dates.days(period.first, period.last)}


def _office(asked: Asked) -> str:
    return f"{reverse('office')}?{asked.query}"


def months(asked: Asked) -> Table:
    """Of the period; a period of one month shows the year that ends with it."""
    period = asked.so_far
    if len(period.months) == 1:
        period = Period.last_months(12, period.last)
    found = figures.by_month(asked.scope, period)
    before = figures.by_month(asked.scope, period.year_before(), active=False).values()
    lines = [
        Line(dates.month(month), [total.active, *_cells(total, ago)], _office(asked.of_month(month)))
        for (month, total), ago in zip(found.items(), before, strict=True)
    ]
    head = [_("Month"), _("Active volunteers"), *_measures(_("Hours a year before"))]
    return Table(_("By month"), head, lines)


def programmes(asked: Asked) -> Table:
    found = figures.by_programme(asked.scope, asked.so_far)
    before = figures.by_programme(asked.scope, asked.before)
    known = Programme.objects.in_bulk(list(found))
    lines = [
        Line(known[key].brand, _cells(total, before.get(key, Totals())), _office(asked.narrowed(programme=known[key])))
        for key, total in sorted(found.items(), key=lambda pair: -pair[1].minutes)
    ]
    return Table(_("By programme"), [_("Programme"), *_measures(_before(asked))], lines)


def parts(asked: Asked) -> Table:
    """Regions of the country with several honest measures, or districts of a region."""
    if asked.region is not None:
        return _districts(asked, asked.region)
    programme = asked.programme.pk if asked.programme else None
    found = figures.by_region(asked.so_far, programme=programme)
    before = figures.parts_of(Scope(programme=programme), [asked.before], "region_id")[0]
    lines = []
    for region in Region.objects.valid().in_order():
        total = found.get(region.pk, Totals())
        people = region.population
        per = _per(1000 * total.active, people, "0.01") if total.active is not None and people else None
        hours = _per(total.minutes, 60 * total.active, "0.1") if total.active else None
        cells = _cells(total, before.get(region.pk, Totals()))
        lines.append(Line(region.name, [total.active, per, hours, *cells], _office(asked.narrowed(region=region))))
    head = [_("Region"), _("Active volunteers"), _("Per 1,000 inhabitants"), _("Hours per volunteer")]
    return Table(_("By region"), [*head, *_measures(_before(asked))], lines).ranked(HOURS_OF_REGION)


def _per(part: int, whole: int, places: str) -> Decimal:
    return (Decimal(part) / whole).quantize(Decimal(places))


def _districts(asked: Asked, region: Region) -> Table:
    found = figures.by_district(region.pk, asked.so_far)
    before = figures.by_district(region.pk, asked.before)

    def cells(key: str | None) -> list[object]:
        return _cells(found.get(key, Totals()), before.get(key, Totals()))

    lines = [
        Line(row.name, cells(row.pk), _office(asked.narrowed(district=row)))
        for row in District.objects.valid().filter(region=region).in_order()
    ]
    if None in found:
        lines.append(Line(_("In no district: remote or in the whole region"), cells(None)))
    return Table(_("By district"), [_("District"), *_measures(_before(asked))], lines)


def organizations(asked: Asked) -> Table:
    found = figures.by_organization(asked.scope, asked.so_far, limit=IN_FILE)
    before = figures.parts_of(asked.scope, [asked.before], "organization_id")[0]
    known = Organization.objects.in_bulk(list(found))
    lines = [
        Line(
            known[key].name,
            _cells(total, before.get(key, Totals())),
            _office(asked.narrowed(organization=known[key])),
        )
        for key, total in found.items()
    ]
    return Table(_("By organization"), [_("Organization"), *_measures(_before(asked))], lines)


def workbook(asked: Asked) -> list[Sheet]:
    """Every table of a dashboard, for one file."""
    made = [TABLES[one["name"]](asked) for one in titles(asked)]
    return [Sheet(table.title, table.head, table.rows) for table in made]


Making = Callable[[Asked], Table]
TABLES: dict[str, Making] = {
    "months": months,
    "programmes": programmes,
    "parts": parts,
    "organizations": organizations,
    "projects": projects,
    "risk": risk,
}


def titles(asked: Asked) -> list[dict[str, Any]]:
    """Links between the tables."""
    names = {
        "months": _("Months"),
        "programmes": _("Programmes"),
        "parts": _("Districts") if asked.region else _("Regions"),
        "organizations": _("Organizations"),
        "projects": _("Projects"),
    }
    return [
        {"name": name, "label": label, "url": f"{reverse('office-figures', args=[name])}?{asked.query}"}
        for name, label in names.items()
        # The records of the whole country are looked at region by region.
        if name != "projects" or asked.region or asked.organization
    ]


__all__ = ["TABLES", "titles", "workbook"]
