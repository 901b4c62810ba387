"""The queue of decisions: who sees it, in what order, narrowed to what."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.utils import timezone

from frontoffice.desk import colleagues, entrances
from frontoffice.desk.models import Matter, MatterEntry
from frontoffice.office.guard import Desk, desk_of
from organizations.enums import Role
from projects.enums import ProjectState
from qazvolunteer.core.refusals import Refusal
from tests import builders, doors
from tests.cast import Cast
from tests.frontoffice.desk.sitting import DAY, of_two_regions, past, press, project_of, submitted
from tests.projects.test_query_ceilings import counted
from volunteers import blocking, hours, objections
from volunteers.hours_enums import Evidence, HoursKind
from volunteers.models import HoursEntry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workplace")]

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
        first = client.get(doors.address("office-desk"), {"kind": "project"})
        names = [line.matter.pk for line in first.context["lines"]]
        assert names == [matter.pk for matter in reversed(made[1:])]
        onward = re.search(r'href="([^"]+)" rel="next"', first.content.decode())
        assert onward and "kind=project" in onward[1]
        second = client.get(doors.address("office-desk") + unescape(onward[1]))
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
