"""Who sees which report, what is done with it, and what is public."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from frontoffice.models import Coordinator
from frontoffice.reports import building, naming, paper, personal_data
from frontoffice.reports.models import MonitoringReport, ReportRecipient
from frontoffice.rollups import rebuilding
from organizations.enums import Role
from qazvolunteer.accounts.models import User
from qazvolunteer.notifications.models import Notification
from tests import builders, doors, hours_rows
from tests.frontoffice.reports import making

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workplace")]
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _drawn_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sheets themselves are read in ``test_building``."""
    monkeypatch.setattr(paper, "draw", lambda report: f"{report.slug} {report.signed_at}".encode())


def past() -> User:
    person = builders.coordinator("almaty")
    Coordinator.objects.filter(user=person).update(started_at=timezone.now() - 9 * DAY, ended_at=timezone.now() - DAY)
    return person


def streamed(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def test_who_sees_which_report() -> None:
    report = making.draft()
    republican = building.ask(None, naming.days_of(report), by=builders.coordinator(None))
    of = {
        "almaty": (builders.coordinator("almaty"), 200, 404),
        "astana": (builders.coordinator("astana"), 404, 404),
        "republic": (builders.coordinator(None), 200, 200),
        "past": (past(), 403, 403),
        "owner": (builders.member(builders.organization(), Role.OWNER), 403, 403),
        "volunteer": (builders.user(), 403, 403),
    }
    for person, own, whole in of.values():
        client = doors.signed_in(person)
        for row, code in ((report, own), (republican, whole)):
            assert client.get(doors.address("office-report", row.slug)).status_code == code
            assert client.get(doors.address("office-report-progress", row.slug)).status_code == code
            found = client.get(doors.address("office-report-file", row.slug, "kk", "csv")).status_code
            assert found == (404 if row == republican and code == 200 else code)
    listed = doors.read(doors.signed_in(of["astana"][0]).get(doors.address("office-reports")))
    assert "No report here yet." in listed
    assert Client().get(doors.address("office-report", report.slug)).status_code == 302


@pytest.mark.parametrize("verb", ["cancel", "retry", "words", "sign-off", "correct", "send"])
def test_nobody_else_acts(verb: str) -> None:
    report = making.draft()
    address = doors.address(f"office-report-{verb}", report.slug)
    for person, code in ((builders.coordinator("astana"), 404), (past(), 403), (builders.user(), 403)):
        assert doors.signed_in(person).post(address, {"reason": "x", "addresses": "a@example.kz"}).status_code == code
    report.refresh_from_db()
    assert report.is_draft and report.version == 1 and not report.recipients.exists()


def test_from_asking_to_the_public_page() -> None:
    work = making.worked()
    client = doors.signed_in(builders.coordinator("almaty"))
    asked = client.post(
        doors.address("office-report-ask"),
        {"region": work.region.slug, "first": work.period.first.isoformat(), "last": work.period.last.isoformat()},
    )
    report = MonitoringReport.objects.get()
    page = doors.address("office-report", report.slug)
    assert asked["Location"] == page
    assert "0 of 4 steps are done." in doors.read(client.get(page))
    progress = doors.address("office-report-progress", report.slug)
    assert "HX-Refresh" not in client.get(progress)
    building.build(report.pk)
    assert client.get(progress)["HX-Refresh"] == "true"
    assert "Verified hours" in doors.read(client.get(page))
    assert Client().get(doors.address("report", report.slug)).status_code == 404, "A draft is nobody else's."

    client.post(doors.address("office-report-words", report.slug), {"words_kk": "Жақсы ай болды.", "words_ru": ""})
    client.post(doors.address("office-report-sign-off", report.slug))
    report.refresh_from_db()
    assert report.is_signed_off and report.signed_by is not None
    public = doors.read(Client().get(doors.address("report", report.slug)))
    assert "Жақсы ай болды." in public and "Verified hours" in public and report.signed_by.full_name in public
    assert report.slug in Client().get(doors.address("reports")).content.decode()
    for language in ("kk", "ru", "en"):
        for format in ("pdf", "xlsx", "csv"):
            file = Client().get(doors.address("report-file", report.slug, language, format))
            assert file.status_code == 200 and len(streamed(file)) == int(file["Content-Length"])
    assert str(report.signed_at.year).encode() in making.content(report, "ru", "pdf"), "Drawn with the signature."
    assert Client().get(doors.address("report-file", report.slug, "de", "pdf")).status_code == 404
    client.post(doors.address("office-report-words", report.slug), {"words_kk": "Басқа."})
    report.refresh_from_db()
    assert report.words_kk == "Жақсы ай болды."


def test_cancelled_tried_again_and_told_in_the_history() -> None:
    work, person = making.worked(), builders.coordinator("almaty")
    report = building.ask(work.region, work.period, by=person)
    client, page = doors.signed_in(person), doors.address("office-report", report.slug)
    client.post(doors.address("office-report-cancel", report.slug))
    assert "Cancelled" in doors.read(client.get(page))
    building.build(report.pk)
    report.refresh_from_db()
    assert report.state == "cancelled" and report.figures is None, "A worker leaves it alone."
    client.post(doors.address("office-report-retry", report.slug))
    assert "0 of 4 steps are done." in doors.read(client.get(page))
    client.post(doors.address("office-report-retry", report.slug))
    building.build(report.pk)
    said = doors.read(client.get(page))
    assert f"asked for by {person.full_name}" in said
    assert [row.action for row in report.transitions.order_by("pk")] == ["cancel", "retry", "build", "finish"]


def test_a_correction_is_a_new_version_that_says_what_changed() -> None:
    work = making.worked()
    report = making.signed_off(of=work)
    hours_rows.line(hours_rows.came(hours_rows.past_shift(work.lines[0].project, days=6)), "confirmed", minutes=60)
    rebuilding.refresh()
    client = doors.signed_in(builders.coordinator("almaty"))
    address = doors.address("office-report-correct", report.slug)
    client.post(address, {"reason": " "})
    assert MonitoringReport.objects.count() == 1
    client.post(address, {"reason": "Confirmed late."})
    client.post(address, {"reason": "Twice."})
    second = MonitoringReport.objects.get(version=2)
    building.build(second.pk)
    client.post(doors.address("office-report-sign-off", second.slug))
    said = doors.read(Client().get(doors.address("report", second.slug)))
    assert "Confirmed late." in said and "The whole period, verified hours: 8 became 9." in said
    second.refresh_from_db()
    for language, said in (("kk", "2-нұсқа"), ("ru", "Версия 2"), ("en", "Version 2")):
        with translation.override(language):
            sheets = paper.content(second)
        assert said in sheets["facts"] and sheets["changes"][0] == "Confirmed late." and len(sheets["changes"]) > 3
    assert doors.address("report", second.slug) in Client().get(doors.address("report", report.slug)).content.decode()
    assert MonitoringReport.objects.count() == 2


def test_sent_once_to_each_address() -> None:
    report = making.signed_off()
    client = doors.signed_in(builders.coordinator("almaty"))
    send = doors.address("office-report-send", report.slug)
    client.post(send, {"addresses": "akimat@example.kz, press@example.kz"})
    client.post(send, {"addresses": "akimat@example.kz"})
    client.post(send, {"addresses": "not-an-address"})
    letters = Notification.objects.filter(kind="frontoffice.report_sent")
    assert sorted(letters.values_list("address", flat=True)) == ["akimat@example.kz", "press@example.kz"]
    assert ReportRecipient.objects.count() == 2


def test_a_draft_is_not_sent() -> None:
    report = making.draft()
    client = doors.signed_in(builders.coordinator("almaty"))
    client.post(doors.address("office-report-send", report.slug), {"addresses": "akimat@example.kz"})
    assert not Notification.objects.filter(kind="frontoffice.report_sent").exists()


def test_what_is_wrong_with_a_period_is_said() -> None:
    region = builders.region("almaty")
    client = doors.signed_in(builders.coordinator("almaty"))
    today = timezone.localdate().isoformat()
    for first, last in ((today, today), ("2026-05-02", "2026-05-01")):
        response = client.post(
            doors.address("office-report-ask"), {"region": region.slug, "first": first, "last": last}
        )
        assert response.status_code == 422
    foreign = builders.region("astana").slug
    response = client.post(
        doors.address("office-report-ask"), {"region": foreign, "first": "2026-05-01", "last": "2026-05-31"}
    )
    assert response.status_code == 422 and not MonitoringReport.objects.exists()


@pytest.mark.parametrize("page", ["office-reports", "reports"])
@pytest.mark.parametrize("rows", [3, 30])
def test_the_statements_of_the_lists(page: str, rows: int, django_assert_max_num_queries: Any) -> None:
    region, first = builders.region("almaty"), dt.date(2026, 1, 1)
    for number in range(rows):
        MonitoringReport.objects.create(
            kind="period",
            region=region,
            first=first,
            last=first + number * DAY,
            slug=f"one-{number}",
            state="signed_off",
            figures={},
            figures_at=timezone.now(),
            signed_at=timezone.now(),
        )
    client = doors.signed_in(builders.coordinator("almaty"))
    client.get(doors.address(page))
    # The menu of the office counts what waits, a statement for each part that does.
    with django_assert_max_num_queries(12 if page.startswith("office") else 9):
        assert "one-2" in client.get(doors.address(page)).content.decode() or rows == 30


def test_the_lists_are_narrowed() -> None:
    report = making.signed_off()
    other = making.signed_off("astana")
    shown = Client().get(doors.address("reports"), {"region": report.region.slug}).content.decode()  # type: ignore[union-attr]
    assert report.slug in shown and other.slug not in shown
    assert Client().get(doors.address("reports"), {"region": "nowhere"}).status_code == 404
    client = doors.signed_in(builders.coordinator("almaty"))
    assert client.get(doors.address("office-reports"), {"region": other.region.slug}).status_code == 404  # type: ignore[union-attr]
    assert report.slug not in client.get(doors.address("office-reports"), {"kind": "year"}).content.decode()


def test_their_address_goes_with_a_person() -> None:
    report = making.signed_off()
    person = builders.user()
    ReportRecipient.objects.create(report=report, email=person.email)

    assert personal_data.give(person) == {
        "sent": [{"report": report.slug, "email": person.email, "at": ReportRecipient.objects.get().at}],
        "signed": [],
    }
    personal_data.forget(person)
    assert not ReportRecipient.objects.exists()
