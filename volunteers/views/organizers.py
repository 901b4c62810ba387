"""What a person decides about organizers that write to them, and sees of those that blocked them."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from organizations.models import Organization
from qazvolunteer.core.refusals import Refusal
from volunteers import messaging, objections
from volunteers.forms import ObjectionForm
from volunteers.message_models import OrganizationMute
from volunteers.models import OrganizationBlock

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User


@never_cache
@require_safe
def organizers(request: HttpRequest) -> HttpResponse:
    """The organizations one has muted, and those that take one into no shift, with their reasons."""
    muted = OrganizationMute.objects.filter(user=request.user).select_related("organization").order_by("pk")
    return render(request, "my/organizers.html", {"muted": muted, "blocks": blocks_of(request)})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mute(request: HttpRequest, slug: str) -> HttpResponse:
    """GET asks, POST mutes, POST with ``undo`` takes it back."""
    organization = get_object_or_404(Organization.objects.public(), slug=slug)
    user = cast("User", request.user)
    if request.method == "POST":
        if "undo" in request.POST:
            messaging.unmute(user, organization)
            messages.success(request, _("This organization may write to you again."))
        else:
            messaging.mute(user, organization)
            messages.success(request, _("This organization writes to you no more."))
        return redirect("my-organizers")
    is_muted = OrganizationMute.objects.filter(user=user, organization=organization).exists()
    return render(request, "my/organizer_mute.html", {"organization": organization, "is_muted": is_muted})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def object_to_block(request: HttpRequest, pk: int) -> HttpResponse:
    """What is wrong with one's own block, in own words, to the front office of the organization's region."""
    user = cast("User", request.user)
    rows = OrganizationBlock.objects.in_force().filter(volunteer__user=user, objection=None)
    block = get_object_or_404(rows.select_related("organization__region", "volunteer"), pk=pk)
    form = ObjectionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            objections.object_to(block, by=user, text=form.cleaned_data["text"])
        except Refusal as refusal:
            form.add_error(None, f"{refusal.sentence} {refusal.way_out}".strip())
        else:
            messages.success(request, _("The front office has your objection. The answer comes by e-mail."))
            return redirect("my-organizers")
    status = 422 if form.is_bound else 200
    return render(request, "my/block_objection.html", {"refused_by": block, "form": form}, status=status)


def blocks_of(request: HttpRequest) -> list[OrganizationBlock]:
    """The blocks that hold now, with the organization's name."""
    rows = OrganizationBlock.objects.in_force().filter(volunteer__user=request.user)
    return list(rows.select_related("organization", "objection").order_by("pk"))
