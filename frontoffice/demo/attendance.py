"""Who came to the shifts that are over, who leads those to come, and where people may scan a poster."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import QuerySet

from frontoffice.demo import accounts, identifiers, rows
from frontoffice.demo.world import Wish
from organizations.enums import Role
from organizations.models import Membership
from volunteers.enums import AttendanceState, SignUpState, Source
from volunteers.models import Attendance, PosterRule, ShiftLeader, SignUp

CAME, MISSED = 0.9, 0.05
# One project in so many lets people scan a poster; one sign-up in so many leads its shift.
POSTERS, LEADERS = 6, 15


def write(wish: Wish) -> None:
    """After the sign-ups; with a chance of its own, so that nothing before it changes."""
    chance = random.Random(wish.seed + 1)
    placed = SignUp.objects.filter(state=SignUpState.CONFIRMED, shift__flexible=False).order_by("pk")
    owners = dict(Membership.objects.active().filter(role=Role.OWNER).values_list("organization", "user"))
    past = placed.filter(shift__ends_at__lt=wish.now).prefetch_related("shift__project")
    rows.copy(Attendance, _attendance(chance, past, owners, _last_of_the_showcase(past)))
    coming = placed.filter(shift__ends_at__gte=wish.now).prefetch_related("shift__project")
    led: dict[int, SignUp] = {}
    projects: dict[int, int] = {}
    for signup in coming:
        project = signup.shift.project
        projects.setdefault(project.pk, project.organization_id)
        if chance.randrange(LEADERS) == 0:
            led.setdefault(signup.shift_id, signup)
    rows.copy(
        ShiftLeader,
        [
            {
                "signup_id": signup.pk,
                "named_by_id": owners.get(signup.shift.project.organization_id),
                "named_at": wish.now - dt.timedelta(hours=20),
            }
            for signup in led.values()
        ],
    )
    PosterRule.objects.bulk_create(
        PosterRule(project_id=project, allowed_by_id=owners.get(organization), allowed_at=wish.now)
        for number, (project, organization) in enumerate(sorted(projects.items()))
        if number % POSTERS == 0
    )


def _last_of_the_showcase(past: QuerySet[SignUp]) -> int | None:
    """Whoever was last to sign up for its latest shift, none of the accounts: missed, so that there is an appeal."""
    cast = [identifiers.mailbox(part.name) for part in accounts.CAST]
    own = past.filter(shift__project__organization__slug=accounts.SHOWCASE)
    found = own.exclude(volunteer__user__email__in=cast).order_by("-shift__ends_at", "-pk")
    return found.values_list("pk", flat=True).first()


def _attendance(
    chance: random.Random, past: Any, owners: Mapping[int, int], missed: int | None
) -> Iterator[Mapping[str, Any]]:
    for signup in past:
        shift, luck = signup.shift, chance.random()
        if signup.pk == missed:
            luck = CAME
        if luck < CAME:
            arrived = shift.starts_at + dt.timedelta(minutes=chance.randint(-15, 10))
            yield {
                "signup_id": signup.pk,
                "state": str(AttendanceState.CAME),
                "arrived_at": arrived,
                "left_at": shift.ends_at + dt.timedelta(minutes=chance.randint(-10, 10)),
                "source": str(Source.SCANNED if luck < CAME / 2 else Source.NAME),
                "witness_id": owners.get(shift.project.organization_id),
            }
        else:
            yield {
                "signup_id": signup.pk,
                "state": str(AttendanceState.MISSED if luck < CAME + MISSED else AttendanceState.EXCUSED),
                "arrived_at": None,
                "left_at": None,
                "source": "",
                "witness_id": None,
            }
