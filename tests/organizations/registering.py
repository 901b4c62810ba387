"""Steps of registering, as a person takes them on the site."""

from __future__ import annotations

import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from PIL import Image

from organizations.enums import OrganizationState
from organizations.models import Organization
from tests import builders

BIN = "350140900001"


def form(**changes: Any) -> dict[str, Any]:
    """A form filled in as a whole."""
    given = {
        "name_kk": "Алтын дән",
        "name_ru": "Золотое зерно",
        "region": builders.region().pk,
        "town": builders.town().pk,
        "purpose_ru": "Раздаём горячие обеды.",
        "bin": BIN,
        "email": "hello@example.kz",
        "phone": "8 701 123 45 67",
    }
    return {key: value for key, value in {**given, **changes}.items() if value is not None}


def register(browser: Client, kind: str = "organization", **changes: Any) -> HttpResponse:
    return browser.post(f"/en/organizations/register/?kind={kind}", form(**changes), follow=True)


def registered(browser: Client, kind: str = "organization", **changes: Any) -> Organization:
    answer = register(browser, kind, **changes)
    assert answer.redirect_chain, answer.context["form"].errors
    return Organization.objects.latest("pk")


def submit(browser: Client, organization: Organization, note: str = "") -> HttpResponse:
    return browser.post(f"/en/my/organizations/{organization.pk}/submit/", {"note": note}, follow=True)


def draft(**values: Any) -> Organization:
    """The bare row of a draft that could be submitted."""
    given = {
        "state": OrganizationState.DRAFT,
        "verified_at": None,
        **builders.three("name", "Алтын дән"),
        **builders.three("purpose", "Раздаём горячие обеды."),
        "email": "hello@example.kz",
        "phone": "+77011234567",
        "bin": BIN,
    }
    return builders.organization(**{**given, **values})


def picture(colour: tuple[int, int, int] = (200, 30, 30)) -> SimpleUploadedFile:
    """A large picture out of a browser."""
    made = io.BytesIO()
    Image.new("RGB", (900, 600), colour).save(made, "PNG")
    return SimpleUploadedFile("logo.png", made.getvalue(), "image/png")
