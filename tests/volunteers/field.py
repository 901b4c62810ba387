"""A shift that runs now, with staff, people and a leader; and the ways a phone talks to the server."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from organizations.enums import Role
from projects.models import Shift
from qazvolunteer.accounts.models import User
from tests import builders, cast, doors
from volunteers import leaders
from volunteers.models import SignUp, Volunteer

MINUTE = dt.timedelta(minutes=1)


@dataclass
class Field:
    """``shift`` began half an hour ago; ``gate`` has the check-in role, ``lead`` leads the shift."""

    people: cast.Cast
    shift: Shift
    gate: User
    coordinator: User
    signups: list[SignUp]

    @property
    def staff(self) -> Client:
        return doors.signed_in(self.gate)


def running(*, number: int = 3, **values: Any) -> Field:
    """People sign up before the start, then the shift is moved to run now: nobody may join one that has begun."""
    people = cast.assemble()
    project = builders.project(organization=people.organization)
    shift = builders.shift(project, **values)
    signups = [
        builders.join(shift, builders.volunteer(name)) for name in ("Айгерім", "Болат", "Сәуле", *"123456789")[:number]
    ]
    return Field(
        people,
        begin(shift),
        builders.member(people.organization, Role.CHECK_IN, first_name="Қақпа"),
        builders.member(people.organization, Role.COORDINATOR, first_name="Жетекші"),
        [reread(signup) for signup in signups],
    )


def begin(shift: Shift, *, ago: dt.timedelta = 30 * MINUTE) -> Shift:
    starts_at = builders.now() - ago
    Shift.objects.filter(pk=shift.pk).update(starts_at=starts_at, ends_at=starts_at + (shift.ends_at - shift.starts_at))
    return Shift.objects.select_related("project__organization").get(pk=shift.pk)


def reread(signup: SignUp) -> SignUp:
    return SignUp.objects.select_related("volunteer__user", "shift__project").get(pk=signup.pk)


def leader(field: Field, signup: SignUp) -> Volunteer:
    leaders.name_leader(signup, by=field.coordinator)
    return signup.volunteer


def mark(kind: str = "in", *, ago: dt.timedelta = dt.timedelta(0), **who: Any) -> dict[str, Any]:
    """One mark as a phone makes it."""
    return {"id": str(uuid.uuid4()), "kind": kind, "at": (timezone.now() - ago).isoformat(), **who}


def post(client: Client, shift: Shift, *marks: dict[str, Any], fast: dt.timedelta = dt.timedelta(0)) -> HttpResponse:
    """Send a batch; the phone's clock is ``fast``."""
    batch = json.dumps({"sent": (timezone.now() + fast).isoformat(), "marks": marks})
    return client.post(doors.address("check-in-marks", shift.pk), batch, content_type="application/json")


def sent(client: Client, shift: Shift, *marks: dict[str, Any], **values: Any) -> list[str]:
    """The verdicts of a batch."""
    response = post(client, shift, *marks, **values)
    assert response.status_code == 200, response.content
    return [verdict["code"] for verdict in response.json()["verdicts"]]
