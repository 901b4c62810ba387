"""What waits on a desk in the tests, and who sits there."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.test import Client
from django.utils import timezone

from frontoffice.desk.models import Matter
from frontoffice.models import Coordinator, Office
from projects import moderation
from projects.enums import ProjectState
from projects.models import Project
from qazvolunteer.accounts.models import User
from tests import builders, doors
from tests.cast import Cast

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
