"""Public numbers, each with a definition that the page opens.

What needs the big tables is counted once a minute into ``Figure`` and read from there, in one statement. Before the
first count a page counts for itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass, field

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import get_language

from organizations.enums import OrganizationState
from projects.catalogue import Query, counts
from projects.catalogue.upkeep import fresh
from qazvolunteer.core.small_cells import Sum, hidden
from qazvolunteer.places.models import Region
from volunteers.enums import SignUpState
from volunteers.models import Figure

VOLUNTEERS, ORGANIZATIONS, HELPING = "volunteers", "organizations", "helping"
# Each gives region, number and "of the whole country". Volunteers: all of them by their town's region, which the index
# on the town alone answers, less the few whose account is closed.
COUNTS = {
    VOLUNTEERS: """
        SELECT t.region_id, sum(n)::integer, GROUPING(t.region_id) = 1
        FROM (SELECT town_id, count(*) AS n FROM volunteers_volunteer GROUP BY town_id
              UNION ALL
              SELECT v.town_id, -count(*) FROM accounts_user u JOIN volunteers_volunteer v ON v.user_id = u.id
              WHERE NOT u.is_active OR u.anonymised_at IS NOT NULL GROUP BY v.town_id) c
        LEFT JOIN places_town t ON t.kato = c.town_id
        GROUP BY GROUPING SETS ((t.region_id), ())""",
    ORGANIZATIONS: """
        SELECT region_id, count(*)::integer, GROUPING(region_id) = 1
        FROM organizations_organization WHERE state = %(verified)s GROUP BY GROUPING SETS ((region_id), ())""",
    # Each running shift is looked up by itself: few run at a time, though the planner expects thousands.
    HELPING: """
        SELECT r.region_id, count(DISTINCT g.volunteer_id)::integer, GROUPING(r.region_id) = 1
        FROM (SELECT id, (SELECT region_id FROM projects_project p WHERE p.id = s.project_id) FROM projects_shift s
              WHERE starts_at <= %(now)s AND ends_at > %(now)s AND NOT flexible AND cancelled_at IS NULL) r
        CROSS JOIN LATERAL (SELECT volunteer_id FROM volunteers_signup
                            WHERE shift_id = r.id AND state = %(confirmed)s OFFSET 0) g
        GROUP BY GROUPING SETS ((r.region_id), ())""",
}
KEEP = """
    WITH counted (region_id, value, whole) AS ({count}),
    gone AS (DELETE FROM volunteers_figure f WHERE code = %(code)s AND region_id IS NOT NULL
             AND NOT EXISTS (SELECT 1 FROM counted c WHERE c.region_id = f.region_id))
    INSERT INTO volunteers_figure (code, region_id, value, counted_at)
    SELECT %(code)s, region_id, coalesce(value, 0), %(now)s FROM counted WHERE whole OR region_id IS NOT NULL
    ON CONFLICT (code, region_id) DO UPDATE SET value = excluded.value, counted_at = excluded.counted_at"""
LABELLED = "SELECT '{code}', c.* FROM ({count}) c (region, value, whole)"
ALL = " UNION ALL ".join(LABELLED.format(code=code, count=count) for code, count in COUNTS.items())
LOCK = "SELECT pg_try_advisory_xact_lock(hashtext('volunteers.statistics'))"


@dataclass(frozen=True)
class Numbers:
    """``volunteers`` registered; ``organizations`` verified; people ``helping`` in running shifts, in so many
    ``regions``; the same by the region's KATO, without groups of volunteers too small to be shown."""

    volunteers: int = 0
    organizations: int = 0
    helping: int = 0
    counted_at: dt.datetime = field(default_factory=timezone.now)
    volunteers_in: Mapping[str, int] = field(default_factory=dict)
    organizations_in: Mapping[str, int] = field(default_factory=dict)
    helping_in: Mapping[str, int] = field(default_factory=dict)

    @property
    def regions(self) -> int:
        return len(self.helping_in)


def refresh() -> bool:
    """Count everything anew, one statement a number; False when another process is at it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(LOCK)
        if not cursor.fetchone()[0]:
            return False
        values = _values(timezone.now())
        for code, count in COUNTS.items():
            cursor.execute(KEEP.format(count=count), {**values, "code": code})
    return True


def now() -> Numbers:
    """The numbers as they were counted last; counted here when they never were."""
    rows = list(Figure.objects.values_list("code", "region", "value", "counted_at"))
    return _numbers(rows or _counted())


def _counted() -> list[tuple[str, str | None, int, dt.datetime]]:
    moment = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(ALL, _values(moment))
        return [(code, region, value or 0, moment) for code, region, value, whole in cursor if whole or region]


def _values(moment: dt.datetime) -> dict[str, object]:
    return {
        "now": moment,
        "verified": OrganizationState.VERIFIED.value,
        "confirmed": SignUpState.CONFIRMED.value,
    }


def _numbers(rows: Iterable[tuple[str, str | None, int, dt.datetime]]) -> Numbers:
    whole: dict[str, int] = {}
    parts: dict[str, dict[str, int]] = {code: {} for code in COUNTS}
    moments = []
    for code, region, value, counted_at in rows:
        moments.append(counted_at)
        if region is None:
            whole[code] = value
        elif value > 0:
            parts.setdefault(code, {})[region] = value
    parts[VOLUNTEERS] = _without_small_groups(parts[VOLUNTEERS], whole.get(VOLUNTEERS, 0))
    return Numbers(
        **{code: whole.get(code, 0) for code in COUNTS},
        counted_at=min(moments),
        **{f"{code}_in": parts[code] for code in COUNTS},
    )


def _without_small_groups(regions: Mapping[str, int], whole: int) -> dict[str, int]:
    """Regions that may be shown beside the whole country."""
    country = ""
    away = hidden({**regions, country: whole}, [Sum(country, tuple(regions))])
    return {region: number for region, number in regions.items() if region not in away}


def by_region(numbers: Numbers) -> list[Region]:
    """Today's regions in the reader's order, with ``open`` projects and people ``helping`` there now. No statement:
    the names are the catalogue's."""
    opened = counts(Query(), "region")
    with fresh() as catalogue:
        # Copies: the catalogue's own rows are everybody's.
        regions = [copy(row) for row in catalogue.reference.regions.values()]
    for region in regions:
        region.open = opened[region.pk]  # type: ignore[attr-defined]
        region.helping = numbers.helping_in.get(region.pk, 0)  # type: ignore[attr-defined]
    return regions if get_language() == "kk" else sorted(regions, key=lambda row: row.name)
