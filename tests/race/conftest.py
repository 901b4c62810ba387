"""Races run in one process of their own: each test empties the database, and threads need the processor."""

from __future__ import annotations

from pathlib import Path

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.race)
            item.add_marker(pytest.mark.xdist_group("race"))
