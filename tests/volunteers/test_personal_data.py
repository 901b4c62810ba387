"""Giving a person their data, and forgetting a person (rule 11): who it was goes, what was done stays counted."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.utils import timezone

from qazvolunteer.accounts import consent_texts, consents, personal_data
from qazvolunteer.accounts.models import Consent, User
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.notifications.account_kinds import ERASED
from qazvolunteer.notifications.delivery import deliver_due
from qazvolunteer.notifications.models import Notification
from tests import builders, doors
from tests.accounts.conftest import PASSWORD
from volunteers import guardians
from volunteers.enums import SignUpState
from volunteers.models import GuardianConsent, SignUp, Volunteer

pytestmark = pytest.mark.django_db

FIRST, LAST, EMAIL, PHONE = "Шынаржан", "Құдайбергенқызы", "shynar@example.kz", "+77019998877"


def somebody() -> Volunteer:
    """A person who left traces everywhere."""
    consent_texts.load()
    shynar = builders.volunteer(FIRST, last_name=LAST, email=EMAIL, phone=PHONE)
    user = shynar.user
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=EMAIL, verified=True, primary=True)
    consents.give(user, ["personal_data", "terms"], ip="10.7.7.7")
    GuardianConsent.objects.create(
        volunteer=shynar, email="anasy@example.kz", name="Анасы", language="kk", ip="10.8.8.8"
    )
    LogEntry.objects.create(
        user=user,
        content_type=ContentType.objects.get_for_model(User),
        object_id=str(user.pk),
        object_repr=f"{FIRST} {LAST}",
        action_flag=CHANGE,
    )
    return shynar


def page_of(client: Client) -> Client:
    client.post("/en/accounts/login/", {"login": EMAIL, "password": PASSWORD})
    client.post("/en/accounts/reauthenticate/", {"password": PASSWORD, "next": "/en/my/profile/delete/"})
    return client


def whole_database() -> str:
    """Every text of every table, as one string."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            found += [row[0] for row in cursor.fetchall()]
    return "\n".join(found)


def test_nothing_that_names_the_person_is_left_in_the_database(client: Client, mailoutbox: Any) -> None:
    shynar = somebody()
    TOTP.activate(shynar.user, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    Authenticator.objects.all().delete()
    shift = builders.shift(seats=1)
    mine = builders.join(shift, shynar, answers={"1": f"I am {FIRST}"})
    page_of(client).post("/en/my/profile/delete/", {"sure": "on"})
    deliver_due()
    assert [letter.to for letter in mailoutbox] == [[EMAIL]]
    everything = whole_database()
    for trace in (
        FIRST,
        LAST,
        EMAIL,
        PHONE,
        PHONE[2:],
        "10.7.7.7",
        "anasy@example.kz",
        "Анасы",
        "10.8.8.8",
        mine.pass_code,
    ):
        assert trace not in everything, trace
    last = Notification.objects.get()
    assert (last.kind, last.address) == ("accounts.deleted", ERASED)


def test_the_totals_stay_and_the_seats_are_free() -> None:
    shynar = somebody()
    shift = builders.shift(seats=1)
    done = builders.signup_row(SignUpState.CONFIRMED, of=builders.shift(starts_in=-5 * builders.DAY), who=shynar)
    mine = builders.join(shift, shynar)
    waiting = builders.join(shift)
    personal_data.erase(shynar.user)
    for row in (mine, waiting, done):
        row.refresh_from_db()
    assert (mine.state, waiting.state, done.state) == (
        SignUpState.WITHDRAWN,
        SignUpState.OFFERED,
        SignUpState.CONFIRMED,
    )
    assert SignUp.objects.filter(volunteer=shynar).count() == 2


def test_nobody_gets_in_any_more(client: Client) -> None:
    shynar, elsewhere = somebody(), Client()
    elsewhere.post("/en/accounts/login/", {"login": EMAIL, "password": PASSWORD})
    assert UserSession.objects.filter(user=shynar.user).exists()
    answer = page_of(client).post("/en/my/profile/delete/", {"sure": "on"})
    assert answer["Location"] == "/en/"
    for browser in (client, elsewhere):
        assert browser.get("/en/my/profile/").status_code == 302
    client.post("/en/accounts/login/", {"login": EMAIL, "password": PASSWORD})
    assert "_auth_user_id" not in client.session
    assert not UserSession.objects.filter(user=shynar.user).exists()
    shynar.user.refresh_from_db()
    assert not shynar.user.is_active
    assert not shynar.user.has_usable_password()


def test_the_address_is_free_for_a_new_account() -> None:
    shynar = somebody()
    personal_data.erase(shynar.user)
    assert builders.user(email=EMAIL).pk != shynar.user.pk


def test_that_consent_was_given_and_withdrawn_stays_known() -> None:
    shynar = somebody()
    personal_data.erase(shynar.user)
    rows = Consent.objects.filter(user=shynar.user)
    assert rows.count() == 2
    assert all(row.withdrawn_at and row.given_at and row.ip is None for row in rows)


def test_erasing_twice_is_erasing_once() -> None:
    shynar = somebody()
    personal_data.erase(shynar.user)
    when = User.objects.get(pk=shynar.user.pk).anonymised_at
    personal_data.erase(User.objects.get(pk=shynar.user.pk))
    assert User.objects.get(pk=shynar.user.pk).anonymised_at == when
    assert Notification.objects.filter(kind="accounts.deleted").count() == 1


def test_it_takes_the_password(client: Client) -> None:
    somebody()
    client.post("/en/accounts/login/", {"login": EMAIL, "password": PASSWORD})
    answer = client.post("/en/my/profile/delete/", {"sure": "on"})
    assert "reauthenticate" in answer["Location"]
    client.post(answer["Location"], {"password": "wrong", "next": "/en/my/profile/delete/"})
    assert User.objects.filter(email=EMAIL, is_active=True).exists()


def test_it_takes_a_tick(client: Client) -> None:
    somebody()
    assert "Tick the box" in page_of(client).post("/en/my/profile/delete/", {}).content.decode()
    assert User.objects.filter(email=EMAIL, is_active=True).exists()


def test_whoever_holds_an_office_hands_it_over_first() -> None:
    owner = builders.member(builders.organization())
    with pytest.raises(Refusal) as refused:
        personal_data.erase(owner)
    assert refused.value.code == "has_hats"
    owner.refresh_from_db()
    assert owner.is_active


def test_everything_is_given_out_and_nothing_of_others() -> None:
    shynar, other = somebody(), builders.volunteer("Басқа", email="other@example.kz")
    shift = builders.shift()
    builders.join(shift, shynar, answers={"1": "Иә"})
    builders.join(shift, other)
    answer = doors.signed_in(shynar).post("/ru/my/profile/data/export/")
    assert "attachment" in answer["Content-Disposition"]
    text = answer.content.decode()
    data = json.loads(text)
    assert data["account"]["email"] == EMAIL
    assert data["volunteer"]["birth_date"] == "1998-05-01"
    assert data["volunteer"]["signups"][0]["answers"] == {"1": "Иә"}
    assert data["volunteer"]["guardian_consents"][0]["name"] == "Анасы"
    assert {row["kind"] for row in data["account"]["consents"]} == {"personal_data", "terms"}
    assert data["notifications"]["letters"][0]["kind"] == "volunteers.confirmed"
    assert "other@example.kz" not in text
    assert "Басқа" not in text


def test_the_file_never_holds_a_secret() -> None:
    shynar = somebody()
    mine = builders.join(builders.shift(), shynar)
    text = doors.signed_in(shynar).post("/ru/my/profile/data/export/").content.decode()
    for secret in (mine.pass_secret, shynar.calendar_secret, shynar.user.password):
        assert secret not in text


def test_the_file_is_made_on_request_and_not_too_often() -> None:
    client = doors.signed_in(somebody())
    assert client.get("/ru/my/profile/data/export/").status_code == 405
    statuses = [client.post("/ru/my/profile/data/export/").status_code for _ in range(7)]
    assert statuses == [200] * 6 + [429]


def test_every_table_that_points_at_a_person_is_known() -> None:
    """A new table with a key to a person must be thought of: erased, kept without a name, or nothing to do."""
    pointing = {
        field.model._meta.label
        for model in apps.get_models()
        if model._meta.managed and not model._meta.proxy
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model in (User, Volunteer)
    }
    thought_of = {
        # erased
        "account.EmailAddress", "mfa.Authenticator", "usersessions.UserSession", "notifications.Notification",
        "notifications.Preference", "volunteers.GuardianConsent", "volunteers.OrganizationBlock",
        "volunteers.SavedSearch", "volunteers.OrganizationMute", "volunteers.ExportFile", "accounts.SavedView",
        # the volunteer book: words and pictures are erased, minutes and answers stay
        "volunteers.HoursEntry", "volunteers.HoursTransition", "volunteers.MissedAppealTransition",
        "volunteers.Feedback", "volunteers.Thanks", "volunteers.StandIn", "volunteers.StandInTransition",
        "volunteers.ReportTransition",
        # the person itself, and what stays without a name
        "volunteers.OrganizerMessage", "volunteers.MessageReader", "volunteers.ConversationEntry",
        "volunteers.Volunteer", "volunteers.SignUp", "volunteers.SignUpTransition", "accounts.Consent",
        "admin.LogEntry",
        # offices are handed over before
        "organizations.Organization", "organizations.Membership", "organizations.OrganizationTransition",
        "organizations.MembershipChange", "organizations.AffiliationTransition",
        # addresses in invitations are erased, open ones are void
        "organizations.Invitation",
        "organizations.MembershipEvent", "organizations.OrganizationEvent", "frontoffice.Coordinator",
        "projects.ProjectTransition", "projects.SeatsRecord", "projects.ShiftRule",
        # who came stays, the reasons go; who marked, led or allowed has no name any more
        "volunteers.Attendance", "volunteers.AttendanceTransition", "volunteers.Scan", "volunteers.ShiftLeader",
        "volunteers.PosterRule", "volunteers.BlockObjectionTransition",
        # a reporter's words, the notes of the desk and the addresses of readers are erased
        "frontoffice.Concern", "frontoffice.ConcernAnswer", "frontoffice.ConcernTransition", "frontoffice.Matter",
        "frontoffice.MatterEntry", "frontoffice.MonitoringReport", "frontoffice.ReportRecipient",
        # acts of an office stay, by an account without a name; a month counts whoever was active
        "frontoffice.FieldMark", "frontoffice.MonitoringTransition", "frontoffice.PictureLook",
        "frontoffice.PostChange", "frontoffice.ProgrammeGoal", "frontoffice.RuleSwitch", "frontoffice.Office",
        "frontoffice.RuleVersion", "frontoffice.Signal",
        "frontoffice.Checklist", "frontoffice.FieldNote", "frontoffice.Finding", "frontoffice.FindingTransition",
        "frontoffice.Visit", "frontoffice.VisitPhoto", "frontoffice.VisitSample", "frontoffice.VisitTransition",
        "frontoffice.FiguresDrift", "frontoffice.RegisterLook",
        # an application to the register and whatever file holds the name are erased
        "frontoffice.RegisterApplication", "frontoffice.RegisterExport", "frontoffice.RegisterTransition",
        "frontoffice.ActiveMonth", "organizations.Halt", "organizations.HaltRecord", "organizations.ServiceDays",
    }  # fmt: skip
    assert pointing <= thought_of, pointing - thought_of


def test_the_letter_to_a_guardian_goes_with_the_child() -> None:
    born = timezone.localdate() - dt.timedelta(days=14 * 366)
    child = builders.volunteer(birth_date=born)
    guardians.ask(child, email="anasy@example.kz", language="kk", by=child.user)
    personal_data.erase(child.user)
    assert not Notification.objects.filter(address="anasy@example.kz").exists()
