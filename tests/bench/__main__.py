"""The bench: chooses the measures, runs them one after the other, prints the table, writes the JSON."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from launcher.failure import Failure, tell
from launcher.progress import Progress
from launcher.supervisor import StopRequested, Supervisor

from tests.bench import country, profiles, results, soak
from tests.bench.measures import MEASURES
from tests.bench.results import Result, Unable
from tests.bench.stage import BUSY, CHECKOUT, Measure, Stage


def main(arguments: list[str]) -> int:
    """Run; 0 when every row holds, 3 when one does not, 1 with a sentence when the bench could not go on."""
    options = parser().parse_args(arguments)
    if options.list:
        print("\n".join(row for measure in MEASURES for row in measure.rows))
        return 0
    chosen = choose(options.names, options.minutes)
    progress = Progress()
    found: list[Result] = []
    code, sentence = 0, ""
    try:
        with Supervisor() as supervisor:
            folder = options.data_dir.expanduser().absolute()
            stage = Stage(supervisor, progress, folder, rounds=options.rounds, quick=options.quick)
            run(stage, chosen, found)
    except (Unable, Failure) as problem:
        code, sentence = 1, str(problem)
    except StopRequested:
        progress.line("Stopped; what was measured until then follows.")
        code = 130
    if found:
        print("\n" + results.table(found))
    if found and stage.busiest > BUSY:
        print(f"The load client used up to {stage.busiest:.0%} of a processor: the fastest figures may be its own.")
    if options.json:
        results.write(results.lines(found), options.json)
    if options.markdown:
        results.write(results.markdown(found), options.markdown)
    if sentence:
        tell(sentence)
    return code or (0 if all(result.holds for result in found) else 3)


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="bin/bench", description="Measure the platform against a bare floor.")
    made.add_argument("names", nargs="*", metavar="name", help="measures to run (default: all but soak and profile)")
    made.add_argument("--minutes", type=float, default=10, help="how long the soak lasts (default: 10)")
    made.add_argument("--json", type=Path, metavar="FILE", help="write one object a line")
    made.add_argument("--markdown", type=Path, metavar="FILE", help="write the table as docs/performance.md has it")
    made.add_argument("--rounds", type=int, default=5, help="interleaved rounds of each measure (default: 5)")
    made.add_argument("--data-dir", type=Path, default=CHECKOUT / "var" / "bench", help="where its data is kept")
    made.add_argument("--quick", action="store_true", help="small data and short rounds, for development")
    made.add_argument("--list", action="store_true", help="name the rows and end")
    return made


def choose(names: list[str], minutes: float) -> list[Measure]:
    """The measures of these names, in the bench's own order; all but the soak and the profile without names.

    Raises SystemExit with a sentence for an unknown one.
    """
    apart = (
        Measure("soak", soak.ROWS, lambda stage, tick: soak.soak(stage, minutes)),
        Measure("profile", (), lambda stage, tick: profiles.tell(stage)),
    )
    everything = (*MEASURES, *apart)
    known = [measure.name for measure in everything]
    unknown = sorted(set(names) - set(known))
    if unknown:
        raise SystemExit(tell(f"There is no measure {', '.join(unknown)}: choose from {', '.join(known)}."))
    return [measure for measure in everything if measure.name in (names or known[: -len(apart)])]


def run(stage: Stage, chosen: list[Measure], found: list[Result]) -> None:
    """Prepare, start the servers, run the measures into ``found``, leave no trace in the data."""
    country.prepare(stage)
    import django

    django.setup()
    from tests.bench import world

    world.remove()
    try:
        with stage.progress.step("Starting the platform and the floor"):
            stage.start()
        for measure in chosen:
            total = measure.steps * stage.rounds
            done = 0

            def tick() -> None:
                nonlocal done
                done += 1
                stage.progress.advance(done, total)  # noqa: B023

            with stage.progress.step(measure.name):
                rows = _measured(measure, stage, tick)
            found += rows
            for row in rows:
                stage.progress.line(f"      {row.measure}: {results.number(row.value)} {row.unit} · {row.method}")
        _require_no_errors(stage, chosen)
    finally:
        world.remove()


def _measured(measure: Measure, stage: Stage, tick: Callable[[], None]) -> list[Result]:
    """The rows; a measure that could not go on fails alone."""
    try:
        return measure.run(stage, tick)
    except Unable as problem:
        return [Result(row, -1, "", 0, "higher", f"Not measured. {problem}") for row in measure.rows]


def _require_no_errors(stage: Stage, chosen: list[Measure]) -> None:
    """Raises Unable when a server complained; the soak has told of it already."""
    errors = stage.web.errors + stage.floor.errors
    if errors and not any(measure.name == "soak" for measure in chosen):
        raise Unable(f"A server wrote {len(errors)} lines of level ERROR, the first: {errors[0][:400]}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
