"""Decisions that were taken before the queue existed, out of the records of the rows: service times look back at them.

Deadlines of the past count working days without the holidays, as the first migration does.
"""

from __future__ import annotations

from django.db import connection

CLOSED = """
    INSERT INTO frontoffice_matter
        (kind, subject_type, subject_id, region_id, opened_at, due_at, clear, closed_at, outcome, decided_by_id)
    SELECT %(kind)s, %(label)s, row.id, {region}, asked.at,
        (date_trunc('day', asked.at AT TIME ZONE 'Asia/Almaty') + %(days)s * interval '1 day' + interval '18 hours')
            AT TIME ZONE 'Asia/Almaty',
        false, decided.at, decided.action, decided.by_id
    FROM {records} asked
    JOIN {rows} row ON row.id = asked.subject_id {joined}
    JOIN LATERAL (
        SELECT one.at, one.action, one.by_id FROM {records} one
        WHERE one.subject_id = asked.subject_id AND one.from_state = 'submitted' AND one.to_state <> 'submitted'
          AND (one.at, one.id) > (asked.at, asked.id)
        ORDER BY one.at, one.id LIMIT 1
    ) decided ON true
    WHERE asked.action = 'submit'
"""
SOURCES = (
    (
        "organization", "organizations.organization", "organizations_organization",
        "organizations_organizationtransition", "row.region_id", "", 7,
    ),
    ("project", "projects.project", "projects_project", "projects_projecttransition", "row.region_id", "", 7),
    (
        "report", "volunteers.projectreport", "volunteers_projectreport", "volunteers_reporttransition",
        "project.region_id", "JOIN projects_project project ON project.id = row.project_id", 14,
    ),
)  # fmt: skip


def write() -> int:
    """Write them all; how many. For an empty queue: nothing is looked for that is there already."""
    written = 0
    with connection.cursor() as cursor:
        for kind, label, rows, records, region, joined, days in SOURCES:
            sql = CLOSED.format(rows=rows, records=records, region=region, joined=joined)
            cursor.execute(sql, {"kind": kind, "label": label, "days": days})
            written += cursor.rowcount
    return written
