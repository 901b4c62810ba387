"""Becoming an organization, on the site: the way in for volunteers, until the workplace takes over."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organizations import (
    abilities,
    closing,
    deadlines,
    duplicates,
    invitations,
    memberships,
    permissions,
    registration,
    service_days,
    verification,
)
from organizations.acts import ACTIONS, SENTENCES, TONES
from organizations.enums import LADDER, OPEN_STATES, TRANSITIONS, OrganizationKind, OrganizationState, Role
from organizations.forms import OrganizationForm, SubmitForm
from organizations.models import Membership, Organization
from qazvolunteer.core import field_marks
from qazvolunteer.core.acts import changes
from qazvolunteer.core.page_cache import same_for_visitors
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.core.transitions import said


@login_not_required
@same_for_visitors()
@require_safe
def roles(request: HttpRequest) -> HttpResponse:
    """What each role may do, open to everybody."""
    lines = [(words, [(Role(role).label, may) for role, may in cells]) for words, cells in abilities.matrix()]
    return render(request, "organization/roles.html", {"lines": lines, "roles": [Role(role).label for role in LADDER]})


@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Where the person works, and what became of what they registered."""
    rows = Membership.objects.active().filter(user=request.user).select_related("organization__region").order_by("-pk")
    return render(request, "organization/mine.html", {"memberships": rows, "tones": TONES})


@never_cache
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """First which kind it is, then the form. It is kept as a draft."""
    kind = request.GET.get("kind", "")
    if kind not in OrganizationKind.values:
        return render(request, "organization/register_kind.html", {"kinds": OrganizationKind})
    form = OrganizationForm(request.POST or None, request.FILES or None, kind=kind)
    if request.method == "POST" and form.is_valid():
        try:
            made = registration.register(
                kind=kind, details=form.details, by=request.user, logo=form.cleaned_data["logo"]
            )
        except Refusal as refusal:
            form.add_error(None, _sentence(refusal))
        else:
            messages.success(request, _("The draft is saved. Look at it once more, then submit it for checking."))
            return redirect("my-organization", made.pk)
    context = {"form": form, "kind": kind, "kind_label": OrganizationKind(kind).label}
    return render(request, "organization/register.html", context)


@never_cache
@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """How it stands: the state in words, the clock of the decision, what is still missing, what happened."""
    organization = _own(request, pk)
    state = OrganizationState(organization.state)
    membership = Membership.objects.active().filter(organization=organization, user=request.user).first()
    last = organization.transitions.exclude(reason="").select_related("by").first()
    context = {
        "organization": organization,
        "membership": membership,
        "tone": TONES.get(state, ""),
        "sentence": SENTENCES[state],
        "clock": deadlines.words(organization),
        "overdue": deadlines.is_overdue(organization),
        "missing": registration.missing(organization) if state in OPEN_STATES else [],
        "note": last if last is not None and state == last.to_state else None,
        "said": said(last.reason) if last is not None else "",
        "marks": field_marks.listed(organization) if state in OPEN_STATES else [],
        "is_open": state in OPEN_STATES and permissions.may_edit(request.user, organization.pk),
        "may_close": membership is not None and membership.role == Role.OWNER and TRANSITIONS.allows("close", state),
        "history": changes(organization.transitions.all(), dict(OrganizationState.choices), TONES, ACTIONS),
    }
    return render(request, "organization/own.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The same form as at registering, while it is a draft or came back for changes."""
    organization = _open(request, pk)
    form = OrganizationForm(
        request.POST or None, request.FILES or None, kind=organization.kind, organization=organization
    )
    field_marks.put(form, organization)
    if request.method == "POST" and form.is_valid():
        try:
            registration.change(organization, details=form.details, by=request.user, logo=form.cleaned_data["logo"])
        except Refusal as refusal:
            form.add_error(None, _sentence(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("my-organization", organization.pk)
    label = OrganizationKind(organization.kind).label
    context = {"form": form, "kind": organization.kind, "kind_label": label, "organization": organization}
    return render(request, "organization/register.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """What looks alike is shown first; then it goes to the front office, with a word to it."""
    organization = _open(request, pk)
    alike = duplicates.alike(organization)
    answers = organization.state == OrganizationState.NEEDS_WORK
    label = (
        _("How your organization differs from these")
        if alike
        else _("What you changed")
        if answers
        else _("A word to the front office")
    )
    form = SubmitForm(request.POST or None, label=label, required=bool(alike))
    if request.method == "POST" and form.is_valid():
        try:
            verification.submit(organization, by=request.user, note=form.cleaned_data["note"])
        except Refusal as refusal:
            form.add_error(None, _sentence(refusal))
        else:
            messages.success(
                request, _("Submitted. The page of the organization says by when the front office answers.")
            )
            return redirect("my-organization", organization.pk)
    context = {
        "organization": organization,
        "form": form,
        "alike": alike,
        "same_bin": any(found.same_bin for found in alike),
        "missing": registration.missing(organization),
        "due": service_days.days_for(deadlines.KIND),
    }
    return render(request, "organization/submit.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """First the effect, then the deed."""
    organization = _own(request, pk)
    error, was_verified = "", organization.is_verified
    if request.method == "POST" and was_verified and request.POST.get("sure") != "on":
        error = _("Tick the box if you are sure.")
    elif request.method == "POST":
        try:
            registration.close(organization, by=request.user)
        except Refusal as refusal:
            error = _sentence(refusal)
        else:
            messages.success(
                request, _("The organization is closed.") if was_verified else _("The registration is closed.")
            )
            return redirect("my-organizations")
    needs = closing.still_open(organization) if was_verified else []
    context = {"organization": organization, "error": error, "verified": was_verified, "needs": needs}
    return render(request, "organization/close.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """First the effect, then the deed."""
    organization = _own(request, pk)
    membership = get_object_or_404(Membership.objects.active(), organization=organization, user=request.user)
    error = ""
    if request.method == "POST":
        try:
            memberships.leave(membership, by=request.user)
        except Refusal as refusal:
            error = _sentence(refusal)
        else:
            messages.success(request, _("You no longer work for this organization."))
            return redirect("my-organizations")
    return render(request, "organization/leave.html", {"organization": organization, "error": error})


@login_not_required
@never_cache
@require_safe
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """What a link invites to; reading it changes nothing, and needs no account."""
    found = invitations.by_secret(secret)
    if found is None:
        raise Http404
    may = [words for words, cells in abilities.matrix() if dict(cells)[found.role]]
    context = {"invitation": found, "secret": secret, "may": may}
    return render(request, "organization/invitation.html", context)


@require_POST
def accept(request: HttpRequest, secret: str) -> HttpResponse:
    found = invitations.by_secret(secret)
    if found is None:
        raise Http404
    try:
        membership = invitations.accept(found, by=request.user)
    except Refusal as refusal:
        messages.error(request, _sentence(refusal))
        return redirect("invitation", secret)
    messages.success(request, _("Welcome. Your workplace is open to you."))
    return redirect("my-organization", membership.organization_id)


def _own(request: HttpRequest, pk: int) -> Organization:
    """An organization the person works for; all others answer 404."""
    rows = permissions.worked_for_by(request.user).select_related("region", "town", "responsible")
    return get_object_or_404(rows, pk=pk)


def _open(request: HttpRequest, pk: int) -> Organization:
    """One they may change now."""
    organization = _own(request, pk)
    if organization.state not in OPEN_STATES or not permissions.may_edit(request.user, organization.pk):
        raise Http404
    return organization


def _sentence(refusal: Refusal) -> str:
    return f"{refusal.sentence} {refusal.way_out}".strip()
