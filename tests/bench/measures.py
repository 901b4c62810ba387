"""All measures, in the order in which they run."""

from __future__ import annotations

from tests.bench import pages, signup_http, signup_sql
from tests.bench.stage import Measure

MEASURES: tuple[Measure, ...] = (*pages.MEASURES, *signup_http.MEASURES, *signup_sql.MEASURES)
