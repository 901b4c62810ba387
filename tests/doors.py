"""The doors a person uses: the test client at the product's own addresses, in English unless said."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import translation

from projects.models import Project, Shift
from qazvolunteer.accounts.models import User
from qazvolunteer.notifications.models import Notification
from tests.builders import words
from volunteers.models import SignUp, Volunteer


def address(name: str, *arguments: Any, language: str = "en") -> str:
    with translation.override(language):
        return reverse(name, args=arguments)


def signed_in(who: Volunteer | User) -> Client:
    client = Client()
    client.force_login(who.user if isinstance(who, Volunteer) else who)
    return client


def take(client: Client, shift: Shift, **answers: Any) -> HttpResponse:
    """Press the button of the shift; what the person then sees."""
    return client.post(address("take-shift", shift.project.slug, shift.pk), answers, follow=True)


def taken(who: Volunteer, shift: Shift, **answers: Any) -> SignUp:
    """The sign-up after the button was pressed."""
    take(signed_in(who), shift, **answers)
    return SignUp.objects.filter(volunteer=who, shift=shift).latest("pk")


def project_page(client: Client, project: Project, shift: Shift | None = None) -> str:
    """The words of the project page, with ``shift`` chosen."""
    query = {"shift": shift.pk} if shift else {}
    response = client.get(address("project", project.slug), query)
    assert response.status_code == 200
    return words(response.content.decode())


def act(signup: SignUp, action: str, *, client: Client | None = None, **values: Any) -> HttpResponse:
    """``action`` on the page of the sign-up: accept, accept_leaving, withdraw."""
    client = client or signed_in(signup.volunteer)
    response = client.post(address("signup", signup.pk), {"action": action, **values}, follow=True)
    signup.refresh_from_db()
    return response


def read(response: HttpResponse) -> str:
    return words(response.content.decode())


def told(who: Volunteer | User) -> list[str]:
    """The kinds of the letters written to the person, oldest first."""
    person = who.user if isinstance(who, Volunteer) else who
    return list(Notification.objects.filter(recipient=person).order_by("created_at").values_list("kind", flat=True))
