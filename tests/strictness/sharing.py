"""How several processes share the tests: by whole modules, so that what a module makes is made once.

Needs ``--dist loadfile --no-loadscope-reorder``, as bin/test asks for: the next free process takes the next module.
"""

from __future__ import annotations

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

# Folders whose tests share one installation, or want the processor for threads of their own: one process runs all.
TOGETHER = ("tests/failure/", "tests/race/")
# What takes longest begins first, so that nobody waits long for the last one; see ``--durations`` and move what grew.
LONGEST = (
    # First, as it needs nothing of the database that the other process makes meanwhile.
    "tests/failure/",
    "tests/bench/test_bench.py",
    "tests/frontoffice/rollups/test_random_actions.py",
    "tests/frontoffice/test_demo_repeats.py",
    "tests/browser/test_staff_pages.py",
    "tests/ground/test_run.py",
    "tests/browser/test_accessibility.py",
    "tests/frontoffice/test_national.py",
    "tests/browser/test_front_office.py",
    "tests/browser/test_after_a_shift.py",
    "tests/race/",
    "tests/browser/test_registering.py",
    "tests/browser/test_check_in.py",
    "tests/browser/test_planning.py",
    "tests/ground/test_environment.py",
    "tests/browser/test_workplace.py",
    "tests/frontoffice/test_demo.py",
    # After the modules that keep a transaction open for minutes, which keep new indexes from being used.
    "tests/scale/test_plans.py",
)


def unit(nodeid: str) -> str:
    """What the process that gets this test runs whole."""
    return next((folder for folder in TOGETHER if nodeid.startswith(folder)), nodeid.partition("::")[0])


def longest_first(items: list[pytest.Item]) -> list[pytest.Item]:
    """The order as it was drawn, but for the longest, which come before all others."""
    ranks = range(len(LONGEST))
    return sorted(
        items, key=lambda item: next((rank for rank in ranks if item.nodeid.startswith(LONGEST[rank])), len(LONGEST))
    )


class Sharing(LoadScopeScheduling):
    """Deals out units in the order of their first tests."""

    def _split_scope(self, nodeid: str) -> str:
        return unit(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling | None:
    return Sharing(config, log) if config.getvalue("dist") == "loadfile" else None
