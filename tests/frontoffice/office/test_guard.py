"""The door of the front office: posts in force open their regions, everything else is closed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from frontoffice.models import Coordinator, Office, PostChange
from frontoffice.office.guard import desk_of
from organizations.enums import Role
from qazvolunteer.accounts.models import User
from tests import builders, doors
from tests.codebase.test_addresses import OFFICE, addresses
from tests.frontoffice.desk.sitting import of_two_regions

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workplace")]
DAY = dt.timedelta(days=1)


def fresh(person: User) -> User:
    return User.objects.get(pk=person.pk)


def past() -> User:
    person = builders.coordinator("almaty")
    Coordinator.objects.filter(user=person).update(started_at=timezone.now() - 9 * DAY, ended_at=timezone.now() - DAY)
    return person


def future() -> User:
    person = builders.coordinator("almaty")
    Coordinator.objects.filter(user=person).update(started_at=timezone.now() + DAY)
    return person


def test_every_address_of_the_office_has_the_guard() -> None:
    unguarded = []
    callbacks: dict[str, Any] = {}

    def walk(patterns: Any) -> None:
        for pattern in patterns:
            if hasattr(pattern, "url_patterns"):
                walk(pattern.url_patterns)
            elif pattern.name:
                callbacks[pattern.name] = pattern.callback

    walk(get_resolver().url_patterns)
    for address in addresses():
        if address.name.startswith(OFFICE) and not _is_guarded(callbacks[address.name]):
            unguarded.append(address.name)
    assert not unguarded


def _is_guarded(callback: Any) -> bool:
    while callback is not None:
        if getattr(callback, "is_office_page", False):
            return True
        callback = getattr(callback, "__wrapped__", None)
    return False


@pytest.mark.parametrize("page", ["office", "office-people"])
def test_who_may_enter(page: str) -> None:
    inside = [builders.coordinator("almaty"), builders.coordinator(None), of_two_regions()]
    outside = [builders.user(), builders.member(builders.organization(), Role.OWNER), past(), future()]
    codes = {True: 200, False: 403}
    for people, may in ((inside, True), (outside, False)):
        for person in people:
            assert doors.signed_in(person).get(doors.address(page)).status_code == codes[may]
    assert Client().get(doors.address(page)).status_code == 302


def test_the_second_factor_is_asked_for(settings: Any) -> None:
    settings.STAFF_SECOND_FACTOR_REQUIRED = True
    response = doors.signed_in(builders.coordinator("almaty")).get(doors.address("office"))
    assert response["Location"] == doors.address("mfa_index")


def test_what_a_desk_covers() -> None:
    almaty, astana = builders.region("almaty"), builders.region("astana")
    both, one, all_of_it = (
        desk_of(of_two_regions()),
        desk_of(builders.coordinator()),
        desk_of(builders.coordinator(None)),
    )
    assert both and one and all_of_it
    assert {region.pk for region in both.offered} == {almaty.pk, astana.pk}
    assert both.covers(astana.pk) and not one.covers(astana.pk) and not one.covers(None)
    assert all_of_it.is_republican and all_of_it.covers(None)
    assert one.only_region == almaty and both.only_region is None
    assert desk_of(past()) is None and desk_of(future()) is None


def test_a_foreign_region_is_not_there() -> None:
    astana = builders.region("astana")
    client = doors.signed_in(builders.coordinator("almaty"))
    assert client.get(doors.address("office"), {"region": astana.slug}).status_code == 404
    assert client.get(doors.address("office"), {"region": "nowhere"}).status_code == 404
    assert doors.signed_in(of_two_regions()).get(doors.address("office"), {"region": astana.slug}).status_code == 200


def test_the_menu_of_the_office_leads_to_its_guide() -> None:
    found = doors.signed_in(builders.coordinator()).get(doors.address("office-people")).content.decode()
    assert doors.address("guide", "front-office") in found


def test_the_menu_of_the_site_leads_there() -> None:
    assert (
        doors.address("office") in doors.signed_in(builders.coordinator()).get(doors.address("about")).content.decode()
    )
    owner = builders.member(builders.organization(), Role.OWNER)
    assert doors.address("office") not in doors.signed_in(owner).get(doors.address("about")).content.decode()


# --- Posts


def appointed(client: Client, person: User, office: Office, **values: Any) -> Any:
    given = {"email": person.email, "office": office.pk, "role": "coordinator", **values}
    return client.post(doors.address("office-appoint"), given)


def office_of_almaty() -> Office:
    builders.coordinator("almaty")
    return Office.objects.get(region=builders.region("almaty"))


def test_the_republic_gives_a_post_and_ends_it() -> None:
    saule, person, office = builders.coordinator(None), builders.user(), office_of_almaty()
    client = doors.signed_in(saule)
    assert appointed(client, person, office, role="deputy").status_code == 302
    post = Coordinator.objects.get(user=person)
    assert post.role == "deputy" and desk_of(fresh(person))
    assert "frontoffice.appointed" in doors.told(person)
    client.post(doors.address("office-post-end", post.pk), {"reason": "Moved to another town"})
    assert desk_of(fresh(person)) is None
    assert "frontoffice.post_ended" in doors.told(person)
    assert list(PostChange.objects.filter(post=post).order_by("pk").values_list("action", "by")) == [
        ("appoint", saule.pk),
        ("end", saule.pk),
    ]
    assert "Moved to another town" in doors.read(client.get(doors.address("office-people")))


def test_nobody_else_gives_posts() -> None:
    daniyar, person, office = builders.coordinator("almaty"), builders.user(), office_of_almaty()
    client = doors.signed_in(daniyar)
    assert appointed(client, person, office).status_code == 403
    post = Coordinator.objects.get(user=daniyar)
    assert client.post(doors.address("office-post-end", post.pk)).status_code == 403
    assert not Coordinator.objects.filter(user=person).exists()
    assert "Give a post" not in doors.read(client.get(doors.address("office-people")))


def test_what_is_wrong_stands_beside_what_was_typed() -> None:
    office, person = office_of_almaty(), builders.user()
    client = doors.signed_in(builders.coordinator(None))
    response = client.post(
        doors.address("office-appoint"), {"email": "nobody@example.kz", "office": office.pk, "role": "deputy"}
    )
    assert response.status_code == 422
    assert (
        "Nobody is registered with this e-mail." in doors.read(response)
        and "nobody@example.kz" in response.content.decode()
    )
    yesterday = f"{timezone.localdate() - DAY:%Y-%m-%d}"
    assert "must not be before the first day" in doors.read(appointed(client, person, office, last=yesterday))
    appointed(client, person, office)
    assert "has a post in this office already" in doors.read(appointed(client, person, office))


def test_a_post_of_tomorrow_opens_nothing_today() -> None:
    office, person = office_of_almaty(), builders.user()
    client = doors.signed_in(builders.coordinator(None))
    appointed(client, person, office, first=f"{timezone.localdate() + DAY:%Y-%m-%d}")
    assert desk_of(fresh(person)) is None
    assert "Not yet begun" in doors.read(client.get(doors.address("office-people")))


def test_nobody_ends_their_own_post() -> None:
    saule = builders.coordinator(None)
    client = doors.signed_in(saule)
    client.post(doors.address("office-post-end", Coordinator.objects.get(user=saule).pk))
    assert desk_of(fresh(saule))


@pytest.mark.parametrize("rows", [3, 30])
def test_the_statements_of_the_page_of_people(rows: int, django_assert_max_num_queries: Any) -> None:
    saule = builders.coordinator(None)
    for _ in range(rows):
        builders.coordinator("almaty")
    client = doors.signed_in(saule)
    client.get(doors.address("office-people"))
    with django_assert_max_num_queries(12):
        client.get(doors.address("office-people"))
