"""All measures, in the order in which they run; memory comes last, because it looks back at the others."""

from __future__ import annotations

from tests.bench import (
    admin_lists,
    check_in,
    deciding,
    files,
    growth,
    office,
    outbox,
    page_queries,
    page_weight,
    pages,
    processes,
    rollups,
    search,
    signup_http,
    signup_sql,
)
from tests.bench.stage import Measure

MEASURES: tuple[Measure, ...] = (
    *pages.MEASURES,
    *growth.MEASURES,
    *search.MEASURES,
    *page_queries.MEASURES,
    *page_weight.MEASURES,
    *signup_http.MEASURES,
    *signup_sql.MEASURES,
    *outbox.MEASURES,
    *admin_lists.MEASURES,
    *check_in.MEASURES,
    *rollups.MEASURES,
    *office.MEASURES,
    *files.MEASURES,
    *deciding.MEASURES,
    *processes.START,
    *processes.MEMORY,
)
