"""Random legal actions on the demonstration data, and the figures equal the records whenever one looks.

The smallest demonstration country stands on 27 February 2024, before the day on which its clocks changed. Hypothesis
chooses what happens then: verbs of the product, replays of a phone without a network, corrections and deletions among
them. Each example begins with the same country and is rolled back; ``--actions`` says how many actions all of them make
together, and every choice is the same in every run. What fails is made as short as can be and printed step by step: the
printed steps are a program that fails again. (The database keeps its own clock: of the triggers that ask it, only what
they let through is seen here, not what they leave out of the log; see ``test_figures``.)
"""

from __future__ import annotations

import itertools
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from frontoffice.demo import build
from frontoffice.demo.world import Wish
from frontoffice.rollups import rebuilding
from tests.frontoffice.rollups.country import TODAY, Country
from tests.frontoffice.rollups.steps import VERBS

pytestmark = pytest.mark.django_db
STEPS, EXAMPLES = 60, 8
ONE_RUN = settings(
    max_examples=EXAMPLES, stateful_step_count=STEPS, suppress_health_check=list(HealthCheck),
    report_multiple_bugs=False, phases=[Phase.generate, Phase.shrink],
)  # fmt: skip


def test_random_actions_leave_figures_that_equal_the_records(request: pytest.FixtureRequest) -> None:
    wanted = request.config.getoption("--actions")
    call_command("load_reference", stdout=StringIO())
    build.build(Wish(7, build.moment_of(TODAY), 0.1))
    with time_machine.travel(build.moment_of(TODAY), tick=False):
        rebuilding.refresh()
    Country.done.clear()
    for run in itertools.count(1):
        before = Country.done.total()
        run_state_machine_as_test(seed(run)(Country), settings=ONE_RUN)
        if Country.done.total() >= wanted:
            break
        assert Country.done.total() > before, "Nothing can be done any more."
    print(f"\n{Country.done.total()} actions in {run} runs: {Country.done}")
    # A shorter run does not come to all of them.
    assert wanted < 10_000 or set(+Country.done) == VERBS, VERBS - set(+Country.done)
