"""Counting anew: the one writer of the figures.

Triggers log the day of every record that changes. A refresh counts the logged days from the records, and of the last
days what nothing logs: places taken in coming shifts, new people. It writes what differs: days, then the months they
belong to, then the people who were active on them. All in one transaction: a run that is killed leaves everything as
it was, the log included. Two runs exclude each other by an advisory lock. A change that commits while a refresh counts
is still in the log for the next.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence, Set
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from frontoffice.rollups.models import MEASURES, Grain
from frontoffice.rollups.records import (
    ACTIVE_DAYS,
    ACTIVE_MONTHS,
    CELLS,
    KEY,
    LOCAL_DAY,
    QUIET_CELLS,
    SHIFTS_OF_DAYS,
)

DAY = dt.timedelta(days=1)
LOCK = "hashtext('frontoffice.figures')"
# Sorting two million people's months wants more than a web request does.
MEMORY = "192MB"
# A few days lie together in memory: looking them up costs less than the planner thinks. It would join their cells in
# the order of the day, which is nearly all with all.
FOR_FEW = """SELECT set_config('random_page_cost', '1.1', true), set_config('jit', 'off', true),
    set_config('enable_mergejoin', 'off', true)"""
FOR_MONTHS = "SELECT set_config('enable_mergejoin', 'on', true)"

TAKE_LOG = "DELETE FROM frontoffice_figureschange RETURNING day"
STATE = "SELECT through FROM frontoffice_figuresstate"
KEEP_STATE = """
    INSERT INTO frontoffice_figuresstate (id, refreshed_at, through) VALUES (1, now(), %s)
    ON CONFLICT (id) DO UPDATE SET refreshed_at = excluded.refreshed_at, through = excluded.through"""
FIRST_DAY = f"""
    SELECT least(
        (SELECT min(day) FROM frontoffice_dayfigures),
        (SELECT {LOCAL_DAY.format("min(starts_at)")} FROM projects_shift),
        (SELECT {LOCAL_DAY.format("min(created_at)")} FROM volunteers_volunteer),
        (SELECT {LOCAL_DAY.format("min(verified_at)")} FROM organizations_organization),
        (SELECT {LOCAL_DAY.format("min(published_at)")} FROM projects_project),
        (SELECT min(day) FROM volunteers_hoursentry))"""


def same(left: str, right: str, names: Sequence[str]) -> str:
    """Equal where NULL equals NULL, in a way that the database can hash."""
    empty = {"region_id": "''", "district_id": "''", "programme_id": "0", "organization_id": "0"}
    return " AND ".join(
        f"coalesce({left}.{name}, {empty[name]}) = coalesce({right}.{name}, {empty[name]})"
        if name in empty
        else f"{left}.{name} = {right}.{name}"
        for name in names
    )


def _differs(left: str, right: str) -> str:
    mine, theirs = (", ".join(f"{side}.{name}" for name in MEASURES) for side in (left, right))
    return f"({mine}) IS DISTINCT FROM ({theirs})"


def _keep(table: str, key: Sequence[str], fresh: str, within: str) -> str:
    """Make the rows of ``table`` that ``within`` names equal to the WITH part ``fresh``; the days or months touched.

    What is right already is not written: most refreshes find nothing to do.
    """
    names, span = ", ".join((*key, *MEASURES)), next(name for name in key if name in ("day", "month"))
    return f"""
        changed AS (
            SELECT f.* FROM {fresh} f
            LEFT JOIN (SELECT * FROM {table} k WHERE {within}) k ON {same("k", "f", key)}
            WHERE k.id IS NULL OR {_differs("f", "k")}),
        gone AS (
            DELETE FROM {table} k WHERE {within} AND NOT EXISTS (SELECT 1 FROM {fresh} f WHERE {same("k", "f", key)})
            RETURNING k.{span}),
        made AS (
            INSERT INTO {table} ({names}) SELECT {names} FROM changed
            ON CONFLICT ({", ".join(key)}) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in MEASURES)}
            RETURNING {span})
        SELECT array_agg(DISTINCT span) FROM (SELECT {span} AS span FROM gone UNION SELECT {span} FROM made) touched
    """


_KEEP_CELLS = _keep("frontoffice_dayfigures", KEY, "cells", "k.day = ANY(%(days)s::date[])")
KEEP_DAYS = f"WITH {CELLS}, {_KEEP_CELLS}"
KEEP_QUIET_DAYS = f"WITH {QUIET_CELLS}, {_KEEP_CELLS}"
# The whole of it is put aside first: only a statement that writes nothing else is shared out to several processors.
ASIDE = "DROP TABLE IF EXISTS pg_temp.{0}; CREATE TEMPORARY TABLE {0} ON COMMIT DROP AS {1}; ANALYZE {0}"
COUNT_ALL_DAYS = ASIDE.format("cells", f"WITH {CELLS} SELECT * FROM cells")
KEEP_ALL_DAYS = f"WITH {_KEEP_CELLS}"

_GRAINS = {
    Grain.COUNTRY: (),
    Grain.REGION: ("region_id",),
    Grain.PROGRAMME: ("programme_id",),
    Grain.REGION_PROGRAMME: ("region_id", "programme_id"),
    Grain.DISTRICT: ("region_id", "district_id"),
    Grain.ORGANIZATION: ("region_id", "organization_id"),
}
_PLACES = KEY[1:]
MONTH_KEY = ("grain", "month", *_PLACES)


def _months() -> str:
    """All grains in one pass over the days. A row without region belongs to the country alone, and so on."""
    bits = {
        grain: sum(1 << place for place, name in enumerate(reversed(_PLACES)) if name not in columns)
        for grain, columns in _GRAINS.items()
    }
    named = " ".join(f"WHEN {number} THEN '{grain.value}'" for grain, number in bits.items())
    sets = ", ".join(f"({', '.join(('month', *columns))})" for columns in _GRAINS.values())
    return f"""
        summed AS MATERIALIZED (
            SELECT CASE grouping({", ".join(_PLACES)}) {named} END AS grain, month, {", ".join(_PLACES)},
                {", ".join(f"sum({name})::int AS {name}" for name in MEASURES)}
            FROM (
                SELECT m.month, k.* FROM unnest(%(months)s::date[]) AS m (month)
                JOIN frontoffice_dayfigures k ON k.day >= m.month AND k.day < m.month + interval '1 month'
            ) days
            GROUP BY GROUPING SETS ({sets})),
        months AS MATERIALIZED (
            SELECT * FROM summed WHERE (grain IN ('country', 'programme') OR region_id IS NOT NULL)
                AND (grain NOT IN ('programme', 'region_programme') OR programme_id IS NOT NULL)
                AND (grain <> 'organization' OR organization_id IS NOT NULL))"""


SUMMED_MONTHS = _months()
KEEP_MONTHS = f"WITH {SUMMED_MONTHS}, " + _keep(
    "frontoffice_monthfigures", MONTH_KEY, "months", "k.month = ANY(%(months)s::date[])"
)

# Whoever was active on the days, or had been counted as active since one of them.
_ON_DAYS = ACTIVE_DAYS.format(came="s.id = ANY(%(shifts)s::bigint[])", worked="h.day = ANY(%(days)s::date[])")
TOUCHED = f"""
    SELECT array_agg(DISTINCT volunteer_id) FROM (
        SELECT volunteer_id FROM ({_ON_DAYS}) active
        UNION ALL SELECT volunteer_id FROM frontoffice_activemonth WHERE first_day = ANY(%(days)s::date[])
    ) touched"""
# Of these, whoever's rows cannot be right any more: active earlier than is kept, or not on the day that is kept. They
# are few, so a refresh need not look at the years of everybody who helped today.
UNSETTLED = f"""
    WITH facts AS MATERIALIZED (
        SELECT volunteer_id, region_id, date_trunc('month', day::timestamp)::date AS month, min(day) AS first_day
        FROM ({_ON_DAYS}) active GROUP BY 1, 2, 3)
    SELECT array_agg(DISTINCT volunteer_id) FROM (
        SELECT volunteer_id FROM facts f LEFT JOIN frontoffice_activemonth k USING (volunteer_id, region_id, month)
        WHERE k.first_day IS NULL OR k.first_day > f.first_day
        UNION ALL
        SELECT volunteer_id FROM frontoffice_activemonth k LEFT JOIN facts f USING (volunteer_id, region_id, month)
        WHERE k.first_day = ANY(%(days)s::date[]) AND f.first_day IS DISTINCT FROM k.first_day
    ) unsettled"""
_PERSON = ("volunteer_id", "region_id", "month")
_LINKS = ("first_day", "previous_month", "previous_anywhere", "leads")


def _keep_people(within: str) -> str:
    """Make the rows of the active months that ``within`` names equal to the rows of ``fresh``; the months touched."""
    names = ", ".join((*_PERSON, *_LINKS))
    same = " AND ".join(f"k.{name} = f.{name}" for name in _PERSON)
    mine, theirs = (", ".join(f"{side}.{name}" for name in _LINKS) for side in ("f", "k"))
    return f"""
        changed AS (
            SELECT f.* FROM fresh f LEFT JOIN (SELECT * FROM frontoffice_activemonth k WHERE {within}) k ON {same}
            WHERE k.volunteer_id IS NULL OR ({mine}) IS DISTINCT FROM ({theirs})),
        gone AS (
            DELETE FROM frontoffice_activemonth k WHERE {within} AND NOT EXISTS (SELECT 1 FROM fresh f WHERE {same})
            RETURNING k.month),
        made AS (
            INSERT INTO frontoffice_activemonth ({names}) SELECT {names} FROM changed ORDER BY {", ".join(_PERSON)}
            ON CONFLICT ({", ".join(_PERSON)}) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in _LINKS)}
            RETURNING month)
        SELECT array_agg(DISTINCT month) FROM (SELECT month FROM gone UNION SELECT month FROM made) touched
    """


_OF_TOUCHED = ACTIVE_MONTHS.format(came="g.volunteer_id = ANY(%(touched)s)", worked="h.volunteer_id = ANY(%(touched)s)")
KEEP_TOUCHED = f"WITH fresh AS MATERIALIZED ({_OF_TOUCHED}), {_keep_people('k.volunteer_id = ANY(%(touched)s)')}"
COUNT_EVERYBODY = ASIDE.format("fresh", ACTIVE_MONTHS.format(came="TRUE", worked="TRUE"))
KEEP_EVERYBODY = f"WITH {_keep_people('TRUE')}"
FORGET_COUNTS = "DELETE FROM frontoffice_activecounts WHERE month = ANY(%(months)s::date[])"
KEEP_COUNTS = """
    WITH active AS MATERIALIZED (
        SELECT a.* FROM unnest(%(months)s::date[]) AS m (month)
        JOIN frontoffice_activemonth a ON a.first_day >= m.month AND a.first_day < m.month + interval '1 month')
    INSERT INTO frontoffice_activecounts (region_id, month, previous_month, people, last_first_day)
    SELECT region_id, month, previous_month, count(*), max(first_day) FROM active
        GROUP BY region_id, month, previous_month
    UNION ALL SELECT NULL, month, previous_anywhere, count(*), max(first_day) FROM active WHERE leads
        GROUP BY month, previous_anywhere"""


@transaction.atomic
def refresh(*, wait: bool = False) -> bool:
    """Work off the log, and look at the last days; count everything where nothing was ever counted.

    The last days are those from the day before the last refresh until today; those that began after it are counted
    whole. False, with nothing done, when another process is at it and ``wait`` is off.
    """
    with connection.cursor() as cursor:
        if not _lock(cursor, wait=wait):
            return False
        through = _value(cursor, STATE)
        if through is None:
            rebuild()
            return True
        days = {*_column(cursor, TAKE_LOG), *_days(through + DAY, timezone.localdate())}
        _rebuild(cursor, sorted(days), quiet=[day for day in (through - DAY, through) if day not in days])
    return True


@transaction.atomic
def rebuild(first: dt.date | None = None, last: dt.date | None = None) -> int:
    """Count the days from ``first`` to ``last`` anew, all there are where neither is given; how many days.

    Waits for a refresh that runs, and does its work as well: the log and the last days. Where nothing was ever counted,
    everything is.
    """
    with connection.cursor() as cursor:
        _lock(cursor, wait=True)
        through, today = _value(cursor, STATE), timezone.localdate()
        everything = through is None or (first is None and last is None)
        if everything:
            first = last = None
        chosen = _days(first or all_days(cursor)[0], min(last or today, today))
        days = sorted({*chosen, *_column(cursor, TAKE_LOG), *_days((through or today) - DAY, today)})
        _rebuild(cursor, days, everybody=everything, sums=True)
    return len(chosen)


def _rebuild(
    cursor: Any, days: Sequence[dt.date], *, quiet: Sequence[dt.date] = (), everybody: bool = False, sums: bool = False
) -> None:
    """``quiet``: days of which only what nothing logs is counted. ``everybody``: not only who was active on the days.
    ``sums``: also where no day differed."""
    today = timezone.localdate()
    days = [day for day in days if day <= today]
    if everybody:
        cursor.execute("SELECT set_config('work_mem', %s, true)", [MEMORY])
    else:
        cursor.execute(FOR_FEW)
    months = {day.replace(day=1) for day in days} if sums else set()
    values = values_of(cursor, days) if days else None
    _count_days(cursor, values, quiet, months, everybody=everybody)
    if values:
        _count_people(cursor, values, months, everybody=everybody, sums=sums)
    cursor.execute(KEEP_STATE, [today])


def _count_days(
    cursor: Any,
    values: dict[str, Any] | None,
    quiet: Sequence[dt.date],
    months: Set[dt.date],
    *,
    everybody: bool,
) -> None:
    touched: list[dt.date] = []
    if values and everybody:
        cursor.execute(COUNT_ALL_DAYS, values)
        touched += _value(cursor, KEEP_ALL_DAYS, values) or ()
        # What was empty before is read at once: the planner must know how large it is now.
        cursor.execute("ANALYZE frontoffice_dayfigures")
    elif values:
        touched += _value(cursor, KEEP_DAYS, values) or ()
    if quiet:
        touched += _value(cursor, KEEP_QUIET_DAYS, values_of(cursor, quiet)) or ()
    months = months | {day.replace(day=1) for day in touched}
    cursor.execute(FOR_MONTHS)
    if months:
        cursor.execute(KEEP_MONTHS, {"months": sorted(months)})


def _count_people(cursor: Any, values: dict[str, Any], months: Set[dt.date], *, everybody: bool, sums: bool) -> None:
    if everybody:
        cursor.execute(COUNT_EVERYBODY, values)
        changed = _value(cursor, KEEP_EVERYBODY)
        cursor.execute("ANALYZE frontoffice_activemonth")
    else:
        touched = _value(cursor, TOUCHED if sums else UNSETTLED, values)
        changed = _value(cursor, KEEP_TOUCHED, {**values, "touched": touched}) if touched else None
    months = months | set(changed or ())
    if months:
        cursor.execute(FORGET_COUNTS, {"months": sorted(months)})
        cursor.execute(KEEP_COUNTS, {"months": sorted(months)})


def values_of(cursor: Any, days: Sequence[dt.date]) -> dict[str, Any]:
    """What the statements about ``days`` are asked with."""
    values = {"days": list(days), "today": timezone.localdate()}
    return {**values, "shifts": _value(cursor, SHIFTS_OF_DAYS, values)}


def _lock(cursor: Any, *, wait: bool) -> bool:
    """Held until the transaction ends."""
    if wait:
        cursor.execute(f"SELECT pg_advisory_xact_lock({LOCK})")
        return True
    return bool(_value(cursor, f"SELECT pg_try_advisory_xact_lock({LOCK})"))


def all_days(cursor: Any) -> list[dt.date]:
    today = timezone.localdate()
    return _days(_value(cursor, FIRST_DAY) or today, today)


def _days(first: dt.date, last: dt.date) -> list[dt.date]:
    return [first + number * DAY for number in range((last - first).days + 1)]


def _value(cursor: Any, sql: str, values: Any = None) -> Any:
    cursor.execute(sql, values)
    row = cursor.fetchone()
    return row[0] if row else None


def _column(cursor: Any, sql: str) -> list[Any]:
    cursor.execute(sql)
    return [row[0] for row in cursor.fetchall()]


@contextmanager
def unlogged() -> Iterator[None]:
    """Inside no day is logged: for loads that are followed by a whole rebuild."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('qazvolunteer.figures', 'unlogged', true)")
        yield
        cursor.execute("SELECT set_config('qazvolunteer.figures', '', true)")
