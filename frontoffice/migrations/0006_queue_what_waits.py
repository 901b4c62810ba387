"""The queue begins with what waits now, and with the decisions taken before, so that service times look back at them.

Deadlines count working days without the holidays here; an organization has its own deadline already.
"""

from django.db import migrations

CLOSED = """
INSERT INTO frontoffice_matter
    (kind, subject_type, subject_id, region_id, opened_at, due_at, clear, closed_at, outcome, decided_by_id)
SELECT '{kind}', '{label}', row.id, {region}, asked.at,
    (date_trunc('day', asked.at AT TIME ZONE 'Asia/Almaty') + interval '{days} days 18 hours') AT TIME ZONE 'Asia/Almaty',
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
OPEN = """
INSERT INTO frontoffice_matter
    (kind, subject_type, subject_id, region_id, opened_at, due_at, escalated_at, clear, outcome)
SELECT '{kind}', '{label}', row.id, {region}, waits.since,
    coalesce({due}, (date_trunc('day', waits.since AT TIME ZONE 'Asia/Almaty') + interval '{days} days 18 hours')
        AT TIME ZONE 'Asia/Almaty'),
    {escalated}, false, ''
FROM {rows} row {joined}
JOIN LATERAL (
    SELECT coalesce((SELECT max(one.at) FROM {records} one WHERE one.subject_id = row.id AND one.action = 'submit'),
        {otherwise}) AS since
) waits ON true
WHERE {waits}
"""
PROJECT = "JOIN projects_project project ON project.id = row.project_id"
KINDS = (
    {
        "kind": "organization", "label": "organizations.organization", "rows": "organizations_organization",
        "records": "organizations_organizationtransition", "region": "row.region_id", "joined": "", "days": 7,
        "due": "row.decide_by", "escalated": "row.escalated_at", "otherwise": "row.created_at",
        "waits": "row.state = 'submitted'",
    },
    {
        "kind": "project", "label": "projects.project", "rows": "projects_project",
        "records": "projects_projecttransition", "region": "row.region_id", "joined": "", "days": 7,
        "due": "NULL", "escalated": "NULL::timestamptz", "otherwise": "row.created_at",
        "waits": "row.state = 'submitted'",
    },
    {
        "kind": "report", "label": "volunteers.projectreport", "rows": "volunteers_projectreport",
        "records": "volunteers_reporttransition", "region": "project.region_id", "joined": PROJECT, "days": 14,
        "due": "NULL", "escalated": "NULL::timestamptz", "otherwise": "row.created_at",
        "waits": "row.state = 'submitted'",
    },
    {
        "kind": "hours", "label": "volunteers.hoursentry", "rows": "volunteers_hoursentry",
        "records": "volunteers_hourstransition", "region": "project.region_id", "joined": PROJECT, "days": 7,
        "due": "NULL", "escalated": "NULL::timestamptz", "otherwise": "row.escalated_at",
        "waits": "row.escalated_at IS NOT NULL AND row.state IN ('proposed', 'disputed')",
    },
    {
        "kind": "appeal", "label": "volunteers.missedappeal", "rows": "volunteers_missedappeal",
        "records": "volunteers_missedappealtransition", "region": "project.region_id", "days": 7,
        "joined": "JOIN volunteers_signup signup ON signup.id = row.signup_id"
        " JOIN projects_shift shift ON shift.id = signup.shift_id"
        " JOIN projects_project project ON project.id = shift.project_id",
        "due": "NULL", "escalated": "NULL::timestamptz", "otherwise": "row.escalated_at",
        "waits": "row.escalated_at IS NOT NULL AND row.state = 'open'",
    },
)  # fmt: skip
STATEMENTS = [
    *(CLOSED.format(**kind) for kind in KINDS if kind["kind"] in {"organization", "project", "report"}),
    *(OPEN.format(**kind) for kind in KINDS),
]


class Migration(migrations.Migration):
    dependencies = [
        ("frontoffice", "0005_open_matters"),
        ("organizations", "0005_connect_networks"),
        ("projects", "0010_plan_shifts_and_outcomes"),
        ("volunteers", "0015_keep_former_leaders"),
    ]

    operations = [migrations.RunSQL(STATEMENTS, "DELETE FROM frontoffice_matter")]
