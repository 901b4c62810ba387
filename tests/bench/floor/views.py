"""What the product is measured against: the least that a correct Django view must do.

``projects``: a COUNT, and twenty rows with the names of their organization, programme, region and town in one join,
written by a plain template of three lines a row. ``nothing``: an empty answer behind the same middleware.
``take``: a safe sign-up, a conditional UPDATE and an INSERT in one transaction, for whoever is signed in, behind CSRF.
All touch ``request.user``, so the session and its person are read when there is a cookie, as everywhere.
"""

from __future__ import annotations

import secrets

from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from tests.bench.floor.models import Project, Shift, SignUp, Volunteer

PAGE = 20


def projects(request: HttpRequest) -> HttpResponse:
    running = Project.objects.filter(state="approved", published_at__isnull=False)
    rows = running.select_related("organization", "programme", "region", "town")[:PAGE]
    return render(
        request, "floor/projects.html", {"total": running.count(), "rows": rows, "signed_in": _signed_in(request)}
    )


def nothing(request: HttpRequest) -> HttpResponse:
    _signed_in(request)
    return HttpResponse("")


def take(request: HttpRequest, shift_id: int) -> HttpResponse:
    if not _signed_in(request):
        return HttpResponse(status=403)
    volunteer = get_object_or_404(Volunteer, user=request.user)
    with transaction.atomic():
        free = Shift.objects.filter(pk=shift_id, seats_taken__lt=F("seats"))
        if not free.update(seats_taken=F("seats_taken") + 1):
            return HttpResponse(status=409)
        signup = SignUp.objects.create(
            volunteer=volunteer,
            shift_id=shift_id,
            state="confirmed",
            created_at=timezone.now(),
            pass_secret=secrets.token_urlsafe(16),
            pass_code=secrets.token_hex(4),
        )
    return HttpResponseRedirect(f"/signups/{signup.pk}/")


def _signed_in(request: HttpRequest) -> bool:
    return bool(request.user.is_authenticated)
