"""The people of the tests. The outsider, Camila, appears in every test of a permission."""

from __future__ import annotations

from dataclasses import dataclass

from organizations.enums import Role
from organizations.models import Organization
from qazvolunteer.accounts.models import User
from tests import builders
from volunteers.models import Volunteer


@dataclass
class Cast:
    """Aigerim volunteers; Bolat owns an organization; Camila owns another one; Daniyar coordinates the region, Erlan
    another one."""

    aigerim: Volunteer
    bolat: User
    organization: Organization
    camila: User
    other_organization: Organization
    daniyar: User
    erlan: User


def assemble() -> Cast:
    ours, theirs = builders.organization(), builders.organization()
    return Cast(
        aigerim=builders.volunteer("Айгерім"),
        bolat=builders.member(ours, Role.OWNER, first_name="Болат"),
        organization=ours,
        camila=builders.member(theirs, Role.OWNER, first_name="Камила"),
        other_organization=theirs,
        daniyar=builders.coordinator("almaty", first_name="Данияр"),
        erlan=builders.coordinator("astana", first_name="Ерлан"),
    )
