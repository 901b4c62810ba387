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
from volunteers import messaging
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


def blocks_of(request: HttpRequest) -> list[OrganizationBlock]:
    """The blocks that hold now, with the organization's name."""
    rows = OrganizationBlock.objects.in_force().filter(volunteer__user=request.user)
    return list(rows.select_related("organization").order_by("pk"))
