"""Pictures of accepted reports, for everybody."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from projects.models import Project
from volunteers import public_reports


@login_not_required
@require_safe
def photo(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A picture of the accepted report of a project that visitors may open, unless the front office took it out."""
    project = get_object_or_404(Project.objects.shown(), slug=slug)
    row = get_object_or_404(public_reports.photos(project.pk), pk=pk)
    response = HttpResponse(bytes(row.content), content_type="image/jpeg")
    response["Cache-Control"] = "public, max-age=3600"
    return response
