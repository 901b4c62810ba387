"""Everything that the figures say, against the records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from frontoffice.rollups import figures, people, rebuilding
from frontoffice.rollups.figures import EVERYWHERE, Period, Scope
from tests.frontoffice.rollups import naive
from tests.frontoffice.rollups.test_figures import snapshot

DAY = dt.timedelta(days=1)
REGIONS = ("750000000", "710000000")
Cells = Mapping[Any, Mapping[str, int]]


def look_at_everything() -> None:
    """Cells, sums of months, and different people, against the records; counting anew changes nothing."""
    rebuilding.refresh()
    counted = naive.cells()
    assert not (wrong := _differing(naive.kept(), counted)), f"(kept, counted) of {wrong}"
    today, days = naive.today(), naive.active_days()
    periods = [Period.last_months(months, today) for months in (1, 2, 3)]
    periods += [Period(period.first, today - 9 * DAY) for period in periods[1:]]
    for scope in (EVERYWHERE, *(Scope(region=region) for region in REGIONS)):
        active = people.active_of(scope, periods)
        expected = [naive.active(scope, period, days) for period in periods]
        assert active == expected, f"{scope}: {active} active, not {expected}"
        totals = figures.totals(scope, periods[2])
        sums = {scope: {name: getattr(totals, name) for name in naive.NAMES}}
        wrong = _differing(sums, {scope: naive.totals(scope, periods[2], counted)})
        assert not wrong, f"(summed, counted) of {wrong}"
    before = snapshot()
    for time in ("once", "twice"):
        rebuilding.rebuild()
        assert snapshot() == before, f"Rebuilt {time}, the figures are others."


def _differing(left: Cells, right: Cells) -> dict[Any, dict[str, tuple[int, int]]]:
    """What each side says where they are not the same; a cell that is not there is full of zeros."""
    nothing = dict.fromkeys(naive.NAMES, 0)
    pairs = {key: (left.get(key, nothing), right.get(key, nothing)) for key in {**left, **right}}
    return {
        key: {name: (mine[name], theirs[name]) for name in naive.NAMES if mine[name] != theirs[name]}
        for key, (mine, theirs) in pairs.items()
        if mine != theirs
    }
