"""How an organization keeps its word, for its public page: how soon it answers, whether its reports come in time.

Counted once a day; the page reads one row. Nothing is shown below a smallest number: a small group with one late answer
is not judged by it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qazvolunteer.core import dates
from volunteers import feedback
from volunteers.feedback import Summary
from volunteers.feedback_models import OrganizationRecord

if TYPE_CHECKING:
    from organizations.models import Organization

FEWEST_ANSWERS = 10
FEWEST_REPORTS = 3
YEAR = dt.timedelta(days=365)

# One statement for the whole country. An answer is the first move out of "requested" by somebody of the staff; the
# volunteer who leaves, and the platform itself, answer nothing.
COUNT = """
    INSERT INTO volunteers_organizationrecord
        (organization_id, answers, answer_minutes, reports_due, reports_in_time, counted_at)
    SELECT organization.id, COALESCE(answered.number, 0), answered.minutes,
        COALESCE(reported.due, 0), COALESCE(reported.in_time, 0), %s
    FROM organizations_organization organization
    LEFT JOIN (
        SELECT project.organization_id, COUNT(*) AS number,
            (percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM step.at - signup.created_at) / 60))::int
                AS minutes
        FROM volunteers_signuptransition step
        JOIN volunteers_signup signup ON signup.id = step.subject_id
        JOIN projects_shift shift ON shift.id = signup.shift_id
        JOIN projects_project project ON project.id = shift.project_id
        WHERE step.from_state = 'requested' AND step.action IN ('accept', 'queue', 'decline') AND step.at > %s
        GROUP BY project.organization_id
    ) answered ON answered.organization_id = organization.id
    LEFT JOIN (
        SELECT project.organization_id, COUNT(*) AS due,
            COUNT(*) FILTER (WHERE handed.at::date <= report.due_on) AS in_time
        FROM volunteers_projectreport report
        JOIN projects_project project ON project.id = report.project_id
        LEFT JOIN LATERAL (
            SELECT MIN(step.at) AT TIME ZONE 'Asia/Almaty' AS at FROM volunteers_reporttransition step
            WHERE step.subject_id = report.id AND step.action = 'submit'
        ) handed ON TRUE
        WHERE report.due_on < %s OR handed.at IS NOT NULL
        GROUP BY project.organization_id
    ) reported ON reported.organization_id = organization.id
    WHERE answered.number IS NOT NULL OR reported.due IS NOT NULL
    ON CONFLICT (organization_id) DO UPDATE SET
        answers = excluded.answers, answer_minutes = excluded.answer_minutes, reports_due = excluded.reports_due,
        reports_in_time = excluded.reports_in_time, counted_at = excluded.counted_at
"""


def count() -> int:
    """Count anew for every organization that has answered or reported; how many rows were written."""
    now = timezone.now()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(COUNT, [now, now - YEAR, timezone.localdate(now)])
        return int(cursor.rowcount)


@dataclass(frozen=True)
class Shown:
    """In words; "" where too little is known."""

    answer_time: str = ""
    reports: str = ""
    feedback: Summary | None = None

    def __bool__(self) -> bool:
        return bool(self.answer_time or self.reports or self.feedback)


def shown(organization: Organization) -> Shown:
    """What the public page says of the organization."""
    row = OrganizationRecord.objects.filter(organization=organization).first()
    words = feedback.of_organization(organization)
    if row is None:
        return Shown(feedback=words)
    answered = row.answers >= FEWEST_ANSWERS and row.answer_minutes is not None
    reported = row.reports_due >= FEWEST_REPORTS
    return Shown(
        answer_time=_answers_in(row.answer_minutes or 0) if answered else "",
        reports=_in_time(row.reports_in_time, row.reports_due) if reported else "",
        feedback=words,
    )


def _answers_in(minutes: int) -> str:
    hours = -(-minutes // 60)
    if hours <= 24:
        words = ngettext("Usually answers within %(number)s hour", "Usually answers within %(number)s hours", hours)
        return words % {"number": max(hours, 1)}
    days = -(-minutes // (24 * 60))
    words = ngettext("Usually answers within %(number)s day", "Usually answers within %(number)s days", days)
    return words % {"number": days}


def _in_time(in_time: int, due: int) -> str:
    return _("%(number)s of %(total)s reports in time") % {
        "number": dates.thousands(in_time),
        "total": dates.thousands(due),
    }
