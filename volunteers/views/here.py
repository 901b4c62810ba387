"""The poster at the place: shown by the organizer, opened by whoever scans it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from projects import permissions as projects
from projects.cards import place, when
from projects.models import Shift
from qazvolunteer.core.refusals import Refusal
from volunteers import attendance, permissions, posters
from volunteers.enums import AttendanceState
from volunteers.models import PosterRule


@never_cache
def poster(request: HttpRequest, shift_id: int) -> HttpResponse:
    """The code of this minute, for a screen at the place; and the switch that allows it."""
    shifts = permissions.check_in_shifts(request.user, timezone.now())
    rows = shifts.select_related("project__organization", "project__town", "project__region", "project__district")
    shift = get_object_or_404(rows, pk=shift_id)
    if request.method == "POST":
        return _switch(request, shift)
    rule = PosterRule.objects.filter(project=shift.project_id).first()
    context = {
        "shift": shift,
        "project": shift.project,
        "when": when(shift),
        "place": place(shift.project),
        "qr": posters.qr_svg(shift, rule) if rule else "",
        "may_switch": projects.may_edit(request.user, shift.project),
    }
    part = rule is not None and request.GET.get("part") == "code"
    return render(request, "check_in/_poster_code.html" if part else "check_in/poster.html", context)


def _switch(request: HttpRequest, shift: Shift) -> HttpResponse:
    try:
        if request.POST.get("action") == "stop":
            posters.stop(shift.project, by=request.user)
            messages.success(request, _("The poster is switched off. Its codes are good for nothing now."))
        else:
            posters.allow(shift.project, by=request.user)
            messages.success(request, _("People may check themselves in by the poster now."))
    except Refusal as refusal:
        messages.error(request, f"{refusal.sentence} {refusal.way_out}")
    return redirect("check-in-poster", shift.pk)


@never_cache
def here(request: HttpRequest, token: str) -> HttpResponse:
    """What the poster's code opens: one press says "I'm here", or "I'm leaving"."""
    if request.method == "POST":
        return _say(request, token)
    try:
        shift = posters.shift_of(token)
    except Refusal as refusal:
        return render(request, "check_in/here.html", {"refusal": refusal, "shift": None}, status=410)
    signup = posters.own_signup(shift, request.user)
    state = attendance.state_of(signup) if signup else ""
    context = {
        "shift": shift,
        "project": shift.project,
        "when": when(shift),
        "place": place(shift.project),
        "signup": signup,
        "came": state == AttendanceState.CAME,
        "refusal": None,
    }
    return render(request, "check_in/here.html", context)


def _say(request: HttpRequest, token: str) -> HttpResponse:
    leaving = request.POST.get("action") == "leave"
    try:
        scan = posters.say_here(token, by=request.user, leaving=leaving)
    except Refusal as refusal:
        messages.error(request, f"{refusal.sentence} {refusal.way_out}")
        return redirect("here", token)
    done = _("You are checked out. Thank you for today!") if leaving else _("You are checked in. Have a good day!")
    messages.success(request, done)
    return redirect(reverse("signup", args=[scan.signup_id]))
