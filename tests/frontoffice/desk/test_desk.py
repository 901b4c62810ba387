"""The queue and the page of a decision, through the door of whoever works in a front office."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from frontoffice.desk import colleagues, deciding, entrances, matters, presence
from frontoffice.desk.enums import MatterKind
from frontoffice.desk.models import FieldMark, Matter, MatterEntry
from frontoffice.models import Coordinator, Office
from frontoffice.office.guard import Desk, desk_of
from organizations.enums import OrganizationState, Role
from projects import moderation
from projects.enums import ProjectState
from projects.models import Project
from qazvolunteer.accounts import personal_data
from qazvolunteer.accounts.models import User
from qazvolunteer.core.refusals import Refusal
from tests import builders, doors
from tests.cast import Cast
from tests.projects.test_query_ceilings import counted
from volunteers import blocking, hours, objections
from volunteers.hours_enums import Evidence, HoursKind
from volunteers.models import HoursEntry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workplace")]
DAY = dt.timedelta(days=1)


def submitted(cast: Cast, **values: Any) -> Matter:
    """A project of the cast's organization that was handed in."""
    given = {"organization": cast.organization, "state": ProjectState.DRAFT, "published_at": None, "min_age": 18}
    project = builders.project(**{**given, **values})
    builders.shift(project)
    moderation.submit(project, by=cast.bolat)
    return Matter.objects.about(project).get()


def project_of(matter: Matter) -> Project:
    return Project.objects.get(pk=matter.subject_id)


def past(of: str | None = "almaty") -> User:
    person = builders.coordinator(of)
    Coordinator.objects.filter(user=person).update(started_at=timezone.now() - 9 * DAY, ended_at=timezone.now() - DAY)
    return person


def of_two_regions() -> User:
    person = builders.coordinator("almaty")
    office, _ = Office.objects.get_or_create(region=builders.region("astana"), defaults={"name": "Astana"})
    Coordinator.objects.create(user=person, office=office)
    return person


def press(client: Client, matter: Matter, decision: str, **values: Any) -> Any:
    return client.post(doors.address("office-matter-decide", matter.pk), {"decision": decision, **values})


# --- Who sees what --------------------------------------------------------------------------------------

PAGES = ("office-desk", "office-matter")
DEEDS: dict[str, dict[str, str]] = {
    "office-matter-decide": {"decision": "approve"},
    "office-matter-approve": {},
    "office-matter-assign": {"act": "take"},
    "office-matter-note": {"text": "Сөз"},
    "office-matter-here": {},
}


def arguments(page: str, matter: Matter) -> list[int]:
    return [] if page == "office-desk" else [matter.pk]


@pytest.mark.parametrize("page", PAGES)
def test_role_by_page_by_region(cast: Cast, page: str) -> None:
    matter = submitted(cast)
    expected = [
        (cast.daniyar, 200),
        (builders.coordinator(None), 200),
        (of_two_regions(), 200),
        (cast.erlan, 200 if page == "office-desk" else 404),
        (past(), 403),
        (cast.bolat, 403),
        (cast.camila, 403),
        (cast.aigerim.user, 403),
    ]
    for person, code in expected:
        response = doors.signed_in(person).get(doors.address(page, *arguments(page, matter)))
        assert response.status_code == code, person
        if page == "office-desk" and code == 200:
            assert (project_of(matter).title in response.content.decode()) == (person != cast.erlan)


@pytest.mark.parametrize("deed", DEEDS)
def test_nobody_outside_the_region_does_anything(cast: Cast, deed: str) -> None:
    matter = submitted(cast)
    for person, code in ((cast.erlan, 404), (past(), 403), (cast.bolat, 403), (cast.camila, 403)):
        response = doors.signed_in(person).post(doors.address(deed, matter.pk), DEEDS[deed])
        assert response.status_code == code, person
    matter.refresh_from_db()
    assert matter.is_open and matter.assigned_to is None and not MatterEntry.objects.exists()
    assert doors.signed_in(cast.daniyar).get(doors.address(deed, matter.pk)).status_code == 405


def test_foreign_and_odd_ids(cast: Cast) -> None:
    matter = submitted(cast)
    client, foreign = doors.signed_in(cast.erlan), doors.signed_in(cast.daniyar)
    for page in ("office-matter", *DEEDS):
        for pk in (matter.pk, matter.pk + 10_000, 0, 2**31, 2**62):
            call = client.get if page == "office-matter" else client.post
            assert call(doors.address(page, pk)).status_code == 404
    for query in ("?after=x", "?after=1e999_1", "?after=1_x", "?region=astana-region", "?region=x"):
        assert foreign.get(doors.address("office-desk") + query).status_code == 404
    for query in ("?kind=x", "?who=x", "?late=x", "?after=1_1", "?region="):
        assert foreign.get(doors.address("office-desk") + query).status_code == 200


def test_a_colleague_of_another_region_cannot_be_given_it(cast: Cast) -> None:
    matter = submitted(cast)
    client = doors.signed_in(cast.daniyar)
    for to in (str(cast.erlan.pk), str(cast.bolat.pk), "x", "", "-1", "²"):
        response = client.post(doors.address("office-matter-assign", matter.pk), {"act": "assign", "to": to})
        assert response.status_code == 404, to
    with pytest.raises(Refusal):
        colleagues.assign(matter, cast.erlan, by=cast.daniyar)
    with pytest.raises(Refusal):
        colleagues.take(matter, by=cast.erlan)


def test_a_coordinator_who_works_for_the_organization_cannot_decide(cast: Cast) -> None:
    matter = submitted(cast)
    person = builders.coordinator("almaty")
    builders.member(cast.organization, Role.MANAGER, user=person)
    client = doors.signed_in(person)
    page = client.get(doors.address("office-matter", matter.pk)).content.decode()
    assert 'name="decision"' not in page
    assert press(client, matter, "approve").status_code == 422
    assert project_of(matter).state == ProjectState.SUBMITTED


# --- The queue ------------------------------------------------------------------------------------------


def test_the_oldest_deadline_first_in_pages(cast: Cast) -> None:
    now = timezone.now()
    made = [submitted(cast) for _ in range(4)]
    for number, matter in enumerate(made):
        Matter.objects.filter(pk=matter.pk).update(due_at=now + (4 - number) * DAY)
    from frontoffice.desk import queue

    queue_page, queue.PAGE = queue.PAGE, 3
    try:
        client = doors.signed_in(cast.daniyar)
        first = client.get(doors.address("office-desk"))
        names = [line.matter.pk for line in first.context["lines"]]
        assert names == [matter.pk for matter in reversed(made[1:])]
        second = client.get(doors.address("office-desk") + first.context["next"])
        assert [line.matter.pk for line in second.context["lines"]] == [made[0].pk] and not second.context["next"]
    finally:
        queue.PAGE = queue_page


def test_narrowed_to_a_kind_to_mine_and_to_what_is_late(cast: Cast) -> None:
    one, two = submitted(cast), submitted(cast)
    Matter.objects.filter(pk=two.pk).update(due_at=timezone.now() - DAY)
    colleagues.take(one, by=cast.daniyar)
    client = doors.signed_in(cast.daniyar)

    def shown(query: str) -> set[int]:
        response = client.get(doors.address("office-desk") + query)
        return {line.matter.pk for line in response.context["lines"]}

    assert shown("") == {one.pk, two.pk}
    assert shown("?who=mine") == {one.pk} and shown("?who=free") == {two.pk}
    assert shown("?late=1") == {two.pk}
    assert shown("?kind=report") == set() and shown("?kind=project") == {one.pk, two.pk}
    menu = client.get(doors.address("office")).content.decode()
    assert "office-count--late" in menu


def some_of_each(cast: Cast, number: int) -> None:
    for _ in range(number):
        submitted(cast)
        owner = builders.volunteer()
        entry = HoursEntry.objects.create(
            volunteer=owner, project=builders.project(organization=cast.organization), day=timezone.localdate(),
            minutes=60, kind=HoursKind.PREPARATION, evidence=Evidence.SELF_REPORTED,
        )  # fmt: skip
        hours.hand_up(entry)
        block = blocking.block(owner, cast.organization, by=cast.bolat, reason="Келмеді.")
        objections.object_to(block, by=owner.user, text="Келдім.")


def test_as_many_statements_for_three_rows_as_for_thirty(cast: Cast) -> None:
    client, desk = doors.signed_in(cast.daniyar), desk_of(cast.daniyar)
    assert desk is not None
    some_of_each(cast, 1)
    client.get(doors.address("office-desk"))
    with counted() as few:
        client.get(doors.address("office-desk"))
    with counted() as few_in_the_tile:
        entrances.waiting(desk, None)
    some_of_each(cast, 9)
    with counted() as many:
        client.get(doors.address("office-desk"))
    with counted() as many_in_the_tile:
        entrances.waiting(Desk(desk.regions), None)
    assert len(many) == len(few) <= 12, "\n".join(many)
    assert len(many_in_the_tile) <= len(few_in_the_tile) + 1 <= 6, "the figures of the menu are asked for once"


# --- Deciding -------------------------------------------------------------------------------------------


def test_a_decision_leads_to_the_next_one(cast: Cast) -> None:
    one, two = submitted(cast), submitted(cast)
    client = doors.signed_in(cast.daniyar)
    response = press(client, one, "approve")
    assert response["Location"] == doors.address("office-matter", two.pk)
    assert project_of(one).state == ProjectState.APPROVED
    one.refresh_from_db()
    assert (one.outcome, one.decided_by) == ("approve", cast.daniyar)
    assert "projects.approved" in doors.told(cast.bolat)
    response = press(client, two, "refuse", standard="The work endangers the volunteers.")
    assert response["Location"] == doors.address("office-desk")
    record = project_of(two).transitions.first()
    assert record is not None and record.reason == "The work endangers the volunteers."


def test_a_reason_is_needed_and_what_was_typed_stays(cast: Cast) -> None:
    matter = submitted(cast)
    client = doors.signed_in(cast.daniyar)
    assert press(client, matter, "refuse").status_code == 422
    response = press(client, matter, "approve", **{"mark-title_ru": "Орысша дұрыс емес"}, note="Жақсы жоба")
    assert response.status_code == 422
    page = response.content.decode()
    assert "Орысша дұрыс емес" in page and "Жақсы жоба" in page
    for decision in ("", "x", "settle", "lift"):
        assert press(client, matter, decision, note="x").status_code == 422
    assert project_of(matter).state == ProjectState.SUBMITTED
    assert press(client, matter, "return", note="a" * 2001).status_code == 422
    assert press(client, matter, "return", standard="Not a standard reason").status_code == 422


def test_who_comes_second_is_told_and_loses_nothing(cast: Cast) -> None:
    matter = submitted(cast)
    second = doors.signed_in(builders.coordinator("almaty"))
    assert press(doors.signed_in(cast.daniyar), matter, "approve").status_code == 302
    response = press(second, matter, "refuse", note="Менің сөзім")
    assert response.status_code == 409
    words = doors.read(response)
    assert cast.daniyar.full_name in words and "Approved" in words and "Менің сөзім" in words
    assert project_of(matter).state == ProjectState.APPROVED


def test_two_people_see_each_other(cast: Cast) -> None:
    matter = submitted(cast)
    other = builders.coordinator("almaty", first_name="Гүлнар")
    one, two = doors.signed_in(cast.daniyar), doors.signed_in(other)
    here = doors.address("office-matter-here", matter.pk)
    assert "Данияр" not in doors.read(two.post(here)) and "Гүлнар" in doors.read(one.post(here))
    assert "Данияр" in doors.read(two.post(here))
    assert "Данияр" in doors.read(two.get(doors.address("office-matter", matter.pk)))
    assert press(one, matter, "approve").status_code == 302
    assert presence.here(matter, other) == []
    told = two.post(here)
    assert told.status_code == 286 and "Approved" in doors.read(told)


def test_notes_and_who_does_it(cast: Cast) -> None:
    matter = submitted(cast)
    client = doors.signed_in(cast.daniyar)
    colleague = builders.coordinator("almaty", first_name="Гүлнар")
    assign, note = (doors.address(name, matter.pk) for name in ("office-matter-assign", "office-matter-note"))
    client.post(assign, {"act": "take"})
    client.post(note, {"text": "Қоңырау шалдым."})
    client.post(note, {"text": " "})
    client.post(assign, {"act": "assign", "to": colleague.pk})
    matter.refresh_from_db()
    assert matter.assigned_to == colleague
    with pytest.raises(Refusal):
        colleagues.take(matter, by=cast.daniyar)
    client.post(assign, {"act": "give_back"})
    kinds = list(MatterEntry.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["take", "note", "assign", "give_back"]
    page = doors.read(client.get(doors.address("office-matter", matter.pk)))
    assert "Қоңырау шалдым." in page and "Гүлнар" in page


def test_one_press_only_where_every_check_passes(cast: Cast) -> None:
    builders.shift(builders.project(organization=cast.organization))
    good = submitted(cast, **builders.three("description", "Көшет егеміз"))
    bad = submitted(cast, **builders.three("description", "Платим 5 000 тенге"))
    assert (good.clear, bad.clear) == (True, False)
    client = doors.signed_in(cast.daniyar)
    page = client.get(doors.address("office")).content.decode()
    assert doors.address("office-matter-approve", good.pk) in page
    assert doors.address("office-matter-approve", bad.pk) not in page
    client.post(doors.address("office-matter-approve", bad.pk))
    assert project_of(bad).state == ProjectState.SUBMITTED
    response = client.post(doors.address("office-matter-approve", good.pk), {"next": "https://example.com/"})
    assert response["Location"] == doors.address("office-desk")
    assert project_of(good).state == ProjectState.APPROVED
    # What changed since it was opened counts.
    later = submitted(cast)
    Project.objects.filter(pk=later.subject_id).update(summary_ru="Оплата 100 тг")
    assert later.clear
    with pytest.raises(Refusal) as refused:
        deciding.approve_at_once(later, by=cast.daniyar)
    assert refused.value.code == "not_clear"


# --- Marks ----------------------------------------------------------------------------------------------


@pytest.mark.lenient_templates
def test_the_organization_sees_the_marks_until_it_submits_again(cast: Cast) -> None:
    matter = submitted(cast)
    marks = {"mark-title_ru": "Орысша атауы қате", "mark-min_age": "Жасы тым төмен", "mark-state": "x"}
    assert press(doors.signed_in(cast.daniyar), matter, "return", **marks).status_code == 302
    assert set(FieldMark.objects.values_list("field", flat=True)) == {"title_ru", "min_age"}
    project = project_of(matter)
    client = doors.signed_in(cast.bolat)
    address = doors.address("admin:projects_project_change", project.pk)
    page = client.get(address).content.decode()
    assert page.count("Орысша атауы қате") == 2, "beside the field and in the panel"
    assert "Change what is marked beside the fields." in page
    moderation.submit(project, by=cast.bolat)
    assert "Орысша атауы қате" not in client.get(address).content.decode()
    assert not FieldMark.objects.filter(settled_at=None).exists()


def test_marks_in_the_form_of_an_organization(cast: Cast) -> None:
    row = builders.organization(state=OrganizationState.SUBMITTED)
    owner = builders.member(row)
    from frontoffice.desk import kinds

    kind = next(one for one in kinds.every() if one.code == MatterKind.ORGANIZATION)
    matters.open_one(kind, row)
    matter = Matter.objects.about(row).get()
    press(doors.signed_in(cast.daniyar), matter, "return", **{"mark-bin": "БСН қате"}, note="Түзетіңіз")
    client = doors.signed_in(owner)
    assert "БСН қате" in doors.read(client.get(doors.address("my-organization-edit", row.pk)))
    assert "БСН қате" in doors.read(client.get(doors.address("my-organization", row.pk)))
    other = builders.member(builders.organization(state=OrganizationState.NEEDS_WORK))
    mine = other.memberships.get().organization_id
    assert "БСН қате" not in doors.read(doors.signed_in(other).get(doors.address("my-organization-edit", mine)))


# --- The volunteer's objection --------------------------------------------------------------------------


def test_a_volunteer_objects_from_the_page_where_they_read_it(cast: Cast) -> None:
    block = blocking.block(cast.aigerim, cast.organization, by=cast.bolat, reason="Үш рет келмеді.")
    address = doors.address("block-objection", block.pk)
    client = doors.signed_in(cast.aigerim)
    assert address in client.get(doors.address("my-organizers")).content.decode()
    assert client.get(address).status_code == 200
    assert client.post(address, {"text": ""}).status_code == 422
    for outsider in (cast.camila, cast.bolat, builders.volunteer().user):
        assert doors.signed_in(outsider).post(address, {"text": "x"}).status_code == 404
    assert client.post(address, {"text": "Мен келдім."}).status_code == 302
    assert client.post(address, {"text": "Тағы."}).status_code == 404
    matter = Matter.objects.get(kind=MatterKind.BLOCK)
    office = doors.signed_in(cast.daniyar)
    assert "Мен келдім." in doors.read(office.get(doors.address("office-matter", matter.pk)))
    assert press(office, matter, "keep", note="Дәлел бар.").status_code == 302
    assert "volunteers.block_kept" in doors.told(cast.aigerim)
    assert "Дәлел бар." in doors.read(client.get(doors.address("my-organizers")))


def test_hours_are_settled_with_a_number(cast: Cast) -> None:
    entry = HoursEntry.objects.create(
        volunteer=cast.aigerim, project=builders.project(organization=cast.organization), day=timezone.localdate(),
        minutes=120, kind=HoursKind.PREPARATION, evidence=Evidence.SELF_REPORTED,
    )  # fmt: skip
    hours.hand_up(entry)
    matter = Matter.objects.about(entry).get()
    client = doors.signed_in(cast.daniyar)
    assert press(client, matter, "settle", note="Аз болды").status_code == 422
    assert press(client, matter, "settle", note="Аз болды", amount="-1").status_code == 422
    assert press(client, matter, "settle", note="Аз болды", amount="90").status_code == 302
    assert hours.effective_minutes(HoursEntry.objects.get(pk=entry.pk)) == 90


# --- A person who leaves --------------------------------------------------------------------------------


def test_a_person_is_forgotten_at_the_desk(cast: Cast) -> None:
    entry = HoursEntry.objects.create(
        volunteer=cast.aigerim, project=builders.project(), day=timezone.localdate(), minutes=60,
        kind=HoursKind.PREPARATION, evidence=Evidence.SELF_REPORTED,
    )  # fmt: skip
    hours.hand_up(entry)
    about = Matter.objects.about(entry).get()
    colleagues.note(about, "Айгерім туралы сөз", by=cast.daniyar)
    own = submitted(cast)
    colleagues.take(own, by=cast.daniyar)
    colleagues.note(own, "Жоба туралы сөз", by=cast.daniyar)
    assert "Жоба туралы сөз" in str(personal_data.export(cast.daniyar))
    from frontoffice.desk.forgetting import forget

    forget(cast.aigerim.user)
    assert not MatterEntry.objects.filter(text="Айгерім туралы сөз").exists()
    forget(cast.daniyar)
    own.refresh_from_db()
    assert own.assigned_to is None and not MatterEntry.objects.exclude(text="").exists()
