"""People without an account: noted at the place by the staff, and later taken over by themselves."""

from __future__ import annotations

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from projects.cards import place, when
from qazvolunteer.accounts import consents
from qazvolunteer.accounts.enums import REQUIRED_CONSENTS
from qazvolunteer.core.content_language import shown_language
from qazvolunteer.core.refusals import Refusal
from volunteers import claims, permissions, roles, walk_ins
from volunteers.forms_guests import ClaimForm, GuestForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def guest(request: HttpRequest, shift_id: int) -> HttpResponse:
    """Note who came without an account, with their consent, and check them in."""
    shifts = permissions.check_in_shifts(request.user, timezone.now())
    related = ("project__organization", "project__programme", "project__town", "project__region", "project__district")
    shift = get_object_or_404(shifts.select_related(*related), pk=shift_id)
    if not permissions.checks_in_for(request.user, shift):
        raise PermissionDenied
    form = GuestForm(
        request.POST or None,
        roles=walk_ins.choices(shift),
        may_overfill=permissions.may_overfill(request.user, shift),
        initial={"language": get_language()},
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            scan = walk_ins.admit_newcomer(
                shift,
                caller=form.caller(),
                by=request.user,
                agreed=data["agreed"],
                reason=data.get("reason", ""),
                role=roles.asked(data.get("role", "")),
            )
        except Refusal as refusal:
            form.add_error(None, f"{refusal.sentence} {refusal.way_out}".strip())
        else:
            return redirect(f"{reverse('check-in', args=[shift.pk])}?mark={scan.client_id}")
    texts = consents.current_texts()
    context = {
        "shift": shift,
        "project": shift.project,
        "lang": shown_language(shift.project, "title"),
        "when": when(shift),
        "place": place(shift.project),
        "form": form,
        "texts": [texts[kind] for kind in REQUIRED_CONSENTS if kind in texts],
    }
    return render(request, "check_in/guest.html", context)


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: HttpRequest, token: str) -> HttpResponse:
    """Opened by the person themselves: their e-mail makes the account theirs. The link is the key."""
    user = claims.by_token(token)
    if user is None:
        raise Http404
    form = ClaimForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        limited = ratelimit.consume_or_429(request, action="claim_account")
        if limited is not None:
            return limited
        try:
            claims.claim(user, email=form.cleaned_data["email"])
        except Refusal as refusal:
            form.add_error(None, f"{refusal.sentence} {refusal.way_out}".strip())
        else:
            messages.success(request, _("Your e-mail is noted. Ask for a code now: with it you get in."))
            return redirect("account_request_login_code")
    return render(request, "account/claim.html", {"name": user.first_name, "form": form})
