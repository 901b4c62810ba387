"""A suspension or a stop as the organization sees it: why, until when it may appeal, what came of it."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from organizations import permissions as organizations
from organizations import verification
from organizations.forms import AppealForm
from organizations.halt_models import Halt
from projects import moderation
from qazvolunteer.core import due_words, working_days
from qazvolunteer.core.refusals import Refusal


@never_cache
@require_http_methods(["GET", "POST"])
def organization(request: HttpRequest, pk: int) -> HttpResponse:
    """The last suspension of an organization the person works for."""
    rows = Halt.objects.filter(project=None, organization__in=organizations.worked_for_by(request.user))
    return _page(request, _last(rows.filter(organization=pk)))


@never_cache
@require_http_methods(["GET", "POST"])
def project(request: HttpRequest, pk: int) -> HttpResponse:
    """The last stop of a project of an organization the person works for."""
    rows = Halt.objects.filter(project=pk, organization__in=organizations.worked_for_by(request.user))
    return _page(request, _last(rows))


def _last(rows: QuerySet[Halt]) -> Halt:
    found = rows.select_related("organization__region", "project").order_by("-pk").first()
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, halt: Halt) -> HttpResponse:
    may = organizations.may_edit(request.user, halt.organization_id)
    form = AppealForm(request.POST or None) if may and halt.may_still_be_appealed else None
    if request.method == "POST":
        appeal = moderation.appeal if halt.project_id else verification.appeal
        text = request.POST.get("text", "")
        try:
            appeal(halt, by=request.user, text=text)
        except Refusal as refusal:
            if form is None:
                messages.error(request, f"{refusal.sentence} {refusal.way_out}".strip())
                return redirect(request.path)
            form.add_error("text", f"{refusal.sentence} {refusal.way_out}".strip())
        else:
            messages.success(request, _("The appeal is with the front office. Another person answers it."))
            return redirect(request.path)
    context = {
        "halt": halt,
        "form": form,
        "may": may,
        "back": (halt.organization.name, reverse("my-organization", args=[halt.organization_id])),
        "answer_left": due_words.words(halt) if halt.state == "appealed" else "",
        "appeal_left": working_days.words(halt.appeal_by) if form else "",
    }
    return render(request, "organization/halt.html", context, status=422 if form and form.errors else 200)
