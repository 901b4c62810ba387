"""Modules and the tests inside them run in an order drawn from a printed seed; ``--seed`` repeats it.

The longest modules begin first (tests/strictness/sharing.py), whatever was drawn.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import groupby
from typing import Any

import pytest

from tests.strictness import sharing


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--seed", type=int, default=None, help="the order of an earlier run, as it was printed")
    parser.addoption("--actions", type=int, default=10_000, help="how many random actions the figures go through")


def pytest_configure(config: pytest.Config) -> None:
    """Workers of xdist get the seed of the one who started them, so all collect the same order."""
    given = getattr(config, "workerinput", {}).get("seed", config.option.seed)
    config.option.seed = random.SystemRandom().randrange(1_000_000) if given is None else given


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    node.workerinput["seed"] = node.config.option.seed


def pytest_report_header(config: pytest.Config) -> str:
    return f"order: --seed {config.option.seed}"


def pytest_terminal_summary(terminalreporter: Any, exitstatus: int, config: pytest.Config) -> None:
    """Said again beside the failures, where it is looked for."""
    if exitstatus:
        terminalreporter.write_line(pytest_report_header(config))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> Iterator[None]:
    """Around pytest-django, which puts tests that empty the database last, keeping our order otherwise."""
    items[:] = shuffled(items, seed=config.option.seed)
    yield
    items[:] = sharing.longest_first(items)


def shuffled(items: list[pytest.Item], *, seed: int) -> list[pytest.Item]:
    """The same items: modules in a drawn order, and within each the tests."""
    draw = random.Random(seed)
    modules = [list(group) for _, group in groupby(sorted(items, key=_module), key=_module)]
    draw.shuffle(modules)
    for module in modules:
        draw.shuffle(module)
    return [item for module in modules for item in module]


def _module(item: pytest.Item) -> str:
    return str(item.path)
