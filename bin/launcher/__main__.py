"""The door of ``bin/run``, ``bin/test`` and ``bin/bench``: picks the command, turns every failure into one sentence."""

import sys
from pathlib import Path


def main(arguments: list[str]) -> int:
    from launcher import failure

    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    name, *rest = arguments
    try:
        if name == "run":
            from launcher import run

            return run.main(rest)
        if name == "bench":
            from launcher import bench

            return bench.main(rest)
        from launcher import test

        return test.main(rest)
    except failure.Failure as problem:
        return failure.tell(str(problem))
    except KeyboardInterrupt:
        return 130
    except OSError as problem:
        return failure.tell(failure.sentence_for(problem))


if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parent.parent)
    sys.exit(main(sys.argv[1:]))
