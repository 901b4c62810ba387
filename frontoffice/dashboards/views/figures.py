"""The dashboards of a region and of the country, and the tables behind every number of them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from frontoffice.dashboards import rows, tables
from frontoffice.dashboards.asked import Asked, asked, choices
from frontoffice.dashboards.board import board
from frontoffice.dashboards.table import ON_PAGE, Table
from frontoffice.dashboards.tables import TABLES
from frontoffice.office import sight, tiles
from frontoffice.office.guard import Desk, OfficeRequest, office_page
from projects.catalogue import one_moment
from projects.models import Project, Shift
from qazvolunteer.core.going_back import back
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.core.spreadsheets import csv_file, workbook_file, xlsx_file
from volunteers import reports
from volunteers.report_models import ProjectReport


@require_safe
@office_page
def overview(request: OfficeRequest) -> HttpResponse:
    """A region or the whole country in one period: figures, and what waits for this desk."""
    found = asked(request.GET, request.office)
    drawn = sight.shared(request.office, "overview", found.query, lambda: _drawn(request.office, found))
    return render(request, "office/figures/overview.html", {**_head(found), **drawn})


@require_safe
@office_page
def figures(request: OfficeRequest, name: str) -> HttpResponse:
    """One table of a dashboard; ``?format=csv`` or ``xlsx`` as a file. ``all``: a workbook of every table."""
    found = asked(request.GET, request.office)
    if name == "all":
        return workbook_file(_file(name, found), tables.workbook(found))
    if name not in TABLES:
        raise Http404
    if name == "projects" and not (found.region or found.organization):
        raise Http404
    return _shown(request, found, TABLES[name](found), name)


@require_safe
@office_page
def project(request: OfficeRequest, slug: str) -> HttpResponse:
    """The shifts of a project in the period."""
    known = request.office.narrowed(Project.objects.select_related("organization"))
    row = get_object_or_404(known, slug=slug)
    found = asked(request.GET, request.office)
    if request.GET.get("show") == "lines":
        return _shown(request, found, rows.lines_in(row, found), f"project-{row.pk}-lines", kept="&show=lines", up=row)
    return _shown(request, found, rows.shifts_of(row, found), f"project-{row.pk}")


@require_safe
@office_page
def shift(request: OfficeRequest, slug: str, pk: int) -> HttpResponse:
    """The lines of hours of one shift, without names."""
    known = request.office.narrowed(Project.objects.all())
    row = get_object_or_404(Shift.objects.select_related("project"), pk=pk, project__in=known.filter(slug=slug))
    found = asked(request.GET, request.office)
    return _shown(request, found, rows.lines_of(row), f"shift-{row.pk}", of=row.project.title, up=row.project)


@require_POST
@office_page
def remind(request: OfficeRequest, pk: int) -> HttpResponse:
    """One press on the overview: the writers of a late report hear of it."""
    row = get_object_or_404(request.office.narrowed(ProjectReport.objects.all(), "project__region"), pk=pk)
    try:
        reports.remind_now(row, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal.sentence))
    else:
        messages.success(request, _("The organization was reminded."))
    return back(request)


@one_moment()
def _drawn(desk: Desk, found: Asked) -> dict[str, Any]:
    """The figures and lists, and the moment of the figures. Drawn without the request: colleagues see the same."""
    shown = board(found)
    context = {
        "asked": found,
        "region": found.region,
        "board": shown,
        "may_plan": desk.is_republican and found.region is None,
        "tiles": tiles.loaded(desk, found.region),
    }
    return {"as_of": shown.as_of, "drawn": render_to_string("office/figures/_overview.html", context)}


def _head(found: Asked) -> dict[str, Any]:
    return {
        "asked": found,
        "region": found.region,
        "periods": choices(),
        "first": found.period.first,
        "last": found.period.last,
        "tables": tables.titles(found),
    }


def _file(name: str, found: Asked) -> str:
    return f"qazvolunteer-{slugify(name)}-{found.so_far.first:%Y-%m-%d}-{found.so_far.last:%Y-%m-%d}"


def _shown(
    request: OfficeRequest,
    found: Asked,
    table: Table,
    name: str,
    *,
    of: str = "",
    kept: str = "",
    up: Project | None = None,
) -> HttpResponse:
    """``kept``: what else of the address says which table it is. ``up``: the project that it is a part of."""
    sort = request.GET.get("sort", "")
    ranking = int(sort) if sort.isdecimal() and 0 < int(sort) < len(table.head) else 0
    table = table.ranked(ranking) if ranking else table
    file = _file(name, found)
    if request.GET.get("format") == "csv":
        return csv_file(file, table.head, table.rows)
    if request.GET.get("format") == "xlsx":
        return xlsx_file(file, table.title, table.head, table.rows)
    context = {
        **_head(found),
        "table": table,
        "name": name,
        "of": of,
        "up": up,
        "ranking": ranking,
        "address": f"?{found.query}{kept}",
        "files": [
            (one.upper(), f"?{found.query}{kept}{f'&sort={ranking}' if ranking else ''}&format={one}")
            for one in ("xlsx", "csv")
        ],
        "lines": table.lines[:ON_PAGE],
    }
    return render(request, "office/figures/table.html", context)


__all__ = ["figures", "overview", "project", "remind", "shift"]
