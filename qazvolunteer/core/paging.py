"""Pages of long lists: no page counts a big table on the way."""

from __future__ import annotations

from typing import Any

from django.core.paginator import EmptyPage, Page, Paginator
from django.db import connections
from django.db.models import QuerySet
from django.utils.functional import cached_property

# So many rows are counted, and can be paged through: whoever wants more narrows the list.
MOST = 10_000


class CappedPaginator(Paginator):
    """Counts up to ``MOST`` rows exactly. Beyond, ``is_capped`` is true, and a whole table is estimated."""

    template_name = "admin/pagination_capped.html"

    @cached_property
    def _found(self) -> int:
        rows = self.object_list
        if not isinstance(rows, QuerySet) or rows.query.is_sliced:
            return int(super().count)
        return rows.order_by()[: MOST + 1].count()

    @property
    def count(self) -> int:  # type: ignore[override]
        """The number of rows that can be paged through."""
        return min(self._found, MOST)

    @property
    def is_capped(self) -> bool:
        return self._found > MOST

    @cached_property
    def estimate(self) -> int | None:
        """About how many rows the whole table has, in round figures; None for a part of it."""
        rows: Any = self.object_list
        if not self.is_capped or rows.query.where:
            return None
        with connections[rows.db].cursor() as cursor:
            cursor.execute(
                "SELECT reltuples::bigint FROM pg_class WHERE oid = %s::regclass", [rows.model._meta.db_table]
            )
            found = int(cursor.fetchone()[0])
        unit = 10 ** max(0, len(str(found)) - 2)
        return max(MOST, round(found / unit) * unit)


class GlancingPaginator(Paginator):
    """Pages of suggestions, by one statement each: one row more than is shown says whether others follow."""

    def page(self, number: int | str) -> Page:
        """Raises EmptyPage below the first."""
        number = int(number)
        if number < 1:
            raise EmptyPage
        before = (number - 1) * self.per_page
        rows = list(self.object_list[before : before + self.per_page + 1])
        self.count = before + len(rows)
        return self._get_page(rows[: self.per_page], number, self)
