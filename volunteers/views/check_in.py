"""The day in the field: the check-in page of a shift on a phone, with or without a network, with or without scripts."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.http.request import RawPostDataException
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from projects.cards import place, when
from projects.models import Shift
from qazvolunteer.accounts.mailboxes import has_mailbox
from qazvolunteer.core.folding import fold
from qazvolunteer.core.refusals import Refusal
from volunteers import claims, leaders, marks, passes, permissions, roster, scans, verdicts, walk_ins
from volunteers.check_in_days import days_of
from volunteers.enums import ScanKind, Source
from volunteers.models import PosterRule, Scan, SignUp

# The code by which somebody takes over their account is shown at the place, not days later.
CLAIM_SHOWN_FOR = dt.timedelta(hours=1)


@require_safe
@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """The shifts that this person may check people into, of yesterday to the day after tomorrow."""
    return render(request, "check_in/start.html", {"days": days_of(request.user)})


@never_cache
def desk(request: HttpRequest, shift_id: int) -> HttpResponse:
    """The page itself. A POST is one mark of a form; what comes of it is shown by ``?mark=``."""
    shift = _shift(request, shift_id)
    if request.method == "POST":
        return _take(request, shift)
    return render(request, "check_in/desk.html", _desk(request, shift))


def _take(request: HttpRequest, shift: Shift) -> HttpResponse:
    try:
        mark = marks.from_form(request.POST.dict())
    except ValueError:
        messages.error(request, _("Write a code, or choose somebody from the list."))
        return redirect("check-in", shift.pk)
    scan = scans.receive(mark, shift=shift, by=request.user)
    return redirect(f"{reverse('check-in', args=[shift.pk])}?mark={scan.client_id}")


def _desk(request: HttpRequest, shift: Shift) -> dict[str, Any]:
    people = roster.people(shift, by=request.user)
    asked = request.GET.get("q", "").strip()[:80]
    return {
        **_head(shift),
        "people": [person for person in people if all(word in person.find for word in fold(asked).split())],
        "counts": roster.counts(people),
        "asked": asked,
        "verdict": (verdict := _verdict(request, shift)),
        "claim": _claim(verdict) if verdict else None,
        "shown": _shown(request, shift),
        "mode": ScanKind.OUT if request.GET.get("kind") == ScanKind.OUT else ScanKind.IN,
        "is_staff_here": permissions.checks_in_for(request.user, shift),
        "names_leaders": permissions.may_decide(request.user, SignUp(shift=shift)),
        "may_overfill": permissions.may_overfill(request.user, shift),
        "free": walk_ins.free_places(shift),
        "free_in_roles": walk_ins.free_in_roles(shift),
        "roles": walk_ins.choices(shift),
        "poster_allowed": PosterRule.objects.filter(project=shift.project_id).exists(),
        "settings": _settings(request, shift),
    }


def _head(shift: Shift) -> dict[str, Any]:
    return {"shift": shift, "project": shift.project, "when": when(shift), "place": place(shift.project)}


def _settings(request: HttpRequest, shift: Shift) -> dict[str, Any]:
    """What the scripts of the page need; every word they may show is in the page's language."""
    words = {code: [tone, icon, str(title)] for code, (tone, icon, title) in verdicts.WORDS.items()}
    return {
        "texts": verdicts.phone_texts(),
        "overfill": permissions.may_overfill(request.user, shift),
        "user": request.user.pk,
        "shift": shift.pk,
        "ends": shift.ends_at.isoformat(),
        "page": reverse("check-in", args=[shift.pk]),
        "roster": reverse("check-in-roster", args=[shift.pk]),
        "marks": reverse("check-in-marks", args=[shift.pk]),
        "worker": reverse("check-in-worker"),
        "language": get_language(),
        "words": words,
    }


def _verdict(request: HttpRequest, shift: Shift) -> verdicts.Verdict | None:
    """The verdict on one's own mark that the address names."""
    try:
        asked = uuid.UUID(request.GET.get("mark", ""))
    except ValueError:
        return None
    scan = Scan.objects.select_related("signup__volunteer__user").filter(client_id=asked, shift=shift, by=request.user)
    return verdicts.of(found, shift=shift, by=request.user) if (found := scan.first()) else None


def _claim(verdict: verdicts.Verdict) -> dict[str, str] | None:
    """For somebody noted here who has no e-mail: the way to their account, shown to them while they stand there."""
    rows = SignUp.objects.select_related("volunteer__user").filter(pk=verdict.signup)
    scan = Scan.objects.filter(client_id=verdict.id, source=Source.WALK_IN, accepted=True)
    found = rows.first() if scan.filter(received_at__gt=timezone.now() - CLAIM_SHOWN_FOR).exists() else None
    if found is None or found.volunteer.user.last_login or has_mailbox(found.volunteer.user.email):
        return None
    return {"qr": passes.drawn(claims.address(found.volunteer))}


def _shown(request: HttpRequest, shift: Shift) -> dict[str, str] | None:
    """A pass that a phone's camera has opened: who it is, so that one press checks them in."""
    secret = request.GET.get("pass", "")[:64]
    if not secret:
        return None
    rows = SignUp.objects.select_related("volunteer__user").filter(shift=shift, pass_secret=secret)
    found = rows.first()
    if found is None:
        return {"secret": secret, "name": "", "code": ""}
    full = permissions.checks_in_for(request.user, shift)
    user = found.volunteer.user
    return {
        "secret": secret,
        "name": user.full_name if full else user.short_name,
        "code": passes.printed_code(found),
    }


@require_safe
@never_cache
def people(request: HttpRequest, shift_id: int) -> HttpResponse:
    """The roster as a phone keeps it."""
    shift = _shift(request, shift_id)
    rows = roster.people(shift, by=request.user)
    return JsonResponse(
        {"people": [person.data() for person in rows], "counts": roster.counts(rows), "cancelled": shift.is_cancelled}
    )


@require_POST
@never_cache
def take_marks(request: HttpRequest, shift_id: int) -> HttpResponse:
    """A batch of marks, each with its own verdict; a mark that was sent before gets the verdict it has."""
    shift = _shift(request, shift_id)
    try:
        batch = marks.from_phone(request.body)
    except (ValueError, AttributeError, RawPostDataException):
        return HttpResponseBadRequest("no batch of marks", content_type="text/plain")
    taken = scans.receive_all(batch, shift=shift, by=request.user)
    shift.refresh_from_db(fields=["seats_taken", "seats", "cancelled_at"])
    rows = roster.people(shift, by=request.user)
    answers = [verdicts.of(scan, shift=shift, by=request.user).data() for scan in taken]
    return JsonResponse(
        {
            "verdicts": answers,
            "people": [person.data() for person in rows],
            "counts": roster.counts(rows),
            "cancelled": shift.is_cancelled,
        }
    )


@require_POST
def leader(request: HttpRequest, shift_id: int, pk: int) -> HttpResponse:
    """Name somebody of the shift its leader, or dismiss them."""
    shift = _shift(request, shift_id)
    signup = get_object_or_404(SignUp.objects.select_related("volunteer__user", "shift__project"), pk=pk, shift=shift)
    try:
        if request.POST.get("action") == "dismiss":
            leaders.dismiss_leader(signup, by=request.user)
            messages.success(request, _("This person is not the leader any more."))
        else:
            leaders.name_leader(signup, by=request.user)
            messages.success(request, _("This person leads the shift now, and is told by e-mail."))
    except Refusal as refusal:
        messages.error(request, f"{refusal.sentence} {refusal.way_out}")
    return redirect(f"{reverse('check-in', args=[shift.pk])}#people")


def _shift(request: HttpRequest, shift_id: int) -> Shift:
    shifts = permissions.check_in_shifts(request.user, timezone.now())
    rows = shifts.select_related("project__organization", "project__town", "project__region", "project__district")
    return get_object_or_404(rows, pk=shift_id)
