"""A person's own pages: details, signing in, consents, data, and the guardian of a child."""

from __future__ import annotations

import json

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.core import ratelimit
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from qazvolunteer.accounts import consents, personal_data
from qazvolunteer.accounts.models import Consent
from qazvolunteer.core.refusals import Refusal
from volunteers import guardians
from volunteers.forms import DetailsForm, GuardianConsentForm, GuardianRequestForm
from volunteers.models import SignUp, Volunteer


@never_cache
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    form = DetailsForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("profile")
    volunteer = Volunteer.objects.of(request.user)
    context = {
        "form": form,
        "volunteer": volunteer,
        "needs_guardian": volunteer is not None and guardians.is_needed(volunteer),
        "consent_age": settings.GUARDIAN_CONSENT_AGE,
    }
    return render(request, "my/profile.html", context)


@never_cache
def security(request: HttpRequest) -> HttpResponse:
    kinds = list(Authenticator.objects.filter(user=request.user).values_list("type", flat=True))
    context = {
        "has_app": Authenticator.Type.TOTP in kinds,
        "passkeys": kinds.count(Authenticator.Type.WEBAUTHN),
        "sessions": UserSession.objects.filter(user=request.user).count(),
    }
    return render(request, "my/profile_security.html", context)


@never_cache
def own_consents(request: HttpRequest) -> HttpResponse:
    return render(request, "my/profile_consents.html", {"standings": consents.standings(request.user)})


@require_POST
def give_consent(request: HttpRequest, kind: str) -> HttpResponse:
    if kind not in consents.ORDER:
        raise Http404
    try:
        consents.give(request.user, [kind], ip=get_adapter().get_client_ip(request))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Thank you. Your consent is recorded."))
    return redirect("profile-consents")


@never_cache
@require_http_methods(["GET", "POST"])
def withdraw_consent(request: HttpRequest, pk: int) -> HttpResponse:
    """First the effect, then the deed."""
    consent = get_object_or_404(Consent.objects.in_force().select_related("text"), pk=pk, user=request.user)
    if request.method == "POST":
        try:
            consents.withdraw(consent, by=request.user)
        except Refusal as refusal:
            messages.warning(request, f"{refusal.sentence} {refusal.way_out}")
            return redirect("profile-delete")
        messages.success(request, _("The consent is withdrawn."))
        return redirect("profile-consents")
    context = {"consent": consent, "is_required": consent.text.kind in consents.REQUIRED_CONSENTS}
    return render(request, "my/profile_withdraw.html", context)


@never_cache
def own_data(request: HttpRequest) -> HttpResponse:
    return render(request, "my/profile_data.html")


@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """All the platform knows of the person, as one file."""
    limited = ratelimit.consume_or_429(request, action="export_data", user=request.user)
    if limited is not None:
        return limited
    data = json.dumps(personal_data.export(request.user), cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    response = HttpResponse(data, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="qazvolunteer-{timezone.localdate():%Y-%m-%d}.json"'
    response["Cache-Control"] = "no-store"
    return response


@never_cache
@require_http_methods(["GET", "POST"])
@reauthentication_required
def delete(request: HttpRequest) -> HttpResponse:
    """Says what is erased and what stays; then erases, and logs out everywhere."""
    refusal = personal_data.refusal_to_erase(request.user)
    if request.method == "POST" and refusal is None and request.POST.get("sure") == "on":
        personal_data.erase(request.user)
        logout(request)
        messages.success(request, _("Your account is deleted. Thank you for the time you gave."))
        return redirect("home")
    volunteer = Volunteer.objects.of(request.user)
    live = SignUp.objects.live().filter(volunteer=volunteer, shift__ends_at__gt=timezone.now()) if volunteer else []
    context = {"refusal": refusal, "live": len(live), "unsure": request.method == "POST" and refusal is None}
    return render(request, "my/profile_delete.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def guardian(request: HttpRequest) -> HttpResponse:
    """Where a child asks, and sees whether the guardian has agreed."""
    volunteer = Volunteer.objects.of(request.user)
    if volunteer is None:
        return redirect("profile")
    form = GuardianRequestForm(request.POST or None, initial={"language": request.user.language})
    if request.method == "POST" and form.is_valid():
        try:
            guardians.ask(volunteer, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, f"{refusal.sentence} {refusal.way_out}".strip())
        else:
            messages.success(request, _("The letter is on its way."))
            return redirect("guardian")
    context = {
        "form": form,
        "needed": guardians.is_needed(volunteer),
        "consent": guardians.in_force(volunteer),
        "waiting": guardians.latest_request(volunteer),
        "consent_age": settings.GUARDIAN_CONSENT_AGE,
    }
    return render(request, "my/guardian.html", context)


@never_cache
@login_not_required
@require_http_methods(["GET", "POST"])
def guardian_answer(request: HttpRequest, token: str) -> HttpResponse:
    """Opened from the letter, without an account: read, agree, or withdraw. The link is the key."""
    consent = guardians.by_token(token)
    if consent is None:
        raise Http404
    form = GuardianConsentForm(request.POST if "agree" in request.POST or "name" in request.POST else None)
    if request.method == "POST":
        try:
            if "withdraw" in request.POST:
                guardians.withdraw(consent)
                return redirect("guardian-answer", token)
            if form.is_valid():
                details = {key: form.cleaned_data[key] for key in ("name", "relation")}
                guardians.give(consent, ip=get_adapter().get_client_ip(request), **details)
                return redirect("guardian-answer", token)
        except Refusal as refusal:
            form.add_error(None, f"{refusal.sentence} {refusal.way_out}".strip())
    context = {
        "consent": consent,
        "form": form,
        "is_open": consent.given_at is None and consent.withdrawn_at is None,
        "expired": consent.asked_at < timezone.now() - guardians.VALID_FOR,
        "texts": consents.current_texts(),
        "language": get_language(),
        "consent_age": settings.GUARDIAN_CONSENT_AGE,
    }
    return render(request, "my/guardian_answer.html", context)
