"""Switching letters off: by the header of a letter without cookies, by its page, and in the preferences."""

from __future__ import annotations

import pytest
from django.test import Client

from qazvolunteer.notifications import preferences, unsubscribing
from qazvolunteer.notifications.models import Preference
from tests.letter_rows import member, organization, person

pytestmark = pytest.mark.django_db


def path(user_id: int, category: str = "signup") -> str:
    return f"/u/{unsubscribing.token(user_id, category)}/"


def test_one_click_needs_no_cookie_and_no_csrf_token() -> None:
    reader = person()
    mail_program = Client(enforce_csrf_checks=True)
    answer = mail_program.post(path(reader.pk), {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert not answer.cookies
    assert not preferences.is_on(reader, "signup")
    assert preferences.is_on(reader, "reminder")


def test_opening_the_page_writes_nothing() -> None:
    reader = person(language="ru")
    answer = Client().get(path(reader.pk))
    assert answer.status_code == 200
    assert not Preference.objects.exists()
    assert answer["Content-Language"] == "ru"
    assert 'lang="ru"' in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


def test_undo_brings_them_back() -> None:
    reader = person()
    Client().post(path(reader.pk))
    assert 'name="undo"' in Client().get(path(reader.pk)).content.decode()
    Client().post(path(reader.pk), {"undo": "1"})
    assert preferences.is_on(reader, "signup")


def test_a_forged_or_foreign_token_is_not_found() -> None:
    reader = person()
    good = unsubscribing.token(reader.pk, "signup")
    assert Client().post(f"/u/{good[:-1]}x/").status_code == 404
    assert Client().post(path(reader.pk + 1)).status_code == 404
    assert Client().post(path(reader.pk, "account")).status_code == 404
    assert Client().post(path(reader.pk, "unheard")).status_code == 404
    assert not Preference.objects.exists()


def test_preferences_need_a_login() -> None:
    assert Client().get("/kk/my/notifications/").status_code == 302


def test_preferences_are_a_plain_form(client: Client) -> None:
    reader = person()
    client.force_login(reader)
    page = client.get("/en/my/notifications/").content.decode()
    assert 'name="signup"' in page
    assert 'name="work"' not in page
    answer = client.post("/en/my/notifications/", {"signup": "on"})
    assert answer.status_code == 302
    assert preferences.is_on(reader, "signup")
    assert not preferences.is_on(reader, "reminder")
    assert preferences.is_on(reader, "account")
    client.post("/en/my/notifications/", {"signup": "on", "reminder": "on"})
    assert preferences.is_on(reader, "reminder")


def test_the_work_of_an_organization_is_offered_to_its_people(client: Client) -> None:
    owner = member(organization())
    client.force_login(owner)
    answer = client.get("/en/my/notifications/")
    if answer.status_code == 200:
        assert 'name="work"' in answer.content.decode()
    assert "work" in preferences.shown_to(owner)


def test_switching_twice_keeps_one_row() -> None:
    reader = person()
    for on in (False, True, False):
        preferences.switch(reader, "signup", on=on)
    assert Preference.objects.count() == 1
    assert preferences.switched_off([reader.pk]) == {(reader.pk, "signup")}


def test_everything_may_be_switched_off_at_once(client: Client) -> None:
    reader = person()
    client.force_login(reader)
    assert client.post("/en/my/notifications/", {}).status_code == 302
    everything = {(reader.pk, category) for category in ("signup", "reminder", "organizer")}
    assert preferences.switched_off([reader.pk]) == everything
