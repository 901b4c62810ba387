"""Who waits for a decision: they are told when it is overdue, and see how much time is left."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from organizations import permissions as organizations
from organizations.enums import EDITING_ROLES
from organizations.halt_models import Halt
from organizations.models import Organization
from projects.models import Project
from qazvolunteer.core.addresses import page
from volunteers.models import BlockObjection, HoursEntry, MissedAppeal
from volunteers.report_models import ProjectReport

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User

# The row a matter is about -> the people who wait for the decision, and the page where they see it.
Side = Callable[[Any], tuple[Iterable["User"], str]]


def _editors(organization: int) -> Iterable[User]:
    return organizations.people_with(organization, EDITING_ROLES)


def _organization(row: Organization) -> tuple[Iterable[User], str]:
    return _editors(row.pk), page("my-organization", row.pk)


def _project(row: Project) -> tuple[Iterable[User], str]:
    return _editors(row.organization_id), page("admin:projects_project_change", row.pk)


def _report(row: ProjectReport) -> tuple[Iterable[User], str]:
    return _editors(row.project.organization_id), page("admin:volunteers_projectreport_change", row.pk)


def _halt(row: Halt) -> tuple[Iterable[User], str]:
    if row.project_id:
        return _editors(row.organization_id), page("project-halt", row.project_id)
    return _editors(row.organization_id), page("organization-halt", row.organization_id)


def _hours(row: HoursEntry) -> tuple[Iterable[User], str]:
    return [row.volunteer.user], page("hours-entry", row.pk)


def _missed(row: MissedAppeal) -> tuple[Iterable[User], str]:
    return [row.signup.volunteer.user], page("missed", row.signup_id)


def _objection(row: BlockObjection) -> tuple[Iterable[User], str]:
    return [row.block.volunteer.user], page("my-organizers")


SIDES: dict[type, Side] = {
    Organization: _organization,
    Project: _project,
    ProjectReport: _report,
    Halt: _halt,
    HoursEntry: _hours,
    MissedAppeal: _missed,
    BlockObjection: _objection,
}


def of(row: Any) -> tuple[Iterable[User], str]:
    """Who waits, asked for only when they are looped over, and where they look; nobody for a row that nobody asked
    about (a picture)."""
    side = SIDES.get(type(row))
    return side(row) if side else ([], "")
