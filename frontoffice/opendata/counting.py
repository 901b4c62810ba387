"""Active people by programme and by age, counted from the records once a day: too much for a page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import connection, transaction
from django.utils import timezone

from frontoffice.opendata.models import PeopleCount, PeopleKind
from frontoffice.rollups.periods import Period
from frontoffice.rollups.records import ACTIVE_DAYS, ZONE

# So many years may be chosen on the page of statistics.
YEARS = 3
AGES = ("under-18", "18-24", "25-34", "35-59", "60-plus")
_BEGUN = f"""s.starts_at >= %(first)s::timestamp AT TIME ZONE '{ZONE}'
    AND s.starts_at < (%(last)s::date + 1)::timestamp AT TIME ZONE '{ZONE}'"""
_OF_PROGRAMMES = ACTIVE_DAYS.replace("p.region_id", "p.programme_id").format(
    came=_BEGUN, worked="h.day >= %(first)s AND h.day <= %(last)s"
)
PROGRAMMES = f"""
    SELECT programme_id::text, coalesce(to_char(month, 'YYYY-MM'), ''), count(DISTINCT volunteer_id)
    FROM (SELECT volunteer_id, programme_id, date_trunc('month', day::timestamp) AS month FROM ({_OF_PROGRAMMES}) a) b
    GROUP BY GROUPING SETS ((programme_id, month), (programme_id))"""
# Age on the last day of the period; whose birth date was erased is in no group.
AGE_GROUPS = """
    SELECT CASE WHEN age < 18 THEN 'under-18' WHEN age < 25 THEN '18-24' WHEN age < 35 THEN '25-34'
        WHEN age < 60 THEN '35-59' ELSE '60-plus' END, '', count(*)
    FROM (SELECT extract(year FROM age(%(last)s::date, v.birth_date)) AS age
          FROM (SELECT DISTINCT volunteer_id FROM frontoffice_activemonth
                WHERE month >= %(first)s AND month <= %(last)s) a
          JOIN volunteers_volunteer v ON v.id = a.volunteer_id WHERE v.birth_date IS NOT NULL) ages
    GROUP BY 1"""
_COUNTS = ((PeopleKind.PROGRAMME, PROGRAMMES), (PeopleKind.AGE, AGE_GROUPS))
_LOCK = "SELECT pg_advisory_xact_lock(hashtext('frontoffice.people_counts'), %s)"


def so_far(year: int, until: dt.date | None = None) -> Period:
    """The year until that day, or today. Raises ValueError for one that has not begun."""
    whole = Period.of_year(year)
    return Period(whole.first, min(whole.last, until or timezone.localdate()))


def counted(year: int, until: dt.date | None = None) -> list[PeopleCount]:
    """The rows of a year as the records are now, not saved; every age group has one."""
    period = so_far(year, until)
    found: list[PeopleCount] = []
    for kind, sql in _COUNTS:
        with connection.cursor() as cursor:
            cursor.execute(sql, {"first": period.first, "last": period.last})
            found += [
                PeopleCount(year=year, kind=kind, key=key, month=month, people=people)
                for key, month, people in cursor.fetchall()
            ]
    known = {row.key for row in found if row.kind == PeopleKind.AGE}
    none = [PeopleCount(year=year, kind=PeopleKind.AGE, key=group, people=0) for group in AGES if group not in known]
    return [*found, *none]


def refresh(years: Iterable[int] = ()) -> None:
    """Count years anew. Where none is named: this one and the last, and what was never counted of those before that
    the page shows."""
    for year in years or _due():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_LOCK, [year])
            PeopleCount.objects.filter(year=year).delete()
            PeopleCount.objects.bulk_create(counted(year))


def _due() -> list[int]:
    this = timezone.localdate().year
    # Every year of the page stands beside the one before it.
    older = range(this - YEARS, this - 1)
    known = set(PeopleCount.objects.filter(year__in=older).values_list("year", flat=True))
    return [*(year for year in older if year not in known), this - 1, this]


def kept(years: Iterable[int]) -> dict[int, list[PeopleCount]]:
    """What was counted last of each year, in one statement; nothing of a year that never was: a page never counts."""
    found: dict[int, list[PeopleCount]] = {year: [] for year in years}
    for row in PeopleCount.objects.filter(year__in=list(found)):
        found[row.year].append(row)
    return found
