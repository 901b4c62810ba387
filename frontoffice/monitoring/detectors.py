"""What the records are asked for, and from which number on it is worth somebody's look.

Each detector is one SELECT over an index: organization, project (or NULL), region, first and last day, and the figures
it fired for. ``{after}`` is a moment of the subject: the beginning of the window, or how far the last closed signal of
the kind had seen, whichever is later. ``%(horizon)s`` is the latest moment looked at.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from frontoffice.monitoring.enums import SignalKind

DAY = dt.timedelta(days=1)
MONTH = 30 * DAY


@dataclass(frozen=True)
class Detector:
    """``window``: how far back it looks; ``rest``: how long facts may still come in before they are judged.

    ``limits`` are the thresholds, with the reason of each in the comment beside it.
    """

    kind: str
    sql: str
    limits: Mapping[str, float]
    window: dt.timedelta = MONTH
    rest: dt.timedelta = field(default=dt.timedelta(0))

    @property
    def select(self) -> str:
        """The whole SELECT."""
        sql = self.sql
        for name, part in PARTS.items():
            sql = sql.replace(name, part)
        return sql


# Marks of a phone without a network come late, and who was there is often written down on the next days.
LATE_MARKS = 3 * DAY
# Lines that count in the books, of the window, with whose they are. The window holds the index of days.
COUNTED = """
    FROM volunteers_hoursentry line
    JOIN projects_project project ON project.id = line.project_id
    JOIN organizations_organization host ON host.id = project.organization_id
    LEFT JOIN known ON known.organization_id = project.organization_id AND known.project_id IS NOT DISTINCT FROM {of}
    WHERE line.day >= %(since)s::date - 1 AND line.state = 'confirmed'
      AND line.decided_at > {after} AND line.decided_at <= %(horizon)s
"""
PARTS = {
    "{counted_of_organization}": COUNTED.replace("{of}", "NULL"),
    "{counted_of_project}": COUNTED.replace("{of}", "project.id"),
    "{local}": "AT TIME ZONE 'Asia/Almaty'",
    "{after}": "greatest(%(since)s, coalesce(known.until, '-infinity'))",
}

DETECTORS = (
    Detector(
        SignalKind.NOBODY_CAME,
        """
        SELECT project.organization_id, project.id AS project_id, project.region_id,
            min((shift.starts_at {local})::date) AS first, max((shift.starts_at {local})::date) AS last,
            jsonb_build_object('shifts', count(*), 'people', sum(shift.seats_taken)) AS figures
        FROM projects_shift shift
        JOIN projects_project project ON project.id = shift.project_id
        LEFT JOIN known ON known.organization_id = project.organization_id AND known.project_id = project.id
        WHERE shift.ends_at > %(since)s AND shift.ends_at > {after} AND shift.ends_at <= %(horizon)s
          AND shift.cancelled_at IS NULL AND NOT shift.flexible AND shift.seats_taken >= %(people)s
          AND NOT EXISTS (
            SELECT FROM volunteers_signup signup JOIN volunteers_attendance seen ON seen.signup_id = signup.id
            WHERE signup.shift_id = shift.id AND seen.state = 'came')
          AND NOT EXISTS (
            SELECT FROM volunteers_signup signup JOIN volunteers_hoursentry line ON line.signup_id = signup.id
            WHERE signup.shift_id = shift.id AND line.state IN ('confirmed', 'proposed'))
        GROUP BY project.id HAVING count(*) >= %(shifts)s
        """,
        # Of fewer than three people all may fall ill; one such shift is enough, because it is either a mistake of the
        # organizer or a shift that never was.
        {"people": 3, "shifts": 1},
        rest=LATE_MARKS,
    ),
    Detector(
        SignalKind.HOURS_ABOVE_PLAN,
        """
        SELECT organization_id, project_id, region_id, min(day) AS first, max(day) AS last,
            jsonb_build_object('minutes', sum(told), 'planned', sum(planned), 'people', count(*)) AS figures
        FROM (
            SELECT project.organization_id, project.id AS project_id, project.region_id, line.signup_id,
                min(line.day) AS day, sum(line.minutes) AS told,
                (SELECT extract(epoch FROM shift.ends_at - shift.starts_at)::int / 60 FROM projects_shift shift
                    JOIN volunteers_signup signup ON signup.shift_id = shift.id
                    WHERE signup.id = line.signup_id AND NOT shift.flexible) AS planned
            {counted_of_project} AND line.kind IN ('shift', 'correction') AND line.signup_id IS NOT NULL
            GROUP BY project.id, line.signup_id
        ) lines
        WHERE planned > 0 AND told > 0
        GROUP BY organization_id, project_id, region_id
        HAVING sum(told) >= sum(planned) * %(times)s AND sum(told) - sum(planned) >= %(minutes)s
        """,
        # A shift may last longer, and people stay to tidy up; half as long again, for everybody together, it does not.
        # Ten hours, so that one long evening of three people is no matter.
        {"times": 1.5, "minutes": 600},
    ),
    Detector(
        SignalKind.ONE_CONFIRMER,
        """
        SELECT organization_id, NULL::bigint AS project_id, region_id, min(first) AS first, max(last) AS last,
            jsonb_build_object('minutes', max(minutes), 'all', sum(minutes),
                'person', (array_agg(person ORDER BY minutes DESC))[1]) AS figures
        FROM (
            SELECT project.organization_id, host.region_id, line.decided_by_id AS person,
                min(line.day) AS first, max(line.day) AS last, sum(line.minutes) AS minutes
            {counted_of_organization}
              AND line.decided_by_id IS NOT NULL AND line.evidence <> 'scanned'
            GROUP BY project.organization_id, host.region_id, line.decided_by_id
        ) confirmers
        GROUP BY organization_id, region_id
        HAVING max(minutes) >= %(minutes)s AND max(minutes) >= sum(minutes) * %(share)s
        """,
        # Three hundred hours are a month of ten people every weekend: nobody sees that alone. Where somebody else
        # confirms a fifth, there are two pairs of eyes. What a scanner saw needs no witness.
        {"minutes": 300 * 60, "share": 0.8},
    ),
    Detector(
        SignalKind.SELF_REPORTED,
        """
        SELECT project.organization_id, NULL::bigint AS project_id, host.region_id,
            min(line.day) AS first, max(line.day) AS last,
            jsonb_build_object('minutes', sum(line.minutes) FILTER (WHERE line.evidence = 'self_reported'),
                'all', sum(line.minutes)) AS figures
        {counted_of_organization}
        GROUP BY project.organization_id, host.region_id
        HAVING sum(line.minutes) FILTER (WHERE line.evidence = 'self_reported') >= %(minutes)s
          AND sum(line.minutes) FILTER (WHERE line.evidence = 'self_reported') >= sum(line.minutes) * %(share)s
        """,
        # Work at home is told by whoever did it, so some is as it should be; below fifty hours a month the share of a
        # small organization jumps by a single person.
        {"minutes": 50 * 60, "share": 0.5},
    ),
    Detector(
        SignalKind.NO_SHOWS,
        """
        SELECT project.organization_id, project.id AS project_id, project.region_id,
            min((shift.starts_at {local})::date) AS first, max((shift.starts_at {local})::date) AS last,
            jsonb_build_object('missed', count(*) FILTER (WHERE seen.state = 'missed'), 'all', count(*)) AS figures
        FROM projects_shift shift
        JOIN projects_project project ON project.id = shift.project_id
        LEFT JOIN known ON known.organization_id = project.organization_id AND known.project_id = project.id
        JOIN volunteers_signup signup ON signup.shift_id = shift.id
        JOIN volunteers_attendance seen ON seen.signup_id = signup.id AND seen.state IN ('came', 'missed')
        WHERE shift.ends_at > %(since)s AND shift.ends_at > {after} AND shift.ends_at <= %(horizon)s
          AND shift.cancelled_at IS NULL
        GROUP BY project.id
        HAVING count(*) FILTER (WHERE seen.state = 'missed') >= %(missed)s
          AND count(*) FILTER (WHERE seen.state = 'missed') >= count(*) * %(share)s
        """,
        # One in seven misses a shift in an ordinary month; two in five mean that the place, the time or the promise was
        # wrong. Ten people, so that one bus that broke down is no signal.
        {"missed": 10, "share": 0.4},
        rest=LATE_MARKS,
    ),
    Detector(
        SignalKind.REPORTS_OVERDUE,
        """
        SELECT project.organization_id, NULL::bigint AS project_id, host.region_id,
            min(report.due_on) AS first, max(report.due_on) AS last,
            jsonb_build_object('reports', count(*), 'since', min(report.due_on)) AS figures
        FROM volunteers_projectreport report
        JOIN projects_project project ON project.id = report.project_id
        JOIN organizations_organization host ON host.id = project.organization_id
        LEFT JOIN known ON known.organization_id = project.organization_id AND known.project_id IS NULL
        WHERE report.state IN ('due', 'returned') AND report.due_on > ({after} {local})::date
          AND report.due_on <= (%(horizon)s {local})::date
        GROUP BY project.organization_id, host.region_id HAVING count(*) >= %(reports)s
        """,
        # Two weeks late, after letters before and after the day: it is not forgotten any more, it is left undone.
        {"reports": 1},
        window=365 * DAY,
        rest=14 * DAY,
    ),
    Detector(
        SignalKind.SUDDEN_CANCELLATIONS,
        """
        SELECT project.organization_id, NULL::bigint AS project_id, host.region_id,
            min((shift.starts_at {local})::date) AS first, max((shift.starts_at {local})::date) AS last,
            jsonb_build_object('shifts', count(*), 'people', sum(people.number)) AS figures
        FROM projects_shift shift
        JOIN projects_project project ON project.id = shift.project_id
        JOIN organizations_organization host ON host.id = project.organization_id
        LEFT JOIN known ON known.organization_id = project.organization_id AND known.project_id IS NULL
        CROSS JOIN LATERAL (
            SELECT count(*) AS number FROM volunteers_signup signup
            WHERE signup.shift_id = shift.id AND signup.state = 'cancelled') people
        WHERE shift.starts_at > %(since)s AND shift.cancelled_at > {after} AND shift.cancelled_at <= %(horizon)s
          AND shift.cancelled_at > shift.starts_at - interval '24 hours' AND people.number > 0
        GROUP BY project.organization_id, host.region_id HAVING count(*) >= %(shifts)s
        """,
        # Weather and illness stop one shift, perhaps two; the third in a month is how the organization works.
        {"shifts": 3},
    ),
    Detector(
        SignalKind.COMPLAINTS,
        """
        SELECT concern.organization_id, NULL::bigint AS project_id, host.region_id,
            min((concern.opened_at {local})::date) AS first, max((concern.opened_at {local})::date) AS last,
            jsonb_build_object('concerns', count(*),
                'danger', count(*) FILTER (WHERE concern.kind = 'danger')) AS figures
        FROM frontoffice_concern concern
        JOIN organizations_organization host ON host.id = concern.organization_id
        LEFT JOIN known ON known.organization_id = concern.organization_id AND known.project_id IS NULL
        WHERE concern.opened_at > {after} AND concern.opened_at <= %(horizon)s AND concern.verdict <> 'unfounded'
        GROUP BY concern.organization_id, host.region_id
        HAVING count(*) >= %(concerns)s OR count(*) FILTER (WHERE concern.kind = 'danger') >= %(danger)s
        """,
        # One angry person writes once, friends of them twice; three are a pattern. Danger is never waited for.
        {"concerns": 3, "danger": 1},
    ),
)  # fmt: skip
BY_KIND = {detector.kind: detector for detector in DETECTORS}
