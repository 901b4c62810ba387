"""What an export holds: exactly what the law names for the register (Law 42-VI, article 1), and nothing more.

Volunteers, groups, organizations, coordinators and organizers, programmes and projects, actions, the place and time of
both, and their requirements. A person's name stands in it only with that person's own consent.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Count, Max, Min, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from frontoffice.register.models import RegisterApplication, RegisterExport
from organizations.enums import DECIDING_ROLES, OrganizationKind
from organizations.models import Membership, Organization
from projects.enums import ProjectKind, RiskTag
from projects.models import Project
from qazvolunteer.core.spreadsheets import Sheet
from volunteers.enums import AttendanceState
from volunteers.models import SignUp, Volunteer

CHUNK = 500
# Name of the sheet and its columns, in the order of the law.
FIELDS: dict[str, tuple[Any, tuple[Any, ...]]] = {
    "volunteers": (lazy("Volunteers"), (lazy("Name"), lazy("Region"), lazy("Town"), lazy("Kinds of activity"))),
    "groups": (
        lazy("Groups of volunteers"),
        (lazy("Name"), lazy("Responsible person"), lazy("Region"), lazy("Town"), lazy("Kinds of activity"),
         lazy("Number of participants")),
    ),
    "organizations": (
        lazy("Volunteer organizations"),
        (lazy("Name"), lazy("BIN"), lazy("Region"), lazy("Town"), lazy("Kinds of activity"),
         lazy("Number of participants")),
    ),
    "coordinators": (lazy("Coordinators and organizers"), (lazy("Organization"), lazy("Name"), lazy("Role"))),
    "projects": (
        lazy("Programmes and projects"),
        (lazy("Programme"), lazy("Project"), lazy("Organizer"), lazy("Description"), lazy("Region"), lazy("Place"),
         lazy("First day"), lazy("Last day"), lazy("Requirements")),
    ),
    "actions": (
        lazy("Volunteer actions"),
        (lazy("Programme"), lazy("Action"), lazy("Organizer"), lazy("Description"), lazy("Region"), lazy("Place"),
         lazy("First day"), lazy("Last day"), lazy("Requirements")),
    ),
}  # fmt: skip


def sheets_of(export: RegisterExport) -> list[Sheet]:
    """The workbook, in the language that is on. The rows are read while they are written."""
    applications = RegisterApplication.objects.filter(export=export)
    people = applications.filter(user__isnull=False).values("user")
    hosts = Organization.objects.filter(pk__in=applications.filter(organization__isnull=False).values("organization"))
    group = Q(kind=OrganizationKind.INITIATIVE_GROUP)
    event = Q(kind=ProjectKind.EVENT)
    projects = Project.objects.shown().filter(organization__in=hosts.values("pk"))
    rows: dict[str, Iterator[list[object]]] = {
        "volunteers": _volunteers(people),
        "groups": _organizations(hosts.filter(group), people, group=True),
        "organizations": _organizations(hosts.exclude(group), people, group=False),
        "coordinators": _coordinators(hosts, people),
        "projects": _projects(projects.exclude(event)),
        "actions": _projects(projects.filter(event)),
    }
    return [Sheet(str(FIELDS[name][0]), [str(one) for one in FIELDS[name][1]], rows[name]) for name in FIELDS]


def _volunteers(people: QuerySet[Any, Any]) -> Iterator[list[object]]:
    came = Q(signups__attendance__state=AttendanceState.CAME)
    brand = "signups__shift__project__programme__brand"
    rows = (
        Volunteer.objects.filter(user__in=people)
        .select_related("user", "town__region")
        .annotate(kinds=StringAgg(brand, delimiter=", ", distinct=True, filter=came))
    )
    for row in rows.order_by("pk").iterator(chunk_size=CHUNK):
        town = row.town
        yield [row.user.full_name, town.region.name if town else "", town.name if town else "", row.kinds or ""]


def _organizations(hosts: QuerySet[Organization], people: QuerySet[Any, Any], *, group: bool) -> Iterator[list[object]]:
    shown = Q(projects__published_at__isnull=False)
    rows = hosts.select_related("region", "town", "responsible").annotate(
        kinds=StringAgg("projects__programme__brand", delimiter=", ", distinct=True, filter=shown)
    )
    came = SignUp.objects.filter(attendance__state=AttendanceState.CAME, shift__project__organization__in=hosts)
    counted = dict(
        came.order_by()
        .values("shift__project__organization")
        .annotate(people=Count("volunteer", distinct=True))
        .values_list("shift__project__organization", "people")
    )
    agreed = {row["user"] for row in people} if group else set()
    for row in rows.order_by("pk"):
        responsible = row.responsible.full_name if row.responsible and row.responsible_id in agreed else ""
        who = responsible if group else row.bin or ""
        town = row.town.name if row.town else ""
        yield [row.name, who, row.region.name, town, row.kinds or "", counted.get(row.pk, 0)]


def _coordinators(hosts: QuerySet[Organization], people: QuerySet[Any, Any]) -> Iterator[list[object]]:
    rows = Membership.objects.active().filter(organization__in=hosts, user__in=people, role__in=sorted(DECIDING_ROLES))
    for row in rows.select_related("organization", "user").order_by("organization", "pk"):
        yield [row.organization.name, row.user.full_name, row.get_role_display()]


def _projects(projects: QuerySet[Project]) -> Iterator[list[object]]:
    kept = Q(shifts__cancelled_at=None)
    rows = (
        projects.select_related("programme", "organization", "region", "town")
        .annotate(begins=Min("shifts__starts_at", filter=kept), ends=Max("shifts__ends_at", filter=kept))
        .order_by("pk")
        .prefetch_related("skills")
    )
    for row in rows.iterator(chunk_size=CHUNK):
        place = ", ".join(part for part in (row.town.name if row.town else "", row.place) if part)
        yield [
            row.programme.brand,
            row.title,
            row.organization.name,
            row.summary or row.description,
            row.region.name,
            place,
            _day(row.begins),
            _day(row.ends),
            requirements_of(row),
        ]


def requirements_of(project: Project) -> str:
    """Age, risks and skills, in sentences."""
    words = [_("Minimum age: %(age)d.") % {"age": project.min_age}]
    if project.risk_tags:
        named = ", ".join(str(RiskTag(tag).label) for tag in project.risk_tags)
        words.append(_("Risks: %(named)s.") % {"named": named})
    if skills := [skill.name for skill in project.skills.all()]:
        words.append(_("Useful skills: %(named)s.") % {"named": ", ".join(skills)})
    return " ".join(words)


def _day(moment: Any) -> str:
    return timezone.localtime(moment).date().isoformat() if moment else ""
