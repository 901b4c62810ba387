"""What the project page remembers is never older than the project."""

from __future__ import annotations

import pytest
from django.test import Client

from organizations.enums import LegalForm, OrganizationState
from organizations.models import Organization
from projects.models import Project
from qazvolunteer.places.models import Region
from tests import builders, doors
from tests.builders import three, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def project() -> Project:
    project = builders.project(**three("title", "Trees"))
    builders.shift(project, seats=10)
    return project


def page(project: Project, client: Client | None = None) -> str:
    response = (client or Client()).get(doors.address("project", project.slug))
    assert response.status_code == 200
    return words(response.content.decode())


def test_a_line_is_seen_at_once_when_it_is_added_changed_and_taken_away(project: Project) -> None:
    assert "Gloves" not in page(project)
    item = project.items.create(section="bring", **three("text", "Gloves"))
    assert "Gloves" in page(project)
    for name, value in three("text", "A spade").items():
        setattr(item, name, value)
    item.save()
    assert "Gloves" not in page(project)
    assert "A spade" in page(project)
    item.delete()
    assert "A spade" not in page(project)


def test_a_question_is_seen_at_once(project: Project) -> None:
    client = doors.signed_in(builders.volunteer())
    assert "Why do you come?" not in page(project, client)
    question = project.questions.create(**three("label", "Why do you come?"))
    assert "Why do you come?" in page(project, client)
    project.questions.filter(pk=question.pk).update(**three("label", "Can you drive?"))
    assert "Why do you come?" not in page(project, client)
    assert "Can you drive?" in page(project, client)


def test_a_new_title_is_seen_at_once_in_every_language(project: Project) -> None:
    addresses = [doors.address("project", project.slug).replace("/en/", f"/{code}/") for code in ("kk", "ru", "en")]
    assert all("Trees" in Client().get(address).content.decode() for address in addresses)
    Project.objects.filter(pk=project.pk).update(**three("title", "Bushes"))
    for address in addresses:
        content = Client().get(address).content.decode()
        assert "Bushes" in content
        assert "Trees" not in content


def test_what_is_said_of_the_organization_is_seen_at_once(project: Project) -> None:
    page(project)
    ours = Organization.objects.filter(pk=project.organization_id)
    ours.update(**three("name", "Green hands"))
    assert "Green hands" in page(project)
    ours.update(legal_form=LegalForm.STATE_BODY)
    content = Client().get(doors.address("project", project.slug)).content.decode()
    assert '"@type":"GovernmentOrganization"' in content


def test_a_new_name_of_the_region_is_seen_at_once(project: Project) -> None:
    page(project)
    Region.objects.filter(pk=project.region_id).update(**three("short", "Seven Rivers"))
    assert "Seven Rivers" in page(project)


def test_closed_signups_and_a_suspended_organization_count_at_once(project: Project) -> None:
    assert "Sign-ups are closed." not in page(project)
    Project.objects.filter(pk=project.pk).update(signups_open=False)
    assert "Sign-ups are closed." in page(project)
    Organization.objects.filter(pk=project.organization_id).update(state=OrganizationState.SUSPENDED)
    assert "This project is paused by the front office." in page(project)


def test_an_address_that_passes_to_another_project_shows_that_one(project: Project) -> None:
    page(project)
    other = builders.project(**three("title", "Rivers"))
    builders.shift(other)
    slug = project.slug
    Project.objects.filter(pk=project.pk).update(slug="moved-away")
    assert Client().get(doors.address("project", slug)).status_code == 404
    Project.objects.filter(pk=other.pk).update(slug=slug)
    other.slug = slug
    assert "Rivers" in page(other)
    project.slug = "moved-away"
    assert "Trees" in page(project)


def test_places_left_are_of_this_moment(project: Project) -> None:
    assert "10 places free" in page(project)
    builders.join(project.shifts.get())
    assert "9 places free" in page(project)


def test_what_is_remembered_belongs_to_nobody(project: Project) -> None:
    who = builders.volunteer()
    builders.join(project.shifts.get(), who=who)
    assert "Open my sign-up" in page(project, doors.signed_in(who))
    assert "Open my sign-up" not in page(project, doors.signed_in(builders.volunteer()))
    assert "Open my sign-up" not in page(project)


def test_a_project_that_is_over_is_read_anew(project: Project) -> None:
    Project.objects.filter(pk=project.pk).update(state="completed")
    assert "Gloves" not in page(project)
    project.items.create(section="bring", **three("text", "Gloves"))
    assert "Gloves" in page(project)
