"""The demonstration accounts in the browser, with their current second-factor codes. DEBUG only."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from frontoffice.demo import accounts
from qazvolunteer.core.debugging import only_in_debug


@only_in_debug
def demo_accounts(request: HttpRequest) -> HttpResponse:
    """Who can log in here, and how."""
    return render(request, "dev/accounts.html", {"accounts": accounts.listed()})
