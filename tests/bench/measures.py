"""All measures, in the order in which they run; memory comes last, because it looks back at the others."""

from __future__ import annotations

from tests.bench import outbox, page_weight, pages, processes, signup_http, signup_sql
from tests.bench.stage import Measure

MEASURES: tuple[Measure, ...] = (
    *pages.MEASURES,
    *page_weight.MEASURES,
    *signup_http.MEASURES,
    *signup_sql.MEASURES,
    *outbox.MEASURES,
    *processes.START,
    *processes.MEMORY,
)
