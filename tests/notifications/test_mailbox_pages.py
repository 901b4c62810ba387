"""The demonstration's mail in the browser: the letter in a frame of its own, and nothing at all without DEBUG."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import include, path
from pytest_django import Settings

from qazvolunteer.core import mailbox
from qazvolunteer.notifications import delivery
from qazvolunteer.notifications.models import Notification
from qazvolunteer.urls import urlpatterns as site
from tests import letter_rows as rows

pytestmark = pytest.mark.django_db
PARTS = ("qazvolunteer.core.urls_dev", "frontoffice.urls_dev")
urlpatterns = [*(path("dev/", include(part)) for part in PARTS), *site]
PAGES = ("/dev/mail/", "/dev/accounts/")


@pytest.fixture(autouse=True)
def _dev_addresses(settings: Settings) -> None:
    settings.ROOT_URLCONF = __name__
    settings.DEBUG = True


@pytest.fixture
def name() -> str:
    """The name of the one letter in the folder."""
    signup = rows.signup(user=rows.person(email="aigerim@example.kz", language="kk"))
    Notification.objects.create(
        recipient=signup.volunteer.user, kind="volunteers.confirmed", payload={"signup": signup.pk}
    )
    delivery.deliver_due()
    return mailbox.names()[0]


def test_without_debug_there_is_nothing(settings: Settings, name: str) -> None:
    settings.DEBUG = False
    for address in (*PAGES, f"/dev/mail/{name}/", f"/dev/mail/{name}/html/"):
        assert Client().get(address).status_code == 404, address


def test_an_empty_mailbox_says_so() -> None:
    assert "No letters yet" in Client().get("/dev/mail/").content.decode()


def test_lists_letters_and_finds_an_address(name: str) -> None:
    page = Client().get("/dev/mail/").content.decode()
    assert "aigerim@example.kz" in page
    assert f"/dev/mail/{name}/" in page
    assert name in Client().get("/dev/mail/?to=AIGERIM").content.decode()
    assert name not in Client().get("/dev/mail/?to=nobody").content.decode()


def test_shows_a_letter_in_a_frame_without_scripts(name: str) -> None:
    answer = Client().get(f"/dev/mail/{name}/")
    page = answer.content.decode()
    assert f'src="/dev/mail/{name}/html/"' in page
    assert "allow-scripts" not in page
    assert "allow-same-origin" not in page
    assert "List-Unsubscribe-Post" in page
    assert '<a href="https://qazvolunteer.example/kk/' in page
    policy = answer["Content-Security-Policy"]
    assert "frame-src 'self'" in policy
    assert "unsafe-inline" not in policy


def test_the_letter_itself_has_a_policy_of_its_own(name: str) -> None:
    answer = Client().get(f"/dev/mail/{name}/html/")
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "style-src 'unsafe-inline'" in policy
    assert "script-src" not in policy
    page = answer.content.decode()
    assert '<base target="_top">' in page
    assert 'src="data:image/png;base64,' in page
    assert "cid:" not in page


def test_unheard_letters_are_not_found(name: str) -> None:
    for address in ("/dev/mail/unheard/", "/dev/mail/..%2Fsettings/", "/dev/mail/unheard/html/"):
        assert Client().get(address).status_code == 404, address


def test_accounts_are_listed_only_where_the_demo_was_loaded() -> None:
    assert "No demonstration data" in Client().get("/dev/accounts/").content.decode()
