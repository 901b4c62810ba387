"""The suggestions under a search field."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from projects.suggestions import suggest

LONGEST_QUESTION = 100


@require_safe
@login_not_required
@cache_control(max_age=60)
def suggestions(request: HttpRequest) -> HttpResponse:
    """The list under a search field for ``q``: part of a page, the same for everybody."""
    groups = suggest(request.GET.get("q", "")[:LONGEST_QUESTION])
    count = sum(len(group.suggestions) for group in groups)
    return render(request, "components/search_suggestions.html", {"groups": groups, "count": count})
