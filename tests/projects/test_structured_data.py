"""What search engines read as data agrees with what people read on the page."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from organizations.enums import LegalForm, OrganizationKind
from projects.enums import Format, ProjectState
from projects.models import Project, Shift
from tests import builders, doors
from tests.builders import DAY, words

pytestmark = pytest.mark.django_db


def data(path: str) -> dict[str, dict[str, Any]]:
    """The objects of a page by type."""
    response = Client().get(path)
    assert response.status_code == 200
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', response.content.decode(), re.S)
    content = json.loads(text)
    assert content["@context"] == "https://schema.org"
    return {one["@type"]: one for one in content.get("@graph", [content])}


def event(project: Project) -> dict[str, Any]:
    return data(doors.address("project", project.slug))["Event"]


def moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def test_a_project_is_an_event_with_its_shifts() -> None:
    project = builders.project(
        latitude="43.17000", longitude="77.05000", place="Шатқалдың кіреберісі", languages=["kk", "ru"], min_age=16
    )
    first, second = builders.shift(project, seats=10), builders.shift(project, starts_in=5 * DAY, seats=7)
    builders.join(first)
    page = words(Client().get(doors.address("project", project.slug)).content.decode())
    said = event(project)
    first.refresh_from_db()

    assert said["name"] in page
    assert said["description"] in page
    assert said["organizer"]["name"] in page
    assert said["organizer"]["@type"] == "NGO"
    assert said["url"] == f"{settings.SITE_URL}/en/projects/{project.slug}/"
    assert (moment(said["startDate"]), moment(said["endDate"])) == (first.starts_at, second.ends_at)
    assert said["startDate"].endswith("+00:00")
    assert (said["maximumAttendeeCapacity"], said["remainingAttendeeCapacity"]) == (17, 16)
    assert said["isAccessibleForFree"] is True
    assert said["offers"]["price"] == 0
    assert said["offers"]["priceCurrency"] == "KZT"
    assert said["offers"]["availability"] == "https://schema.org/InStock"
    assert said["eventStatus"] == "https://schema.org/EventScheduled"
    assert said["eventAttendanceMode"] == "https://schema.org/OfflineEventAttendanceMode"
    assert said["location"]["name"] == "Шатқалдың кіреберісі"
    assert said["location"]["geo"] == {"@type": "GeoCoordinates", "latitude": 43.17, "longitude": 77.05}
    assert said["location"]["address"]["addressRegion"] == project.region.name_en
    assert said["inLanguage"] == ["kk", "ru"]
    assert said["typicalAgeRange"] == "16-"
    assert Client().get(said["image"].removeprefix(settings.SITE_URL)).status_code == 200

    one, other = said["subEvent"]
    assert (moment(one["startDate"]), one["remainingAttendeeCapacity"]) == (first.starts_at, first.free)
    assert (moment(other["startDate"]), other["remainingAttendeeCapacity"]) == (second.starts_at, 7)
    assert Client().get(one["url"].removeprefix(settings.SITE_URL)).status_code == 200


def test_a_full_project_is_sold_out() -> None:
    shift = builders.shift(seats=1)
    builders.fill(shift)
    said = event(shift.project)
    assert said["remainingAttendeeCapacity"] == 0
    assert said["offers"]["availability"] == "https://schema.org/SoldOut"


def test_a_cancelled_project_says_so() -> None:
    project = builders.project(state=ProjectState.CANCELLED)
    builders.shift(project)
    assert event(project)["eventStatus"] == "https://schema.org/EventCancelled"
    assert event(project)["offers"]["availability"] == "https://schema.org/SoldOut"


def test_only_what_is_still_to_come_counts() -> None:
    project = builders.project()
    builders.shift(project, starts_in=-5 * DAY)
    coming = builders.shift(project)
    Shift.objects.filter(pk=builders.shift(project, starts_in=9 * DAY).pk).update(cancelled_at=timezone.now())
    said = event(project)
    assert (moment(said["startDate"]), moment(said["endDate"])) == (coming.starts_at, coming.ends_at)
    assert "subEvent" not in said


def test_work_without_a_place() -> None:
    remote, at_home = builders.project(format=Format.REMOTE), builders.project(format=Format.AT_HOME)
    for project in (remote, at_home):
        builders.shift(project)
    assert event(remote)["location"]["@type"] == "VirtualLocation"
    assert event(remote)["eventAttendanceMode"].endswith("/OnlineEventAttendanceMode")
    assert event(at_home)["location"]["@type"] == "Place"
    assert "geo" not in event(at_home)["location"]


def test_a_project_without_shifts_is_no_event() -> None:
    assert "Event" not in data(doors.address("project", builders.project().slug))


def test_many_shifts_do_not_weigh_down_the_page() -> None:
    project = builders.project()
    for number in range(30):
        builders.shift(project, starts_in=(number + 1) * DAY)
    assert len(event(project)["subEvent"]) == 12
    assert event(project)["maximumAttendeeCapacity"] == 300


def test_an_organization_says_who_it_is() -> None:
    one = builders.organization(
        **builders.three("purpose", "Көшет егеміз"), bin="123456789012", email="info@example.kz", site="https://a.kz/"
    )
    path = doors.address("organization", one.slug)
    page = words(Client().get(path).content.decode())
    said = data(path)["NGO"]
    assert said["url"] == settings.SITE_URL + path
    for name in ("name", "description", "taxID", "email", "sameAs"):
        assert said[name] in page, name
    assert "telephone" not in said


@pytest.mark.parametrize(
    ("values", "type_"),
    [
        ({"legal_form": LegalForm.STATE_BODY}, "GovernmentOrganization"),
        ({"kind": OrganizationKind.INITIATIVE_GROUP}, "Organization"),
        ({"legal_form": LegalForm.PUBLIC_FOUNDATION}, "NGO"),
    ],
)
def test_what_kind_of_organization(values: dict[str, str], type_: str) -> None:
    assert type_ in data(doors.address("organization", builders.organization(**values).slug))


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_home_page_says_how_to_search(language: str) -> None:
    site = data(f"/{language}/")["WebSite"]
    assert (site["url"], site["inLanguage"]) == (f"{settings.SITE_URL}/{language}/", language)
    template = site["potentialAction"]["target"]["urlTemplate"]
    project = builders.project(**builders.three("title", "Таза Өскемен"))
    builders.shift(project)
    found = Client().get(template.format(search_term_string="oskemen").removeprefix(settings.SITE_URL))
    assert f"/{language}/projects/{project.slug}/" in found.content.decode()


def test_a_title_cannot_leave_the_script() -> None:
    project = builders.project(**builders.three("title", "</script><script>alert(1)</script>"))
    builders.shift(project)
    assert event(project)["name"] == "</script><script>alert(1)</script>"
    assert "alert(1)</script>" not in Client().get(doors.address("project", project.slug)).content.decode()
