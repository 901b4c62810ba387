"""A verified organization closes itself: once nobody waits for anything, by its owner alone, its history kept."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from organizations import registration
from organizations.enums import OrganizationState, Role
from organizations.models import Membership, Organization
from projects.enums import ProjectState
from projects.models import Project
from qazvolunteer.core.refusals import Refusal
from tests import builders, doors, hours_rows
from tests.cast import Cast
from volunteers.enums import SignUpState
from volunteers.hours_enums import HoursState
from volunteers.hours_models import HoursEntry, MissedAppeal
from volunteers.models import SignUp

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workplace"), pytest.mark.lenient_templates]


def where(cast: Cast) -> str:
    return doors.address("my-organization-close", cast.organization.pk)


def state(cast: Cast) -> str:
    return Organization.objects.get(pk=cast.organization.pk).state


def over(cast: Cast) -> Project:
    return hours_rows.done_project(organization=cast.organization)


def test_its_owner_closes_it_and_all_are_told(cast: Cast) -> None:
    manager = builders.member(cast.organization, Role.MANAGER)
    line = hours_rows.line(hours_rows.came(hours_rows.past_shift(over(cast))), HoursState.CONFIRMED)
    bolat = doors.signed_in(cast.bolat)
    assert "Close the organization" in doors.read(bolat.get(doors.address("my-organization", cast.organization.pk)))
    assert "cannot be undone" in doors.read(bolat.get(where(cast)))
    assert "Tick the box" in doors.read(bolat.post(where(cast)))
    assert state(cast) == OrganizationState.VERIFIED
    assert bolat.post(where(cast), {"sure": "on"}).status_code == 302
    assert state(cast) == OrganizationState.CLOSED
    assert not Membership.objects.active().filter(organization=cast.organization).exists()
    for person in (cast.bolat, manager):
        assert doors.told(person).count("organizations.closed") == 1
    assert "organizations.closed_itself" in doors.told(cast.daniyar)
    assert "organizations.closed" not in doors.told(cast.camila)
    assert Client().get(doors.address("organization", cast.organization.slug)).status_code == 404
    assert HoursEntry.objects.counted().filter(pk=line.pk).exists()
    assert doors.signed_in(line.volunteer).get(doors.address("hours-entry", line.pk)).status_code == 200
    assert cast.organization.transitions.filter(action="close", by=cast.bolat).exists()


def test_nobody_else_closes_it(cast: Cast) -> None:
    for outsider in (cast.camila, builders.volunteer().user):
        assert doors.signed_in(outsider).post(where(cast), {"sure": "on"}).status_code == 404
    manager = builders.member(cast.organization, Role.MANAGER)
    page = doors.signed_in(manager).get(doors.address("my-organization", cast.organization.pk))
    assert "Close the organization" not in doors.read(page)
    for person in (manager, cast.camila, cast.daniyar):
        with pytest.raises(Refusal):
            registration.close(cast.organization, by=person)
    doors.signed_in(manager).post(where(cast), {"sure": "on"})
    assert state(cast) == OrganizationState.VERIFIED


def ahead(cast: Cast) -> None:
    builders.signup_row(SignUpState.REQUESTED, of=builders.shift(over(cast)))


def hours(cast: Cast) -> None:
    hours_rows.line(hours_rows.came(hours_rows.past_shift(over(cast))))


def appeal(cast: Cast) -> None:
    MissedAppeal.objects.create(signup=hours_rows.missed(hours_rows.past_shift(over(cast))), text="Автобус келмеді.")


def report(cast: Cast) -> None:
    hours_rows.report(over(cast))


def project(cast: Cast) -> None:
    builders.project(organization=cast.organization, state=ProjectState.SUBMITTED, published_at=None)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (ahead, "1 shift ahead has people"),
        (hours, "1 line of hours waits"),
        (appeal, "1 appeal waits"),
        (report, "1 report has not been handed in"),
        (project, "1 project is published or being checked"),
    ],
)
def test_not_while_others_wait(row: Any, words: str, cast: Cast) -> None:
    row(cast)
    bolat = doors.signed_in(cast.bolat)
    assert words in doors.read(bolat.get(where(cast)))
    assert words in doors.read(bolat.post(where(cast), {"sure": "on"}))
    assert state(cast) == OrganizationState.VERIFIED
    assert Membership.objects.active().filter(organization=cast.organization, user=cast.bolat).exists()
    assert not doors.told(cast.bolat).count("organizations.closed")


def test_what_another_organization_has_open_does_not_matter(cast: Cast) -> None:
    builders.join(builders.shift(builders.project(organization=cast.other_organization)))
    registration.close(cast.organization, by=cast.bolat)
    assert state(cast) == OrganizationState.CLOSED
    assert SignUp.objects.live().exists()


def test_a_suspended_one_is_the_front_offices(cast: Cast) -> None:
    Organization.objects.filter(pk=cast.organization.pk).update(state=OrganizationState.SUSPENDED)
    page = doors.signed_in(cast.bolat).get(doors.address("my-organization", cast.organization.pk))
    assert "my-organization-close" not in page.content.decode()
    doors.signed_in(cast.bolat).post(where(cast), {"sure": "on"})
    assert state(cast) == OrganizationState.SUSPENDED
