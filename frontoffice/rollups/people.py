"""Different people: how many were active in a period, exactly.

Where a period begins with a month, in a region or the country, they are sums over ``ActiveCounts``: somebody counts in
the first of their active months within the period. Any other question counts in the records.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection
from django.utils import timezone

from frontoffice.rollups.periods import Period, Scope, month_of
from frontoffice.rollups.records import ACTIVE_DAYS, ZONE

# ``cut``: the period ends before the last day on which somebody joined the active of its last month.
_PERIODS = """
    WITH periods AS MATERIALIZED (
        SELECT p.*, (SELECT bool_or(c.last_first_day > p.last) FROM frontoffice_activecounts c
            WHERE c.month = p.last_month AND {of_counts}) IS TRUE AS cut
        FROM unnest(%(numbers)s::int[], %(firsts)s::date[], %(last_months)s::date[], %(lasts)s::date[])
            AS p (n, first, last_month, last))"""
_ACTIVE = f"""{_PERIODS}
    SELECT n, {{key}}, sum(people)::bigint FROM (
        SELECT p.n, c.region_id, c.people FROM periods p
        JOIN frontoffice_activecounts c ON c.month >= p.first AND c.month <= p.last_month
            AND (c.previous_month IS NULL OR c.previous_month < p.first) AND (c.month < p.last_month OR NOT p.cut)
        WHERE {{of_counts}}
        UNION ALL
        SELECT p.n, a.region_id, count(*) FROM periods p
        JOIN frontoffice_activemonth a ON a.first_day >= p.last_month AND a.first_day <= p.last
            AND (a.{{previous}} IS NULL OR a.{{previous}} < p.first)
        WHERE p.cut AND {{of_people}} GROUP BY p.n, a.region_id
    ) active GROUP BY n, {{key}}"""
OF_COUNTRY = _ACTIVE.format(
    key="NULL::int", of_counts="c.region_id IS NULL", of_people="a.leads", previous="previous_anywhere"
)
OF_REGION = _ACTIVE.format(
    key="NULL::int",
    of_counts="c.region_id = %(region)s",
    of_people="a.region_id = %(region)s",
    previous="previous_month",
)
BY_REGION = _ACTIVE.format(
    key="region_id", of_counts="c.region_id IS NOT NULL", of_people="TRUE", previous="previous_month"
)
# Of the records, by the index on the start.
_BEGUN = f"""s.starts_at >= %(first)s::timestamp AT TIME ZONE '{ZONE}'
    AND s.starts_at < (%(last)s::date + 1)::timestamp AT TIME ZONE '{ZONE}'"""
_IN_RECORDS = "SELECT {key}, count(DISTINCT active.volunteer_id) FROM ({active}) active{by}"


def active_of(scope: Scope, periods: Sequence[Period]) -> list[int]:
    """Different people of each period."""
    kept = not scope.columns.keys() - {"region_id"}
    quick = [number for number, period in enumerate(periods) if kept and period.begins_with_month]
    found = _kept(scope, [(number, periods[number]) for number in quick]) if quick else {}
    return [
        found.get(number, 0) if number in quick else _in_records(scope, period) for number, period in enumerate(periods)
    ]


def active_by_region(period: Period) -> Mapping[str, int]:
    """By KATO. Who was active in two regions counts in both."""
    if not period.begins_with_month:
        return active_by("region", Scope(), period)
    return {region: number for _number, region, number in _rows(BY_REGION, _values([(0, period)]))}


def active_by_region_of(periods: Sequence[Period]) -> list[dict[str, int]]:
    """As ``active_by_region`` for several periods that begin with a month, in one statement."""
    found: list[dict[str, int]] = [{} for _period in periods]
    for number, region, count in _rows(BY_REGION, _values(list(enumerate(periods)))):
        found[number][region] = int(count)
    return found


def active_by(what: str, scope: Scope, period: Period) -> dict[Any, int]:
    """Different people by ``region``, ``district``, ``programme`` or ``organization``, counted in the records.

    It takes as long as the records are many: for reports, not for pages.
    """
    if what not in {"region", "district", "programme", "organization"}:
        raise ValueError(f"People are not counted by {what}.")
    came, worked = _conditions(scope)
    # The key of a project stands beside its region: both parts of the union get it.
    active = ACTIVE_DAYS.replace("p.region_id", f"p.{what}_id").format(came=came, worked=worked)
    sql = _IN_RECORDS.format(key=f"active.{what}_id", active=active, by=f" GROUP BY active.{what}_id")
    return dict(_rows(sql, _bounds(scope, period)))


def _kept(scope: Scope, periods: Sequence[tuple[int, Period]]) -> dict[int, int]:
    sql = OF_REGION if scope.region else OF_COUNTRY
    return {number: people for number, _key, people in _rows(sql, {**_values(periods), "region": scope.region})}


def _values(periods: Sequence[tuple[int, Period]]) -> dict[str, Any]:
    return {
        "numbers": [number for number, _period in periods],
        "firsts": [period.first for _number, period in periods],
        "last_months": [month_of(period.last) for _number, period in periods],
        "lasts": [period.last for _number, period in periods],
    }


def _in_records(scope: Scope, period: Period) -> int:
    came, worked = _conditions(scope)
    sql = _IN_RECORDS.format(key="1", active=ACTIVE_DAYS.format(came=came, worked=worked), by="")
    ((_one, number),) = _rows(sql, _bounds(scope, period))
    return int(number)


def _bounds(scope: Scope, period: Period) -> dict[str, Any]:
    return {**scope.columns, "first": period.first, "last": min(period.last, timezone.localdate())}


def _conditions(scope: Scope) -> tuple[str, str]:
    where = "".join(f" AND p.{name} = %({name})s" for name in scope.columns)
    return _BEGUN + where, f"h.day >= %(first)s AND h.day <= %(last)s{where}"


def _rows(sql: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
