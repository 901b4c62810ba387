"""The clocks of decisions: deadlines by kind, what is overdue climbs whatever its kind, how long decisions took."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from frontoffice.clocks import escalation, service_times, setting, waiting_sides
from frontoffice.clocks.models import ServiceTime
from frontoffice.desk import kinds
from frontoffice.desk.models import Matter
from frontoffice.models import Office
from organizations import service_days, verification
from organizations.enums import OrganizationState
from organizations.service_days import ServiceDays
from projects import moderation
from projects.enums import ProjectState
from projects.models import Project
from qazvolunteer.core import working_days
from qazvolunteer.core.refusals import Refusal
from tests import builders, doors
from tests.cast import Cast
from volunteers import blocking, objections
from volunteers.models import ReportPhoto

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workplace")]
DAY = dt.timedelta(days=1)
KEPT = "The organization has shown that its rules were broken."
APPEAL = "Nobody of ours asked for money: it was a stranger at the gate."


def submitted() -> tuple[Project, Any]:
    """A project that waits for its approval, and its owner."""
    project = builders.project(state=ProjectState.DRAFT, published_at=None, **builders.three("summary", "Short"))
    builders.shift(project)
    owner = builders.member(project.organization)
    moderation.submit(project, by=owner)
    return project, owner


def gettext_in(words: str, language: str) -> str:
    with translation.override(language):
        return translation.gettext(words)


def late(project: Project) -> Matter:
    Matter.objects.about(project).update(due_at=timezone.now() - DAY)
    return Matter.objects.about(project).get()


# --- Deadlines


def test_each_kind_has_its_days() -> None:
    assert {code: service_days.days_for(code) for code in service_days.DEFAULTS} == {
        "organization": 5, "project": 3, "report": 5, "hours": 5, "appeal": 5, "block": 5, "photo": 2,
    }  # fmt: skip
    assert {code for code, _title in kinds.known()} >= set(service_days.DEFAULTS)
    project, _owner = submitted()
    matter = Matter.objects.about(project).get()
    assert matter.due_at == working_days.due(matter.opened_at, 3)


def test_the_republic_sets_a_deadline_for_what_comes() -> None:
    saule = builders.coordinator(None)
    before, _owner = submitted()
    client = doors.signed_in(saule)
    response = client.post(doors.address("office-deadlines"), {"kind": "project", "days": "7", "reason": "Summer"})
    assert response.status_code == 302
    after, _owner = submitted()
    for project, days in ((before, 3), (after, 7)):
        matter = Matter.objects.about(project).get()
        assert matter.due_at == working_days.due(matter.opened_at, days)
    assert service_days.in_force()["project"] == 7
    row = ServiceDays.objects.get()
    assert (row.by, row.reason) == (saule, "Summer")
    assert "Summer" in doors.read(client.get(doors.address("office-deadlines")))
    with pytest.raises(Refusal, match="in force already"):
        setting.set_days("project", 7, by=saule)


def test_nobody_else_sets_deadlines() -> None:
    daniyar, owner = builders.coordinator("almaty"), builders.member(builders.organization())
    for person in (daniyar, owner, builders.user()):
        client = doors.signed_in(person)
        assert client.get(doors.address("office-deadlines")).status_code == 403
        assert client.post(doors.address("office-deadlines"), {"kind": "project", "days": "9"}).status_code == 403
        with pytest.raises(Refusal):
            setting.set_days("project", 9, by=person)
    client = doors.signed_in(builders.coordinator(None))
    for wrong in ({"kind": "project", "days": "0"}, {"kind": "project", "days": "99"}, {"kind": "x", "days": "4"}):
        assert client.post(doors.address("office-deadlines"), wrong).status_code == 422
    assert not ServiceDays.objects.exists()


@pytest.mark.lenient_templates
def test_whoever_waits_sees_the_time_left() -> None:
    project, owner = submitted()
    page = doors.read(doors.signed_in(owner).get(f"/en/admin/projects/project/{project.pk}/change/"))
    assert "3 working days left" in page


# --- Escalation


def test_an_overdue_project_climbs_once_and_both_sides_hear() -> None:
    project, owner = submitted()
    saule, daniyar = builders.coordinator(None), builders.coordinator("almaty")
    in_time, _owner = submitted()
    late(project)
    assert [escalation.escalate_overdue() for _ in range(2)] == [1, 0]
    assert Matter.objects.about(project).get().escalated_at is not None
    assert Matter.objects.about(in_time).get().escalated_at is None
    assert doors.told(owner)[-1] == "frontoffice.overdue"
    assert doors.told(saule) == ["frontoffice.passed_on"]
    assert "frontoffice.passed_on" not in doors.told(daniyar)
    moderation.approve(project, by=saule)
    assert Matter.objects.about(project).get().closed_at is not None


def test_an_organization_climbs_by_the_same_way() -> None:
    organization = builders.organization(state=OrganizationState.VERIFIED)
    owner, saule = builders.member(organization), builders.coordinator(None)
    verification.suspend(organization, by=builders.coordinator("almaty"), note="Look at this.")
    halt = organization.halts.get()
    halt = verification.appeal(halt, by=owner, text=APPEAL)
    matter = Matter.objects.about(halt).get()
    assert matter.kind == "appeal" and timezone.localdate(matter.due_at) == timezone.localdate(halt.answer_by)
    Matter.objects.filter(pk=matter.pk).update(due_at=timezone.now() - DAY)
    assert escalation.escalate_overdue() == 1
    assert doors.told(owner)[-1] == "frontoffice.overdue"
    assert doors.told(saule)[-1] == "frontoffice.passed_on"


def test_whoever_objects_to_a_block_sees_the_day_and_hears_when_it_climbs(cast: Cast) -> None:
    block = blocking.block(cast.aigerim, cast.organization, by=cast.bolat, reason="Үш рет келмеді.")
    made = objections.object_to(block, by=cast.aigerim.user, text="Мен келдім.")
    matter = Matter.objects.about(made).get()
    mine = doors.signed_in(cast.aigerim)
    assert "5 working days left" in doors.read(mine.get(doors.address("my-organizers")))
    Matter.objects.filter(pk=matter.pk).update(due_at=timezone.now() - DAY)
    assert escalation.escalate_overdue() == 1
    assert doors.told(cast.aigerim)[-1] == "frontoffice.overdue"
    assert "has been asked to decide" in doors.read(mine.get(doors.address("my-organizers")))
    objections.keep(made, by=cast.daniyar, reason=KEPT)
    assert KEPT in doors.read(mine.get(doors.address("my-organizers")))
    answered = doors.read(mine.get(doors.address("my-organizers", language="ru")))
    assert KEPT not in answered and gettext_in(KEPT, "ru") in answered, "a standard reason is read in one's language"


def test_every_kind_but_pictures_has_somebody_who_waits() -> None:
    silent = {kind.model for kind in kinds.every() if kind.model not in waiting_sides.SIDES}
    assert silent == {ReportPhoto}


def test_what_was_decided_meanwhile_does_not_climb() -> None:
    project, owner = submitted()
    matter = late(project)
    moderation.approve(project, by=builders.coordinator("almaty"))
    assert escalation._mark(matter.pk) is False
    assert escalation.escalate_overdue() == 0
    assert "frontoffice.overdue" not in doors.told(owner)


# --- Service times


def decided(
    days: int, *, kind: str = "project", region: str = "almaty", outcome: str = "approve", by: Any = None
) -> None:
    """A decision of the last working day that was asked for so many working days before."""
    today = last_working_day()
    opened = today
    while working_days.between(opened, today) < days:
        opened -= DAY
    at = timezone.make_aware(dt.datetime.combine(opened, dt.time(0, 0)))
    Matter.objects.create(
        kind=kind,
        subject_type="projects.project",
        subject_id=Matter.objects.count() + 1_000_000,
        region=builders.region(region),
        opened_at=at,
        due_at=working_days.due(at, 3),
        closed_at=moment(12),
        outcome=outcome,
        decided_by=by or builders.coordinator(region),
    )


def last_working_day() -> dt.date:
    day = timezone.localdate()
    while not working_days.is_working_day(day):
        day -= DAY
    return day


def moment(hour: int) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(last_working_day(), dt.time(hour)))


def naive_percentile(values: list[int], percent: int) -> int:
    """The definition, word for word: the smallest value that so many of a hundred do not exceed."""
    return next(value for value in sorted(values) if sum(one <= value for one in values) * 100 >= percent * len(values))


@given(st.lists(st.integers(0, 40), min_size=1, max_size=60), st.sampled_from([50, 90]))
def test_the_percentile_is_the_one_of_the_definition(values: list[int], percent: int) -> None:
    assert service_times.nearest_rank(sorted(values), percent) == naive_percentile(values, percent)


def test_median_and_ninetieth_by_region_and_kind() -> None:
    by = builders.coordinator("almaty")
    for days in (1, 2, 3, 4, 10):
        decided(days, by=by)
    for days in (6, 6, 6, 6, 6):
        decided(days, region="astana", by=by)
    for _ in range(4):
        decided(9, kind="report", by=by)
    decided(30, outcome="cancel", by=by)
    service_times.count(moment(23))
    almaty, astana = builders.region("almaty").pk, builders.region("astana").pk
    times = service_times.times()
    here, there, country = times.of(almaty, "project"), times.of(astana, "project"), times.of(None, "project")
    assert here and there and country
    assert (here.decisions, here.median, here.ninetieth, here.in_time) == (5, 3, 10, 3)
    assert (there.median, there.ninetieth) == (6, 6)
    assert (country.decisions, country.median, country.ninetieth) == (10, 6, 6)
    assert times.of(almaty, "report") is None
    assert service_times.count(moment(23)) == ServiceTime.objects.count()


def test_everybody_reads_them_with_the_definition_in_one_statement() -> None:
    by = builders.coordinator("almaty")
    for days in (1, 2, 3, 4, 10):
        decided(days, by=by)
    service_times.count(moment(23))
    page = doors.read(Client().get(doors.address("service-times")))
    assert "3 (10)" in page and "The median is the middle one" in page
    with CaptureQueriesContext(
        connection,
    ) as queries:
        service_times.times(builders.region("almaty").pk).lines(builders.region("almaty").pk, {})
    assert sum("servicetime" in query["sql"] for query in queries) == 1
    region = doors.read(Client().get(doors.address("region", builders.region("almaty").slug)))
    assert Office.objects.filter(region=builders.region("almaty")).exists()
    assert "3 working days" in region and "(90 of 100 within 10)" in region
