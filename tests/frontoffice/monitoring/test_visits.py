"""Visits: whom to visit, the plan, the checklist, findings that the organization answers, what everybody reads."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from frontoffice.models import Coordinator
from frontoffice.monitoring import checklists, visit_choice, visits
from frontoffice.monitoring.models import Checklist, Finding, Visit, VisitSample
from frontoffice.monitoring.visits import Found
from organizations import merging
from organizations.enums import Role
from projects.models import Project
from qazvolunteer.accounts import personal_data
from qazvolunteer.accounts.models import User
from qazvolunteer.core.refusals import Refusal
from tests import builders, doors

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workplace")]
DAY = builders.DAY
QUESTIONS = [{"kk": "Аптечка бар ма?", "ru": "Аптечка есть?", "en": "Is there a first-aid kit?"}] * 2
SERIOUS = Found("serious", "No gloves.", "Buy gloves.", 5)


@pytest.fixture(autouse=True)
def checklist() -> Checklist:
    Checklist.objects.all().delete()
    return Checklist.objects.create(version=1, questions=QUESTIONS)


def planned(project: Project | None = None, **values: Any) -> Visit:
    by = values.pop("by", None) or builders.coordinator("almaty")
    given = {"basis": "hand", "at": timezone.now() + 2 * DAY, "visitors": [by]}
    return visits.plan(project or builders.project(), by=by, **{**given, **values})


def made(*found: Found, **values: Any) -> Visit:
    by = values.pop("by", None) or builders.coordinator("almaty")
    visit = planned(by=by, **values)
    return visits.record(visit, by=by, answers={1: ("yes", ""), 2: ("no", "Empty.")}, found=found)


def past_coordinator() -> User:
    person = builders.coordinator("almaty")
    Coordinator.objects.filter(user=person).update(started_at=timezone.now() - 9 * DAY, ended_at=timezone.now() - DAY)
    return person


def test_plan_make_answer_settle_close() -> None:
    daniyar, project = builders.coordinator("almaty"), builders.project()
    owner = builders.member(project.organization, Role.OWNER)
    client, theirs = doors.signed_in(daniyar), doors.signed_in(owner)
    tomorrow = timezone.localtime() + DAY
    given = {"at": f"{tomorrow:%Y-%m-%dT%H:%M}", "visitors": [daniyar.pk], "announced": "on"}
    response = client.post(doors.address("office-visit-plan", project.pk) + "?basis=risk", given)
    visit = Visit.objects.get()
    assert response["Location"] == doors.address("office-visit", visit.pk) and visit.basis == "risk"
    assert doors.told(owner) == ["frontoffice.visit_announced"]
    assert theirs.get(doors.address("my-visit", visit.pk)).status_code == 200
    record = doors.address("office-visit-record", visit.pk)
    answers = {"answer_1": "yes", "answer_2": "no", "note_2": "Empty."}
    assert client.post(record, {"answer_1": "yes"}).status_code == 422
    lacking = {"severity_1": "minor", "text_1": "No gloves."}
    assert client.post(record, {**answers, **lacking}).status_code == 422
    client.post(record, {**answers, **lacking, "demand_1": "Buy gloves.", "days_1": "3"})
    visit.refresh_from_db()
    assert (visit.state, visit.summary) == ("done", "being_fixed")
    assert visit.answers["2"] == {"value": "no", "note": "Empty."}
    finding = Finding.objects.get()
    assert finding.due_on and finding.due_on > timezone.localdate()
    assert "Shortcomings are being fixed" in doors.project_page(Client(), project)
    assert "Close the visit" not in doors.read(client.get(doors.address("office-visit", visit.pk)))
    client.post(doors.address("office-visit-close", visit.pk))
    assert Visit.objects.get().state == "done"
    assert "Buy gloves." in doors.read(theirs.get(doors.address("my-visit", visit.pk)))
    theirs.post(doors.address("my-finding-answer", visit.pk, finding.pk), {"text": "We bought thirty pairs."})
    assert "frontoffice.finding_answered" in doors.told(daniyar)
    address = doors.address("office-finding", visit.pk, finding.pk)
    client.post(address, {"action": "return", "note": "Show them.", "days": "2"})
    assert Finding.objects.get().state == "open"
    sent_back = doors.read(theirs.get(doors.address("my-visit", visit.pk)))
    assert "We bought thirty pairs." in sent_back and "Show them. The front office" in sent_back
    theirs.post(doors.address("my-finding-answer", visit.pk, finding.pk), {"text": "Here is the receipt."})
    client.post(address, {"action": "settle"})
    assert "In order" in doors.project_page(Client(), project)
    assert "Close the visit" in doors.read(client.get(doors.address("office-visit", visit.pk)))
    client.post(doors.address("office-visit-close", visit.pk))
    assert Visit.objects.get().state == "closed"
    assert [one.action for one in finding.transitions.order_by("pk")] == ["answer", "return", "answer", "settle"]


def test_what_everybody_reads_names_nobody_and_nothing() -> None:
    by = builders.coordinator("almaty", last_name="Жоқтан")
    visit = made(SERIOUS, by=by)
    page = doors.project_page(Client(), visit.project)
    assert "Serious findings" in page and "No gloves" not in page and "Жоқтан" not in page
    assert "Visit of the front office" not in doors.project_page(Client(), builders.project())


PAGES = ("office-visit", "office-visit-record", "office-visit-cancel", "office-visit-close")


def test_who_sees_what() -> None:
    visit = made(SERIOUS)
    finding = visit.findings.get()
    own, foreign = builders.coordinator("almaty"), builders.coordinator("astana")
    owner, stranger = builders.member(visit.organization, Role.OWNER), builders.member(builders.organization())
    checker = builders.member(visit.organization, Role.CHECK_IN)
    outside = [builders.user(), owner, past_coordinator()]
    for name in PAGES:
        path, method = doors.address(name, visit.pk), "get" if name == "office-visit" else "post"
        assert getattr(doors.signed_in(foreign), method)(path).status_code == 404
        assert getattr(Client(), method)(path).status_code == 302
        assert [getattr(doors.signed_in(one), method)(path).status_code for one in outside] == [403] * 3
    plan = doors.address("office-visit-plan", visit.project_id)
    assert doors.signed_in(foreign).get(plan).status_code == 404
    settle = {"action": "settle"}
    address = doors.address("office-finding", visit.pk, finding.pk)
    assert doors.signed_in(foreign).post(address, settle).status_code == 404
    other = made(SERIOUS)
    crossed = doors.address("office-finding", other.pk, finding.pk)
    assert doors.signed_in(own).post(crossed, settle).status_code == 404
    mine, answer = doors.address("my-visit", visit.pk), doors.address("my-finding-answer", visit.pk, finding.pk)
    for one in (stranger, checker, builders.user(), own):
        assert doors.signed_in(one).get(mine).status_code == 404
        assert doors.signed_in(one).post(answer, {"text": "Done."}).status_code == 404
    assert doors.signed_in(owner).get(mine).status_code == 200
    assert doors.signed_in(owner).get(doors.address("my-visit", planned().pk)).status_code == 404
    assert doors.signed_in(own).get(doors.address("office-checklists")).status_code == 403
    assert doors.signed_in(builders.coordinator(None)).get(doors.address("office-checklists")).status_code == 200
    assert Finding.objects.get(pk=finding.pk).state == "open"


@pytest.mark.parametrize(
    ("code", "values"),
    [
        ("nobody", {"visitors": []}),
        ("past", {"at": dt.datetime(2024, 1, 1, tzinfo=dt.UTC)}),
    ],
)
def test_what_cannot_be_planned(code: str, values: dict[str, Any]) -> None:
    with pytest.raises(Refusal) as refused:
        planned(**values)
    assert refused.value.code == code


def test_only_colleagues_of_the_region_go() -> None:
    with pytest.raises(Refusal) as refused:
        planned(visitors=[builders.coordinator("astana")])
    assert refused.value.code == "not_a_colleague"
    assert planned(visitors=[builders.coordinator(None)]).pk


def test_a_checklist_gets_another_version_and_a_visit_keeps_its_own(checklist: Checklist) -> None:
    visit, saule = planned(), builders.coordinator(None)
    client, page = doors.signed_in(saule), doors.address("office-checklists")
    begun = client.get(f"{page}?of={checklist.pk}").context["form"]
    assert begun["kk"].value().splitlines() == ["Аптечка бар ма?"] * 2 and begun["programme"].value() is None
    assert client.post(page, {"kk": "Бір\nЕкі", "ru": "Один", "en": "One\nTwo"}).status_code == 422
    client.post(page, {"kk": "Бір\n\nЕкі", "ru": "Один\nДва", "en": "One\nTwo"})
    assert checklists.current(visit.project.programme_id).version == 2
    visit.refresh_from_db()
    assert visit.checklist == checklist
    client.post(page, {"programme": visit.project.programme_id, "kk": "Үш", "ru": "Три", "en": "Three"})
    assert checklists.current(visit.project.programme_id).questions[0]["kk"] == "Үш"
    with pytest.raises(Refusal):
        lines = {code: ["Төрт"] for code in ("kk", "ru", "en")}
        checklists.write(by=builders.coordinator("almaty"), programme=None, lines=lines)


def test_suggestions_say_why_and_weigh() -> None:
    plain = builders.shift().project
    plain.organization.verified_at = timezone.now() - 900 * DAY
    plain.organization.save()
    Project.objects.filter(pk=plain.pk).update(min_age=18)
    risky = builders.shift(builders.project(min_age=18, risk_tags=["heavy_work"]), seats=200).project
    foreign = builders.shift(builders.project(region=builders.region("astana"))).project
    client = doors.signed_in(builders.coordinator("almaty"))
    page = doors.read(client.get(doors.address("office-visit-choose")))
    assert risky.title in page and "Heavy work" in page and "200 places" in page
    assert plain.title not in page and foreign.title not in page
    planned(risky)
    assert risky.title not in doors.read(client.get(doors.address("office-visit-choose")))


def test_a_draw_is_kept_and_can_be_repeated() -> None:
    for _ in range(6):
        builders.shift()
    daniyar, region = builders.coordinator("almaty"), builders.region("almaty")
    client = doors.signed_in(daniyar)
    client.post(doors.address("office-visit-draw"), {"region": region.pk, "size": 3})
    sample = VisitSample.objects.get()
    assert sample.pool == 6 and len(set(sample.projects)) == 3
    assert visit_choice.sampled(region, sample.seed, 3) == sample.projects
    draws = {tuple(visit_choice.sampled(region, str(seed), 3)) for seed in range(20)}
    assert len(draws) > 5
    astana = builders.region("astana")
    assert client.post(doors.address("office-visit-draw"), {"region": astana.pk, "size": 3}).status_code == 422
    assert client.post(doors.address("office-visit-draw"), {"region": region.pk, "size": 99}).status_code == 422


def test_what_is_not_fixed_in_time_is_told_once() -> None:
    visit = made(SERIOUS)
    owner, office = builders.member(visit.organization, Role.OWNER), visit.visitors.get()
    assert visits.remind_overdue() == 0
    visit.findings.update(due_on=timezone.localdate() - DAY)
    assert (visits.remind_overdue(), visits.remind_overdue()) == (1, 0)
    assert "frontoffice.finding_overdue" in doors.told(office) and "frontoffice.visit_findings" in doors.told(owner)


def test_the_menu_counts_what_waits_for_the_office() -> None:
    daniyar = builders.coordinator("almaty")
    waiting = Visit.objects.waiting
    planned(by=daniyar)
    assert not waiting().exists()
    due = planned(by=daniyar, at=timezone.now())
    assert list(waiting()) == [due]
    visit = made(SERIOUS, by=daniyar)
    assert list(waiting()) == [due]
    visits.answer(visit.findings.get(), by=builders.member(visit.organization, Role.OWNER), text="Bought.")
    assert set(waiting()) == {due, visit}
    page = doors.read(doors.signed_in(daniyar).get(doors.address("office-visits")))
    assert "Answer to read" in page and "Visits 2" in page


def test_cancelled_and_followed() -> None:
    visit = planned()
    by = visit.visitors.get()
    client = doors.signed_in(by)
    client.post(doors.address("office-visit-cancel", visit.pk), {"reason": "Snow."})
    visit.refresh_from_db()
    assert visit.state == "cancelled"
    first = made(SERIOUS, by=by)
    path = doors.address("office-visit-plan", first.project_id) + f"?follows={first.pk}"
    client.post(path, {"at": f"{timezone.localtime() + DAY:%Y-%m-%dT%H:%M}", "visitors": [by.pk]})
    assert Visit.objects.latest("pk").follows == first and Visit.objects.latest("pk").basis == "follow_up"


def test_what_is_known_of_a_person() -> None:
    visit = planned()
    person = visit.visitors.get()
    assert personal_data.export(person)["visits"][0]["state"] == "planned"
    Coordinator.objects.filter(user=person).update(ended_at=timezone.now())
    personal_data.erase(User.objects.get(pk=person.pk))
    assert not visit.visitors.exists()


def test_what_has_to_be_done_stands_at_the_workplace() -> None:
    visit = made(SERIOUS)
    owner, checker = builders.member(visit.organization, Role.OWNER), builders.member(visit.organization, Role.CHECK_IN)
    stranger = builders.member(builders.organization(), Role.OWNER)
    start = reverse("admin:index")
    assert "Buy gloves." in doors.read(doors.signed_in(owner).get(start))
    for one in (stranger, checker):
        assert "Buy gloves." not in doors.read(doors.signed_in(one).get(start))
    visits.answer(visit.findings.get(), by=owner, text="Bought.")
    assert "Buy gloves." not in doors.read(doors.signed_in(owner).get(start))


@pytest.mark.parametrize("name", ["office-visits", "office-visit-choose", "my-visits", "admin:index"])
def test_a_list_costs_the_same(name: str) -> None:
    daniyar, organization, counts = builders.coordinator("almaty"), builders.organization(), []
    mine = name in {"my-visits", "admin:index"}
    client = doors.signed_in(builders.member(organization, Role.OWNER) if mine else daniyar)
    for number in (3, 27):
        for _ in range(number):
            made(SERIOUS, by=daniyar, project=builders.project(organization=organization), announced=True)
            builders.shift(builders.project(organization=organization, min_age=14))
        with CaptureQueriesContext(connection) as seen:
            assert client.get(reverse(name)).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_the_checklists_cost_the_same() -> None:
    client, counts = doors.signed_in(builders.coordinator(None)), []
    for number in (3, 27):
        for _ in range(number):
            programme = builders.programme(f"programme-{Checklist.objects.count()}")
            Checklist.objects.create(programme=programme, version=1, questions=QUESTIONS)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(doors.address("office-checklists")).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_visits_stay_with_their_project_in_a_merge() -> None:
    project, into = builders.project(), builders.organization()
    visit = planned(project, by=builders.coordinator("almaty"))
    merging.merge(project.organization, into=into, by=builders.coordinator(None), note="One BIN.")
    visit.refresh_from_db()
    assert visit.organization == into
