"""The figures of a dashboard asked of the records themselves, as somebody would write it who keeps nothing: one
statement for shifts, attendance, hours and different people each. Written by hand, apart from the product's texts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

SHIFTS = """
    SELECT {key}, count(*) FILTER (WHERE s.cancelled_at IS NULL), count(s.cancelled_at),
        sum(s.seats) FILTER (WHERE s.cancelled_at IS NULL), sum(s.seats_taken) FILTER (WHERE s.cancelled_at IS NULL)
    FROM projects_shift s JOIN projects_project p ON p.id = s.project_id
    WHERE s.starts_at >= %(first)s::timestamp AT TIME ZONE 'Asia/Almaty'
        AND s.starts_at < (%(last)s::date + 1)::timestamp AT TIME ZONE 'Asia/Almaty'
        AND p.published_at IS NOT NULL{where} GROUP BY 1"""
ATTENDANCE = """
    SELECT {key}, count(*) FILTER (WHERE a.state = 'came'), count(*) FILTER (WHERE a.state = 'missed'),
        count(*) FILTER (WHERE a.state = 'excused')
    FROM volunteers_attendance a JOIN volunteers_signup g ON g.id = a.signup_id
    JOIN projects_shift s ON s.id = g.shift_id JOIN projects_project p ON p.id = s.project_id
    WHERE s.starts_at >= %(first)s::timestamp AT TIME ZONE 'Asia/Almaty'
        AND s.starts_at < (%(last)s::date + 1)::timestamp AT TIME ZONE 'Asia/Almaty'
        AND s.cancelled_at IS NULL{where} GROUP BY 1"""
HOURS = """
    SELECT {key}, sum(h.minutes) FILTER (WHERE h.state = 'confirmed'),
        sum(h.minutes) FILTER (WHERE h.state = 'confirmed' AND h.evidence = 'scanned'),
        sum(h.minutes) FILTER (WHERE h.state = 'confirmed' AND h.evidence = 'self_reported'),
        sum(h.minutes) FILTER (WHERE h.state IN ('proposed', 'disputed')), count(*)
    FROM volunteers_hoursentry h JOIN projects_project p ON p.id = h.project_id
    WHERE h.day BETWEEN %(first)s AND %(last)s{where} GROUP BY 1"""
ACTIVE = """
    SELECT key, count(DISTINCT volunteer_id) FROM (
        SELECT {key} AS key, g.volunteer_id
        FROM volunteers_attendance a JOIN volunteers_signup g ON g.id = a.signup_id
        JOIN projects_shift s ON s.id = g.shift_id JOIN projects_project p ON p.id = s.project_id
        WHERE a.state = 'came' AND s.cancelled_at IS NULL
            AND s.starts_at >= %(first)s::timestamp AT TIME ZONE 'Asia/Almaty'
            AND s.starts_at < (%(last)s::date + 1)::timestamp AT TIME ZONE 'Asia/Almaty'{where}
        UNION ALL
        SELECT {hours_key}, h.volunteer_id FROM volunteers_hoursentry h JOIN projects_project p ON p.id = h.project_id
        WHERE h.state = 'confirmed' AND h.minutes > 0 AND h.day BETWEEN %(first)s AND %(last)s{where}
    ) active GROUP BY 1"""
# What a chart is drawn by: of shifts, of lines of hours.
KEYS = {
    "": ("1", "1"),
    "month": (
        "date_trunc('month', s.starts_at AT TIME ZONE 'Asia/Almaty')::date",
        "date_trunc('month', h.day::timestamp)::date",
    ),
    "region": ("p.region_id", "p.region_id"),
    "district": ("p.district_id", "p.district_id"),
    "programme": ("p.programme_id", "p.programme_id"),
    "cell": (
        "(s.starts_at AT TIME ZONE 'Asia/Almaty')::date || ' ' || p.region_id || ' ' || coalesce(p.district_id, '')"
        " || ' ' || p.programme_id || ' ' || p.organization_id",
        "h.day || ' ' || p.region_id || ' ' || coalesce(p.district_id, '') || ' ' || p.programme_id || ' '"
        " || p.organization_id",
    ),
    "month and region": (
        "p.region_id || date_trunc('month', s.starts_at AT TIME ZONE 'Asia/Almaty')::date",
        "p.region_id || date_trunc('month', h.day::timestamp)::date",
    ),
}


@dataclass(frozen=True)
class Question:
    """One number or one chart: from ``first`` to ``last``, ``by`` what, with different people or without."""

    first: dt.date
    last: dt.date
    by: str = ""
    region: str = ""
    sums: bool = True
    people: bool = True

    def statements(self) -> Iterator[tuple[str, dict[str, object]]]:
        key, hours_key = KEYS[self.by]
        values: dict[str, object] = {"first": self.first, "last": self.last, "region": self.region}
        where = " AND p.region_id = %(region)s" if self.region else ""
        if self.sums:
            yield SHIFTS.format(key=key, where=where), values
            yield ATTENDANCE.format(key=key, where=where), values
            yield HOURS.format(key=hours_key, where=where), values
        if self.people:
            yield ACTIVE.format(key=key, hours_key=hours_key, where=where), values


def ask(questions: list[Question]) -> int:
    """Ask all of them; how many rows came."""
    from django.db import connection

    found = 0
    with connection.cursor() as cursor:
        for question in questions:
            for sql, values in question.statements():
                cursor.execute(sql, values)
                found += len(cursor.fetchall())
    return found
