"""The nightly comparison of the figures with the records. Whatever differs is told, kept for the office, and mended.

A difference means that records were changed past the triggers. What is just being changed is no difference: days that
are logged and the last days are left out, and only what differs before and after a refresh is told.
"""

from __future__ import annotations

import datetime as dt
import logging

from django.db import connection, transaction
from django.utils import timezone

from frontoffice.rollups.models import MEASURES, FiguresDrift
from frontoffice.rollups.periods import month_of
from frontoffice.rollups.rebuilding import MONTH_KEY, SUMMED_MONTHS, all_days, rebuild, refresh, same, values_of
from frontoffice.rollups.records import ACTIVE_MONTHS, CELLS, KEY

log = logging.getLogger(__name__)
DAY = dt.timedelta(days=1)

_KEPT, _COUNTED = (", ".join(f"coalesce(sum({side}.{name}), 0)::bigint" for name in MEASURES) for side in ("k", "f"))
_MINE, _THEIRS = (", ".join(f"{side}.{name}" for name in MEASURES) for side in ("f", "k"))
CELLS_THAT_DIFFER = f"""
    WITH {CELLS}, kept AS (SELECT * FROM frontoffice_dayfigures WHERE day <= %(last)s)
    SELECT coalesce(f.day, k.day) AS day, count(*), ARRAY[{_KEPT}], ARRAY[{_COUNTED}]
    FROM cells f FULL JOIN kept k ON {same("k", "f", KEY)}
    WHERE (f.day IS NULL OR k.day IS NULL OR ({_MINE}) IS DISTINCT FROM ({_THEIRS}))
        AND coalesce(f.day, k.day) NOT IN (SELECT day FROM frontoffice_figureschange)
    GROUP BY 1 ORDER BY 1"""
MONTHS_THAT_DIFFER = f"""
    WITH {SUMMED_MONTHS}, kept AS (SELECT * FROM frontoffice_monthfigures)
    SELECT coalesce(f.month, k.month) AS month, count(*), ARRAY[{_KEPT}], ARRAY[{_COUNTED}]
    FROM months f FULL JOIN kept k ON {same("k", "f", MONTH_KEY)}
    WHERE (f.month IS NULL OR k.month IS NULL OR ({_MINE}) IS DISTINCT FROM ({_THEIRS}))
    GROUP BY 1 ORDER BY 1"""
PEOPLE_THAT_DIFFER = f"""
    WITH fresh AS MATERIALIZED ({ACTIVE_MONTHS.format(came="TRUE", worked="TRUE")})
    SELECT coalesce(f.first_day, k.first_day) AS day, count(*), count(k.month), count(f.month)
    FROM fresh f FULL JOIN frontoffice_activemonth k
        ON k.volunteer_id = f.volunteer_id AND k.region_id = f.region_id AND k.month = f.month
    WHERE (f.month IS NULL OR k.month IS NULL OR (k.first_day, k.previous_month, k.previous_anywhere, k.leads)
            IS DISTINCT FROM (f.first_day, f.previous_month, f.previous_anywhere, f.leads))
        AND coalesce(f.first_day, k.first_day) <= %(last)s
        AND coalesce(f.first_day, k.first_day) NOT IN (SELECT day FROM frontoffice_figureschange)
    GROUP BY 1 ORDER BY 1"""


def compare() -> list[FiguresDrift]:
    """Look at every day but the last two: a row and an ERROR line for each that differs, whose figures are mended."""
    refresh(wait=True)
    found = _differing()
    if not found:
        return []
    refresh(wait=True)
    again = _differing()
    rows = [again[day] for day in sorted(found.keys() & again.keys())]
    with transaction.atomic():
        FiguresDrift.objects.bulk_create(rows)
        for row in rows:
            rebuild(row.day, row.day)
    for row in rows:
        log.error(
            "Figures of %s differ from the records in %s cells: %s, not %s.", row.day, row.cells, row.kept, row.counted
        )
    return rows


def _differing() -> dict[dt.date, FiguresDrift]:
    """Each of the two looks is one statement, so that it sees figures, records and the log of one moment."""
    now, last = timezone.now(), timezone.localdate() - 2 * DAY
    found: dict[dt.date, FiguresDrift] = {}
    with connection.cursor() as cursor:
        every = all_days(cursor)
        values = values_of(cursor, [day for day in every if day <= last])
        cursor.execute(CELLS_THAT_DIFFER, {**values, "last": last})
        for day, cells, kept, counted in cursor.fetchall():
            found[day] = _drift(now, day, cells, kept, counted)
        # The sums of months are of the days, not of the records, and written together with them.
        cursor.execute(MONTHS_THAT_DIFFER, {"months": sorted({month_of(day) for day in every})})
        for month, cells, kept, counted in cursor.fetchall():
            found.setdefault(month, _drift(now, month, cells, kept, counted))
        cursor.execute(PEOPLE_THAT_DIFFER, {"today": timezone.localdate(), "last": last})
        for day, rows, kept, counted in cursor.fetchall():
            drift = found.setdefault(day, FiguresDrift(found_at=now, day=day, cells=0, kept={}, counted={}))
            drift.cells += rows
            drift.kept["active"], drift.counted["active"] = kept, counted
    return found


def _drift(now: dt.datetime, day: dt.date, cells: int, kept: list[int], counted: list[int]) -> FiguresDrift:
    differ = [name for name, mine, theirs in zip(MEASURES, kept, counted, strict=True) if mine != theirs]
    mine, theirs = dict(zip(MEASURES, kept, strict=True)), dict(zip(MEASURES, counted, strict=True))
    return FiguresDrift(
        found_at=now,
        day=day,
        cells=cells,
        kept={name: mine[name] for name in differ},
        counted={name: theirs[name] for name in differ},
    )
