"""The second factor: set up, asked for, and required of staff hats."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client

from qazvolunteer.accounts.models import User
from tests import builders, doors
from tests.accounts.conftest import PASSWORD, Person, code, confirm, kinds
from tests.cast import Cast

pytestmark = pytest.mark.django_db

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
LOGIN = "/en/accounts/login/"
SECOND = "/en/accounts/2fa/authenticate/"


def now_code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_the_app_is_switched_on_with_its_code(
    signed_in: Callable[..., tuple[User, Client]], django_capture_on_commit_callbacks: Any
) -> None:
    someone, client = signed_in()
    assert "reauthenticate" in client.get("/en/accounts/2fa/totp/activate/")["Location"]
    confirm(client)
    page = client.get("/en/accounts/2fa/totp/activate/").content.decode()
    found = re.search(r'class="secret">([A-Z2-7]+)<', page)
    assert found is not None
    client.post("/en/accounts/2fa/totp/activate/", {"code": "000000"})
    assert not Authenticator.objects.filter(user=someone).exists()
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/en/accounts/2fa/totp/activate/", {"code": now_code(found.group(1))})
    kept = {row.type for row in Authenticator.objects.filter(user=someone)}
    assert kept == {Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES}
    assert "accounts.totp_activated" in kinds()


def test_its_secret_is_not_readable_in_the_database(person: Person) -> None:
    row = TOTP.activate(person(), SECRET).instance
    assert SECRET not in str(row.data)
    assert row.wrap().validate_code(now_code(SECRET))


def test_an_old_key_still_opens_secrets_while_it_is_a_fallback(person: Person, settings: Any) -> None:
    row = TOTP.activate(person(), SECRET).instance
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key entirely"
    assert row.wrap().validate_code(now_code(SECRET))


@pytest.mark.parametrize("way", ["password", "code"])
def test_it_is_asked_for_whatever_the_first_factor_was(client: Client, person: Person, way: str) -> None:
    someone = person()
    TOTP.activate(someone, SECRET)
    if way == "password":
        client.post(LOGIN, {"login": someone.email, "password": PASSWORD})
    else:
        client.post("/en/accounts/login/code/", {"email": someone.email})
        client.post("/en/accounts/login/code/confirm/", {"code": code("accounts.login_code")})
    assert not is_in(client)
    client.post(SECOND, {"code": "000000"})
    assert not is_in(client)
    client.post(SECOND, {"code": now_code(SECRET)})
    assert is_in(client)


def test_a_recovery_code_works_once(client: Client, person: Person) -> None:
    someone = person()
    TOTP.activate(someone, SECRET)
    secret = RecoveryCodes.activate(someone).get_unused_codes()[0]
    for expected in (True, False):
        other = Client()
        other.post(LOGIN, {"login": someone.email, "password": PASSWORD})
        other.post(SECOND, {"code": secret})
        assert is_in(other) is expected


def test_switching_it_off_is_told(signed_in: Callable[..., tuple[User, Client]]) -> None:
    someone, client = signed_in()
    confirm(client)
    TOTP.activate(someone, SECRET)
    client.post("/en/accounts/2fa/totp/deactivate/")
    assert not Authenticator.objects.filter(user=someone).exists()
    assert "accounts.totp_deactivated" in kinds()


@pytest.mark.lenient_templates
@pytest.mark.parametrize("hat", ["bolat", "camila", "daniyar", "erlan"])
def test_the_workplace_opens_with_a_second_factor_only(cast: Cast, settings: Any, hat: str) -> None:
    settings.STAFF_SECOND_FACTOR_REQUIRED = True
    staff = getattr(cast, hat)
    client = doors.signed_in(staff)
    answer = client.get("/en/admin/")
    assert (answer.status_code, answer["Location"]) == (302, "/en/accounts/2fa/")
    TOTP.activate(staff, SECRET)
    assert client.get("/en/admin/").status_code == 200


def test_a_volunteer_needs_none_and_gets_no_workplace(cast: Cast) -> None:
    client = doors.signed_in(cast.aigerim.user)
    assert client.get("/en/my/profile/").status_code == 200
    assert client.get("/en/admin/").status_code in (302, 403, 404)


def test_the_workplaces_entrance_is_the_sites_own(client: Client) -> None:
    answer = client.get("/en/admin/", follow=True)
    assert answer.redirect_chain[-1][0].startswith(LOGIN)


def test_one_cannot_touch_anothers_passkey(signed_in: Callable[..., tuple[User, Client]]) -> None:
    _someone, client = signed_in()
    confirm(client)
    theirs = Authenticator.objects.create(
        user=builders.user(), type=Authenticator.Type.WEBAUTHN, data={"name": "Their phone", "credential": {}}
    )
    assert client.post(f"/en/accounts/2fa/webauthn/keys/{theirs.pk}/remove/").status_code == 404
    assert client.get(f"/en/accounts/2fa/webauthn/keys/{theirs.pk}/edit/").status_code == 404
    assert Authenticator.objects.filter(pk=theirs.pk).exists()


def test_from_the_new_codes_staff_go_on_to_the_workplace(cast: Cast, client: Client) -> None:
    for someone, way_on in ((cast.bolat, True), (cast.aigerim.user, False)):
        someone.set_password(PASSWORD)
        someone.save()
        client.force_login(someone)
        TOTP.activate(someone, SECRET)
        # The page of the codes notes when it is seen first.
        RecoveryCodes.activate(someone).mark_as_viewed()
        page = client.get("/en/accounts/2fa/").content.decode()
        assert ("Open the workplace" in page) is way_on
        confirm(client)
        codes = client.get("/en/accounts/2fa/recovery-codes/").content.decode()
        assert ("Open the workplace" in codes) is way_on
