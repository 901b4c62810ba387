"""The records, counted: the SQL that every figure comes from. The rebuild, the nightly comparison and the tests of both
read the same texts, and ``definitions`` shows them to whoever asks what a number means.

A day is a local day of ``ZONE``. Days that are still to come have no figures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from frontoffice.rollups.models import MEASURES

ZONE = "Asia/Almaty"
# The day of a moment, and when a day begins and ends: the database knows that 29 February 2024 had 25 hours.
LOCAL_DAY = f"({{}} AT TIME ZONE '{ZONE}')::date"
DAYS = f"""
    SELECT day, day::timestamp AT TIME ZONE '{ZONE}' AS begins, (day + 1)::timestamp AT TIME ZONE '{ZONE}' AS ends
    FROM unnest(%(days)s::date[]) AS day"""
KEY = ("day", "region_id", "district_id", "programme_id", "organization_id")
PROJECT = "p.region_id, p.district_id, p.programme_id, p.organization_id"

# The shifts that begin on the days, asked first: with their keys in hand the database finds the few records of a day by
# its indexes, and reads all tables from end to end when all days are wanted.
SHIFTS_OF_DAYS = f"""
    WITH days AS MATERIALIZED ({DAYS})
    SELECT coalesce(array_agg(s.id), '{{}}') FROM days d
    JOIN projects_shift s ON s.starts_at >= d.begins AND s.starts_at < d.ends"""
STARTS = LOCAL_DAY.format("s.starts_at")

# What shifts say: those of projects that were published, on the day they begin.
SHIFTS = f"""
    SELECT {STARTS} AS day, {PROJECT},
        count(*) FILTER (WHERE s.cancelled_at IS NULL) AS shifts,
        count(*) FILTER (WHERE s.cancelled_at IS NOT NULL) AS cancelled_shifts,
        coalesce(sum(s.seats) FILTER (WHERE s.cancelled_at IS NULL), 0) AS seats,
        coalesce(sum(s.seats_taken) FILTER (WHERE s.cancelled_at IS NULL), 0) AS taken
    FROM projects_shift s
    JOIN projects_project p ON p.id = s.project_id
    WHERE s.id = ANY(%(shifts)s::bigint[]) AND {STARTS} = ANY(%(days)s::date[]) AND p.published_at IS NOT NULL
    GROUP BY 1, {PROJECT}"""
# Who came, on the day the shift begins. A cancelled shift has nobody.
ATTENDANCE = f"""
    SELECT {STARTS} AS day, {PROJECT},
        count(*) FILTER (WHERE a.state = 'came') AS came,
        count(*) FILTER (WHERE a.state = 'missed') AS missed,
        count(*) FILTER (WHERE a.state = 'excused') AS excused
    FROM projects_shift s
    JOIN projects_project p ON p.id = s.project_id
    JOIN volunteers_signup g ON g.shift_id = s.id
    JOIN volunteers_attendance a ON a.signup_id = g.id
    WHERE s.id = ANY(%(shifts)s::bigint[]) AND {STARTS} = ANY(%(days)s::date[])
        AND s.cancelled_at IS NULL AND a.state IN ('came', 'missed', 'excused')
    GROUP BY 1, {PROJECT}"""
# Lines of the book, on their own day. A correction counts as the line that it corrects is known.
HOURS = f"""
    SELECT h.day, {PROJECT},
        coalesce(sum(h.minutes) FILTER (WHERE h.state = 'confirmed'), 0) AS minutes,
        coalesce(sum(h.minutes) FILTER (WHERE h.state = 'confirmed' AND e.evidence = 'scanned'), 0) AS minutes_scanned,
        coalesce(sum(h.minutes) FILTER (WHERE h.state = 'confirmed' AND e.evidence = 'confirmed'), 0)
            AS minutes_witnessed,
        coalesce(sum(h.minutes) FILTER (WHERE h.state = 'confirmed' AND e.evidence = 'self_reported'), 0)
            AS minutes_told,
        coalesce(sum(h.minutes) FILTER (WHERE h.state = 'confirmed' AND e.evidence = 'imported'), 0)
            AS minutes_imported,
        coalesce(sum(h.minutes) FILTER (WHERE h.state IN ('proposed', 'disputed')), 0) AS minutes_open,
        count(*) FILTER (WHERE h.state = 'confirmed' AND h.kind <> 'correction') AS entries,
        count(*) FILTER (WHERE h.state IN ('proposed', 'disputed')) AS entries_open
    FROM volunteers_hoursentry h
    JOIN projects_project p ON p.id = h.project_id
    LEFT JOIN volunteers_hoursentry o ON o.id = h.corrects_id
    CROSS JOIN LATERAL (SELECT coalesce(o.evidence, h.evidence) AS evidence) e
    WHERE h.day = ANY(%(days)s::date[]) AND h.state <> 'rejected'
    GROUP BY h.day, {PROJECT}"""
NEW_PROJECTS = f"""
    SELECT d.day, {PROJECT}, count(*) AS new_projects
    FROM days d JOIN projects_project p ON {LOCAL_DAY.format("p.published_at")} = d.day
    WHERE p.published_at BETWEEN (SELECT min(begins) FROM days) AND (SELECT max(ends) FROM days)
    GROUP BY d.day, {PROJECT}"""
NEW_ORGANIZATIONS = f"""
    SELECT d.day, o.region_id, NULL::varchar AS district_id, NULL::bigint AS programme_id, o.id AS organization_id,
        count(*) AS new_organizations
    FROM days d JOIN organizations_organization o ON {LOCAL_DAY.format("o.verified_at")} = d.day
    GROUP BY d.day, o.region_id, o.id"""
# Where people live today; whose account was erased has no home any more and counts in the country alone.
NEW_VOLUNTEERS = """
    SELECT d.day, t.region_id, NULL::varchar AS district_id, NULL::bigint AS programme_id,
        NULL::bigint AS organization_id, count(*) AS new_volunteers
    FROM days d JOIN volunteers_volunteer v ON v.created_at >= d.begins AND v.created_at < d.ends
    LEFT JOIN places_town t ON t.kato = v.town_id
    GROUP BY d.day, t.region_id"""
SOURCES = {
    SHIFTS: ("shifts", "cancelled_shifts", "seats", "taken"),
    ATTENDANCE: ("came", "missed", "excused"),
    HOURS: (
        "minutes", "minutes_scanned", "minutes_witnessed", "minutes_told", "minutes_imported", "minutes_open",
        "entries", "entries_open",
    ),
    NEW_PROJECTS: ("new_projects",),
    NEW_ORGANIZATIONS: ("new_organizations",),
    NEW_VOLUNTEERS: ("new_volunteers",),
}  # fmt: skip


# What of the records is logged whenever it changes. The rest is counted on the last days in any case.
LOGGED = (*SOURCES[ATTENDANCE], *SOURCES[HOURS])
_ZEROS = ", ".join("0" for _name in LOGGED)
# Of a day that nothing was logged of, these stand as they were counted before.
KEPT = f"""
    SELECT {", ".join(KEY)}, {", ".join(LOGGED)} FROM frontoffice_dayfigures
    WHERE day = ANY(%(days)s::date[]) AND ({", ".join(LOGGED)}) <> ({_ZEROS})"""


def _cells(sources: Mapping[str, Sequence[str]]) -> str:
    """All sources under each other, each with zeros for what the others count, summed."""
    key = ", ".join(KEY)
    parts = []
    for source, own in sources.items():
        measures = ", ".join(name if name in own else f"0 AS {name}" for name in MEASURES)
        parts.append(f"SELECT {key}, {measures} FROM ({source}) counted")
    return f"""days AS MATERIALIZED ({DAYS}),
    cells AS MATERIALIZED (
        SELECT {key}, {", ".join(f"sum({name})::int AS {name}" for name in MEASURES)}
        FROM ({" UNION ALL ".join(parts)}) together GROUP BY {key})"""


# The cells of ``%(days)s`` and their ``%(shifts)s``: begins with WITH parts, to be put behind "WITH". Quiet are days
# that nothing was logged of since they were counted.
CELLS = _cells(SOURCES)
QUIET_CELLS = _cells(
    {KEPT: LOGGED, **{source: own for source, own in SOURCES.items() if source not in (ATTENDANCE, HOURS)}}
)

# A person was active on a day in a region: came, or did what was confirmed as minutes or as things made.
CAME_ON = f"""
    SELECT g.volunteer_id, p.region_id, {LOCAL_DAY.format("s.starts_at")} AS day
    FROM volunteers_attendance a
    JOIN volunteers_signup g ON g.id = a.signup_id
    JOIN projects_shift s ON s.id = g.shift_id
    JOIN projects_project p ON p.id = s.project_id
    WHERE a.state = 'came' AND s.cancelled_at IS NULL AND {{came}}"""
WORKED_ON = """
    SELECT h.volunteer_id, p.region_id, h.day
    FROM volunteers_hoursentry h
    JOIN projects_project p ON p.id = h.project_id
    WHERE h.state = 'confirmed' AND {worked}
    GROUP BY h.volunteer_id, p.region_id, h.day
    HAVING sum(h.minutes) > 0 OR sum(h.quantity) > 0"""
ACTIVE_DAYS = f"{CAME_ON} UNION ALL {WORKED_ON}"

# Active months of whoever the condition names (``{came}`` of ``g.volunteer_id``, ``{worked}`` of ``h.volunteer_id``).
ACTIVE_MONTHS = f"""
    SELECT volunteer_id, region_id, month, first_day,
        lag(month) OVER (PARTITION BY volunteer_id, region_id ORDER BY month) AS previous_month,
        max(month) OVER (
            PARTITION BY volunteer_id ORDER BY month GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS previous_anywhere,
        row_number() OVER (PARTITION BY volunteer_id, month ORDER BY first_day, region_id) = 1 AS leads
    FROM (
        SELECT volunteer_id, region_id, date_trunc('month', day::timestamp)::date AS month, min(day) AS first_day
        FROM ({ACTIVE_DAYS}) active WHERE day <= %(today)s GROUP BY 1, 2, 3
    ) months"""
