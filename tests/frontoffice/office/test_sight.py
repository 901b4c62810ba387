"""What is made once for a desk: nobody else gets it, nothing in it is of one person, and whoever acts ends it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from frontoffice.models import Coordinator, Office
from frontoffice.office import sight
from frontoffice.office.guard import Desk
from tests import builders, doors, hours_rows

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workplace")]


@pytest.fixture(autouse=True)
def kept(settings) -> None:  # type: ignore[no-untyped-def]
    settings.PAGE_CACHE_SECONDS = 60


def late(title: str, region: str = "almaty"):  # type: ignore[no-untyped-def]
    project = hours_rows.done_project(region=builders.region(region), title_en=title)
    return hours_rows.report(project, due_on=timezone.localdate() - dt.timedelta(days=3))


def overview(client: Client, language: str = "en") -> str:
    return doors.read(client.get(doors.address("office", language=language)))


def test_colleagues_get_the_same_until_one_of_them_acts() -> None:
    late("The first one")
    mine, theirs = (doors.signed_in(builders.coordinator("almaty")) for _each in "12")
    assert "The first one" in overview(mine)
    second = late("The second one")
    assert "The second one" not in overview(theirs)
    theirs.post(doors.address("office-report-remind", second.pk), {"next": doors.address("office")})
    assert "The second one" in overview(mine)


def test_a_page_is_of_its_desk_its_language_and_its_reader() -> None:
    late("Of Almaty"), late("Of Astana", "astana")
    people = [builders.coordinator("almaty"), builders.coordinator("astana"), builders.coordinator(None)]
    both = builders.coordinator("almaty")
    Coordinator.objects.create(user=both, office=Office.objects.get(region=builders.region("astana")))
    clients = [doors.signed_in(user) for user in (*people, both)]
    words = [overview(client) for client in clients]
    assert ["Of Almaty" in page for page in words[:3]] == [True, False, True]
    assert ["Of Astana" in page for page in words[:3]] == [False, True, True]
    assert [title in words[3] for title in ("Of Almaty", "Of Astana")].count(True) == 1
    assert "Overdue reports" in words[0] and "Overdue reports" not in overview(clients[0], "kk")
    colleague = doors.signed_in(builders.coordinator("almaty", first_name="Another", last_name="Reader"))
    assert "Another" in overview(colleague) and "Another" not in overview(clients[0])


def test_what_was_read_before_a_decision_is_not_given_after_it() -> None:
    desk, made = Desk(frozenset({"75"})), []

    def make() -> dict[str, int]:
        made.append(len(made))
        if len(made) == 1:
            sight.changed()
        return {"number": made[-1]}

    assert [sight.shared(desk, "page", "", make)["number"] for _each in range(3)] == [0, 1, 1]


def test_a_former_coordinator_gets_nothing_of_what_is_kept() -> None:
    user = builders.coordinator("almaty")
    client = doors.signed_in(user)
    assert overview(client)
    Coordinator.objects.filter(user=user).update(ended_at=timezone.now())
    assert client.get(doors.address("office")).status_code == 403
