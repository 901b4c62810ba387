"""The open data: its versions and their files."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from frontoffice.opendata.models import OpenDataFile, OpenDataVersion
from frontoffice.opendata.package import DATASETS, LICENSE
from qazvolunteer.core.page_cache import same_for_visitors
from qazvolunteer.core.small_cells import LEAST

SHOWN = 60
KINDS = {"csv": "text/csv; charset=utf-8", "json": "application/json; charset=utf-8"}


@require_safe
@login_not_required
@same_for_visitors()
def open_data(request: HttpRequest) -> HttpResponse:
    """The latest version with its files, and the earlier ones with day and digest."""
    versions = list(OpenDataVersion.objects.all()[:SHOWN])
    files = {file.name: file for file in versions[0].files.defer("content")} if versions else {}
    context = {
        "latest": versions[0] if versions else None,
        "package": files.get("datapackage.json"),
        "datasets": [
            (dataset, [files[name] for kind in KINDS if (name := f"{dataset.name}.{kind}") in files])
            for dataset in DATASETS
        ],
        "versions": versions,
        "license": {"words": "CC BY 4.0", **LICENSE},
        "smallest": LEAST,
    }
    return render(request, "statistics/open_data.html", context)


@require_safe
@login_not_required
def open_data_file(request: HttpRequest, day: str, name: str) -> HttpResponse:
    """One file as it was published, byte for byte."""
    try:
        when = dt.date.fromisoformat(day)
    except ValueError as error:
        raise Http404 from error
    file = get_object_or_404(OpenDataFile, version__day=when, name=name)
    response = HttpResponse(bytes(file.content), content_type=KINDS[name.rpartition(".")[2]])
    response["ETag"] = f'"{file.digest}"'
    response["Access-Control-Allow-Origin"] = "*"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
