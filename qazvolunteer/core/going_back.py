"""Back to the page a small form was sent from, never to another site."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme


def back(request: HttpRequest) -> HttpResponseRedirect:
    """To the address in the field ``next``, or to the entrance."""
    address = request.POST.get("next", "")
    secure = request.is_secure()
    if not url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()}, require_https=secure):
        address = "/"
    return HttpResponseRedirect(address)
