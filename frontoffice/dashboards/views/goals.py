"""The page on which the republican office plans."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from frontoffice.dashboards import goals
from frontoffice.dashboards.forms import GoalForm
from frontoffice.dashboards.models import ProgrammeGoal
from frontoffice.office.guard import OfficeRequest, republican_page
from qazvolunteer.core.refusals import Refusal


@require_http_methods(["GET", "POST"])
@republican_page
def plan(request: OfficeRequest) -> HttpResponse:
    """All goals that count, and a form for another one."""
    form = GoalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            goals.set_goal(by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            messages.success(request, _("The goal is set."))
            return redirect("office-goals")
    standing = ProgrammeGoal.objects.filter(ended_at=None).select_related("programme", "set_by")
    context = {"form": form, "goals": standing.order_by("programme__position", "first")}
    return render(request, "office/figures/goals.html", context, status=422 if form.errors else 200)


@require_POST
@republican_page
def end(request: OfficeRequest, pk: int) -> HttpResponse:
    """The goal no longer counts."""
    try:
        goals.end_goal(get_object_or_404(ProgrammeGoal, pk=pk), by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal.sentence))
    else:
        messages.success(request, _("The goal has ended."))
    return redirect("office-goals")
