"""Run as a program: one project with one shift and people, written with the product's own verbs.

``python tests/failure/world.py PEOPLE SEATS [joined]`` prints one JSON object: ``project`` (its address), ``shift``,
and for each person ``email`` and ``session``. With ``joined`` everybody takes the shift.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
import uuid
from pathlib import Path

import django

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))
    django.setup()

from django.test import Client
from django.utils import timezone

from organizations.enums import OrganizationState
from organizations.models import Organization
from projects.enums import ProjectState
from projects.models import Programme, Project, Shift
from qazvolunteer.accounts.models import User
from qazvolunteer.places.models import Region
from volunteers import signups
from volunteers.models import Volunteer


def shift_of(seats: int) -> Shift:
    """A published project of a verified organization, with one shift in two days."""
    name = uuid.uuid4().hex[:10]
    region = Region.objects.first()
    assert region is not None
    organization = Organization.objects.create(
        slug=f"o-{name}", name="Organization", region=region, state=OrganizationState.VERIFIED
    )
    programme, _made = Programme.objects.get_or_create(slug="failure", defaults={"brand": "Brand", "name": "Programme"})
    project = Project.objects.create(
        organization=organization,
        programme=programme,
        slug=f"p-{name}",
        title="Project",
        region=region,
        state=ProjectState.APPROVED,
        published_at=timezone.now(),
    )
    start = timezone.now() + dt.timedelta(days=2)
    return Shift.objects.create(project=project, starts_at=start, ends_at=start + dt.timedelta(hours=3), seats=seats)


def person() -> Volunteer:
    """A grown-up with an account."""
    name = uuid.uuid4().hex[:12]
    user = User.objects.create(email=f"{name}@example.test", first_name="Name", last_name="Surname", language="en")
    return Volunteer.objects.create(user=user, birth_date=dt.date(1990, 5, 5))


def session_of(user: User) -> str:
    client = Client()
    client.force_login(user)
    return str(client.cookies["sessionid"].value)


def main(people: int, seats: int, *, joined: bool) -> dict[str, object]:
    shift = shift_of(seats)
    volunteers = [person() for _number in range(people)]
    if joined:
        for volunteer in volunteers:
            signups.join(shift, by=volunteer.user)
    return {
        "project": shift.project.slug,
        "shift": shift.pk,
        "people": [
            {"email": volunteer.user.email, "session": "" if joined else session_of(volunteer.user)}
            for volunteer in volunteers
        ],
    }


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]), int(sys.argv[2]), joined="joined" in sys.argv)))
