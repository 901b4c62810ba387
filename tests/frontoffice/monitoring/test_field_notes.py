"""What a phone writes during a visit: late, twice, in any order, by two people; nothing is lost or counted twice."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from frontoffice.models import Coordinator
from frontoffice.monitoring import visits
from frontoffice.monitoring.models import FieldNote, Finding, Visit, VisitPhoto
from organizations.enums import Role
from qazvolunteer.accounts import personal_data
from qazvolunteer.accounts.models import User
from tests import builders, doors
from tests.frontoffice.monitoring.spot import MINUTE, answer, finding, note, picture, planned, post, sent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workplace")]


def facts(visit: Visit) -> dict[str, Any]:
    visit.refresh_from_db()
    rows = visit.findings.order_by("text").values_list("text", "severity", "state", "due_on")
    return {"state": visit.state, "answers": visit.answers, "findings": list(rows), "photos": visit.photos.count()}


def test_notes_become_the_visit_and_the_organization_sees_the_photo() -> None:
    daniyar = builders.coordinator("almaty")
    visit, client = planned(daniyar, announced=True), doors.signed_in(daniyar)
    owner = builders.member(visit.organization, Role.OWNER)
    found = finding()
    assert sent(client, visit, answer(1), answer(2, "no", "Empty."), found) == ["kept"] * 3
    assert sent(client, visit, note("photo", finding=found["finding"]), photo=picture("Almaty")) == ["kept"]
    theirs, shot = doors.signed_in(owner), VisitPhoto.objects.get()
    # Nothing of it is told before the visit is written down.
    assert theirs.get(doors.address("my-visit-photo", visit.pk, shot.pk)).status_code == 404
    assert "No gloves" not in doors.read(theirs.get(doors.address("my-visit", visit.pk)))
    assert "frontoffice.visit_findings" not in doors.told(owner)
    assert sent(client, visit, note("finish")) == ["finished"]
    visit.refresh_from_db()
    assert (visit.state, visit.summary) == ("done", "serious")
    assert visit.answers == {"1": {"value": "yes", "note": ""}, "2": {"value": "no", "note": "Empty."}}
    assert Finding.objects.get().due_on > timezone.localdate()  # type: ignore[operator]
    assert "frontoffice.visit_findings" in doors.told(owner)
    page = theirs.get(doors.address("my-visit", visit.pk)).content.decode()
    assert "No gloves" in page and doors.address("my-visit-photo", visit.pk, shot.pk) in page
    content = theirs.get(doors.address("my-visit-photo", visit.pk, shot.pk)).content
    assert content.startswith(b"\xff\xd8") and b"Almaty" not in content
    page = client.get(doors.address("office-visit", visit.pk)).content.decode()
    assert doors.address("office-visit-photo", visit.pk, shot.pk) in page


def test_sent_again_in_any_order_it_changes_nothing() -> None:
    daniyar = builders.coordinator("almaty")
    visit, client = planned(daniyar), doors.signed_in(daniyar)
    first, taken_back = finding("First.", ago=9 * MINUTE), finding("Wrong.", ago=8 * MINUTE)
    batch = [
        answer(1, "no", ago=7 * MINUTE), answer(1, "yes", ago=5 * MINUTE), answer(2, ago=4 * MINUTE),
        first, taken_back, note("remove", finding=taken_back["finding"], ago=3 * MINUTE),
        {**first, "id": str(uuid.uuid4()), "text": "First, better.", "at": (timezone.now() - MINUTE).isoformat()},
    ]  # fmt: skip
    said = post(client, visit, *reversed(batch)).json()["verdicts"]
    once = facts(visit)
    assert once["answers"]["1"]["value"] == "yes"
    assert [row[0] for row in once["findings"]] == ["First, better."]
    assert post(client, visit, *batch).json()["verdicts"] == said[::-1]
    assert facts(visit) == once
    assert FieldNote.objects.count() == len(batch)
    shot = note("photo", finding=first["finding"])
    assert [sent(client, visit, shot, photo=picture()) for _ in range(2)] == [["kept"], ["kept"]]
    end = note("finish")
    assert [sent(client, visit, end) for _ in range(2)] == [["finished"], ["finished"]]
    assert (VisitPhoto.objects.count(), visit.transitions.filter(action="record").count()) == (1, 1)


def test_a_photo_may_arrive_before_its_finding() -> None:
    daniyar = builders.coordinator("almaty")
    visit, client, found = planned(daniyar), doors.signed_in(daniyar), finding()
    assert sent(client, visit, note("photo", finding=found["finding"]), photo=picture()) == ["loose"]
    sent(client, visit, found)
    assert VisitPhoto.objects.get().finding == Finding.objects.get()


@pytest.mark.parametrize("older_first", [True, False])
def test_two_people_at_one_question(older_first: bool) -> None:
    daniyar, aliya = builders.coordinator("almaty", first_name="Данияр"), builders.coordinator("almaty")
    visit = planned(daniyar, visitors=[daniyar, aliya])
    older, newer = answer(1, "no", ago=9 * MINUTE), answer(1, "yes", ago=MINUTE)
    steps = [(daniyar, older), (aliya, newer)]
    verdicts = [
        post(doors.signed_in(who), visit, one).json()["verdicts"][0]
        for who, one in (steps if older_first else steps[::-1])
    ]
    assert [one["code"] for one in verdicts] == ["kept", "overrules" if older_first else "overruled"]
    assert verdicts[1]["tone"] == "warn" and "1. Is there a first-aid kit?" in verdicts[1]["name"]
    assert ("Данияр" in verdicts[1]["detail"]) is older_first
    assert facts(visit)["answers"]["1"]["value"] == "yes"
    # The same answer is no conflict.
    assert sent(doors.signed_in(daniyar), visit, answer(1, "yes")) == ["kept"]


def test_what_comes_after_the_end_is_kept() -> None:
    daniyar, aliya = builders.coordinator("almaty"), builders.coordinator("almaty")
    visit = planned(daniyar, visitors=[daniyar, aliya])
    owner = builders.member(visit.organization, Role.OWNER)
    first, second = doors.signed_in(daniyar), doors.signed_in(aliya)
    sent(first, visit, answer(1), answer(2), note("finish"))
    told = doors.told(owner).count("frontoffice.visit_findings")
    late, other = finding("Saw in hand."), answer(1, "no", "Behind the house.")
    assert sent(second, visit, other, late, note("finish")) == ["over", "added", "over"]
    assert sent(second, visit, note("photo", finding=late["finding"]), photo=picture()) == ["kept"]
    assert facts(visit)["answers"]["1"]["value"] == "yes" and visit.summary == "serious"
    assert doors.told(owner).count("frontoffice.visit_findings") == told + 1
    page = doors.read(first.get(doors.address("office-visit", visit.pk)))
    assert "Saw in hand." in page and "Behind the house." in page
    visits.settle(Finding.objects.get(), by=daniyar)
    visits.close(visit, by=daniyar)
    closed = finding("Too late.")
    assert sent(second, visit, closed) == ["over"]
    assert sent(second, visit, note("photo", finding=closed["finding"]), photo=picture()) == ["loose"]
    page = first.get(doors.address("office-visit", visit.pk)).content.decode()
    loose = doors.address("office-visit-photo", visit.pk, VisitPhoto.objects.latest("pk").pk)
    assert "Too late." in page and loose in page


def test_unfinished_it_stays_planned() -> None:
    daniyar = builders.coordinator("almaty")
    visit, client = planned(daniyar), doors.signed_in(daniyar)
    lacking = finding(demand="", severity="minor")
    assert sent(client, visit, answer(1), note("finish"), lacking, answer(9)) == [
        "kept", "unanswered", "empty", "no_question",
    ]  # fmt: skip
    assert sent(client, visit, note("photo", finding=str(uuid.uuid4())), photo=b"no picture") == ["not_a_picture"]
    assert (facts(visit)["state"], FieldNote.objects.filter(accepted=False).count()) == ("planned", 4)
    found = finding()
    sent(client, visit, found)
    # Nobody is reminded of what nobody was told.
    visit.findings.update(due_on=timezone.localdate() - builders.DAY)
    assert visits.remind_overdue() == 0
    assert sent(client, visit, answer(2), note("finish")) == ["kept", "finished"]
    assert Finding.objects.get().due_on > timezone.localdate()  # type: ignore[operator]


def test_who_sends_and_who_looks() -> None:
    daniyar = builders.coordinator("almaty")
    visit, client = planned(daniyar), doors.signed_in(daniyar)
    found = finding()
    sent(client, visit, answer(1), answer(2), found)
    sent(client, visit, note("photo", finding=found["finding"]), photo=picture())
    sent(client, visit, note("photo", finding=str(uuid.uuid4())), photo=picture())
    sent(client, visit, note("finish"))
    shot, loose = VisitPhoto.objects.order_by("pk")
    owner, stranger = builders.member(visit.organization, Role.OWNER), builders.member(builders.organization())
    past, foreign = builders.coordinator("almaty"), builders.coordinator("astana")
    Coordinator.objects.filter(user=past).update(started_at=timezone.now() - 9 * builders.DAY, ended_at=timezone.now())
    own, partial = builders.coordinator("almaty"), builders.coordinator("almaty")
    builders.member(visit.organization, Role.CHECK_IN, user=partial)
    paths = [
        doors.address("office-visit-notes", visit.pk), doors.address("office-visit-record", visit.pk),
        doors.address("office-visit-photo", visit.pk, shot.pk),
    ]  # fmt: skip
    # Nobody visits whom they work for.
    assert [doors.signed_in(partial).get(path).status_code for path in paths[:2]] == [404] * 2
    assert post(doors.signed_in(partial), visit, answer(1)).status_code == 404
    for path in paths:
        assert client.get(path).status_code == 200
        assert doors.signed_in(foreign).get(path).status_code == 404
        assert Client().get(path).status_code == 302
        assert [doors.signed_in(one).get(path).status_code for one in (owner, past, builders.user())] == [403] * 3
    assert post(doors.signed_in(foreign), visit, answer(1)).status_code == 404
    mine = doors.address("my-visit-photo", visit.pk, shot.pk)
    assert doors.signed_in(owner).get(mine).status_code == 200
    # What belongs to no finding is the office's alone; another visit's address opens nothing.
    assert doors.signed_in(owner).get(doors.address("my-visit-photo", visit.pk, loose.pk)).status_code == 404
    other = planned(daniyar)
    assert client.get(doors.address("office-visit-photo", other.pk, shot.pk)).status_code == 404
    for one in (stranger, builders.member(visit.organization, Role.CHECK_IN), builders.user(), own, foreign):
        assert doors.signed_in(one).get(mine).status_code == 404


def test_nobody_learns_of_somebody_elses_note() -> None:
    daniyar, aliya = builders.coordinator("almaty"), builders.coordinator("almaty")
    visit, other = planned(daniyar), planned(aliya)
    one = answer(1, "no", "Secret.")
    sent(doors.signed_in(daniyar), visit, one)
    for client, where in ((doors.signed_in(aliya), visit), (doors.signed_in(daniyar), other)):
        response = post(client, where, one)
        assert response.json()["verdicts"][0]["code"] == "not_allowed"
        assert "Secret" not in json.dumps(response.json()["verdicts"])
    assert facts(other)["answers"] == {}
    # The id of a finding is the phone's: in another visit it is another finding.
    found = finding()
    sent(doors.signed_in(daniyar), visit, found)
    assert sent(doors.signed_in(daniyar), other, {**found, "id": str(uuid.uuid4()), "text": "Other."}) == ["kept"]
    assert sorted(Finding.objects.values_list("text", flat=True)) == ["No gloves.", "Other."]


@pytest.mark.parametrize(
    "odd",
    [
        {"kind": "dance"},
        {"kind": "answer", "number": "1", "value": "yes"},
        {"kind": "answer", "number": 1, "value": "?"},
        {"kind": "answer", "number": 1, "value": "yes", "note": ["a"]},
        {"kind": "finding", "finding": "x"},
        {"kind": "photo", "finding": str(uuid.uuid4())},
        {"kind": "finish", "id": 7},
        {"kind": "remove"},
    ],
)
def test_odd_batches_are_refused_whole(odd: dict[str, Any]) -> None:
    daniyar = builders.coordinator("almaty")
    visit = planned(daniyar)
    response = post(doors.signed_in(daniyar), visit, answer(1), {**note("finish"), **odd})
    assert (response.status_code, FieldNote.objects.count()) == (400, 0)


def test_without_scripts_a_photo_comes_with_the_form() -> None:
    daniyar = builders.coordinator("almaty")
    visit, client = planned(daniyar), doors.signed_in(daniyar)
    sent(client, visit, answer(1, "no", "Seen before."), finding("Sketched."))
    page = doors.read(client.get(doors.address("office-visit-record", visit.pk)))
    assert "Seen before." in page and "Sketched." in page
    form = {
        "answer_1": "yes", "answer_2": "yes",
        "severity_1": "minor", "text_1": "Rust.", "demand_1": "Oil it.", "days_1": "2",
        "photo_1": SimpleUploadedFile("a.jpg", picture()),
    }  # fmt: skip
    client.post(doors.address("office-visit-record", visit.pk), form)
    assert facts(visit)["state"] == "done"
    assert [row[0] for row in facts(visit)["findings"]] == ["Rust.", "Sketched."]
    assert VisitPhoto.objects.get().finding == Finding.objects.get(text="Rust.")


def test_the_state_costs_the_same() -> None:
    daniyar, counts = builders.coordinator("almaty"), []
    visit, client = planned(daniyar), doors.signed_in(daniyar)
    owner = doors.signed_in(builders.member(visit.organization, Role.OWNER))
    for number in (3, 27):
        for _ in range(number):
            row = Finding.objects.create(
                visit=visit, client_id=uuid.uuid4(), severity="note", text="x", state="settled"
            )
            VisitPhoto.objects.create(visit=visit, finding=row, content=b"x")
        Visit.objects.filter(pk=visit.pk).update(state="done", visited_at=timezone.now(), summary="in_order")
        for one, path in (
            (client, doors.address("office-visit-notes", visit.pk)), (client, doors.address("office-visit", visit.pk)),
            (owner, doors.address("my-visit", visit.pk)),
        ):  # fmt: skip
            with CaptureQueriesContext(connection) as seen:
                assert one.get(path).status_code == 200
            counts.append(len(seen))
    assert counts[:3] == counts[3:]


def test_a_person_gets_and_loses_what_they_wrote() -> None:
    daniyar = builders.coordinator("almaty")
    visit = planned(daniyar)
    found = finding()
    sent(doors.signed_in(daniyar), visit, found)
    sent(doors.signed_in(daniyar), visit, note("photo", finding=found["finding"]), photo=picture())
    assert any(row.get("written", {}).get("text") == "No gloves." for row in personal_data.export(daniyar)["visits"])
    Coordinator.objects.filter(user=daniyar).update(ended_at=timezone.now())
    personal_data.erase(User.objects.get(pk=daniyar.pk))
    assert (Finding.objects.count(), VisitPhoto.objects.count()) == (1, 1)
    assert not FieldNote.objects.exclude(by=None).exists() and not VisitPhoto.objects.exclude(by=None).exists()
