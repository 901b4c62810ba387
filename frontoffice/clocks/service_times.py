"""Service times: the median and the 90th percentile of the working days that decisions took, by region and kind.

Of decisions taken in the last ninety days (ended by the office; what its own people took back does not count). Fewer
than ``SMALLEST`` say nothing about an office and something about people, so they are not shown.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from frontoffice.clocks.models import ServiceTime
from frontoffice.desk import kinds
from frontoffice.desk.enums import GONE
from frontoffice.desk.models import Matter
from organizations import service_days
from qazvolunteer.core import working_days

DAYS = 90
SMALLEST = 5
# Ended by the side that asked: nobody of an office decided.
TAKEN_BACK = (GONE, "close", "cancel", "merge", "withdraw")
# One at a time counts.
LOCK = 7_204_519

taken = lru_cache(maxsize=20_000)(working_days.between)


def nearest_rank(values: Sequence[int], percent: int) -> int:
    """The smallest value that at least ``percent`` of all do not exceed; ``values`` in order, not empty."""
    return values[max(1, -(-len(values) * percent // 100)) - 1]


@transaction.atomic
def count(now: dt.datetime | None = None) -> int:
    """Count anew; returns how many rows there are now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    now = now or timezone.now()
    last = timezone.localdate(now)
    first = last - dt.timedelta(days=DAYS - 1)
    since = timezone.make_aware(dt.datetime.combine(first, dt.time.min))
    rows = Matter.objects.filter(closed_at__gte=since, closed_at__lte=now, decided_by__isnull=False)
    groups: dict[tuple[str | None, str], list[tuple[int, bool]]] = defaultdict(list)
    columns = rows.exclude(outcome__in=TAKEN_BACK).values_list("region", "kind", "opened_at", "closed_at", "due_at")
    for region, kind, opened, closed, due in columns.iterator(chunk_size=5000):
        one = (taken(timezone.localdate(opened), timezone.localdate(closed)), closed <= due)
        groups[None, kind].append(one)
        if region is not None:
            groups[region, kind].append(one)
    made = [_row(region, kind, found, first, last, now) for (region, kind), found in groups.items()]
    ServiceTime.objects.all().delete()
    ServiceTime.objects.bulk_create(made, batch_size=500)
    return len(made)


def _row(
    region: str | None, kind: str, found: Iterable[tuple[int, bool]], first: dt.date, last: dt.date, now: dt.datetime
) -> ServiceTime:
    pairs = list(found)
    days = sorted(day for day, _in_time in pairs)
    return ServiceTime(
        region_id=region,
        kind=kind,
        decisions=len(days),
        in_time=sum(in_time for _day, in_time in pairs),
        median=nearest_rank(days, 50),
        ninetieth=nearest_rank(days, 90),
        first=first,
        last=last,
        counted_at=now,
    )


@dataclass(frozen=True)
class Line:
    """One kind as a page shows it; ``row`` is None where too few were decided."""

    title: Any
    code: str
    days: int
    row: ServiceTime | None


@dataclass(frozen=True)
class Times:
    """All service times, by region (KATO; "" for the country) and kind."""

    rows: dict[tuple[str, str], ServiceTime]

    def of(self, region: str | None, kind: str) -> ServiceTime | None:
        found = self.rows.get((region or "", kind))
        return found if found is not None and found.decisions >= SMALLEST else None

    @cached_property
    def any_row(self) -> ServiceTime | None:
        """A row for the period and the time of counting; None when nothing was counted."""
        return next(iter(self.rows.values()), None)

    def lines(self, region: str | None, days: dict[str, int]) -> list[Line]:
        """The kinds of which there is something to show for this region."""
        known = [(code, title) for code, title in kinds.known() if self.of(region, code)]
        return [Line(title, code, days.get(code, service_days.OTHERS), self.of(region, code)) for code, title in known]


def times(region: str | None = "*") -> Times:
    """Everything that was counted, or one region's (None: the country's): one statement."""
    rows = ServiceTime.objects.all()
    if region != "*":
        rows = rows.filter(region=region)
    return Times({(row.region_id or "", row.kind): row for row in rows})
