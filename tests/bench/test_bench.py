"""The bench starts, every measure's code runs at tiny scale, and its arithmetic is right."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(CHECKOUT / "bin"))

from tests.bench import country, results, rounds  # noqa: E402
from tests.bench.measures import MEASURES  # noqa: E402
from tests.bench.replay import Hole, filled  # noqa: E402
from tests.bench.results import Result  # noqa: E402
from tests.strictness import up_to_date  # noqa: E402

# What must be measured, whatever the code does; ``a.b`` is a row of ``a``.
PROMISED = {
    "catalogue_signed_in", "catalogue_anonymous", "catalogue_p95", "project_page", "home_page", "catalogue_growth",
    "search", "page_queries", "page_weight", "signup_http_hot", "signup_http_spread", "signup_sql_hot",
    "signup_sql_spread", "signup_storm", "signup_exact", "outbox", "admin_list", "checkin",
    "rollup_rebuild", "rollup_upkeep", "dashboard_vs_raw", "dashboard", "monthly_reports",
    "roster_export", "bulk_decide",
    "memory", "start",
}  # fmt: skip
# Left out of the small run: databases of their own, a browser, a whole bin/run. Other tests start those.
LARGE = {"catalogue_growth", "admin_list", "page_weight", "start"}
SECONDS = 900


def test_everything_promised_is_measured() -> None:
    assert {row.partition(".")[0] for measure in MEASURES for row in measure.rows} == PROMISED


def test_the_bench_runs(tmp_path: Path) -> None:
    """All measures that take seconds, on the small country, through the door of the bench."""
    chosen = [measure for measure in MEASURES if measure.name not in LARGE]
    written = tmp_path / "results.json"
    if not country.exists(country.SMALL):
        up_to_date.copied(country.SMALL)
    said = bench(tmp_path, "--quick", "--rounds", "1", "--json", str(written), *(measure.name for measure in chosen))
    assert said.returncode in (0, 3), said.stdout + said.stderr
    lines = [json.loads(line) for line in written.read_text(encoding="utf-8").splitlines()]
    assert [line["measure"] for line in lines] == [row for measure in chosen for row in measure.rows]
    assert not [line for line in lines if line["method"].startswith("Not measured")]
    assert {tuple(line) for line in lines} == {("measure", "value", "unit", "target", "better", "holds", "method")}
    by_name = {line["measure"]: line for line in lines}
    # What does not depend on how busy the machine is.
    for name in ("signup_exact", "page_queries.same"):
        assert by_name[name]["holds"], by_name[name]


def test_an_unknown_measure_is_one_sentence(tmp_path: Path) -> None:
    said = bench(tmp_path, "nonsense")
    assert said.returncode == 1
    assert said.stderr.startswith("There is no measure nonsense: choose from catalogue_signed_in")
    assert said.stderr.count("\n") == 1


def bench(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    folder.chmod(0o755)
    (folder / "mail").mkdir(exist_ok=True)
    env = {
        **os.environ,
        "PYTHONPATH": str(CHECKOUT / "bin"),
        "EMAIL_URL": (folder / "mail").as_uri(),
        "DATA_DIR": str(folder),
        "DEBUG": "0",
    }
    command = [sys.executable, "-m", "tests.bench", "--data-dir", str(folder), *arguments]
    try:
        return subprocess.run(command, cwd=CHECKOUT, env=env, capture_output=True, text=True, timeout=SECONDS)
    except subprocess.TimeoutExpired as late:
        pytest.fail(f"The bench was not done after {SECONDS} s. It had said:\n{(late.stdout or b'').decode()}")


# --- Rounds -------------------------------------------------------------------------------------------


def side(name: str, values: list[float], order: list[str]) -> Callable[[], float]:
    given: Iterator[float] = iter(values)

    def measure() -> float:
        order.append(name)
        return next(given)

    return measure


def run(a: list[float], b: list[float], number: int, *, repeats: int = 2, again: int = 2) -> rounds.Rounds:
    order: list[str] = []
    found = rounds.interleaved(
        side("a", a, order), side("b", b, order), number, lambda: None, repeats=repeats, again=again
    )
    assert order == ["a", "b"] * (len(order) // 2)
    return found


def test_the_median_of_the_rounds_counts() -> None:
    found = run([1, 1, 2, 2, 9, 9], [1, 1, 1, 1, 1, 1], 3)
    assert (found.ratio, found.repeated) == (2, 0)


def test_a_noisy_round_is_run_again_and_the_calmest_counts() -> None:
    found = run([1, 3, 4, 4], [1, 1, 1, 1], 1)
    assert (found.ratio, found.repeated) == (4, 1)


def test_a_round_that_stays_noisy_is_told() -> None:
    found = run([1, 3, 1, 2, 1, 4], [1] * 6, 1)
    assert (found.ratio, found.repeated) == (1.5, 2)
    assert "1 still noisy" in found.words("s")


def test_one_repeat_a_round_is_never_noisy() -> None:
    assert run([1, 5], [1, 1], 2, repeats=1).repeated == 0


# --- Results ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "target", "better", "holds"),
    [(0.5, 0.5, "higher", True), (0.49, 0.5, "higher", False), (15, 15, "lower", True), (16, 15, "lower", False)],
)
def test_a_target_is_met_when_it_is_reached(value: float, target: float, better: str, holds: bool) -> None:
    assert Result("name", value, "×", target, better, "how").holds is holds


def test_the_table_says_which_rows_fail() -> None:
    text = results.table([Result("good", 1, "×", 0.5, "higher", "how"), Result("bad", 1, "×", 0.5, "lower", "how")])
    _head, good, bad = text.splitlines()
    assert good.split()[:4] == ["✓", "good", "1", "×"]
    assert bad.split()[:4] == ["✗", "bad", "1", "×"]


def test_the_table_of_the_documentation() -> None:
    text = results.markdown([Result("bad", 1.25, "×", 0.5, "lower", "how")])
    assert "| `bad` | 1.250 × | ≤ 0.500 | **no** | how |" in text


# --- Replaying ----------------------------------------------------------------------------------------


def test_holes_are_filled_in_every_depth() -> None:
    known = {"signup": 7, "shift": 3}
    assert filled(["key:\x00signup\x00", [Hole("shift")], None, 5], known) == ["key:7", [3], None, 5]
    assert filled(Hole("uuid"), known) != filled(Hole("uuid"), known)


def test_statements_get_holes_where_another_person_differs() -> None:
    from types import SimpleNamespace

    from tests.bench.signup_sql import _with_holes

    signup = SimpleNamespace(
        volunteer_id=901, volunteer=SimpleNamespace(user_id=902), shift_id=903, pk=904, pass_secret="s", pass_code="c"
    )
    made = _with_holes(
        'INSERT INTO "volunteers_signup" VALUES (%s) RETURNING "id"', (901, 21, "kind:904", "s", True), signup
    )
    assert made.gives_signup
    assert made.parameters == (Hole("volunteer"), 21, "kind:\x00signup\x00", Hole("secret"), True)
