"""Which demonstration data ``bin/run`` loads, and that a long step is heard of where nothing can move."""

from __future__ import annotations

import argparse
import io
from pathlib import Path
from types import SimpleNamespace

import pytest
from launcher import progress, run
from launcher.failure import Failure


def chosen(folder: Path, *arguments: str) -> str | None:
    """What is loaded into the folder's database when ``bin/run`` is started so."""
    options: argparse.Namespace = run._parser().parse_args([*arguments, "--data-dir", str(folder)])
    platform = run.Platform(options, progress.Progress(io.StringIO()))
    platform.data = SimpleNamespace(path=folder)
    return platform._demo_size(folder / "demo-accounts-1.txt")


@pytest.mark.parametrize(
    ("arguments", "size"),
    [
        ([], "small"),
        (["--demo", "small"], "small"),
        (["--demo", "national"], "national"),
        (["--demo", "none"], None),
        (["--no-demo"], None),
    ],
)
def test_a_new_database_gets_what_was_asked_for(tmp_path: Path, arguments: list[str], size: str | None) -> None:
    assert chosen(tmp_path, *arguments) == size


@pytest.mark.parametrize("arguments", [[], ["--demo", "national"], ["--no-demo"]])
def test_what_is_there_stays(tmp_path: Path, arguments: list[str]) -> None:
    (tmp_path / "demo-accounts-1.txt").touch()
    (tmp_path / "demo-accounts-1.size").write_text("national\n")
    assert chosen(tmp_path, *arguments) is None


def test_another_size_is_refused_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "demo-accounts-1.txt").touch()
    with pytest.raises(Failure, match=r"holds the small demonstration data already: .* national .* --data-dir"):
        chosen(tmp_path, "--demo", "national")


def test_a_long_step_is_heard_of_without_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(0, 10_000, 4))
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(clock))
    stream = io.StringIO()
    said = progress.Progress(stream)
    with said.step("Loading"):
        for number in range(8):
            said.detail(f"line {number}")
    lines = [line.strip() for line in stream.getvalue().splitlines()]
    assert lines[0] == "… Loading"
    assert 2 <= sum(line.startswith("line") for line in lines) < 8
    assert lines[-1].startswith("✓ Loading")
