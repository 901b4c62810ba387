"""The whole way of a visitor: a shift is chosen first, then the account is made, and the place is still there."""

from __future__ import annotations

import pytest
from django.test import Client

from projects.models import SeatHold
from tests import builders, doors
from tests.accounts.conftest import code
from volunteers import integrity
from volunteers.models import SignUp

pytestmark = pytest.mark.django_db


def test_the_place_is_kept_through_registration_and_taken_with_one_tap(client: Client, form: dict[str, str]) -> None:
    shift = builders.shift(seats=6)
    to_register = client.post(doors.address("take-shift", shift.project.slug, shift.pk, language="ru"))
    builders.fill(shift)
    waiting = builders.join(shift)
    page = client.get(to_register["Location"])
    assert page.status_code == 200
    assert page.context["redirect_field_value"] in page.content.decode()
    client.post(to_register["Location"], {**form, "next": page.context["redirect_field_value"]})
    landed = client.post(
        doors.address("account_email_verification_sent", language="ru"), {"code": code("accounts.confirm_email")}
    )
    back = f"{doors.address('project', shift.project.slug, language='ru')}?shift={shift.pk}"
    assert landed["Location"].partition("#")[0] == back
    assert "Sign up" in doors.project_page(client, shift.project, shift)
    assert SeatHold.objects.count() == 1
    doors.take(client, shift)
    signup = SignUp.objects.get(volunteer__user__email=form["email"])
    waiting.refresh_from_db()
    assert (signup.state, waiting.state) == ("confirmed", "waitlisted")
    assert not SeatHold.objects.exists()
    assert not integrity.drifted().exists()


def test_whoever_has_no_account_yet_comes_back_to_where_they_wanted_to_go(client: Client, form: dict[str, str]) -> None:
    wanted = "/en/organizations/register/"
    to_log_in = client.get(wanted)["Location"]
    to_register = f"{doors.address('account_signup')}?next={wanted.replace('/', '%2F')}"
    assert f'href="{to_register}"' in client.get(to_log_in).content.decode()
    assert f"/en/accounts/login/?next={wanted.replace('/', '%2F')}" in client.get(to_register).content.decode()
    client.post(to_register, {**form, "next": wanted})
    landed = client.post(doors.address("account_email_verification_sent"), {"code": code("accounts.confirm_email")})
    assert landed["Location"] == wanted
