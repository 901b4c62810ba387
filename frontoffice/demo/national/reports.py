"""Reports of the thousands of projects that are over: what their organizers told, counted by the database itself."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.db import connection

from frontoffice.demo import texts
from frontoffice.demo.rows import LANGUAGES
from frontoffice.demo.world import Wish

# ``luck`` is a number below a thousand that belongs to the project. Nine of ten have told, most in time; nearly all
# that was told is accepted, a few came back, the newest still wait.
REPORTS = """
    INSERT INTO volunteers_projectreport (project_id, state, due_on, text, text_kk, text_ru, text_en,
        people, minutes, submitted_at, accepted_at, created_at)
    SELECT o.id,
        CASE WHEN NOT t.told THEN 'due' WHEN t.accepted THEN 'accepted' WHEN o.luck %% 25 = 3 THEN 'returned'
            ELSE 'submitted' END,
        o.due_on,
        CASE WHEN t.told THEN w.kk ELSE '' END, CASE WHEN t.told THEN w.kk ELSE '' END,
        CASE WHEN t.told THEN w.ru ELSE '' END, CASE WHEN t.told THEN w.en ELSE '' END,
        CASE WHEN t.told THEN coalesce(c.people, 0) END, CASE WHEN t.told THEN coalesce(h.minutes, 0) END,
        CASE WHEN t.told THEN t.submitted_at END, CASE WHEN t.accepted THEN t.accepted_at END,
        o.ended_at + interval '1 hour'
    FROM (
        SELECT p.id, max(s.ends_at) AS ended_at, p.id * 2654435761 %% 1000 AS luck,
            (max(s.ends_at) AT TIME ZONE 'Asia/Almaty')::date + %(days)s AS due_on
        FROM projects_project p JOIN projects_shift s ON s.project_id = p.id
        WHERE p.state = 'completed' AND p.id >= %(first)s GROUP BY p.id
    ) o
    CROSS JOIN LATERAL (
        SELECT least(%(now)s, o.ended_at + (CASE WHEN o.luck %% 9 = 0 THEN 17 ELSE 2 + o.luck %% 11 END)
            * interval '1 day') AS submitted_at
    ) given
    CROSS JOIN LATERAL (
        SELECT given.submitted_at, given.submitted_at + (1 + o.luck %% 5) * interval '1 day' AS accepted_at,
            o.luck < CASE WHEN o.due_on <= %(now)s::date - 3 THEN 930 ELSE 400 END AS told
    ) u
    CROSS JOIN LATERAL (
        SELECT u.*, u.told AND u.accepted_at < %(now)s AND o.luck %% 25 <> 3
            AND (o.luck %% 3 <> 0 OR o.ended_at < %(now)s - interval '60 days') AS accepted
    ) t
    CROSS JOIN LATERAL (
        SELECT %(kk)s::text[] AS kk, %(ru)s::text[] AS ru, %(en)s::text[] AS en
    ) l
    CROSS JOIN LATERAL (
        SELECT l.kk[1 + o.luck %% cardinality(l.kk)] AS kk, l.ru[1 + o.luck %% cardinality(l.kk)] AS ru,
            l.en[1 + o.luck %% cardinality(l.kk)] AS en
    ) w
    LEFT JOIN (
        SELECT s.project_id, count(DISTINCT g.volunteer_id) AS people FROM volunteers_attendance a
        JOIN volunteers_signup g ON g.id = a.signup_id JOIN projects_shift s ON s.id = g.shift_id
        WHERE a.state = 'came' GROUP BY s.project_id
    ) c ON c.project_id = o.id
    LEFT JOIN (
        SELECT project_id, sum(minutes) AS minutes FROM volunteers_hoursentry WHERE state = 'confirmed'
        GROUP BY project_id
    ) h ON h.project_id = o.id
    ORDER BY o.id"""
STEPS = """
    INSERT INTO volunteers_reporttransition (subject_id, action, from_state, to_state, reason, by_id, at)
    SELECT r.id, step.action, step.before, step.after, '', step.by, step.at
    FROM volunteers_projectreport r JOIN projects_project p ON p.id = r.project_id
    CROSS JOIN LATERAL (
        SELECT m.user_id FROM organizations_membership m
        WHERE m.organization_id = p.organization_id AND m.role = 'owner' AND m.ended_at IS NULL ORDER BY m.id LIMIT 1
    ) owner
    LEFT JOIN LATERAL (
        SELECT c.user_id FROM frontoffice_coordinator c JOIN frontoffice_office o ON o.id = c.office_id
        WHERE o.region_id = p.region_id AND c.ended_at IS NULL ORDER BY c.id LIMIT 1
    ) office ON TRUE
    CROSS JOIN LATERAL (VALUES
        ('submit', 'due', 'submitted', owner.user_id, r.submitted_at, r.submitted_at IS NOT NULL),
        ('accept', 'submitted', 'accepted', office.user_id, r.accepted_at, r.state = 'accepted'),
        ('return', 'submitted', 'returned', office.user_id,
            least(%(now)s, r.submitted_at + interval '1 day'), r.state = 'returned')
    ) step (action, before, after, by, at, taken)
    WHERE p.id >= %(first)s AND step.taken
    ORDER BY r.id, step.at"""


def write(wish: Wish, first: int, report: Callable[[str, int, int], None]) -> None:
    """Of the projects from the id ``first`` on."""
    words = texts.phrases("reports")
    values = {
        "first": first,
        "now": wish.now,
        "days": settings.REPORT_DAYS,
        **{language: [text[language] for text in words] for language in LANGUAGES},
    }
    report("Reports", 0, 1)
    with connection.cursor() as cursor:
        cursor.execute(REPORTS, values)
        cursor.execute(STEPS, values)
    report("Reports", 1, 1)
