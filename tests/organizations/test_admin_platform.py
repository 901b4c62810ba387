"""The superuser's pages: people masked, consent texts fixed, the outbox read and tried again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from projects.enums import ProjectState
from projects.models import Programme
from qazvolunteer.accounts.models import ConsentText, User
from qazvolunteer.notifications.enums import State
from qazvolunteer.notifications.models import Notification
from qazvolunteer.places.models import Town
from tests import builders
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workplace"), pytest.mark.lenient_templates]

Browser = Callable[[User], Client]


@pytest.fixture
def root() -> User:
    return builders.user("Айсұлу", is_superuser=True, email="root@example.kz")


@pytest.fixture
def browser(root: User, sign_in: Browser) -> Client:
    return sign_in(root)


def test_people_are_masked(browser: Client) -> None:
    person = builders.user(email="daulet.secret@example.kz", phone="+77011234567")
    for page in ("", f"{person.pk}/change/", "?q=daulet.secret@example.kz"):
        words = browser.get(f"/en/admin/accounts/user/{page}").content.decode()
        assert "d•••@example.kz" in words
        assert "+77011234567" not in words
    assert "daulet.secret" not in browser.get(f"/en/admin/accounts/user/{person.pk}/change/").content.decode()


def test_an_account_is_closed_but_not_raised(browser: Client, root: User) -> None:
    person = builders.user()
    forged = {"is_superuser": "on", "email": "other@example.kz", "password": "x", "first_name": "Other"}
    assert browser.post(f"/en/admin/accounts/user/{person.pk}/change/", forged).status_code == 302
    before = person
    person = User.objects.get(pk=person.pk)
    assert not person.is_active
    assert not person.is_superuser
    assert (person.email, person.first_name, person.password) == (before.email, before.first_name, before.password)
    browser.post(f"/en/admin/accounts/user/{root.pk}/change/", {})
    root.refresh_from_db()
    assert root.is_active


def test_a_published_consent_text_is_never_edited(browser: Client) -> None:
    words = {**builders.three("title", "Terms"), **builders.three("text", "Be kind.")}
    published = ConsentText.objects.create(kind="terms", version=91, **words)
    coming = ConsentText.objects.create(
        kind="terms", version=92, published_at=timezone.now() + dt.timedelta(days=3), **words
    )
    form = {
        **builders.three("title", "Other"),
        **builders.three("text", "Other words."),
        "kind": "terms",
        "version": 92,
        "published_at_0": "2099-01-01",
        "published_at_1": "10:00",
    }
    assert browser.post(f"/en/admin/accounts/consenttext/{published.pk}/change/", form).status_code == 403
    assert browser.post(f"/en/admin/accounts/consenttext/{coming.pk}/change/", form).status_code == 302
    published.refresh_from_db()
    coming.refresh_from_db()
    assert (published.text_kk, coming.text_kk) == ("Be kind.", "Other words.")


def letter(state: str, kind: str = "projects.approved") -> Notification:
    return Notification.objects.create(
        kind=kind, recipient=builders.user(), payload={"project": 1, "note": "A secret note"}, state=state, attempts=6
    )


def test_failed_letters_are_tried_again(browser: Client) -> None:
    failed, sent = letter(State.FAILED), letter(State.SENT)
    page = browser.get("/en/admin/notifications/notification/").content.decode()
    assert failed.recipient is not None
    assert failed.recipient.email not in page
    form = {"action": "retry", "_selected_action": [failed.pk, sent.pk]}
    answer = browser.post("/en/admin/notifications/notification/", form, follow=True)
    assert "1 row is done." in answer.content.decode()
    failed.refresh_from_db()
    sent.refresh_from_db()
    assert (failed.state, failed.attempts, sent.state) == (State.PENDING, 0, State.SENT)


def test_a_letter_is_read_without_its_payload(browser: Client) -> None:
    failed = letter(State.FAILED)
    page = browser.get(f"/en/admin/notifications/notification/{failed.pk}/change/").content.decode()
    assert "A secret note" not in page
    assert browser.get("/en/admin/notifications/notification/add/").status_code == 403


def test_reference_data_is_kept(browser: Client) -> None:
    town, programme = builders.town(), builders.programme()
    for page in (f"places/town/{town.pk}", f"places/region/{town.region_id}", f"projects/programme/{programme.pk}"):
        assert browser.get(f"/en/admin/{page}/change/").status_code == 200
    form = {
        "kind": "city",
        "slug": town.slug,
        "region": town.region_id,
        **builders.three("name", "Жаңа қала"),
        "latitude": "43.25",
        "longitude": "76.9",
    }
    answer = browser.post(f"/en/admin/places/town/{town.pk}/change/", form)
    assert answer.status_code == 302, answer.context["errors"]
    assert Town.objects.get(pk=town.pk).name_kk == "Жаңа қала"
    assert Programme.objects.count() == 1


def test_every_list_and_form_opens_in_every_language(browser: Client, cast: Cast) -> None:
    builders.shift(builders.project(organization=cast.organization))
    builders.project(organization=cast.organization, state=ProjectState.SUBMITTED, published_at=None)
    pages = ["projects/project", "projects/shift", "organizations/organization", "frontoffice/office"]
    for language in ("kk", "ru", "en"):
        assert browser.get(f"/{language}/admin/").status_code == 200
        for page in pages:
            assert browser.get(f"/{language}/admin/{page}/").status_code == 200
            # A project begins with the choice of a template.
            assert browser.get(f"/{language}/admin/{page}/add/?blank=1").status_code == 200


def test_the_theme_is_the_sites(browser: Client) -> None:
    assert 'class="dark"' not in browser.get("/en/admin/").content.decode()
    browser.cookies["theme"] = "dark"
    assert 'class="dark"' in browser.get("/en/admin/").content.decode()
