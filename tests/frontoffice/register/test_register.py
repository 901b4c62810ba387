"""The register of volunteer activity: who is in it, by whose wish, and who takes it away."""

from __future__ import annotations

import datetime as dt
import io
import logging
import re
import zipfile
from typing import Any

import pytest
import time_machine
from django.utils import timezone, translation

from frontoffice.register import applying, contents, exporting
from frontoffice.register.models import KEPT_FOR, RegisterApplication, RegisterExport, RegisterLook, RegisterPiece
from organizations import merging
from organizations.enums import Role
from qazvolunteer.accounts import consent_texts, consents, personal_data
from qazvolunteer.accounts.models import Consent, User
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.notifications.models import Notification
from tests import builders, doors, hours_rows

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("texts", "workplace")]


@pytest.fixture
def texts(db: None) -> None:
    consent_texts.load()


GIVE = "/en/my/profile/consents/register/give/"
PAGE = "/en/my/profile/consents/"


def volunteer(name: str = "Айгерім", **values: Any) -> Any:
    return builders.volunteer(name, last_name="Серікова", **values)


def applied(name: str = "Айгерім") -> Any:
    who = volunteer(name)
    doors.signed_in(who).post(GIVE)
    return who


def made(by: User | None = None) -> RegisterExport:
    export = exporting.ask(by=by or builders.coordinator(None), language="en")
    exporting.make(export.pk)
    export.refresh_from_db()
    return export


def workbook(export: RegisterExport) -> dict[str, str]:
    """The text of each sheet, by its name."""
    content = b"".join(bytes(piece) for piece in export.pieces.order_by("number").values_list("content", flat=True))
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        names = re.findall(r'name="([^"]+)" sheetId', book.read("xl/workbook.xml").decode())
        read = [book.read(f"xl/worksheets/sheet{number}.xml").decode() for number in range(1, len(names) + 1)]
    return dict(zip(names, read, strict=True))


def streamed(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def test_a_person_enters_by_their_own_consent_and_leaves_with_it() -> None:
    who = volunteer()
    client = doors.signed_in(who)
    assert not RegisterApplication.objects.exists()
    assert "You have not agreed." in doors.read(client.get(PAGE))
    client.post(GIVE)
    client.post(GIVE)
    row = RegisterApplication.objects.get()
    assert (row.user, row.state) == (who.user, "applied")
    assert "goes to the ministry with the next export" in doors.read(client.get(PAGE))
    export = made()
    assert "Айгерім Серікова" in workbook(export)["Volunteers"]
    assert "has not decided yet" in doors.read(client.get(PAGE))
    consent = Consent.objects.in_force().get(text__kind="register")
    withdraw = doors.address("profile-consent-withdraw", consent.pk)
    assert "taken away at once" in doors.read(client.get(withdraw))
    client.post(withdraw)
    row.refresh_from_db()
    export.refresh_from_db()
    assert row.state == "withdrawn" and export.is_expired
    assert not RegisterPiece.objects.exists(), "The file that held the name is gone."
    with pytest.raises(Refusal):
        made()
    client.post(GIVE)
    row.refresh_from_db()
    assert row.state == "applied" and [one.action for one in row.transitions.order_by("pk")] == [
        "send", "withdraw", "apply",
    ]  # fmt: skip


@pytest.mark.parametrize(("born", "said"), [(dt.date(2012, 1, 1), "Only adults"), (None, "Only adults")])
def test_a_minor_is_not_entered(born: dt.date | None, said: str) -> None:
    client = doors.signed_in(volunteer(birth_date=born))
    assert said in doors.read(client.post(GIVE, follow=True))
    assert not RegisterApplication.objects.exists()
    assert not Consent.objects.filter(text__kind="register").exists()


def test_nobody_is_asked_when_an_account_is_made() -> None:
    assert 'name="consent_register"' not in doors.Client().get("/en/accounts/signup/").content.decode()


@pytest.mark.lenient_templates
def test_an_organization_applies_through_its_owner() -> None:
    organization = builders.organization(name="Жасыл ел", state="verified")
    owner, manager = builders.member(organization), builders.member(organization, Role.CHECK_IN)
    with pytest.raises(Refusal) as refused:
        applying.apply_for(organization, by=manager)
    assert refused.value.code == "not_allowed"
    address = f"/admin/organizations/organization/{organization.pk}"
    for act in ("enter-register", "leave-register"):
        client = doors.signed_in(owner)
        assert act in client.get(f"/en{address}/change/").content.decode()
        client.post(f"/en{address}/act/{act}/")
    assert RegisterApplication.objects.get().state == "withdrawn"


def test_the_export_holds_what_the_law_names_and_no_more(django_assert_max_num_queries: Any) -> None:
    consenting, silent = applied("Айгерім"), volunteer("Бекзат")
    organization = builders.organization(**builders.three("name", "Жасыл ел"), bin="990140000016")
    other = builders.organization(**builders.three("name", "Басқа ұйым"))
    owner = builders.member(organization)
    builders.member(organization, Role.COORDINATOR, user=consenting.user)
    project = builders.project(
        organization=organization, **builders.three("title", "Өзен жағасы"), min_age=18, risk_tags=["water"]
    )
    event = builders.project(organization=organization, **builders.three("title", "Бір күндік акция"), kind="event")
    builders.project(organization=other, **builders.three("title", "Бөтен жоба"))
    hours_rows.came(hours_rows.past_shift(project), consenting)
    hours_rows.came(hours_rows.past_shift(project), silent)
    applying.apply_for(organization, by=owner)
    by = builders.coordinator(None)
    export = exporting.ask(by=by, language="en")
    with django_assert_max_num_queries(30):
        exporting.make(export.pk)
    export.refresh_from_db()
    book = workbook(export)
    assert list(book) == [
        "Volunteers", "Groups of volunteers", "Volunteer organizations", "Coordinators and organizers",
        "Programmes and projects", "Volunteer actions",
    ]  # fmt: skip
    whole = " ".join(book.values())
    for private in (
        silent.user.first_name, owner.first_name + " " + owner.last_name, consenting.user.email, "Басқа ұйым",
        "Бөтен жоба", consenting.birth_date.isoformat(),
    ):  # fmt: skip
        assert private not in whole
    assert project.programme.brand in book["Volunteers"]
    assert "990140000016" in book["Volunteer organizations"] and "<v>2</v>" in book["Volunteer organizations"]
    assert "Айгерім Серікова" in book["Coordinators and organizers"]
    assert "Өзен жағасы" in book["Programmes and projects"] and "Minimum age: 18." in book["Programmes and projects"]
    assert event.title in book["Volunteer actions"] and event.title not in book["Programmes and projects"]
    assert export.entries == 2
    with translation.override("en"):
        assert [str(one) for one in contents.FIELDS["volunteers"][1]] == ["Name", "Region", "Town", "Kinds of activity"]


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_the_columns_are_translated(language: str) -> None:
    with translation.override("en"):
        english = [str(one) for _title, head in contents.FIELDS.values() for one in head]
    with translation.override(language):
        read = [str(one) for _title, head in contents.FIELDS.values() for one in head]
    assert not set(english) & set(read)


def test_only_its_owner_fetches_it_until_it_expires() -> None:
    applied()
    owner, colleague = builders.coordinator(None), builders.coordinator(None)
    export = made(owner)
    address = doors.address("office-register-fetch", export.pk)
    assert doors.signed_in(owner).get(address).status_code == 405
    fetched = doors.signed_in(owner).post(address)
    assert len(streamed(fetched)) == int(fetched["Content-Length"]) > 1000
    for other, code in (
        (colleague, 404), (builders.coordinator("almaty"), 403), (builders.user(), 403),
        (builders.member(builders.organization()), 403),
    ):  # fmt: skip
        assert doors.signed_in(other).post(address).status_code == code
    assert [look.by for look in RegisterLook.objects.all()] == [owner]
    assert "Fetched by" in doors.read(doors.signed_in(colleague).get(doors.address("office-register")))
    with time_machine.travel(timezone.now() + KEPT_FOR + dt.timedelta(minutes=1)):
        exporting.sweep()
        assert doors.signed_in(owner).post(address).status_code == 302
    assert not RegisterPiece.objects.exists() and RegisterLook.objects.count() == 1


@pytest.mark.parametrize("door", ["office-register", "office-register-export", "office-register-decide"])
def test_it_is_the_republican_offices(door: str) -> None:
    for person in (builders.coordinator("almaty"), builders.user(), builders.member(builders.organization())):
        client = doors.signed_in(person)
        verb = client.get if door == "office-register" else client.post
        assert verb(doors.address(door)).status_code == 403
    assert not RegisterExport.objects.exists()


def test_the_decision_is_kept_and_told() -> None:
    who, late = applied(), applied("Бекзат")
    organization = builders.organization(state="verified")
    owner = builders.member(organization)
    applying.apply_for(organization, by=owner)
    made()
    late_row = RegisterApplication.objects.get(user=late.user)
    consents.withdraw(Consent.objects.get(user=late.user, text__kind="register"), by=late.user)
    client = doors.signed_in(builders.coordinator(None))
    rows = list(RegisterApplication.objects.values_list("pk", flat=True))
    form = {"rows": rows, "outcome": "refuse", "decided_on": timezone.localdate().isoformat(), "decision": ""}
    decide = doors.address("office-register-decide")
    assert client.post(decide, form).status_code == 422, "A refusal says why."
    tomorrow = (timezone.localdate() + dt.timedelta(days=1)).isoformat()
    assert client.post(decide, {**form, "decision": "x", "decided_on": tomorrow}).status_code == 422
    assert client.post(decide, {**form, "rows": []}).status_code == 422
    client.post(decide, {**form, "decision": "№ 7 хат."})
    client.post(decide, {**form, "outcome": "include", "decision": "№ 9 хат."})
    states = dict(RegisterApplication.objects.values_list("pk", "state"))
    assert states.pop(late_row.pk) == "withdrawn"
    assert set(states.values()) == {"included"}
    page = doors.read(doors.signed_in(who).get(PAGE))
    assert "You are in the register" in page and "№ 9 хат." in page
    read = Notification.objects.filter(kind="frontoffice.register_decided").values_list("recipient", flat=True)
    assert sorted(read) == sorted([who.user.pk, owner.pk] * 2)


@pytest.mark.parametrize("rows", [3, 30])
def test_the_statements_of_the_page(rows: int, django_assert_max_num_queries: Any) -> None:
    by = builders.coordinator(None)
    for _ in range(rows):
        RegisterApplication.objects.create(user=builders.user())
        RegisterLook.objects.create(
            export=RegisterExport.objects.create(owner=by, language="kk", expires_at=timezone.now()), by=by
        )
    client = doors.signed_in(by)
    client.get(doors.address("office-register"))
    with django_assert_max_num_queries(22):
        client.get(doors.address("office-register"))


def test_it_goes_with_a_person() -> None:
    who = applied()
    export = made()
    given = personal_data.export(who.user)["register"]
    assert given["state"] == "sent" and given["handed_over_at"] == export.made_at
    personal_data.erase(who.user)
    assert not RegisterApplication.objects.exists() and not RegisterPiece.objects.exists()
    assert personal_data.export(builders.user())["register"] is None


def test_a_lost_message_is_made_up_for(logged_errors: list[logging.LogRecord]) -> None:
    applied()
    export = exporting.ask(by=builders.coordinator(None), language="ru")
    exporting.sweep()
    exporting.sweep()
    export.refresh_from_db()
    assert export.is_ready and export.entries == 1 and export.pieces.exists()


def test_a_merged_organization_takes_its_application_along_or_back() -> None:
    source, into, other = (builders.organization() for _number in range(3))
    owners = {one.pk: builders.member(one, Role.OWNER) for one in (source, other)}
    applying.apply_for(source, by=owners[source.pk])
    merging.merge(source, into=into, by=builders.coordinator(None), note="One BIN.")
    assert applying.is_live(into)
    assert not applying.is_live(source)
    applying.apply_for(other, by=owners[other.pk])
    merging.merge(other, into=into, by=builders.coordinator(None), note="One BIN.")
    assert applying.is_live(into)
    assert RegisterApplication.objects.get(organization=other).state == "withdrawn"
