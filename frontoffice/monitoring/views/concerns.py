"""Reporting a concern, and what the front office does with it."""

from __future__ import annotations

from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frontoffice.monitoring import concerns, permissions
from frontoffice.monitoring.enums import ConcernKind
from frontoffice.monitoring.forms import AnswerForm, AssignForm, ConcernForm, VerdictForm
from frontoffice.monitoring.models import Concern
from frontoffice.office.guard import OfficeRequest, office_page
from qazvolunteer.core.refusals import Refusal

PER_PAGE = 30


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """The form behind the link at the foot of every page. ``page``: where the person came from."""
    path = (request.POST if request.method == "POST" else request.GET).get("page", "")
    seen, known = concerns.about(path), request.user.is_authenticated
    form = ConcernForm(request.POST or None, seen=seen, signed_in=known, path=seen.page)
    if request.method == "POST" and form.is_valid():
        limited = ratelimit.consume_or_429(request, action="report_concern")
        if limited is not None:
            return limited
        concern = concerns.report(**_reported(request, form, seen))
        messages.success(request, _("The front office has it. Keep the address of this page: the answer will be here."))
        return redirect(concern)
    status = 422 if form.is_bound else 200
    return render(request, "monitoring/report.html", {"form": form, "seen": seen}, status=status)


def _reported(request: HttpRequest, form: ConcernForm, seen: concerns.About) -> dict[str, Any]:
    given = form.cleaned_data
    return {
        "kind": given["kind"],
        "text": given["text"],
        "draft": given["draft"],
        "seen": seen if given.get("this_page", True) else concerns.About(),
        "region": given["region"],
        "by": request.user if given.get("named") else None,
        "email": given.get("email", ""),
        "language": (get_language() or "kk")[:2],
    }


@login_not_required
@never_cache
@require_safe
def status(request: HttpRequest, secret: str) -> HttpResponse:
    """How it stands, for whoever has the link."""
    concern = get_object_or_404(Concern.objects.select_related("project", "organization", "region"), secret=secret)
    answers = concern.answers.filter(internal=False)
    return render(request, "monitoring/concern_status.html", {"concern": concern, "answers": answers})


@require_safe
@office_page
def listing(request: OfficeRequest) -> HttpResponse:
    """Concerns of this desk, danger and the oldest first; ``?state=closed`` shows what is over."""
    region = request.office.region(request.GET["region"]) if request.GET.get("region") else None
    rows = request.office.narrowed(Concern.objects.select_related("project", "organization", "region", "assigned_to"))
    if region:
        rows = rows.filter(region=region)
    closed = request.GET.get("state") == "closed"
    rows = rows.filter(closed_at__isnull=False).order_by("-closed_at") if closed else rows.open().order_by("due_at")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "region": region, "closed": closed, "open": not closed, "danger": ConcernKind.DANGER}
    return render(request, "monitoring/concerns.html", context)


@require_safe
@office_page
def one(request: OfficeRequest, pk: int) -> HttpResponse:
    """One concern, with what can be done about it."""
    return _page(request, _seen(request, pk))


@require_POST
@office_page
def assign(request: OfficeRequest, pk: int) -> HttpResponse:
    """Give it to a colleague."""
    concern = _seen(request, pk)
    form = AssignForm(request.POST, people=permissions.colleagues(concern.region_id))
    return _done(request, concern, "assign", form, lambda given: concerns.assign(concern, by=request.user, **given))


@require_POST
@office_page
def answer(request: OfficeRequest, pk: int) -> HttpResponse:
    """Write to whoever reported it, or note something for colleagues."""
    concern = _seen(request, pk)
    form = AnswerForm(request.POST)
    return _done(request, concern, "answer", form, lambda given: concerns.answer(concern, by=request.user, **given))


@require_POST
@office_page
def close(request: OfficeRequest, pk: int) -> HttpResponse:
    """End it with a verdict."""
    concern = _seen(request, pk)
    form = VerdictForm(request.POST)
    return _done(request, concern, "verdict", form, lambda given: concerns.close(concern, by=request.user, **given))


def _seen(request: OfficeRequest, pk: int) -> Concern:
    rows = Concern.objects.select_related("project", "organization", "region", "assigned_to", "by")
    return get_object_or_404(request.office.narrowed(rows), pk=pk)


def _done(request: OfficeRequest, concern: Concern, name: str, form: Any, verb: Any) -> HttpResponse:
    if form.is_valid():
        try:
            verb(form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, f"{refusal.sentence} {refusal.way_out}".strip())
        else:
            messages.success(request, _("Done."))
            return redirect("office-concern", concern.pk)
    return _page(request, concern, status=422, **{name: form})


def _page(request: OfficeRequest, concern: Concern, status: int = 200, **forms: Any) -> HttpResponse:
    may = permissions.may_handle(request.user, region=concern.region_id, organization=concern.organization_id)
    context = {
        "concern": concern,
        "answers": concern.answers.select_related("by"),
        "may": may and concern.is_open,
        "works_there": not may,
        "assign": AssignForm(people=permissions.colleagues(concern.region_id)),
        "answer": AnswerForm(),
        "verdict": VerdictForm(),
        **forms,
    }
    return render(request, "monitoring/concern.html", context, status=status)
