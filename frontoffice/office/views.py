"""The page of who works in the front offices."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frontoffice.models import Coordinator, Office, PostChange
from frontoffice.office import posts, reaching
from frontoffice.office.forms import AppointForm, ReachForm
from frontoffice.office.guard import OfficeRequest, office_page, republican_page
from qazvolunteer.core.refusals import Refusal

CHANGES = 30


@require_safe
@office_page
def people(request: OfficeRequest) -> HttpResponse:
    """Who works in the front offices of this desk; the republican office gives posts and ends them here."""
    return render(request, "office/people.html", _people(request, AppointForm()))


@require_POST
@republican_page
def appoint(request: OfficeRequest) -> HttpResponse:
    """Give a post; what was typed stays beside what is wrong with it."""
    form = AppointForm(request.POST)
    if form.is_valid():
        try:
            post = posts.appoint(by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, f"{refusal.sentence} {refusal.way_out}".strip())
        else:
            messages.success(request, _("%(name)s has the post and was told.") % {"name": post.user.full_name})
            return redirect("office-people")
    return render(request, "office/people.html", _people(request, form), status=422)


@require_POST
@republican_page
def end(request: OfficeRequest, pk: int) -> HttpResponse:
    """End a post at once."""
    post = get_object_or_404(Coordinator.objects.standing(), pk=pk)
    try:
        posts.end(post, by=request.user, reason=request.POST.get("reason", ""))
    except Refusal as refusal:
        messages.error(request, str(refusal.sentence))
    else:
        messages.success(request, _("The post has ended."))
    return redirect("office-people")


@require_POST
@office_page
def show_name(request: OfficeRequest, pk: int) -> HttpResponse:
    """One's own name on the public page, or off it."""
    post = get_object_or_404(Coordinator.objects.active().filter(user=request.user), pk=pk)
    shown = request.POST.get("shown") == "yes"
    reaching.show_name(post, shown, by=request.user)
    messages.success(request, _("Visitors read your name now.") if shown else _("Visitors no longer read your name."))
    return redirect("office-people")


@require_http_methods(["GET", "HEAD", "POST"])
@office_page
def reach(request: OfficeRequest, pk: int) -> HttpResponse:
    """What visitors read of an office of this desk."""
    office = get_object_or_404(request.office.narrowed(Office.objects.select_related("region", "described_by")), pk=pk)
    form = ReachForm(request.POST or None, office=office)
    if form.is_valid():
        reaching.describe(office, by=request.user, **form.cleaned_data)
        messages.success(request, _("Visitors read this now."))
        return redirect("office-people")
    return render(request, "office/reach.html", {"form": form, "office": office}, status=422 if form.errors else 200)


def _people(request: OfficeRequest, form: AppointForm) -> dict[str, Any]:
    rows = request.office.narrowed(Office.objects.select_related("region"))
    shown = rows if request.office.is_republican else rows | Office.objects.filter(region=None).select_related("region")
    standing = Coordinator.objects.standing().filter(office__in=shown).select_related("user").order_by("started_at")
    by_office: dict[int, list[Coordinator]] = {}
    for post in standing:
        by_office.setdefault(post.office_id, []).append(post)
    changes = PostChange.objects.filter(post__office__in=rows).select_related("post__user", "post__office", "by")
    return {
        "form": form,
        "offices": [
            (office, by_office.get(office.pk, []), request.office.covers(office.region_id))
            for office in shown.order_by(F("region__sort_key").asc(nulls_first=True))
        ],
        "changes": changes[:CHANGES],
    }
