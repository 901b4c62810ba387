"""Public numbers, each with a definition that the page opens. One statement for all of them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from organizations.enums import OrganizationState
from projects.catalogue import open_projects
from projects.enums import ProjectState
from qazvolunteer.places.models import Region
from volunteers.enums import SignUpState
from volunteers.models import SignUp

SQL = """
SELECT
  (SELECT count(*) FROM volunteers_volunteer v JOIN accounts_user u ON u.id = v.user_id
     WHERE u.is_active AND u.anonymised_at IS NULL),
  (SELECT count(*) FROM organizations_organization WHERE state = %(verified)s),
  (SELECT count(*) FROM projects_project p JOIN organizations_organization o ON o.id = p.organization_id
     WHERE p.state = %(approved)s AND p.published_at IS NOT NULL AND o.state = %(verified)s
       AND EXISTS (SELECT 1 FROM projects_shift s WHERE s.project_id = p.id AND s.cancelled_at IS NULL
                   AND (s.starts_at > %(now)s OR s.flexible AND s.ends_at > %(now)s))),
  (SELECT count(DISTINCT g.volunteer_id) FROM projects_shift s JOIN volunteers_signup g ON g.shift_id = s.id
     WHERE s.starts_at <= %(now)s AND s.ends_at > %(now)s AND NOT s.flexible
       AND s.cancelled_at IS NULL AND g.state = %(confirmed)s),
  (SELECT count(DISTINCT p.region_id) FROM projects_shift s JOIN projects_project p ON p.id = s.project_id
     WHERE s.starts_at <= %(now)s AND s.ends_at > %(now)s AND NOT s.flexible
       AND s.cancelled_at IS NULL AND s.seats_taken > 0)
"""


@dataclass(frozen=True)
class Numbers:
    """``volunteers`` registered; ``organizations`` verified; ``projects`` open; people ``helping`` in running shifts,
    in so many ``regions``."""

    volunteers: int
    organizations: int
    projects: int
    helping: int
    regions: int


def now() -> Numbers:
    """Count everything as of this moment."""
    with connection.cursor() as cursor:
        cursor.execute(
            SQL,
            {
                "now": timezone.now(),
                "verified": OrganizationState.VERIFIED.value,
                "approved": ProjectState.APPROVED.value,
                "confirmed": SignUpState.CONFIRMED.value,
            },
        )
        return Numbers(*cursor.fetchone())


def by_region() -> QuerySet[Region]:
    """Today's regions in the reader's order, with ``open`` projects and people ``helping`` there now: one statement."""
    moment = timezone.now()
    projects = open_projects().filter(region=OuterRef("pk")).order_by().values("region")
    at_work = SignUp.objects.filter(
        state=SignUpState.CONFIRMED,
        shift__project__region=OuterRef("pk"),
        shift__starts_at__lte=moment,
        shift__ends_at__gt=moment,
        shift__flexible=False,
        shift__cancelled_at=None,
    )
    people = at_work.order_by().values("shift__project__region")
    return (
        Region.objects.valid()
        .in_order()
        .annotate(
            open=_counted(projects.annotate(number=Count("pk"))),
            helping=_counted(people.annotate(number=Count("volunteer", distinct=True))),
        )
    )


def _counted(query: QuerySet) -> Coalesce:
    return Coalesce(Subquery(query.values("number")), 0, output_field=IntegerField())
