"""Concerns: anybody reports, the office of the region looks into it, the answer comes by a link."""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from frontoffice.models import Coordinator
from frontoffice.monitoring import concerns
from frontoffice.monitoring.models import Concern
from organizations.enums import Role
from qazvolunteer.accounts import personal_data
from qazvolunteer.accounts.models import User
from qazvolunteer.notifications.models import Notification
from tests import builders, doors

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workplace")]
DAY = dt.timedelta(days=1)


def sent(client: Client, **values: Any) -> Any:
    given = {"kind": "money", "text": "They asked for 5,000 tenge.", "draft": uuid.uuid4(), "this_page": "on"}
    return client.post(doors.address("concern"), {**given, **values})


def concern(**values: Any) -> Concern:
    project = values.pop("project", None) or builders.project()
    seen = concerns.About(f"/en/projects/{project.slug}/", project, project.organization, project.region)
    given = {"kind": "money", "text": "They asked for money.", "draft": uuid.uuid4(), "seen": seen}
    return concerns.report(**{**given, **values})


def past_coordinator() -> User:
    person = builders.coordinator("almaty")
    Coordinator.objects.filter(user=person).update(started_at=timezone.now() - 9 * DAY, ended_at=timezone.now() - DAY)
    return person


def test_the_link_is_at_the_foot_of_every_page_and_carries_it() -> None:
    project = builders.project()
    for path in (doors.address("about"), doors.address("project", project.slug)):
        assert f"{doors.address('concern')}?page=" in Client().get(path).content.decode()
    form = Client().get(doors.address("concern"), {"page": doors.address("project", project.slug) + "?shift=1"})
    assert project.title in form.content.decode() and "112" in form.content.decode()


def test_an_anonymous_visitor_reports_and_reads_the_answer() -> None:
    project, office = builders.project(), builders.coordinator("almaty")
    client = Client()
    response = sent(client, page=doors.address("project", project.slug) + "?shift=3")
    made = Concern.objects.get()
    assert response["Location"] == made.get_absolute_url()
    assert (made.project, made.organization, made.region) == (project, project.organization, project.region)
    assert made.page == doors.address("project", project.slug) and made.by is None and made.email == ""
    assert doors.told(office) == ["frontoffice.concern_new"]
    concerns.answer(made, by=office, text="We have written to the organization.")
    concerns.answer(made, by=office, text="Known for this.", internal=True)
    page = doors.read(client.get(response["Location"]))
    assert "We have written to the organization." in page and "Known for this." not in page
    assert Client().get(doors.address("concern-status", "x" * 22)).status_code == 404


def test_sent_twice_it_is_one_concern() -> None:
    draft, project = uuid.uuid4(), builders.project()
    page = doors.address("project", project.slug)
    first = sent(Client(), draft=draft, page=page)
    assert sent(Client(), draft=draft, page=page)["Location"] == first["Location"]
    assert Concern.objects.count() == 1


@pytest.mark.parametrize("page", ["/en/p/Secret-of-a-pass-123/", "https://example.kz/", "/en/my/profile/", "", "//x"])
def test_a_secret_or_foreign_page_is_not_kept(page: str) -> None:
    assert sent(Client(), page=page).status_code == 302
    made = Concern.objects.get()
    assert made.page == "" and made.project is None and made.region is None


def test_what_is_wrong_is_said_and_machines_are_stopped() -> None:
    for wrong in ({"text": ""}, {"kind": "nonsense"}, {"website": "spam"}, {"text": "x" * 2001}, {"email": "nothing"}):
        assert sent(Client(), **wrong).status_code == 422
    assert not Concern.objects.exists()


def test_too_many_from_one_place(settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "report_concern": "2/h/ip"}
    assert [sent(Client()).status_code for _ in range(3)] == [302, 302, 429]


def test_no_personal_data_in_the_logs(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        sent(Client(), email="parent@example.kz", text="Very private words.")
    assert "parent@example.kz" not in caplog.text and "Very private words" not in caplog.text


def test_danger_climbs_at_once_and_is_due_sooner() -> None:
    regional, republican = builders.coordinator("almaty"), builders.coordinator(None)
    danger, money = concern(kind="danger"), concern()
    assert doors.told(regional) == ["frontoffice.concern_new"] * 2
    assert doors.told(republican) == ["frontoffice.concern_new"]
    assert danger.due_at < money.due_at
    page = doors.signed_in(regional).get(doors.address("office-concern", danger.pk)).content.decode()
    assert "tel:112" in page


def test_a_region_without_people_is_answered_by_the_republic() -> None:
    republican = builders.coordinator(None)
    concern()
    assert doors.told(republican) == ["frontoffice.concern_new"]


PAGES = ("office-concern", "office-concern-assign", "office-concern-answer", "office-concern-close")


def test_who_sees_what() -> None:
    made = concern()
    own, foreign = builders.coordinator("almaty"), builders.coordinator("astana")
    outsiders = [builders.user(), builders.member(made.organization, Role.OWNER), past_coordinator()]
    for name in PAGES:
        path = doors.address(name, made.pk)
        method = "get" if name == "office-concern" else "post"
        assert getattr(doors.signed_in(foreign), method)(path).status_code == 404
        assert getattr(doors.signed_in(own), method)(doors.address(name, 999_999)).status_code == 404
        assert getattr(Client(), method)(path).status_code == 302
        assert [getattr(doors.signed_in(one), method)(path).status_code for one in outsiders] == [403] * 3
    assert doors.signed_in(own).get(doors.address("office-concern", made.pk)).status_code == 200
    listed = doors.address("office-concerns")
    assert made.get_kind_display() in doors.read(doors.signed_in(own).get(listed))
    assert str(made.organization.name) not in doors.read(doors.signed_in(foreign).get(listed))
    assert doors.signed_in(own).get(listed, {"region": builders.region("astana").slug}).status_code == 404


def test_assign_answer_close() -> None:
    daniyar, aliya = builders.coordinator("almaty"), builders.coordinator("almaty")
    made = concern(email="parent@example.kz")
    client = doors.signed_in(daniyar)
    stranger = builders.coordinator("astana")
    assert client.post(doors.address("office-concern-assign", made.pk), {"to": stranger.pk}).status_code == 422
    client.post(doors.address("office-concern-assign", made.pk), {"to": aliya.pk})
    assert "frontoffice.concern_assigned" in doors.told(aliya)
    assert client.post(doors.address("office-concern-answer", made.pk), {"text": ""}).status_code == 422
    client.post(doors.address("office-concern-answer", made.pk), {"text": "We look into it."})
    client.post(doors.address("office-concern-close", made.pk), {"verdict": "founded", "text": "Money was given back."})
    made.refresh_from_db()
    assert (made.state, made.verdict, made.assigned_to) == ("closed", "founded", aliya)
    actions = list(made.transitions.order_by("pk").values_list("action", flat=True))
    assert actions == ["report", "assign", "answer", "close"]
    letters = Notification.objects.filter(kind="frontoffice.concern_answered")
    assert set(letters.values_list("address", flat=True)) == {"parent@example.kz"} and letters.count() == 2
    again = client.post(doors.address("office-concern-close", made.pk), {"verdict": "founded", "text": "Again."})
    assert again.status_code == 422
    page = client.get(doors.address("office-concern", made.pk)).content.decode()
    assert "parent@example.kz" not in page
    assert "Money was given back." in doors.read(Client().get(made.get_absolute_url()))


def test_nobody_decides_about_their_own_organization() -> None:
    made = concern()
    daniyar = builders.coordinator("almaty")
    builders.member(made.organization, Role.MANAGER, user=daniyar)
    client = doors.signed_in(User.objects.get(pk=daniyar.pk))
    path = doors.address("office-concern-close", made.pk)
    assert client.post(path, {"verdict": "unfounded", "text": "All is well."}).status_code == 422
    made.refresh_from_db()
    assert made.is_open


def test_what_a_person_reported_is_given_out_and_forgotten() -> None:
    person, other = builders.user(), builders.user()
    named, mailed, foreign = concern(by=person), concern(email=person.email), concern(by=other)
    office = builders.coordinator("almaty")
    concerns.answer(mailed, by=office, text="Thank you.")
    given = personal_data.export(person)["concerns"]
    assert len(given) == 2 and given[1]["answers"] == ["Thank you."]
    assert personal_data.export(builders.user()).get("concerns") is None
    client = doors.signed_in(office)
    assert person.full_name in doors.read(client.get(doors.address("office-concern", named.pk)))
    personal_data.erase(person)
    rows = Concern.objects.in_bulk()
    assert rows[named.pk].by is None and rows[mailed.pk].email == "" and rows[foreign.pk].by == other
    assert not Notification.objects.filter(kind__startswith="frontoffice", address=person.email).exists()


def test_addresses_are_forgotten_after_thirty_days() -> None:
    office = builders.coordinator("almaty")
    old, fresh, waiting = (concern(email="parent@example.kz") for _ in range(3))
    for one in (old, fresh):
        concerns.close(one, by=office, verdict="explained", text="It was a misunderstanding.")
    past = timezone.now() - 31 * DAY
    Concern.objects.filter(pk=old.pk).update(opened_at=past - DAY, closed_at=past)
    assert concerns.forget_contacts() == 1
    assert set(Concern.objects.exclude(email="").values_list("pk", flat=True)) == {fresh.pk, waiting.pk}


def test_the_list_costs_the_same() -> None:
    client = doors.signed_in(builders.coordinator("almaty"))
    counts = []
    for number in (3, 27):
        for _ in range(number):
            concern()
        with CaptureQueriesContext(connection) as seen:
            client.get(doors.address("office-concerns"))
        counts.append(len(seen))
    assert counts[0] == counts[1]
